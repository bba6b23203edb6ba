# This file refuses the arguments that a command of ./gis does not know, before anything is begun.
# shellcheck shell=sh

# Ends with the usage where an argument is unknown, missing or one too many. FILES is the number of
# arguments that are not options: 0, 1 or "any".
check_arguments() { # COMMAND 'FLAGS' 'OPTIONS WITH A VALUE' FILES ARG…: sets $seen, the options
    used=$1 flags=" $2 " valued=" $3 " files=$4 seen=' ' given=0
    shift 4
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help) usage && exit 0 ;;
            -*) check_option "$@" ;;
            *) check_file "$1" ;;
        esac
        shift "$taken"
    done
    [ "$files" != 1 ] || [ "$given" -eq 1 ] || missing_file
}

check_option() { # OPTION [VALUE]: sets $taken, the number of arguments that it takes
    option=${1%%=*} taken=1
    case $flags in
        *" $option "*)
            seen="$seen$option "
            [ "$option" = "$1" ] || misused "‎$option مقدار نمی‌گیرد." "$option takes no value."
            return
            ;;
    esac
    case $valued in
        *" $option "*) seen="$seen$option " ;;
        *) misused "‎./gis $used گزینهٔ «$option» ندارد." "./gis $used has no option $option." ;;
    esac
    value=${1#*=}
    if [ "$option" = "$1" ]; then value=${2:-} taken=2; fi
    case $value in
        '' | -*) misused "پس از $option چیزی نیست." "Nothing follows $option." ;;
    esac
    case $option=$value in
        --keep=*[!0-9]* | --keep=0*) misused "‎--keep عدد می‌خواهد، از ۱ به بالا." "--keep takes a number from 1 on." ;;
    esac
}

check_file() { # ARG
    taken=1 given=$((given + 1))
    [ "$files" = any ] || [ "$given" -le "$files" ] ||
        misused "«$1» زیادی است." "\"$1\" is one argument too many."
    [ -n "$1" ] || misused "نام فایل خالی است." "The name of the file is empty."
}

missing_file() {
    case $seen in
        *' --keep '*) misused "نام پوشه را بدهید." "Name the folder." ;;
        *) misused "نام فایل را بدهید." "Name the file." ;;
    esac
}

not_together() { # OPTION OPTION: after check_arguments
    case $seen in
        *" $1 "*) ;;
        *) return 0 ;;
    esac
    case $seen in
        *" $2 "*) misused "‎$1 و ‎$2 با هم نمی‌آیند." "$1 and $2 do not go together." ;;
    esac
}

misused() { # FA EN: what is wrong, then how the command is used
    fail "$ERR_USAGE" "$1" "$2

کاربرد | Usage:
$(ways "$used" | sed 's/^/    /')"
}

ways() { # COMMAND: prints each way to use it
    locked='[--passphrase | --passphrase-file SECRET]'
    case $1 in
        up) echo './gis up [--bundle FILE --sha256 HASH]' ;;
        backup)
            echo "./gis backup $locked FILE"
            echo "./gis backup $locked --check FILE"
            echo "./gis backup $locked --keep N FOLDER"
            ;;
        restore) echo "./gis restore [--overwrite] $locked [--bundle FILE --sha256 HASH] FILE" ;;
        bundle) echo './gis bundle FILE' ;;
        bench) echo './gis bench [NAME…]' ;;
        *) echo "./gis $1" ;;
    esac
}
