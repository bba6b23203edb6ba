"""This file serves the product as `./gis up` does, on the data of the tests."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings

from tests.processes import children

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 30
# What a page of the site sends with its forms.
OWN_PAGE = {"Cookie": f"csrftoken={'a' * 32}", "X-CSRFToken": "a" * 32}


@dataclass
class Site:
    """A running server. port: on 127.0.0.1."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, kind: str = ""
    ) -> tuple[int, dict[str, str], bytes, float]:
        """Status, headers, body and seconds of an answer."""
        begun = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, OWN_PAGE | {"Content-Type": kind})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, text, time.monotonic() - begun

    def send(self, head: str, body: bytes = b"") -> socket.socket:
        """An open connection on which this was sent; nothing is read of it."""
        connection = socket.socket()
        # A reader that takes nothing: the kernel keeps little for it.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(60)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(f"{head} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n".encode() + body)
        return connection

    def slow_line(self, path: str) -> closing[socket.socket]:
        """A connection with a narrow window, on which a GET was sent; closed as a context."""
        return closing(self.send(f"GET {path}", b"Connection: close\r\n\r\n"))

    def post(self, path: str, body: bytes, *, length: int | None = None) -> socket.socket:
        """A POST of JSON, of which no more is sent where length says that more follows."""
        lines = OWN_PAGE | {"Content-Type": "application/json"}
        lines["Content-Length"] = str(length or len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        return self.send(f"POST {path}", head.encode() + body)

    def workers(self) -> list[int]:
        """The worker processes, by id."""
        return children(self.process.pid)


@contextmanager
def served(database: str, **variables: str) -> Iterator[Site]:
    """The product on this database; everything that it started ends with it.

    variables: further ones of docs/settings.md.
    """
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(database)}")
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(address),
        "MAHALLEH_SECRET_KEY": settings.SECRET_KEY,
        "MAHALLEH_STATE": str(Path(settings.STATIC_ROOT).parent),
        "MAHALLEH_DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "gis_app.settings",
        **variables,
    }
    with TemporaryDirectory() as folder:
        chosen = Path(folder) / "port"
        process = subprocess.Popen(
            ["sh", "-c", f'exec "$0" -m deploy.serve 18600 $PPID 3>"{chosen}"', sys.executable],
            cwd=ROOT,
            env=environment,
        )
        try:
            yield Site(wait_for_port(chosen, process), process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def wait_for_port(chosen: Path, process: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        text = chosen.read_text() if chosen.exists() else ""
        if text.endswith("\n"):
            try:
                connection = HTTPConnection("127.0.0.1", int(text), timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return int(text)
            except OSError:
                pass
        time.sleep(0.05)
    raise AssertionError("the server did not answer")
