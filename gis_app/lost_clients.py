"""This file lets the kernel notice clients that have vanished without closing their connection.

granian does not ask for that, so a client whose power failed would keep its place among those
whose bodies are read, or who receive a download, for ever.
"""

import contextlib
import os
import socket
import stat
from pathlib import Path

# Seconds of silence before the kernel asks, and until it gives up; also how long an answer may
# wait for a client that takes nothing.
IDLE_S, PATIENCE_S = 30, 120
OPTIONS = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, IDLE_S),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, IDLE_S),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, PATIENCE_S * 1_000),
)


def watch_connections() -> None:
    """Set this for every TCP connection of this process; WSGI does not say which is which."""
    for entry in Path("/proc/self/fd").iterdir():
        # One that has been closed meanwhile is passed over.
        with contextlib.suppress(OSError):
            watch(os.dup(int(entry.name)))


def watch(descriptor: int) -> None:
    """Set it for one connection, and close this copy of its descriptor."""
    if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return
    with socket.socket(fileno=descriptor) as connection:
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            for level, option, value in OPTIONS:
                connection.setsockopt(level, option, value)
