"""This file lets the kernel notice clients that have vanished without closing their connection.

granian does not ask for that, so a client whose power failed would keep its place among those
whose bodies are read, or who receive a download, for ever.
"""

import contextlib
import os
import socket
import stat
import time
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


# Connections are looked through no more often; one that comes between waits for the next time,
# which comes when somebody else needs a place.
EVERY_S = 1.0


class Watch:
    """Looks through the connections of this process; WSGI does not say which is which."""

    def __init__(self) -> None:
        self._next_at = 0.0

    def look(self) -> None:
        """Let the kernel watch every TCP connection of this process."""
        if time.monotonic() < self._next_at:
            return
        self._next_at = time.monotonic() + EVERY_S
        watch_connections()


def watch_connections() -> None:
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
