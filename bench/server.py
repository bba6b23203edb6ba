"""This file starts the product as `./gis up` serves it, and sends it HTTP requests."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_S = 60
TOKEN = "a" * 32
# What a page of the site sends with its forms.
OWN_PAGE = {"Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN}


@contextmanager
def running_server(**variables: str) -> Iterator["Server"]:
    """The web server of `./gis up` on a free port; everything that it started ends with it.

    variables: of docs/settings.md, beside those of this process.
    """
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "port"
        process = subprocess.Popen(
            ["sh", "-c", f'exec "$0" -m deploy.serve 18500 $PPID 3>"{chosen}"', sys.executable],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "gis_app.settings",
                "MAHALLEH_WORKERS": "2",
                **variables,
            },
        )
        try:
            yield when_ready(chosen, process)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)


def when_ready(chosen: Path, process: subprocess.Popen[bytes]) -> "Server":
    """The server on the port that it has written into a file. Raises RuntimeError."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        text = chosen.read_text() if chosen.exists() else ""
        # The port is written before the server answers.
        if text.endswith("\n"):
            server = Server(int(text), process.pid)
            with suppress(OSError):
                if server.ask("GET", "/readyz")[0] == HTTPStatus.OK:
                    return server
        time.sleep(0.05)
    raise RuntimeError("the server did not answer")


def children(pid: int) -> list[int]:
    """The ids of the processes that this one has started; none if it has ended."""
    with suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


class Server:
    """A running server: requests to it, and the resource use of its workers."""

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self.pid = pid

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, kind: str = ""
    ) -> tuple[int, dict[str, str], bytes, float]:
        """Status, headers, body and seconds of an answer, on a new connection."""
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

    def post(
        self, path: str, body: bytes, *, kind: str = "application/json", length: int = 0
    ) -> socket.socket:
        """A POST, of which no more is sent where length says that more follows."""
        lines = OWN_PAGE | {"Content-Type": kind, "Content-Length": str(length or len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        return self.send(f"POST {path}", head.encode() + body)

    def workers(self) -> list[int]:
        """The worker processes, by id."""
        return children(self.pid)

    def processes(self) -> list[int]:
        """The server and its workers, by process id."""
        return [self.pid, *self.workers()]

    def cpu_s(self) -> float:
        """Processor seconds used so far by the server and its workers."""
        ticks = 0
        for pid in self.processes():
            if stat := text_of(pid, "stat"):
                fields = stat.rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / CLOCK_TICKS

    def memory_mb(self) -> float:
        """Resident memory of the largest worker, MB; 0 if all have ended."""
        sizes = []
        for pid in self.processes():
            for line in text_of(pid, "status").splitlines():
                if line.startswith("VmRSS"):
                    sizes.append(int(line.split()[1]) / 1024)
        return max(sizes, default=0.0)


def text_of(pid: int, name: str) -> str:
    """What /proc tells of a process; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""
