# This file creates and starts the private PostGIS: one folder, unix socket only, no system service.
# shellcheck shell=sh

role=gis database=mahalleh

# Runs the cluster in DIR as long as this process lives; sets DATABASE_URL.
#   keep       durable, for real data
#   throwaway  for tests: fast and not durable; DIR/.. is removed at the end
open_cluster() { # DIR keep|throwaway
    cluster=$1 cluster_kind=$2
    make_folder "$cluster"
    choose_cluster_user
    join_cluster
    choose_postgres
    choose_socket
    if ! has_keeper || ! cluster_answers; then
        [ -d "$cluster/data" ] || create_cluster
        start_cluster
    fi
    create_database
    # Every byte as %xx: the host part of an address is otherwise converted to lower case.
    DATABASE_URL="postgis://$role@$(printf %s "$socket" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g')/$database"
    export DATABASE_URL
}

# PostgreSQL refuses to run as root, and settings of the caller (PG*, PROJ_DATA, locale) must not
# reach it. --pdeathsig is applied after the change of user, which would clear it.
choose_cluster_user() { # sets $cluster_user, and $as_cluster_user: words to put before a command
    if [ "$(id -u)" -eq 0 ]; then
        cluster_user=postgres
        as_cluster_user='setpriv --reuid=postgres --regid=postgres --clear-groups --pdeathsig=INT'
    else
        cluster_user=$(id -un)
        as_cluster_user='setpriv --pdeathsig=INT'
    fi
    as_cluster_user="$as_cluster_user -- env -i -C / PATH=/usr/bin:/bin LANG=C.UTF-8"
}

own() { # FILE…: hand over to the cluster's user
    [ "$(id -u)" -ne 0 ] || chown -h postgres:postgres "$@"
}

# The lock that keeps the database running (see keeper.sh). It waits for a cluster that is stopping.
join_cluster() {
    exec 9>>"$cluster/in-use"
    flock -s -w 90 9 || fail "$ERR_DATABASE" "پایگاه دادهٔ اجرای قبلی هنوز بسته نشده است؛ کمی بعد دوباره اجرا کنید." \
        "The database of an earlier run has not stopped yet; run again a little later."
}

# Ends our use; returns at once if another process uses the database, else after it has stopped.
leave_cluster() {
    [ -e "${cluster:-}/in-use" ] || return 0
    if flock -n -x 9 2>/dev/null || { sleep 0.3 && ! flock -n -s 9 2>/dev/null; }; then
        exec 9>&-
        stop_orphan 60
    else
        exec 9>&-
    fi
}

choose_postgres() { # sets $postgres_bin; $upgrade, the command, where the data are of an older major
    newest=$(newest_postgres)
    major=$newest upgrade=''
    if [ -f "$cluster/data/PG_VERSION" ]; then major=$(cat "$cluster/data/PG_VERSION"); fi
    postgres_bin=/usr/lib/postgresql/$major/bin
    [ "$major" = "$newest" ] || upgrade="./gis backup '$state/of-$major.backup' && mv '$cluster' '$cluster-$major' && ./gis restore '$state/of-$major.backup'"
    if [ ! -x "$postgres_bin/postgres" ] || [ ! -e "/usr/share/postgresql/$major/extension/postgis.control" ]; then
        fail "$ERR_DATABASE" "داده‌ها با PostgreSQL $major ساخته شده‌اند و این دستگاه نسخهٔ $newest دارد. داده‌ها دست‌نخورده‌اند.
این دو فرمان (پایین‌تر) نسخهٔ پیشین را نصب می‌کند، از داده‌ها پشتیبان می‌گیرد و آن‌ها را به نسخهٔ $newest می‌برد. اگر apt نسخهٔ پیشین را نشناخت، مخزن دبیان پیشین را هم به فهرست مخزن‌ها بیفزایید." \
            "The data were made by PostgreSQL $major; this machine has $newest. The data were not touched.
These two commands install the older one, back the data up and bring them to $newest. If apt does
not know the older one, add the repository of the earlier Debian to its sources.

sudo apt-get install -y --no-install-recommends postgresql-$major postgresql-$major-postgis-3
$upgrade"
    fi
}

# The programs that made the data are still installed, but the system has newer ones too.
tell_older_postgres() {
    [ -n "${upgrade:-}" ] || return 0
    printf '\n'
    say "داده‌ها با PostgreSQL $major ساخته شده‌اند و با همان کار می‌کنند؛ این دستگاه نسخهٔ $newest را هم دارد.
دبیان نسخهٔ پیشین را دیگر به‌روز نمی‌کند. سامانه را خاموش کنید و این فرمان را اجرا کنید:" \
        "The data were made by PostgreSQL $major and run with it; this machine has $newest too.
Debian no longer updates the older one. Stop the site and run this command:"
    printf '\n%s\n' "$upgrade"
}

# A socket's path is limited to 107 bytes; a deeper checkout gets its socket elsewhere.
choose_socket() { # sets $socket
    socket=$cluster/socket
    if [ "$(printf %s "$socket/.s.PGSQL.5432" | wc -c)" -gt 107 ]; then
        socket=/tmp/mahalleh-$(printf %s "$cluster" | sha256sum | cut -c1-12)
    fi
    if [ ! -d "$socket" ]; then
        mkdir -m 700 "$socket"
        own "$socket"
    fi
    # In /tmp another user could have created it first and would then be our database.
    [ "$(stat -c '%U %F' "$socket")" = "$cluster_user directory" ] || fail "$ERR_STATE" \
        "پوشهٔ $socket از آنِ کس دیگری است." "The folder $socket belongs to somebody else."
    # The group is the web server's way in (choose_web_user).
    if [ "$(id -u)" -eq 0 ]; then chmod 750 "$socket"; else chmod 700 "$socket"; fi
}

# The web server is not the database's user: it can neither read the data folder nor be the
# superuser on the socket. An ordinary user who starts ./gis has only one user for both.
choose_web_user() { # sets $as_web_user: words to put before a command, or nothing
    as_web_user=''
    if [ "$(id -u)" -eq 0 ]; then
        as_web_user='setpriv --reuid=www-data --regid=www-data --groups=postgres --'
    fi
}

cluster_answers() {
    $as_cluster_user "$postgres_bin/pg_isready" -q -h "$socket"
}

has_keeper() {
    ! flock -n "$cluster/keeper" true
}

# PostgreSQL stops when its keeper is killed, but one that was just being started misses the signal.
# Finds it by its whole argument DATA, which no part of this command has, and asks until it is gone.
stop_orphan() { # SECONDS to wait for the end of a living keeper, whose PostgreSQL is left alone
    # shellcheck disable=SC2016 # expanded by the inner shell
    printf %s "$cluster/data" | flock -w "$1" "$cluster/keeper" sh -c '
        data=$(cat)
        # A process that ends meanwhile makes grep fail, whatever it has found.
        while found=$(printf %s "$data" | grep -lzxF -f - /proc/[0-9]*/cmdline 2>/dev/null)
            [ -n "$found" ]; do
            for each in $found; do
                pid=${each#/proc/}
                kill -s INT "${pid%/cmdline}" 2>/dev/null
            done
            sleep 0.05
        done' || true
}

create_cluster() {
    need_space "$state" 300
    say "ساختن پایگاه دادهٔ خصوصی…" "Creating the private database…"
    # Created beside its place and renamed when complete, so an interrupted one is never used.
    rm -rf "$cluster/data.new"
    mkdir -m 700 "$cluster/data.new"
    own "$cluster/data.new"
    if [ "$cluster_kind" = throwaway ]; then set -- --no-sync; else set -- --data-checksums; fi
    # Who may connect as whom: write_access. C.UTF-8 stays the same when the
    # system's libc changes, so indexes survive an upgrade.
    if ! $as_cluster_user "$postgres_bin/initdb" -D "$cluster/data.new" -U postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 "$@" >"$cluster/initdb.log" 2>&1; then
        show_end_of "$cluster/initdb.log"
        no_room=$(grep -c 'No space left' "$cluster/initdb.log") || true
        rm -rf "$cluster/data.new"
        [ "$no_room" -eq 0 ] || no_space "$state" 300
        fail "$ERR_DATABASE" "initdb پایگاه داده را نساخت (پیام در بالا). چیزی نیمه‌کاره نماند." \
            "initdb did not create the database (message above). Nothing half made was left."
    fi
    mv "$cluster/data.new" "$cluster/data"
}

# There is no TCP port. The application's role is for everybody who can enter the socket's folder:
# the cluster's user, root, and the web server. The superuser is for the first two alone.
write_access() {
    cat >"$cluster/data/pg_hba.conf" <<ACCESS
local all postgres peer map=superuser
local all $role trust
ACCESS
    cat >"$cluster/data/pg_ident.conf" <<OWNERS
superuser $cluster_user postgres
superuser root postgres
OWNERS
    [ "$cluster_kind" != throwaway ] || echo 'local all all trust' >"$cluster/data/pg_hba.conf"
    own "$cluster/data/pg_hba.conf" "$cluster/data/pg_ident.conf"
}

cluster_settings() { # prints one setting a line
    memory=$(memory_mb)
    cat <<SETTINGS
listen_addresses=
unix_socket_directories=$socket
unix_socket_permissions=0770
max_connections=60
shared_buffers=$(between 64 $((memory / 8)) 2048)MB
effective_cache_size=$(between 256 $((memory / 2)) 65536)MB
work_mem=$(between 4 $((memory / 400)) 32)MB
maintenance_work_mem=$(between 64 $((memory / 16)) 512)MB
max_wal_size=1GB
jit=off
timezone=UTC
log_timezone=UTC
shared_preload_libraries=pg_stat_statements
pg_stat_statements.max=1000
log_min_duration_statement=2000
SETTINGS
    if [ "$cluster_kind" = throwaway ]; then
        printf '%s\n' fsync=off full_page_writes=off synchronous_commit=off
    fi
}

memory_mb() { # of the machine, or less where a container has a limit
    {
        awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo
        awk '/^[0-9]+$/ { print int($1 / 1048576) }' /sys/fs/cgroup/memory.max 2>/dev/null || true
    } | sort -n | head -n 1
}

between() { # LOW VALUE HIGH
    if [ "$2" -lt "$1" ]; then echo "$1"; elif [ "$2" -gt "$3" ]; then echo "$3"; else echo "$2"; fi
}

start_cluster() {
    stop_orphan 10
    need_space "$state" 64
    write_access
    log=$cluster/postgres.log
    start_log "$log"
    stop_with=INT remove=''
    if [ "$cluster_kind" = throwaway ]; then stop_with=QUIT remove=$(dirname "$cluster"); fi
    rm -f "$cluster/ended" "$cluster/answered"
    set --
    while IFS= read -r setting; do set -- "$@" -c "$setting"; done <<SETTINGS
$(cluster_settings)
SETTINGS
    # In its own session, so that neither Ctrl-C nor a kill of our group reaches it.
    # shellcheck disable=SC2086 # words
    setsid sh "$root/deploy/keeper.sh" "$cluster" "$stop_with" "$remove" \
        $as_cluster_user "$postgres_bin/postgres" -D "$cluster/data" "$@" \
        </dev/null >>"$log" 2>&1 6>&- 8>&- 9>&- &
    keeper=$! tries=0
    until cluster_answers; do
        tries=$((tries + 1))
        # A keeper that was killed leaves no mark, and its PostgreSQL stops.
        if [ -e "$cluster/ended" ] || ! kill -0 "$keeper" 2>/dev/null || [ "$tries" -ge 1200 ]; then
            start_failed
        fi
        sleep 0.05
    done
    : >"$cluster/answered"
}

# PostgreSQL ends with a keeper that was killed; only this starts both again.
keep_cluster() {
    if ! has_keeper; then
        note "the keeper of the database has ended; starting another"
        # In a shell of its own: a start that fails, because the old PostgreSQL is still stopping
        # or the disk is full, is tried again.
        (start_cluster) >>"$log" 2>&1 || true
    fi
}

start_failed() {
    show_end_of "$log"
    if tail -n 15 "$log" | grep -q 'No space left'; then no_space "$state" 64; fi
    fail "$ERR_DATABASE" "پایگاه دادهٔ خصوصی روشن نشد (پیام در بالا و در $log). داده‌ها دست‌نخورده‌اند." \
        "The private database did not start (message above and in $log). The data were not touched."
}

# The application has an ordinary role: a flaw in it cannot reach the server's files. Tests are the
# exception, because Django creates their database and its extension itself.
create_database() {
    if [ "$cluster_kind" = throwaway ]; then rights=SUPERUSER; else rights=NOSUPERUSER; fi
    if ! $as_cluster_user "$postgres_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$socket" -U postgres -d postgres \
        >"$cluster/create.log" 2>&1 <<SQL
SET client_min_messages = warning;
SELECT 'CREATE ROLE $role LOGIN $rights'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$role') \gexec
SELECT 'CREATE DATABASE $database OWNER $role ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$database') \gexec
\connect $database
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL
    then
        show_end_of "$cluster/create.log"
        if grep -q 'No space left' "$cluster/create.log"; then no_space "$state" 300; fi
        fail "$ERR_DATABASE" "پایگاه دادهٔ خصوصی آماده نشد (پیام در بالا)." \
            "The private database could not be prepared (message above)."
    fi
}
