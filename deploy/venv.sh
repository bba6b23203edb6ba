# This file creates the virtual environment of a lock file.
# shellcheck shell=sh

check_python() {
    [ -x "$python" ] || fail "$ERR_PYTHON" "پایتون پیدا نشد: $python" "No Python at $python"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "$ERR_PYTHON" \
        "پایتون ۳٫۱۱ یا تازه‌تر لازم است؛ این‌جا $("$python" -V 2>&1) است. سامانه را به‌روز کنید یا MAHALLEH_PYTHON را روی پایتون تازه‌تری بگذارید." \
        "Python 3.11 or newer is needed; here is $("$python" -V 2>&1). Upgrade the system or set MAHALLEH_PYTHON to a newer one."
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail "$ERR_PYTHON" \
        "پایتون venv ندارد: sudo apt-get install python3-venv" \
        "Python has no venv: sudo apt-get install python3-venv"
}

# The folder's name is a hash of the Python and the lock: an unchanged lock is found again, and a
# changed one is built beside the old. It is built in place, because the first lines of bin/ scripts
# would be wrong after a rename.
venv_dir() { # LOCK
    printf '%s/venv/%s' "$state" "$({ "$python" -VV && cat "$1"; } | sha256sum | cut -c1-12)"
}

ensure_venv() { # LOCK: sets $venv
    check_python
    venv=$(venv_dir "$1")
    # `complete` is written last: an interrupted install lacks it and is repeated.
    [ ! -e "$venv/complete" ] || return 0
    need_space "$state" 900
    say "نصب کتابخانه‌های پایتون…" "Installing the Python packages…"
    rm -rf "$venv"
    mkdir -p "$venv"
    if run_step "$python" -m venv "$venv" >"$venv.log" 2>&1 &&
        run_step "$venv/bin/python" -m pip --disable-pip-version-check --no-input install \
            --require-hashes --only-binary :all: -r "$1" >>"$venv.log" 2>&1; then
        : >"$venv/complete"
        rm -f "$venv.log"
        drop_old_venvs
    else
        venv_failed
    fi
}

venv_failed() {
    show_end_of "$venv.log"
    # Checked before the partial install is removed, because that frees the space again.
    left=$(free_mb "$state")
    no_room=$(grep -c -i 'No space left' "$venv.log") || true
    rm -rf "$venv"
    if [ "$no_room" -gt 0 ] || [ "$left" -lt 5 ]; then no_space "$state" 900; fi
    fail 1 "کتابخانه‌های پایتون نصب نشدند (پیام در بالا و در $venv.log). شبکه را بررسی کنید؛ نشانی مخزن دیگر: PIP_INDEX_URL" \
        "The Python packages were not installed (message above and in $venv.log). Check the network; another mirror: PIP_INDEX_URL"
}

drop_old_venvs() {
    for old in "$state"/venv/*/; do
        case ${old%/} in
        "$(venv_dir "$root/requirements.lock")" | "$(venv_dir "$root/requirements-dev.lock")") ;;
        *) rm -rf "${old%/}" ;;
        esac
    done
}
