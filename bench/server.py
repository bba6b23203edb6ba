"""This file starts the product as `./gis up` serves it, and sends it HTTP requests."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def running_server(*, workers: int = 2) -> Iterator["Server"]:
    """A granian server on a free port, on the database of the benchmarks."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "granian"),
            "--interface=wsgi",
            "--host=127.0.0.1",
            f"--port={port}",
            f"--workers={workers}",
            "--blocking-threads=4",
            "--no-access-log",
            "gis_app.wsgi:application",
        ],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "gis_app.settings"},
    )
    server = Server(f"http://127.0.0.1:{port}", process.pid)
    try:
        server.wait()
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


class Server:
    """A running server: its address and the resource use of its workers."""

    def __init__(self, address: str, pid: int) -> None:
        self.address = address
        self.pid = pid

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.address}/readyz", timeout=10):
                    return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the server did not answer in 60 s")

    def processes(self) -> list[int]:
        """The server and its workers, by process id."""
        found = [self.pid]
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == self.pid:
                found.append(int(entry.name))
        return found

    def cpu_s(self) -> float:
        """Processor seconds used so far by the server and its workers."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / CLOCK_TICKS

    def memory_mb(self) -> float:
        """Resident memory of the largest worker, MB."""
        sizes = []
        for pid in self.processes():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    sizes.append(int(line.split()[1]) / 1024)
        return max(sizes)
