"""This file starts the product as users get it: granian, hashed files, CSP."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import urlopen

from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def url_of(database: str) -> str:
    """DATABASE_URL with the name of this database instead of the usual one."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{quote(database)}"))


@contextmanager
def serving(database: str, **settings_of_it: str) -> Iterator[str]:
    """The address of the product on this database, with the keys of the tests.

    settings_of_it: further variables of docs/settings.md.
    """
    with started(database, **settings_of_it) as (address, _):
        yield address


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The ids of a server's worker processes."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


@contextmanager
def started(database: str, **settings_of_it: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of the product, and its first process."""
    environment = {
        **os.environ,
        "DATABASE_URL": url_of(database),
        "MAHALLEH_SECRET_KEY": settings.SECRET_KEY,
        "MAHALLEH_STATE": str(Path(settings.STATIC_ROOT).parent),
        "MAHALLEH_DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "gis_app.settings",
        **settings_of_it,
    }
    port = free_port()
    process = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "granian"),
            "--interface=wsgi",
            "--host=127.0.0.1",
            f"--port={port}",
            "--workers=1",
            "--blocking-threads=4",
            "gis_app.wsgi:application",
        ],
        cwd=ROOT,
        env=environment,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(f"{address}/readyz", process)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended at start"
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"no answer from {address} in 30 s")


@contextmanager
def slow_line(server: str, path: str) -> Iterator[socket.socket]:
    """A connection with a narrow window, on which a GET was sent."""
    host, port = urlsplit(server).netloc.split(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(60)
    line.connect((host, int(port)))
    with closing(line):
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        yield line
