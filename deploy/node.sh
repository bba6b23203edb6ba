# This file installs the tools that check scripts and styles, as listed in package-lock.json.
# shellcheck shell=sh

# Node and npm come with the virtual environment of the tests. `complete` is written last and
# records the lock and the versions, so that an unchanged lock is installed once.
ensure_node_tools() {
    node_modules=$root/node_modules
    wanted="$(sha256sum <"$root/package-lock.json") $venv"
    [ "$(cat "$node_modules/complete" 2>/dev/null)" != "$wanted" ] || return 0
    need_space "$root" 400
    say "نصب ابزارهای وارسی اسکریپت و سبک…" "Installing the tools that check scripts and styles…"
    rm -f "$node_modules/complete"
    log=$state/npm.log
    if ! run_step env PATH="$venv/bin:$PATH" npm ci --prefix "$root" --ignore-scripts --no-audit --no-fund \
        >"$log" 2>&1; then
        show_end_of "$log"
        fail 1 "ابزارهای وارسی نصب نشدند (پیام در بالا و در $log). شبکه را بررسی کنید؛ نشانی مخزن دیگر: npm_config_registry" \
            "The tools were not installed (message above and in $log). Check the network; another mirror: npm_config_registry"
    fi
    printf '%s' "$wanted" >"$node_modules/complete"
}
