# This file installs missing packages with apt, or prints the exact command to run.
# shellcheck shell=sh

python=${MAHALLEH_PYTHON:-/usr/bin/python3}

# Debian creates a system-wide cluster with the first PostgreSQL package. Ours is private, so the
# rule prevents that; a machine that already has PostgreSQL keeps its own rule.
CLUSTER_RULE=/etc/postgresql-common/createcluster.d/mahalleh.conf

PYTHON_PACKAGES=python3-venv DATABASE_PACKAGES=postgresql-postgis
# Options of apt for packages of a bundle (bundle.sh).
apt_options=''

ensure_packages() { # PART…: database, browser, sources, servers, bench
    packages=$(missing_packages "$@")
    [ -n "$packages" ] || return 0
    if ! command -v apt-get >/dev/null; then
        fail "$ERR_PACKAGES" "این سامانه apt ندارد. این‌ها را خودتان نصب کنید:$packages" \
            "This system has no apt. Install these yourself:$packages"
    elif [ "$(id -u)" -eq 0 ]; then
        sudo=''
    elif sudo -n true 2>/dev/null; then
        sudo='sudo -n'
    else
        tell_packages
    fi
    need_space /usr 900
    install_packages
    packages=$(missing_packages "$@")
    [ -z "$packages" ] || fail "$ERR_PACKAGES" "پس از نصب هنوز کم است:$packages" \
        "Still missing after the installation:$packages"
}

missing_packages() { # PART…
    if [ -z "${MAHALLEH_PYTHON:-}" ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        printf ' %s' "$PYTHON_PACKAGES"
    fi
    for part; do
        case $part in
            database) [ -n "$(newest_postgres)" ] || printf ' %s' "$DATABASE_PACKAGES" ;;
            browser)
                [ -n "$(find_chromium)" ] || printf ' chromium-headless-shell'
                # Playwright's driver links to it; on a minimal system it is not installed.
                /sbin/ldconfig -p | grep -q 'libatomic\.so\.1 ' || printf ' libatomic1'
                ;;
            sources)
                command -v git >/dev/null || printf ' git'
                command -v shellcheck >/dev/null || printf ' shellcheck'
                command -v xgettext >/dev/null || printf ' gettext'
                ;;
            servers)
                # Where systemd runs, Debian's nginx would serve port 80 at once: that is for the user to decide.
                if [ ! -d /run/systemd/system ]; then
                    [ -x /usr/sbin/nginx ] || printf ' nginx'
                    command -v systemd-analyze >/dev/null || printf ' systemd'
                fi
                ;;
            bench)
                command -v wrk >/dev/null || printf ' wrk'
                command -v curl >/dev/null || printf ' curl'
                ;;
        esac
    done
}

newest_postgres() { # prints the newest installed major that has PostGIS
    for control in /usr/share/postgresql/*/extension/postgis.control; do
        major=${control#/usr/share/postgresql/}
        major=${major%%/*}
        if [ -x "/usr/lib/postgresql/$major/bin/postgres" ]; then echo "$major"; fi
    done | sort -n | tail -n 1
}

# chromium-headless-shell is the same engine at two thirds of the processor time.
find_chromium() { # prints its path
    if [ -n "${CHROMIUM:-}" ]; then
        echo "$CHROMIUM"
    else
        command -v chromium-headless-shell || command -v chromium ||
            command -v chromium-browser || command -v google-chrome || true
    fi
}

tells_own_cluster_rule() { # whether PostgreSQL is installed for the first time
    case $packages in
        *postgresql*) ! dpkg -s postgresql-common >/dev/null 2>&1 ;;
        *) false ;;
    esac
}

tell_packages() {
    lines="sudo apt-get update && sudo apt-get install -y --no-install-recommends$packages"
    if tells_own_cluster_rule; then
        lines="sudo mkdir -p ${CLUSTER_RULE%/*} && echo 'create_main_cluster = false' | sudo tee $CLUSTER_RULE
$lines"
    fi
    fail "$ERR_PACKAGES" "چند بستهٔ دبیان کم است و اجازهٔ نصب ندارم. این را اجرا کنید و سپس دوباره ./gis را:" \
        "Some Debian packages are missing and I may not install them. Run this, then ./gis again:

$lines"
}

install_packages() {
    say "نصب بسته‌ها با apt (چند دقیقه):$packages" "Installing packages with apt (some minutes):$packages"
    if tells_own_cluster_rule; then
        $sudo mkdir -p "${CLUSTER_RULE%/*}"
        printf '%s\n' '# Mahalleh starts its own private cluster: no system-wide one is made.' \
            'create_main_cluster = false' | $sudo tee "$CLUSTER_RULE" >/dev/null
    fi
    apt_log=$(mktemp)
    # In the foreground, and not killed with us, to avoid a half-configured dpkg. After an interruption it
    # refuses everything until `dpkg --configure -a` has run.
    # shellcheck disable=SC2086 # the packages and options are separate words
    if ! { $sudo dpkg --configure -a && $sudo apt-get $apt_options update -q &&
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get $apt_options install -y -q --no-install-recommends \
            -o DPkg::Lock::Timeout=300 $packages; } >"$apt_log" 2>&1 </dev/null; then
        show_end_of "$apt_log"
        no_room=$(grep -c 'No space left\|enough free space' "$apt_log") || true
        rm -f "$apt_log"
        [ "$no_room" -eq 0 ] || no_space /usr 900
        fail "$ERR_PACKAGES" "apt کار را تمام نکرد (پیام آن در بالاست). شبکه یا مخزن را بررسی و دوباره اجرا کنید." \
            "apt did not finish (its message is above). Check the network or the mirror and run again."
    fi
    rm -f "$apt_log"
}
