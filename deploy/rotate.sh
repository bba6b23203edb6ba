#!/bin/sh
# This file keeps logs small while their writers go on: ./gis up runs it beside the web server.
#
# A writer holds its file open for appending, so renaming would follow it. The log is copied and then
# emptied; a line written between the two is lost. On a full disk it is emptied all the same.
#
# rotate.sh BYTES COPIES FILE…
set -u
bytes=$1 copies=$2
shift 2

rotate() { # FILE
    number=$copies
    while [ "$number" -gt 1 ]; do
        mv -f "$1.$((number - 1))" "$1.$number" 2>/dev/null
        number=$((number - 1))
    done
    cp -p "$1" "$1.1" 2>/dev/null || rm -f "$1.1"
    : >"$1"
}

while sleep "${ROTATE_EVERY_S:-20}"; do
    for log; do
        if [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -gt "$bytes" ]; then rotate "$log"; fi
    done
done
