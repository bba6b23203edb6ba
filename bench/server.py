"""This file starts the product as `./gis up` serves it, and sends it HTTP requests."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def running_server(*, workers: int = 2) -> Iterator["Server"]:
    """The web server of `./gis up` on a free port, on the database of the benchmarks."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "port"
        process = subprocess.Popen(
            ["sh", "-c", f'exec "$0" -m deploy.serve 18500 $PPID 3>"{chosen}"', sys.executable],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "gis_app.settings",
                "MAHALLEH_WORKERS": str(workers),
            },
        )
        try:
            server = Server(f"http://127.0.0.1:{port_in(chosen)}", process.pid)
            server.wait()
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def port_in(chosen: Path) -> str:
    """The port that the server has written, which it does before it answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if chosen.exists() and chosen.read_text().endswith("\n"):
            return chosen.read_text().strip()
        time.sleep(0.05)
    raise TimeoutError("the server did not choose a port in 60 s")


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
