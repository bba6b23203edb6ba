#!/bin/sh
# This file keeps one private PostgreSQL running for as long as anybody uses it.
#
# Every ./gis that uses the cluster holds a shared lock on CLUSTER/in-use. The kernel drops it
# when the holder ends, however it ends, so nobody has to remember to stop the database: the
# moment an exclusive lock can be had, nobody is left, and it stops. Should the keeper itself be
# killed, PostgreSQL gets the parent-death signal and shuts down cleanly.
# CLUSTER/keeper is locked for the keeper's whole life, so others can wait for its end.
#
# keeper.sh CLUSTER STOP_SIGNAL REMOVE COMMAND…    REMOVE: a folder to delete at the end, or ""
set -u
cluster=$1 stop_signal=$2 remove=$3
shift 3

exec 7>>"$cluster/keeper"
flock 7

"$@" 7>&- &
postmaster=$!

# It keeps the lock until PostgreSQL has ended, so that no newcomer takes a dying one for alive.
# shellcheck disable=SC2016 # expanded by the inner shell
setpriv --pdeathsig=KILL -- flock -x "$cluster/in-use" \
    sh -c 'kill -s "$1" "$2"; while kill -0 "$2" 2>/dev/null; do sleep 0.05; done' \
    sh "$stop_signal" "$postmaster" 7>&- &
last_user=$!

wait "$postmaster"
kill "$last_user" 2>/dev/null
: >"$cluster/ended"
if [ -n "$remove" ]; then flock -x "$cluster/in-use" rm -rf "$remove"; fi
