# This file is `./gis test` and `./gis bench`: the same environment on separate databases.
# shellcheck shell=sh

# Three tiers of one suite, chosen by markers of pyproject.toml:
#   quick    without browser, launcher and tests that wait for a process to be killed
#   usual    all but tests marked `release`; CI runs this tier
#   release  everything
run_tests() { # [--quick | release | PYTEST ARGUMENTS…]
    case ${1:-} in
        '') run_tier 'not release' browser ;;
        --quick) run_tier 'not (release or browser or launcher or slow)' '' "$@" ;;
        release) run_tier '' browser "$@" ;;
        *)
            know_arguments "$@"
            prepare_tests browser
            # Replaces this shell and keeps the terminal, so a debugger works. The keeper cleans up.
            exec python -m pytest "$@"
            ;;
    esac
}

# A word that is neither an option nor a test is an unknown tier.
know_arguments() { # PYTEST ARGUMENTS…
    case $1 in
        -*) return 0 ;;
    esac
    [ -e "$root/${1%%::*}" ] || [ -e "${1%%::*}" ] || refuse_tier "$1"
}

refuse_tier() { # WORD
    fail "$ERR_USAGE" "«$1» نه گروهی از آزمون‌هاست و نه نشانی آزمونی. گروه‌ها: بدون واژه، ‎--quick و release." \
        "\"$1\" is neither a tier of tests nor the path of one. Tiers: no word, --quick and release."
}

# Every check runs, even after one has failed; the exit code is the first failure's.
run_tier() { # MARKERS PACKAGES [WORD…]
    markers=$1 needed=$2
    shift 2
    [ $# -le 1 ] || refuse_tier "$2"
    # shellcheck disable=SC2086 # one word, or none
    prepare_tests node $needed
    first_failure=0
    # pytest stops what its fixtures have started when it is interrupted, but not when killed.
    stop_signal=INT
    check shellcheck gis deploy/*.sh .ci/run
    check ruff check .
    check ruff format --check .
    check mypy .
    check lint-imports
    check biome check --error-on-warnings
    check tsc --noEmit
    check node --test tests/js/*.test.js
    check djangofmt --check templates
    # Files in the order of the suite, which begins with the longest. A test waits for the browser,
    # the database or a process for about half of its time: two workers keep a core busy.
    workers=$((2 * $(nproc)))
    [ "$workers" -le 4 ] || workers=4
    check python -m pytest --numprocesses "$workers" --dist loadfile --no-loadscope-reorder \
        --durations 10 --durations-min 0 -m "$markers"
    exit "$first_failure"
}

check() { # COMMAND…
    printf '\n— %s\n' "$*"
    code=0
    run_step "$@" || code=$?
    [ "$first_failure" -ne 0 ] || first_failure=$code
}

# Tests empty the tables they find, so they never use a database of the user.
prepare_tests() { # [browser] [node]
    unset DATABASE_URL
    # Compiled tests are kept, whatever a container image sets: they start in half the time.
    unset PYTHONDONTWRITEBYTECODE
    with_browser='' with_node=''
    for part; do
        case $part in
            browser) with_browser=browser ;;
            node) with_node=node ;;
        esac
    done
    # shellcheck disable=SC2086 # one word, or none
    ensure_packages database sources servers $with_browser
    choose_state
    lock_setup
    ensure_venv "$root/requirements-dev.lock"
    [ -z "$with_node" ] || ensure_node_tools
    sweep_old_tests
    lasting_state=$state
    state=$(mktemp -d "$lasting_state/test-XXXXXX")
    chmod 755 "$state"
    open_cluster "$state/cluster" throwaway
    unlock_setup
    set_environment
    if [ -n "$with_browser" ]; then CHROMIUM=$(find_chromium) && export CHROMIUM; fi
    PATH=$venv/bin:$postgres_bin:$PATH
    PATH=$root/node_modules/.bin:$PATH
    export PATH
    cd "$root" || exit
}

# Remove what a run left whose keeper was killed.
sweep_old_tests() {
    for old in "$state"/test-*/; do
        [ -d "$old/cluster" ] || continue
        if flock -n "$old/cluster/in-use" true && flock -n "$old/cluster/keeper" true; then rm -rf "$old"; fi
    done
}

# Benchmarks use their own data, but the settings of a user.
run_bench() { # NAME…
    unset DATABASE_URL
    ensure_packages database browser bench
    choose_state
    lock_setup
    ensure_venv "$root/requirements-dev.lock"
    state=$state/bench
    private=yes
    open_cluster "$state/cluster" keep
    set_environment
    migrate
    collect_static
    unlock_setup
    CHROMIUM=$(find_chromium)
    PATH=$venv/bin:$postgres_bin:$PATH
    export CHROMIUM PATH
    cd "$root" || exit
    exec "$venv/bin/python" -m bench "$@"
}
