# This file is `./gis backup` and `./gis restore`; the work is done in deploy/backup/.
# shellcheck shell=sh

check_backup_arguments() { # ARG…
    check_arguments backup '--check --passphrase' '--keep --passphrase-file' 1 "$@"
    not_together --check --keep
    not_together --passphrase --passphrase-file
}

check_restore_arguments() { # ARG…
    check_arguments restore '--overwrite --passphrase' '--passphrase-file --bundle --sha256' 1 "$@"
    not_together --passphrase --passphrase-file
}

run_backup() { # [OPTION…] FILE
    prepare requirements.lock
    exec "$venv/bin/python" "$root/manage.py" backup "$@"
}

# The private server gets an empty database to fill; it takes the old one's place at the end.
run_restore() { # [OPTION…] FILE
    prepare requirements.lock
    lock_setup
    if [ -n "$private" ]; then
        new_database mahalleh_restoring
        set -- --into=mahalleh_restoring --superuser=postgres "$@"
    fi
    code=0
    manage restore "$@" || code=$?
    [ -z "$private" ] || drop_database mahalleh_restoring
    [ "$code" -eq 0 ] || exit "$code"
    # Nothing is to be loaded into it; tables of an older release are brought up to date.
    : >"$(database_mark loaded)"
    rm -f "${cluster:-$state}/migrated"
    migrate
}

new_database() { # NAME
    drop_database "$1"
    database_kept=$database database=$1
    create_database
    database=$database_kept
}

drop_database() { # NAME
    as_superuser -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)" >/dev/null 2>&1 || true
}

as_superuser() { # PSQL ARGUMENTS…
    $as_cluster_user "$postgres_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$socket" -U postgres -d postgres "$@"
}
