"""This file runs the web server: it finds a free port, reports it, and ends with ./gis."""

import ctypes
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

HOST = "127.0.0.1"
PORTS_TRIED = 100
NO_FREE_PORT = 8  # the exit code known to the launcher
CHOSEN_PORT = 3  # the file descriptor on which it receives the port
PR_SET_PDEATHSIG = 1
SWITCH_S = 0.0005


def die_with_parent(parent: int) -> None:
    """Ask the kernel for SIGKILL when the parent process ends, even by kill -9."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have ended before the call.
    if os.getppid() != parent:
        os._exit(1)


def free_port(first: int) -> tuple[int, socket.socket] | None:
    """The first port from `first` on without a listener, and the claim on it, to be kept open.

    It is tested with a bind of our own, because the server binds with SO_REUSEPORT: two servers of
    one user would silently share a port, and each would answer half of the requests. Until the
    server listens, the claim keeps away another that starts at the same moment.
    """
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        claim = claim_on(port)
        if claim is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                claim.close()
                continue
            return port, claim
    return None


def claim_on(port: int) -> socket.socket | None:
    """A name in the kernel that only one process can have, and that ends with it; None if taken."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0mahalleh-port-{port}")
    except OSError:
        claim.close()
        return None
    return claim


def load_application(application: Callable[..., Any], server: int) -> Callable[..., Any]:
    """Run first in each worker: tie its life to the server's. The site is already loaded."""
    die_with_parent(server)
    # A tile takes Python's lock a dozen times; beside a busy thread it would wait 5 ms for each.
    sys.setswitchinterval(SWITCH_S)
    return application


def main(first_port: int, launcher: int) -> int:
    """Serve until a signal arrives; returns the exit code."""
    die_with_parent(launcher)
    # The server is detached from the terminal's Ctrl-C, which would end the workers first; a second
    # signal while the server replaces them can make it wait for itself for ever.
    os.setsid()
    # Fork loads the site once for all workers: faster, and once in memory. This process must
    # therefore not start a thread before them.
    multiprocessing.set_start_method("fork")
    site = import_module("gis_app.wsgi")
    found = free_port(first_port)
    if found is None:
        return NO_FREE_PORT
    # Named, so that the claim stays open as long as this process serves.
    port, _claim = found
    server = Server(
        "gis_app.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("MAHALLEH_WORKERS", "2")),
        # These only wait for clients; the threads that run Django are the gate's.
        blocking_threads=site.DOORS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.error,
    )
    os.write(CHOSEN_PORT, f"{port}\n".encode())
    loader = partial(load_application, site.application, os.getpid())
    server.serve(target_loader=loader, wrap_loader=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
