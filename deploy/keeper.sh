#!/bin/sh
# This file keeps one private PostgreSQL running as long as a process uses it.
#
# Every ./gis that uses the cluster holds a shared lock on CLUSTER/in-use. The kernel releases it
# when the holder ends, in whatever way. The keeper stops the database as soon as it gets an
# exclusive lock, because then no user is left. If the keeper itself is killed, PostgreSQL gets the
# parent-death signal and shuts down cleanly.
# CLUSTER/keeper is locked for the keeper's whole life, so that others can wait for its end.
#
# keeper.sh CLUSTER STOP_SIGNAL REMOVE COMMAND…    REMOVE: a folder to delete at the end, or ""
set -u
cluster=$1 stop_signal=$2 remove=$3
shift 3

exec 7>>"$cluster/keeper"
flock 7

"$@" 7>&- &
postmaster=$!

# It holds the lock until PostgreSQL has ended, so that a new user never takes a stopping one for
# running.
# shellcheck disable=SC2016 # expanded by the inner shell
setpriv --pdeathsig=KILL -- flock -x "$cluster/in-use" \
    sh -c 'kill -s "$1" "$2"; while kill -0 "$2" 2>/dev/null; do sleep 0.05; done' \
    sh "$stop_signal" "$postmaster" 7>&- &
last_user=$!

wait "$postmaster"
kill "$last_user" 2>/dev/null
: >"$cluster/ended"
if [ -n "$remove" ]; then flock -x "$cluster/in-use" rm -rf "$remove"; fi
