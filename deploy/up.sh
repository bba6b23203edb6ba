# This file is `./gis up`: it starts the site from any state and stops everything when it ends.
# shellcheck shell=sh

# A server that answers nothing but errors until then is given up.
ANSWER_SECONDS=120

up() {
    prepare requirements.lock
    lock_setup
    migrate
    collect_static
    load_first_data
    serve
}

wants_demo() {
    [ -n "$private" ] || [ "${MAHALLEH_DEMO:-}" = 1 ]
}

# Once per database. The mark is written last: an interrupted load is repeated safely.
load_first_data() {
    mark=$(database_mark loaded)
    [ ! -e "$mark" ] || return 0
    say "بارگذاری داده‌های همگانی…" "Loading the public data…"
    load load_public
    if wants_demo; then
        say "بارگذاری داده‌های نمونه (ساختگی)…" "Loading the sample data (invented)…"
        load load_demo
    fi
    : >"$mark"
}

load() { # COMMAND
    manage "$1" && return 0
    need_space "$state" 20
    fail 1 "بارگذاری داده تمام نشد (پیام در بالا)؛ اجرای بعدی از نو بار می‌کند." \
        "The data were not loaded (message above); the next run starts over."
}

serve() {
    # The first ./gis up of a checkout holds this lock; a second one serves too, on the next port,
    # but keeps the demo passwords that the first has printed.
    exec 6>>"$state/up.lock"
    first=yes
    flock -n 6 || first=''
    log=$state/web.log
    start_log "$log"
    watch_logs "$log" ${private:+"$cluster/postgres.log"}
    chosen_port=$state/port.$$
    [ -z "$first" ] || rm -f "$state"/port.*
    start_server
    accounts=''
    if wants_demo && [ -n "$first" ]; then
        # Only the owner may read the passwords while they wait to be printed.
        (umask 077 && : >"$chosen_port.accounts")
        manage demo_accounts >"$chosen_port.accounts" || fail 1 "حساب‌های نمونه ساخته نشدند (پیام در بالا)." \
            "The demo accounts were not made (message above)."
        accounts=$(cat "$chosen_port.accounts")
    fi
    wait_for_server
    unlock_setup
    port=$(cat "$chosen_port")
    greet "$port"
    rm -f "$chosen_port" "$chosen_port.accounts"
    keep_serving
}

# A line for the log; a full disk may refuse it.
note() { # EN
    printf '%s ./gis up: %s\n' "$(date -u '+%Y-%m-%d %H:%M:%S UTC')" "$1" 2>/dev/null >>"$log" || true
}

# Whatever ends by itself is started again, on the same port: the web server here, a worker by the
# web server, PostgreSQL by its keeper, and the keeper here.
keep_serving() {
    while :; do
        while kill -0 "$server" 2>/dev/null; do
            [ -z "$private" ] || keep_cluster
            pause
        done
        code=0
        wait "$server" || code=$?
        note "the web server has ended with $code; starting it again"
        : >"$chosen_port"
        MAHALLEH_PORT=$port
        start_server
        pause
    done
}

pause() { # a second, in which this shell still receives signals at once
    sleep 1 6>&- 8>&- 9>&- &
    wait "$!" || true
}

start_server() { # sets $server; it writes the port that it takes into $chosen_port
    cd "$root" || exit
    set -- "$venv/bin/python" -m deploy.serve "${MAHALLEH_PORT:-8000}" "$$"
    # The web server needs no root rights; it keeps them if other users cannot read the checkout.
    choose_web_user
    # shellcheck disable=SC2086 # words
    if [ -n "$private" ] && $as_web_user test -r "$root/manage.py" -a -x "$venv/bin/python"; then
        set -- $as_web_user "$@"
    fi
    "$@" 3>"$chosen_port" >>"$log" 2>&1 </dev/null 6>&- 8>&- 9>&- &
    server=$!
}

wait_for_server() {
    begun=$(date +%s)
    until [ -s "$chosen_port" ] && site_answers "$(cat "$chosen_port")"; do
        if [ $(($(date +%s) - begun)) -ge "$ANSWER_SECONDS" ]; then
            show_end_of "$log"
            fail 1 "سرور وب در $ANSWER_SECONDS ثانیه پاسخ درستی نداد (پیام در بالا و در $log)." \
                "The web server did not answer properly within $ANSWER_SECONDS seconds (message above and in $log)."
        fi
        if ! kill -0 "$server" 2>/dev/null; then
            code=0
            wait "$server" || code=$?
            server_failed
        fi
        sleep 0.1
    done
}

site_answers() { # PORT: with anything but an error of its own
    "$venv/bin/python" -I -c '
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
connection.request("GET", "/healthz")
sys.exit(connection.getresponse().status >= 500)
' "$1" 2>/dev/null
}

server_failed() { # after it has ended with $code
    server=''
    rm -f "$chosen_port" "$chosen_port.accounts"
    [ "$code" -ne "$ERR_PORT" ] || fail "$ERR_PORT" \
        "از درگاه ${MAHALLEH_PORT:-8000} به بعد صد درگاه پر است. MAHALLEH_PORT را روی شمارهٔ دیگری بگذارید." \
        "A hundred ports from ${MAHALLEH_PORT:-8000} on are busy. Set MAHALLEH_PORT to another number."
    show_end_of "$log"
    fail 1 "سرور وب از کار ایستاد (پیام در بالا و در $log)." "The web server stopped (message above and in $log)."
}

greet() { # PORT
    printf '\n'
    say "محله آماده است: http://127.0.0.1:$1/" "Mahalleh is ready: http://127.0.0.1:$1/en/"
    if [ -n "$accounts" ]; then
        printf '\n'
        say "حساب‌های نمونه، با گذرواژهٔ تصادفی:" "Demo accounts, with random passwords:"
        printf '%s\n' "$accounts"
    elif wants_demo && [ -z "$first" ]; then
        say "حساب‌های نمونه همان‌هایی است که اجرای دیگر نشان داده است." "The demo accounts are those that the other run has shown."
    fi
    [ -z "$private" ] || tell_older_postgres
    printf '\n'
    say "گزارش خطاها: $log — پایان: Ctrl-C" "Error log: $log — stop with Ctrl-C"
}
