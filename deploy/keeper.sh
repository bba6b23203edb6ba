#!/bin/sh
# This file keeps one private PostgreSQL running as long as a process uses it.
#
# Every ./gis that uses the cluster holds a shared lock on CLUSTER/in-use. The kernel releases it
# when the holder ends, in whatever way. The keeper stops the database as soon as it gets an
# exclusive lock, because then no user is left. If the keeper itself is killed, PostgreSQL gets the
# parent-death signal and shuts down cleanly (one that is just starting may miss it: stop_orphan in
# cluster.sh); ./gis up then starts another keeper.
# CLUSTER/keeper is locked for the keeper's whole life, so that others can wait for its end.
#
# A PostgreSQL that ends before its users do is started again, each second until it runs: killed,
# or stopped by a full disk. One that has never answered (CLUSTER/answered) is not: the launcher
# then says why (CLUSTER/ended).
#
# keeper.sh CLUSTER STOP_SIGNAL REMOVE COMMAND…    REMOVE: a folder to delete at the end, or ""
set -u
cluster=$1 stop_signal=$2 remove=$3
shift 3

exec 7>>"$cluster/keeper"
flock 7

note() { # EN: a line like PostgreSQL's own, which a full disk may refuse
    printf '%s keeper: %s\n' "$(date -u '+%Y-%m-%d %H:%M:%S UTC')" "$1" 2>/dev/null || true
}

start() {
    "$@" 7>&- &
    postmaster=$!
}

# The last user is gone: from now on the database is not started again.
is_over=''
stop() {
    is_over=yes
    kill -s "$stop_signal" "$postmaster" 2>/dev/null
}
trap stop USR1

start "$@"

# It holds the lock until this keeper has ended, so that a new user never takes a stopping database
# for running. It asks again and again: a PostgreSQL that is just being started may not be known
# yet here, and ignores the signal until it runs.
# shellcheck disable=SC2016 # expanded by the inner shell
setpriv --pdeathsig=KILL -- flock -x "$cluster/in-use" \
    sh -c 'while kill -s USR1 "$1" 2>/dev/null; do sleep 0.05; done' sh "$$" 7>&- &
last_user=$!

while :; do
    code=0
    wait "$postmaster" || code=$?
    # A trapped signal ends the wait early.
    if kill -0 "$postmaster" 2>/dev/null; then continue; fi
    if [ -n "$is_over" ] || [ ! -e "$cluster/answered" ]; then break; fi
    note "PostgreSQL ended with $code; starting it again"
    sleep 1
    [ -z "$is_over" ] || break
    start "$@"
done
: >"$cluster/ended"
# Where users are left, the folder is theirs until they end.
if [ -z "$is_over" ]; then
    kill "$last_user" 2>/dev/null
    [ -z "$remove" ] || flock -x "$cluster/in-use" rm -rf "$remove"
elif [ -n "$remove" ]; then
    trap '' USR1
    rm -rf "$remove"
fi
