"""This file takes a file in: a private copy, read in a confined process, polygons made sound."""

import errno
import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.importing.findings import Finding, find
from layers.importing.formats import format_of
from layers.importing.limits import DEFAULT_LIMITS, Limits
from layers.importing.mistakes import (
    EmptyFile,
    FileTooBig,
    NoRoom,
    OutOfMemory,
    OutOfTime,
    ReaderDied,
    UnreadableFile,
)
from layers.importing.sandbox import run_confined

COPY_BYTES = 1 << 20


@dataclass
class Feature:
    """A feature as read. kind: its geometry type in the file, None without geometry."""

    row: int
    kind: str | None
    geometry: BaseGeometry | None
    properties: dict[str, Any]


@dataclass
class ReadFile:
    """A whole file as read: features in order, column names, and what was found on the way.

    crs: what the file said its coordinates are; None when it said nothing.
    """

    sha256: str
    features: list[Feature]
    columns: list[str]
    crs: str | None
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Overlap:
    """Ground that two polygons share, with the size of each, in square metres on the ellipsoid."""

    key: str
    other: str
    shared_m2: float
    area_m2: float
    other_area_m2: float

    @property
    def share_of_smaller(self) -> float:
        return self.shared_m2 / min(self.area_m2, self.other_area_m2)

    @property
    def share_of_larger(self) -> float:
        return self.shared_m2 / max(self.area_m2, self.other_area_m2)


@dataclass(frozen=True)
class Workshop:
    """The private folder an import works in, and its limits."""

    folder: Path
    limits: Limits = DEFAULT_LIMITS

    def run(self, job: str, request: dict[str, Any], *, seconds: int) -> dict[str, Any]:
        return run_confined(job, request, folder=self.folder, seconds=seconds, limits=self.limits)


@contextmanager
def workshop(limits: Limits = DEFAULT_LIMITS) -> Iterator[Workshop]:
    """A Workshop whose folder only this user can enter, gone afterwards.

    Raises NoRoom when the disk of the temporary folder is full, here or inside the block.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="mahalleh-import-") as folder:
            yield Workshop(Path(folder), limits)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom from error
        raise


def take_copy(path: Path, shop: Workshop) -> tuple[Path, str]:
    """Our own copy of the file under a name of our own, and the SHA-256 of its bytes."""
    target = shop.folder / "input"
    digest = hashlib.sha256()
    size = 0
    try:
        source = open(path, "rb")  # noqa: SIM115 (closed below; only the opening is guarded)
    except OSError as error:
        raise UnreadableFile(name=path.name) from error
    with source, open(target, "xb") as copy:
        while chunk := source.read(COPY_BYTES):
            size += len(chunk)
            if size > shop.limits.file_bytes:
                raise FileTooBig(most_mb=shop.limits.file_bytes // 1_000_000)
            digest.update(chunk)
            copy.write(chunk)
    if size == 0:
        raise EmptyFile
    return target, digest.hexdigest()


def read_file(
    path: Path, shop: Workshop, *, file_name: str = "", crs: str | None = None, swap: bool = False
) -> ReadFile:
    """Everything in the file, in degrees with 7 decimals, not yet judged.

    file_name: the name the user gave it, where `path` is a copy. Raises an ImportMistake when
    the file as a whole cannot be read.
    """
    kind = format_of(file_name or path.name)
    copy, sha256 = take_copy(path, shop)
    output = shop.folder / "features.jsonl"
    request = {
        "format": kind,
        "input": copy.name,
        "output": output.name,
        "crs": crs,
        "swap": swap,
        "limits": asdict(shop.limits),
    }
    answer = shop.run("read", request, seconds=shop.limits.read_seconds)
    result = ReadFile(sha256, [], answer["columns"], answer["crs"])
    result.findings += [find(code, **values) for code, values in answer["problems"]]
    for line in _lines(output):
        result.features.append(_feature(line))
        result.findings += [
            find(code, row=line["row"], field="boundary", **values)
            for code, values in line["problems"]
        ]
    return result


def repair_polygons(shapes: dict[int, BaseGeometry], shop: Workshop) -> dict[int, dict[str, Any]]:
    """Row → the last line of soundness.repair_all for each polygon, "shape" added from its wkb.

    A row over which the process ended has only its first line, "begun"; one that it did not
    come to has none.
    """
    work = [json.dumps([row, shapely.to_wkb(shape, hex=True)]) for row, shape in shapes.items()]
    lines = _run_by_line("repair", work, shop)
    return {line["row"]: line | {"shape": _shape(line.get("wkb"))} for line in lines}


def measure_overhangs(
    children: list[tuple[int, str, BaseGeometry]],
    parents: dict[str, BaseGeometry],
    shop: Workshop,
) -> dict[int, float]:
    """Row → share of the child that lies outside its parent, 0 to 1; rows out of time are missing.

    children: (row, code of the parent, shape).
    """
    first = {"parents": {code: shapely.to_wkb(shape, hex=True) for code, shape in parents.items()}}
    work = [json.dumps(first)]
    work += [
        json.dumps([row, code, shapely.to_wkb(shape, hex=True)]) for row, code, shape in children
    ]
    return dict(_run_by_line("overhang", work, shop))


def measure_overlaps(
    polygons: list[tuple[str, str, BaseGeometry]], shop: Workshop, *, least_share: float
) -> tuple[list[Overlap], bool]:
    """The pairs that share at least this part of the smaller, and whether all were measured.

    polygons: (side, key, shape), sides as in overlapping.measure_overlaps. One alone needs no
    process to be told that it shares nothing.
    """
    if len(polygons) < 2:
        return [], True
    work = [
        json.dumps([side, key, shapely.to_wkb(shape, hex=True)]) for side, key, shape in polygons
    ]
    lines = _run_by_line("overlap", work, shop, least_share=least_share)
    is_whole = bool(lines) and lines[-1] == ["whole", True]
    return [Overlap(*line) for line in lines if line[0] != "whole"], is_whole


def _run_by_line(job: str, work: list[str], shop: Workshop, **more: Any) -> list[Any]:
    given, done = shop.folder / f"{job}.in", shop.folder / f"{job}.out"
    given.write_text("\n".join(work), encoding="utf-8")
    done.write_text("", encoding="utf-8")
    request = {"input": given.name, "output": done.name, **more}
    with suppress(OutOfTime, OutOfMemory, ReaderDied):
        shop.run(job, request, seconds=shop.limits.repair_seconds)
    return list(_lines(done))


def _lines(path: Path) -> Iterator[Any]:
    """The whole lines of a file; one that was being written when its process ended is left out."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)


def _feature(line: dict[str, Any]) -> Feature:
    return Feature(line["row"], line["kind"], _shape(line["wkb"]), line["properties"])


def _shape(wkb: str | None) -> BaseGeometry | None:
    return None if wkb is None else shapely.from_wkb(wkb)
