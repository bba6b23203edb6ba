"""This file runs the web server: it finds a free port, tells when it answers, dies with ./gis."""

import ctypes
import http.client
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

HOST = "127.0.0.1"
PORTS_TRIED = 100
NO_FREE_PORT = 8  # the launcher knows this exit code
ANSWERS = 3  # the file descriptor on which it listens
PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Ask the kernel for SIGKILL when the parent process ends, even by kill -9."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # It may have ended before the kernel was asked.
    if os.getppid() != parent:
        os._exit(1)


def free_port(first: int) -> int | None:
    """The first port from `first` on that nobody listens on.

    Tried with a bind of our own, because the server binds with SO_REUSEPORT: two servers of
    one user would share a port without a word, and each would answer half of the requests.
    """
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    return None


def load_application(server: int) -> Callable[..., Any]:
    """What each worker runs first: tie its life to the server's, then import the site."""
    die_with_parent(server)
    application: Callable[..., Any] = import_module("gis_app.wsgi").application
    return application


def announce(port: int) -> None:
    """Write the port to the launcher as soon as a request is answered without a server error."""
    while True:
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            status = connection.getresponse().status
            connection.close()
        except (OSError, http.client.HTTPException):
            status = 599
        if status < 500:
            break
        time.sleep(0.1)
    os.write(ANSWERS, f"{port}\n".encode())


def main(first_port: int, launcher: int) -> int:
    """Serve until a signal comes; returns the exit code."""
    die_with_parent(launcher)
    # Out of reach of the terminal's Ctrl-C: it would end the workers first, and a second signal
    # that comes while the server replaces them can make it wait for itself for ever.
    os.setsid()
    # Workers are started afresh, not forked: the thread below would be copied in mid-step.
    multiprocessing.set_start_method("spawn")
    port = free_port(first_port)
    if port is None:
        return NO_FREE_PORT
    server = Server(
        "gis_app.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("MAHALLEH_WORKERS", "2")),
        # Several, so that slow exports in some leave others for tiles; each keeps one database
        # connection, hence the long idle time and the sum below max_connections.
        blocking_threads=int(os.environ.get("MAHALLEH_THREADS", "6")),
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.error,
    )
    threading.Thread(target=announce, args=(port,), daemon=True).start()
    server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
