# This file chooses the folder for everything that ./gis creates, outside version control.
# shellcheck shell=sh

choose_state() { # sets $state
    if [ -n "${MAHALLEH_STATE:-}" ]; then
        case $MAHALLEH_STATE in
            /*) state=$MAHALLEH_STATE ;;
            *) fail "$ERR_USAGE" "MAHALLEH_STATE باید نشانی کامل (با / در آغاز) باشد." \
                "MAHALLEH_STATE must be an absolute path." ;;
        esac
    elif others_can_enter "$root"; then
        state=$root/var
    else
        # PostgreSQL never runs as root, and its own user cannot enter root's home.
        state=/var/lib/mahalleh-$(printf %s "$root" | sha256sum | cut -c1-12)
    fi
    make_folder "$state"
    others_can_enter "$state" || fail "$ERR_STATE" \
        "کاربر postgres به پوشهٔ $state راه ندارد. MAHALLEH_STATE را روی پوشه‌ای بگذارید که همه بتوانند از آن بگذرند." \
        "The postgres user cannot enter $state. Set MAHALLEH_STATE to a folder that everybody may pass through."
}

# Settings of the site that outlast the shell that set them: NAME=value lines, no quotes. What the
# environment already has is not changed.
load_settings() {
    [ -r "$state/settings.env" ] || return 0
    while IFS='=' read -r name value || [ -n "$name" ]; do
        case $name in
            MAHALLEH_*[!A-Z_]* | MAHALLEH_STATE) ;;
            MAHALLEH_*) eval "[ -n \"\${$name+set}\" ] || export $name=\$value" ;;
        esac
    done <"$state/settings.env"
}

others_can_enter() { # DIR: only root has to ask, because only root starts PostgreSQL as somebody else
    [ "$(id -u)" -ne 0 ] || setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$1"
}

make_folder() { # DIR
    if ! mkdir -p "$1" 2>/dev/null || ! touch "$1/.written" 2>/dev/null; then
        if [ -w "$1" ]; then no_space "$1" 1; fi
        fail "$ERR_STATE" "در پوشهٔ $1 نمی‌توان نوشت. مالک آن را درست کنید یا MAHALLEH_STATE را روی پوشهٔ دیگری بگذارید." \
            "Cannot write to $1. Correct its owner, or set MAHALLEH_STATE to another folder."
    fi
    rm -f "$1/.written"
}

free_mb() { # DIR
    df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }'
}

need_space() { # DIR MB
    [ "$(free_mb "$1")" -ge "$2" ] || no_space "$1" "$2"
}

no_space() { # DIR MB
    fail "$ERR_DISK" "روی دیسکِ $1 جا نیست: $2 مگابایت لازم است و $(free_mb "$1") مگابایت آزاد است. داده‌ای از دست نرفته است؛ جا باز کنید و دوباره اجرا کنید." \
        "No room on the disk of $1: $2 MB are needed, $(free_mb "$1") MB are free. No data were lost; make room and run again."
}

# A large log is rotated at the start; one old log is kept.
start_log() { # FILE
    if [ "$(stat -c %s "$1" 2>/dev/null || echo 0)" -gt 10000000 ]; then mv "$1" "$1.1"; fi
}

# While the site runs, a log that has grown is copied away and emptied: its writers append, and go on
# in the empty file. The copies .1 to .3 stay. Ends with this shell.
LOG_BYTES=10000000 LOG_COPIES=3
watch_logs() { # FILE…; sets $watcher
    setpriv --pdeathsig=KILL -- sh "$root/deploy/rotate.sh" "${MAHALLEH_LOG_BYTES:-$LOG_BYTES}" "$LOG_COPIES" "$@" \
        </dev/null >/dev/null 2>&1 6>&- 8>&- 9>&- &
    watcher=$!
}

# One set-up at a time: a second ./gis waits here and then finds everything ready.
lock_setup() {
    exec 8>>"$state/setup.lock"
    if ! flock -n 8; then
        say "اجرای دیگری در حال آماده‌سازی است؛ منتظر می‌مانیم…" "Another run is setting up; waiting…"
        flock 8
    fi
}

unlock_setup() {
    exec 8>&-
}

secret_key() { # prints the key; made once, readable by its owner alone
    if [ ! -s "$state/secret_key" ]; then
        (umask 077 && head -c 48 /dev/urandom | base64 -w 0 >"$state/secret_key.new")
        mv "$state/secret_key.new" "$state/secret_key"
    fi
    cat "$state/secret_key"
}
