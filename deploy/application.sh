# This file prepares Django's requirements: packages, environment, database, static files, first
# data.
# shellcheck shell=sh

# Everything a Django command needs; an already running database is shared.
prepare() { # LOCK: sets $state, $venv, $private
    private=''
    if [ -n "${DATABASE_URL:-}" ]; then ensure_packages; else
        private=yes
        ensure_packages database
    fi
    choose_state
    load_settings
    lock_setup
    ensure_venv "$root/$1"
    [ -z "$private" ] || open_cluster "$state/cluster" keep
    set_environment
    close_bundle
    unlock_setup
}

set_environment() {
    MAHALLEH_STATE=$state
    MAHALLEH_SECRET_KEY=${MAHALLEH_SECRET_KEY:-$(secret_key)}
    DJANGO_SETTINGS_MODULE=gis_app.settings
    # An unreachable server is reported at once, without waiting.
    PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10}
    export MAHALLEH_STATE MAHALLEH_SECRET_KEY DJANGO_SETTINGS_MODULE PGCONNECT_TIMEOUT
    # The caller's Python and GIS settings would mix other libraries into ours: an older PROJ
    # database alone makes GDAL fail.
    unset PYTHONPATH PYTHONHOME PROJ_DATA PROJ_LIB GDAL_DATA GDAL_DRIVER_PATH
}

manage() { # ARG…
    run_step "$venv/bin/python" "$root/manage.py" "$@"
}

# `./gis check`: it installs no Debian package; what is missing is named with the command for it.
run_check() {
    if [ -n "${DATABASE_URL:-}" ]; then packages=$(missing_packages); else packages=$(missing_packages database); fi
    [ -z "$packages" ] || tell_packages
    prepare requirements.lock
    [ -z "$private" ] || tell_older_postgres
    exec "$venv/bin/python" "$root/manage.py" check_setup
}

# What has happened to this database is marked beside the private one, or in the state folder.
database_mark() { # NAME: prints its path
    if [ -n "$private" ]; then
        printf %s "$cluster/$1"
    else
        printf %s "$state/$1-$(printf %s "$DATABASE_URL" | sha256sum | cut -c1-12)"
    fi
}

migrate() {
    due=$(database_mark publish-due)
    was_due=''
    if [ -e "$due" ]; then was_due=yes; elif is_migrated; then return 0; fi
    log=$state/migrate.log
    # It outlives a run that ends between the new tables and what is published by them.
    : >"$due"
    if manage migrate --no-input >"$log" 2>&1 && publish_anew; then
        rm -f "$due"
        [ -z "$private" ] || printf '%s' "$venv" >"$cluster/migrated"
        return 0
    fi
    show_end_of "$log"
    need_space "$state" 20
    diagnose
    fail 1 "جدول‌های پایگاه داده آماده نشدند (پیام در بالا و در $log)." \
        "The database tables could not be prepared (message above and in $log)."
}

# A release with new tables may have new disclosure rules; existing data is published again.
publish_anew() {
    if [ -z "$was_due" ] && grep -q 'No migrations to apply' "$log"; then return 0; fi
    manage publish >>"$log" 2>&1
}

# Whether the private database has recorded all our migrations, and the packages with migrations are
# unchanged. The check is SQL, which saves each start a second of Django.
is_migrated() {
    [ -n "$private" ] && [ "$(cat "$cluster/migrated" 2>/dev/null)" = "$venv" ] || return 1
    set -- "$root"/*/migrations/[0-9]*.py
    recorded=$(for migration; do printf "'%s'," "${migration#"$root"/}"; done)
    recorded=$($as_cluster_user "$postgres_bin/psql" -X -A -t -h "$socket" -U postgres -d "$database" -c "
        SELECT count(*) FROM django_migrations
        WHERE app || '/migrations/' || name || '.py' IN (${recorded%,})" 2>/dev/null)
    [ "$recorded" = "$#" ]
}

# Distinguishes a missing library and a wrong or unreachable database from a failed migration.
diagnose() {
    code=0
    (cd "$root" && "$venv/bin/python" -m gis_app.checks >&2) || code=$?
    [ "$code" -eq 0 ] || exit "$code"
}

# Old files stay: pages loaded before an update still request them.
collect_static() {
    stamp=$state/collected
    if [ "$(cat "$stamp" 2>/dev/null)" = "$venv" ] &&
        [ -z "$(find "$root"/static "$root"/*/static "$root/gis_app/static.py" -newer "$stamp" 2>/dev/null | head -n 1)" ]; then
        return 0
    fi
    log=$state/collect.log
    if ! manage collectstatic --no-input >"$log" 2>&1; then
        show_end_of "$log"
        need_space "$state" 20
        fail 1 "فایل‌های ثابت آماده نشدند (پیام در بالا)." "The static files could not be prepared (message above)."
    fi
    printf '%s' "$venv" >"$stamp"
}
