# This file is `./gis test` and `./gis bench`: the same environment on databases of their own.
# shellcheck shell=sh

# Every check, even after one has failed; the exit code is the first failure's.
run_tests() { # PYTEST ARGUMENTS…: only pytest then
    prepare_tests "$@"
    if [ $# -gt 0 ]; then
        # In place of this shell, with the terminal: a debugger works. The keeper cleans up.
        exec python -m pytest "$@"
    fi
    first_failure=0
    # pytest takes down what its fixtures have started when it is interrupted, not when killed.
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
    # Files in the order of the suite, which begins with the longest.
    check python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile \
        --no-loadscope-reorder
    exit "$first_failure"
}

check() { # COMMAND…
    printf '\n— %s\n' "$*"
    code=0
    run_step "$@" || code=$?
    [ "$first_failure" -ne 0 ] || first_failure=$code
}

# A database of yours is never used: tests empty what they find.
prepare_tests() { # PYTEST ARGUMENTS…
    unset DATABASE_URL
    ensure_packages database browser sources
    choose_state
    lock_setup
    ensure_venv "$root/requirements-dev.lock"
    [ $# -gt 0 ] || ensure_node_tools
    sweep_old_tests
    lasting_state=$state
    state=$(mktemp -d "$lasting_state/test-XXXXXX")
    chmod 755 "$state"
    open_cluster "$state/cluster" throwaway
    unlock_setup
    set_environment
    CHROMIUM=$(find_chromium)
    PATH=$venv/bin:$postgres_bin:$PATH
    PATH=$root/node_modules/.bin:$PATH
    export CHROMIUM PATH
    cd "$root" || exit
}

# What a run leaves whose keeper was killed.
sweep_old_tests() {
    for old in "$state"/test-*/; do
        [ -d "$old/cluster" ] || continue
        if flock -n "$old/cluster/in-use" true && flock -n "$old/cluster/keeper" true; then rm -rf "$old"; fi
    done
}

# On data of its own, but with the settings that users have.
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
