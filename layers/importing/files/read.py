"""This file reads an uploaded file: it makes a private copy and parses it in the sandbox."""

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.importing.files.formats import format_of
from layers.importing.findings import Finding, find
from layers.sandbox.errors import JobError
from layers.sandbox.run import Workshop, lines_of

READ = "layers.importing.files.read_job:read"
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
    """A whole file as read: features in order, column names, and findings.

    crs: the coordinate system stated in the file; None if not stated.
    """

    sha256: str
    features: list[Feature]
    columns: list[str]
    crs: str | None
    findings: list[Finding] = field(default_factory=list)


def take_copy(path: Path, shop: Workshop) -> tuple[Path, str]:
    """Copy the file under a name of ours; returns the copy and the SHA-256 of its bytes."""
    target = shop.folder / "input"
    digest = hashlib.sha256()
    size = 0
    try:
        source = open(path, "rb")  # noqa: SIM115 (closed below; only the opening is guarded)
    except OSError as error:
        raise JobError("unreadable_file", name=path.name) from error
    with source, open(target, "xb") as copy:
        while chunk := source.read(COPY_BYTES):
            size += len(chunk)
            if size > shop.limits.file_bytes:
                raise JobError("file_too_big", most_mb=shop.limits.file_bytes // 1_000_000)
            digest.update(chunk)
            copy.write(chunk)
    if size == 0:
        raise JobError("empty_file")
    return target, digest.hexdigest()


def read_file(
    path: Path, shop: Workshop, *, file_name: str = "", crs: str | None = None, swap: bool = False
) -> ReadFile:
    """Read everything in the file, in degrees with 7 decimals, not yet checked.

    file_name: the user's name for it, if `path` is a copy. Raises a JobError if the file as a whole
    cannot be read.
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
    answer = shop.run(READ, request, seconds=shop.limits.read_seconds)
    result = ReadFile(sha256, [], answer["columns"], answer["crs"])
    result.findings += [find(code, **values) for code, values in answer["problems"]]
    for line in lines_of(output):
        result.features.append(_feature(line))
        result.findings += [
            find(code, row=line["row"], field="boundary", **values)
            for code, values in line["problems"]
        ]
    return result


def _feature(line: dict[str, Any]) -> Feature:
    return Feature(line["row"], line["kind"], shapely.from_wkb(line["wkb"]), line["properties"])
