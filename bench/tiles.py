"""This file measures tiles: their rate against the same statement in pgbench, and their size."""

import gzip
import os
import random
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.db import connection

from bench.server import Server, running_server
from bench.table import Row
from layers.catalogue import LayerKind, LayerSpec, layer, layers
from layers.publishing.squares import square_of
from layers.tiles.cut import layer_statement, layer_token, tile, tile_file

ROUNDS = 5
SECONDS = 3
CLIENTS = 4
Address = tuple[int, int, int]
# The layers and zooms searched for tiles of 10 ms and more.
LARGE_TILES = (("blocks", 14), ("neighbourhoods", 5), ("neighbourhoods", 6))


@dataclass(frozen=True)
class Addresses:
    """Tiles of one layer at one zoom."""

    spec: LayerSpec
    tiles: tuple[Address, ...]

    def __len__(self) -> int:
        return len(self.tiles)


def main() -> Iterator[Row]:
    """Rates of small and of large tiles through Django, then the sizes of all tiles."""
    small = slow_between(layer("blocks"), 14, 1.0, 2.0)
    large = max(
        (slow_between(layer(name), zoom, 10.0, 1000.0) for name, zoom in LARGE_TILES), key=len
    )
    with running_server() as server:
        yield from rates(server, small, "tiles of 1–2 ms", "≥ 0.60")
        if large:
            yield from rates(server, large, "tiles of 10 ms and more", "≥ 0.85")
        else:
            yield Row("tiles of 10 ms and more", "", "–", measured=[0], note="there is none")
    yield sizes()


def slow_between(spec: LayerSpec, zoom: int, low_ms: float, high_ms: float) -> Addresses:
    """Tiles of a layer for which the database needs between low and high milliseconds.

    The least of three times counts, because other load slows single runs.
    """
    found = []
    for address in occupied(spec, zoom, 2_000):
        timings = []
        for _ in range(3):
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                begun = cursor.fetchone()[0]
                tile(spec, *address)
                cursor.execute("SELECT clock_timestamp()")
                timings.append((cursor.fetchone()[0] - begun).total_seconds() * 1000)
        if low_ms <= min(timings) <= high_ms:
            found.append(address)
        if len(found) == 60:
            break
    return Addresses(spec, tuple(found))


def occupied(spec: LayerSpec, zoom: int, most: int) -> list[Address]:
    """The tiles at a zoom that hold features, in random but repeatable order."""
    column = {
        LayerKind.AREAS: "anchor_3857",
        LayerKind.POINTS: "location_3857",
        LayerKind.BLOCKS: "ST_Centroid(boundary_3857)",
    }[spec.kind]
    level = f"WHERE level = '{spec.level}'" if spec.level else f"WHERE {column} IS NOT NULL"
    square = square_of(column, zoom)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {square['column']}, {square['row']}"
            f" FROM {spec.table} {level} ORDER BY 1, 2"
        )
        addresses = [(zoom, x, y) for x, y in cursor.fetchall()]
    random.Random(1).shuffle(addresses)
    return addresses[:most]


def rates(server: Server, addresses: Addresses, name: str, target: str) -> list[Row]:
    """Tiles per second and CPU per tile, interleaved with pgbench on the same statement."""
    spec = addresses.spec
    note = f"{len(addresses)} tiles of {spec.id}, zoom {addresses.tiles[0][0]}"
    rate = Row(f"{name}: rate", "per s", target, note=note)
    cpu = Row(f"{name}: Python CPU", "ms per tile", "≤ 0.6")
    ask(server, addresses, seconds=1)
    for _ in range(ROUNDS):
        rate.floor.append(floor_rate(addresses))
        before = server.cpu_s()
        answered, seconds = ask(server, addresses, seconds=SECONDS)
        rate.measured.append(answered / seconds)
        cpu.measured.append((server.cpu_s() - before) / answered * 1000)
    return [rate, cpu]


def floor_rate(addresses: Addresses) -> float:
    """Tiles per second of the same prepared statement in pgbench."""
    spec, zoom = addresses.spec, addresses.tiles[0][0]
    text = layer_statement(tile_file(spec, zoom), spec).replace("NULL::bigint", "null")
    text = re.sub(r"--[^\n]*", "", text)
    text = text.replace("$4", "NULL").replace("$1", ":z").replace("$2", ":x").replace("$3", ":y")
    text = re.sub(r":([zxy])\b", r"(:\1)::int", text)
    xs = " ".join(f"WHEN :i = {i} THEN {x}" for i, (_, x, _) in enumerate(addresses.tiles))
    ys = " ".join(f"WHEN :i = {i} THEN {y}" for i, (_, _, y) in enumerate(addresses.tiles))
    script = (
        f"\\set i random(0, {len(addresses) - 1})\n"
        f"\\set z {zoom}\n\\set x CASE {xs} END\n\\set y CASE {ys} END\n"
        f"{' '.join(text.split())};\n"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            [
                *("pgbench", "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}"),
                *("--jobs=1", f"--time={SECONDS}", f"--file={file.name}"),
            ],
            env={**os.environ, **libpq_environment()},
            capture_output=True,
            text=True,
            check=True,
        )
    return float(re.search(r"tps = ([0-9.]+)", done.stdout).group(1))  # type: ignore[union-attr]


def libpq_environment() -> dict[str, str]:
    """DATABASE_URL as PGHOST, PGUSER, … for PostgreSQL's own programs."""
    url = urlsplit(os.environ["DATABASE_URL"])
    host = unquote(url.netloc.rpartition("@")[2].split(":")[0])
    found = {
        "PGHOST": host,
        "PGUSER": unquote(url.username or ""),
        "PGDATABASE": url.path.removeprefix("/"),
        "PGOPTIONS": "-c jit=off",
    }
    if url.password:
        found["PGPASSWORD"] = unquote(url.password)
    if url.port:
        found["PGPORT"] = str(url.port)
    return {name: value for name, value in found.items() if value}


def ask(server: Server, addresses: Addresses, *, seconds: int) -> tuple[int, float]:
    """The number of tiles answered to wrk, and the seconds. Any other answer is an error."""
    base = f"/tiles/{addresses.spec.id}/{layer_token(addresses.spec)}"
    paths = ", ".join(f'"{base}/{z}/{x}/{y}.mvt"' for z, x, y in addresses.tiles)
    script = (
        f"local paths = {{{paths}}}\n"
        "math.randomseed(1)\n"
        "request = function()\n"
        "  return wrk.format('GET', paths[math.random(#paths)])\n"
        "end\n"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            [
                *("wrk", "--threads", "1", "--connections", str(CLIENTS)),
                *("--duration", f"{seconds}s", "--script", file.name, server.address),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(done.stdout)
    answered = int(re.search(r"(\d+) requests in", done.stdout).group(1))  # type: ignore[union-attr]
    return answered, answered / float(
        re.search(r"Requests/sec:\s+([0-9.]+)", done.stdout).group(1)  # type: ignore[union-attr]
    )


def sizes() -> Row:
    """The gzipped size of tiles of every public layer at every zoom: the largest, and p95."""
    found: list[tuple[float, str]] = []
    for spec in layers():
        if spec.restricted:
            continue
        for zoom in range(spec.min_zoom, spec.max_zoom + 1):
            for address in occupied(spec, zoom, 60):
                body = tile(spec, *address).body
                kb = len(gzip.compress(body, 6)) / 1000
                found.append((kb, f"{spec.id} {'/'.join(map(str, address))}"))
    found.sort()
    share = found[int(len(found) * 0.95)][0]
    largest, where = found[-1]
    return Row(
        f"tile size, gzipped ({len(found)} tiles)",
        "kB at 95 %",
        "95 % ≤ 80, none > 250",
        measured=[share],
        note=f"largest {largest:.0f} kB: {where}",
    )
