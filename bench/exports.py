"""This file measures the export of all blocks against a plain COPY of the same rows."""

import json
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from django.db import connection

from bench.server import Server, running_server
from bench.table import Row
from bench.tiles import libpq_environment
from layers.catalogue import layer
from layers.exporting.selection import Selection, export_statement

ROUNDS = 5


def main() -> list[Row]:
    """Until the file is finished and until the client has it, interleaved with COPY to a file."""
    rate = Row("GeoJSON export of all blocks to the finished file: rate", "MB/s", "≥ 0.85")
    received = Row("the same: until the client has all of it", "MB/s", "")
    memory = Row("the same: memory above idle", "MB", "≤ 80")
    with running_server() as server, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blocks.geojson"
        for _ in range(ROUNDS):
            rate.floor.append(copy_rate(Path(folder) / "copy.txt"))
            idle = server.memory_mb()
            peak = Peak(server)
            finished_s, received_s = download(f"{server.address}/export/blocks.geojson", path)
            size_mb = path.stat().st_size / 1e6
            rate.measured.append(size_mb / finished_s)
            received.measured.append(size_mb / received_s)
            memory.measured.append(peak.stop() - idle)
        found = json.loads(path.read_bytes())
        rate.note = f"{len(found['features']):,} features parsed, {size_mb:.0f} MB"
        received.floor = rate.floor
    return [rate, received, memory]


def download(address: str, path: Path) -> tuple[float, float]:
    """Seconds until the first byte, which is sent when the file is finished, and until the last."""
    timing = "%{time_starttransfer} %{time_total}"
    told = subprocess.run(
        ["curl", "-sS", "-f", "-o", path, "-w", timing, address],
        check=True,
        capture_output=True,
        text=True,
    )
    finished, received = told.stdout.split()
    return float(finished), float(received)


def copy_rate(path: Path) -> float:
    """MB per second of COPY of the same rows as text to a file."""
    text, arguments = export_statement(Selection(layer("blocks")), "export_geojson.sql")
    with connection.cursor() as cursor:
        select = cursor.mogrify(text, arguments).decode()
    begun = time.perf_counter()
    subprocess.run(
        ["psql", "-q", "-o", str(path), "-c", f"COPY ({select}) TO STDOUT"],
        env={"PATH": "/usr/bin:/bin", **libpq_environment()},
        check=True,
    )
    return path.stat().st_size / 1e6 / (time.perf_counter() - begun)


class Peak:
    """Records the largest memory of a server's workers, every 50 ms."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.most = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _watch(self) -> None:
        while not self.ended.wait(0.05):
            self.most = max(self.most, self.server.memory_mb())

    def stop(self) -> float:
        self.ended.set()
        self.thread.join()
        return self.most
