# This file is `./gis bundle FILE`, and the use of a bundle on a machine without network.
#
# A bundle is a tar file: `machine` (Debian release, architecture, Python), SHA256SUMS, debs/ (a flat
# apt repository with the whole closure, libc included) and wheels/ (those of requirements.lock).
# shellcheck shell=sh

this_machine() { # prints one line, such as "bookworm amd64 3.11"
    printf '%s %s %s\n' "$(. /etc/os-release && printf %s "${VERSION_CODENAME:-${ID:-unknown}}")" \
        "$(dpkg --print-architecture 2>/dev/null || uname -m)" \
        "$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo -)"
}

make_bundle() { # FILE
    begin_bundle_file "$1"
    ensure_packages
    choose_state
    need_space "$state" 1500
    making=$(mktemp -d "$state/bundle-XXXXXX")
    mkdir "$making/debs" "$making/wheels"
    say "گردآوری بسته‌ها و کتابخانه‌ها (چند دقیقه)…" "Collecting packages and libraries (some minutes)…"
    bundle_step fetch_debs "بسته‌های دبیان گرفته نشد" "The Debian packages were not fetched"
    bundle_step fetch_wheels "کتابخانه‌های پایتون گرفته نشد" "The Python packages were not fetched"
    this_machine >"$making/machine"
    (cd "$making" && find machine debs wheels -type f -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
    write_bundle "$1"
    rm -rf "$making"
    printf '\n'
    say "بسته آماده است، برای $(bundle_machine "$1")." "The bundle is ready, for $(bundle_machine "$1")."
    printf '%s\nsha256 %s\n' "$1" "$(sha256sum <"$1" | cut -d' ' -f1)"
}

# The file is begun before anything is collected: only writing shows whether a folder can be written.
begin_bundle_file() { # FILE: sets $part, which is deleted in every ending
    [ ! -d "$1" ] || fail "$ERR_USAGE" "$1 پوشه است. نام فایلی در آن را بدهید." "$1 is a folder. Name a file in it."
    [ ! -e "$1" ] || fail "$ERR_USAGE" "فایل $1 هست و رونویسی نشد." "The file $1 exists and was not overwritten."
    case $1 in
        */) folder=${1%/} ;;
        *) folder=$(dirname "$1") ;;
    esac
    [ -d "$folder" ] || fail "$ERR_USAGE" "پوشهٔ $folder نیست. آن را بسازید." "There is no folder $folder. Create it."
    part=$(mktemp "$1.part-XXXXXX") || fail "$ERR_USAGE" "در پوشهٔ $folder نمی‌توان نوشت (پیام در بالا)." \
        "The folder $folder cannot be written (message above)."
}

write_bundle() { # FILE
    need_space "$folder" "$(du -sm "$making" | cut -f1)"
    # The same contents give the same file.
    if ! { tar -C "$making" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - \
        machine SHA256SUMS debs wheels >"$part" && chmod 644 "$part" && mv "$part" "$1"; }; then
        fail "$ERR_DISK" "فایل بسته نوشته نشد (پیام در بالا)." "The bundle was not written (message above)."
    fi
    part=''
}

bundle_step() { # FUNCTION FA EN
    log=$making/log
    if ! "$1" >"$log" 2>&1; then
        show_end_of "$log"
        rm -rf "$making"
        fail "$ERR_PACKAGES" "$2 (پیام در بالا). شبکه را بررسی کنید." "$3 (message above). Check the network."
    fi
    rm -f "$log"
}

# apt resolves against an empty status file: what it names is everything a machine can lack.
fetch_debs() {
    mkdir -p "$making/apt/partial"
    : >"$making/apt/status"
    set -- -o Dir::State::status="$making/apt/status" -o Dir::Cache::archives="$making/apt" \
        -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o APT::Install-Recommends=0
    # shellcheck disable=SC2086 # words
    apt-get "$@" --print-uris -y install $PYTHON_PACKAGES $DATABASE_PACKAGES |
        sed -n "s/^'\([^']*\)' \([^ ]*\) .*/\2/p" >"$making/apt/names"
    [ -s "$making/apt/names" ] || return 1
    # shellcheck disable=SC2086 # words
    apt-get "$@" --download-only -y install $PYTHON_PACKAGES $DATABASE_PACKAGES || return 1
    while IFS= read -r name; do mv "$making/apt/$name" "$making/debs/" || return 1; done <"$making/apt/names"
    rm -rf "$making/apt"
    index_debs
}

# The index of a flat repository, from the packages' own fields: dpkg-dev need not be installed.
index_debs() {
    for deb in "$making"/debs/*.deb; do
        dpkg-deb --field "$deb" || return 1
        printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${deb##*/}" "$(stat -c %s "$deb")" \
            "$(sha256sum <"$deb" | cut -d' ' -f1)"
    done >"$making/debs/Packages"
}

fetch_wheels() {
    "$python" -m venv "$making/venv" || return 1
    "$making/venv/bin/python" -m pip --disable-pip-version-check --no-input download --no-deps \
        --require-hashes --only-binary :all: --dest "$making/wheels" -r "$root/requirements.lock" || return 1
    rm -rf "$making/venv"
}

bundle_machine() { # FILE: prints the machine that it is for
    tar -xOf "$1" machine 2>/dev/null
}

# Takes --bundle FILE --sha256 HASH out of the arguments of a command. The others remain in $rest,
# quoted for eval.
take_bundle() { # ARG… that check_arguments has let through: sets $rest, and $bundle where one is given
    bundle='' bundle_hash='' rest=''
    while [ $# -gt 0 ]; do
        case $1 in
            --bundle | --sha256)
                if [ "$1" = --bundle ]; then bundle=$2; else bundle_hash=$2; fi
                shift 2
                ;;
            --bundle=*) bundle=${1#*=} && shift ;;
            --sha256=*) bundle_hash=${1#*=} && shift ;;
            *) rest="$rest '$(printf %s "$1" | sed "s/'/'\\\\''/g")'" && shift ;;
        esac
    done
    [ -n "$bundle" ] || [ -z "$bundle_hash" ] ||
        misused "‎--sha256 تنها همراه ‎--bundle می‌آید." "--sha256 comes with --bundle alone."
    [ -z "$bundle" ] || open_bundle
}

# Everything installed afterwards comes from the bundle alone.
open_bundle() { # $bundle $bundle_hash
    [ ! -d "$bundle" ] || is_no_bundle
    [ -r "$bundle" ] || fail "$ERR_USAGE" "فایل بسته خوانده نمی‌شود: $bundle" "The bundle cannot be read: $bundle"
    [ -n "$bundle_hash" ] || fail "$ERR_USAGE" \
        "برای اطمینان از سالم بودن بسته، شمارهٔ ‎--sha256 را هم بدهید؛ ‎./gis bundle آن را چاپ کرده است." \
        "Give --sha256 too, so that a changed bundle is found; ./gis bundle has printed it."
    choose_state
    [ "$(sha256sum <"$bundle" | cut -d' ' -f1)" = "$bundle_hash" ] || fail "$ERR_PACKAGES" \
        "sha256 این بسته با شماره‌ای که دادید یکی نیست. بسته را دوباره بیاورید." \
        "The sha256 of this bundle is not the one you gave. Bring the bundle again."
    check_bundle_machine
    need_space "$state" 1500
    unpacked=$state/bundle
    rm -rf "$unpacked"
    mkdir "$unpacked"
    if ! { tar -C "$unpacked" --no-same-owner -xf "$bundle" && (cd "$unpacked" && sha256sum --quiet -c SHA256SUMS); } >&2; then
        rm -rf "$unpacked"
        fail "$ERR_PACKAGES" "بسته سالم نیست. آن را دوباره بیاورید." "The bundle is not intact. Bring it again."
    fi
    use_bundle
}

# Python is asked for later: a minimal machine has none before the packages are installed.
check_bundle_machine() {
    wanted=$(bundle_machine "$bundle") || wanted=''
    case $wanted in
        *'
'*) is_no_bundle ;;
        *' '*' '*) ;;
        *) is_no_bundle ;;
    esac
    here=$(this_machine)
    [ "${wanted% *}" = "${here% *}" ] || fail "$ERR_PACKAGES" \
        "این بسته برای $wanted است و این دستگاه $here است. بسته را روی دستگاهی با همین نسخه و معماری بسازید: ./gis bundle FILE" \
        "This bundle is for $wanted; this machine is $here. Make one on a machine of this release and architecture: ./gis bundle FILE"
}

is_no_bundle() {
    fail "$ERR_USAGE" "فایل $bundle بستهٔ ‎./gis bundle نیست." "The file $bundle is not a bundle made by ./gis bundle."
}

use_bundle() {
    printf 'deb [trusted=yes] file:%s ./\n' "$unpacked/debs" >"$unpacked/sources.list"
    mkdir -p "$unpacked/lists/partial"
    # Words: apt reads only the bundle, whose hashes are checked, and leaves the machine's own lists.
    apt_options="-o Dir::Etc::SourceList=$unpacked/sources.list -o Dir::Etc::SourceParts=/dev/null
        -o Dir::State::Lists=$unpacked/lists -o APT::Sandbox::User=root"
    PIP_NO_INDEX=1 PIP_FIND_LINKS=$unpacked/wheels PIP_CONFIG_FILE=/dev/null
    export PIP_NO_INDEX PIP_FIND_LINKS PIP_CONFIG_FILE
}

# What is installed needs the bundle no more.
close_bundle() {
    [ -z "${unpacked:-}" ] || rm -rf "$unpacked"
    unpacked=''
}
