"""This file runs an import's geometry checks in the sandbox: repairs, overhangs, overlaps."""

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.sandbox.errors import OutOfMemory, OutOfTime, ReaderDied
from layers.sandbox.run import Workshop, lines_of

REPAIR = "layers.importing.checks.soundness:repair_all"
OVERHANGS = "layers.importing.checks.soundness:measure_overhangs"
OVERLAPS = "layers.importing.checks.overlaps:measure_overlaps"


@dataclass(frozen=True)
class Overlap:
    """The shared part of two polygons and the size of each, in square metres on the ellipsoid."""

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


def repair_polygons(shapes: dict[int, BaseGeometry], shop: Workshop) -> dict[int, dict[str, Any]]:
    """Row → the last line of soundness.repair_all for each polygon, with its "shape".

    A row during which the process ended has only its first line, "begun"; a row it did not reach is
    missing.
    """
    work = [json.dumps([row, shapely.to_wkb(shape, hex=True)]) for row, shape in shapes.items()]
    lines = _run_by_line(REPAIR, work, shop)
    return {line["row"]: line | {"shape": shapely.from_wkb(line.get("wkb"))} for line in lines}


def measure_overhangs(
    children: list[tuple[int, str, BaseGeometry]],
    parents: dict[str, BaseGeometry],
    shop: Workshop,
) -> dict[int, float]:
    """Row → share of the child outside its parent, 0 to 1; rows not measured in time are missing.

    children: (row, code of the parent, shape).
    """
    first = {"parents": {code: shapely.to_wkb(shape, hex=True) for code, shape in parents.items()}}
    work = [json.dumps(first)]
    work += [
        json.dumps([row, code, shapely.to_wkb(shape, hex=True)]) for row, code, shape in children
    ]
    return dict(_run_by_line(OVERHANGS, work, shop))


def measure_overlaps(
    polygons: list[tuple[str, str, BaseGeometry]], shop: Workshop, *, least_share: float
) -> tuple[list[Overlap], bool]:
    """The pairs that share at least this part of the smaller, and whether all were measured.

    polygons: (side, key, shape), sides as in checks.overlaps.measure_overlaps. A single polygon
    skips the process.
    """
    if len(polygons) < 2:
        return [], True
    work = [
        json.dumps([side, key, shapely.to_wkb(shape, hex=True)]) for side, key, shape in polygons
    ]
    lines = _run_by_line(OVERLAPS, work, shop, least_share=least_share)
    is_whole = bool(lines) and lines[-1] == ["whole", True]
    return [Overlap(*line) for line in lines if line[0] != "whole"], is_whole


def _run_by_line(job: str, work: list[str], shop: Workshop, **more: Any) -> list[Any]:
    """The lines a job wrote for the lines in `work`, up to where it may have been stopped."""
    given, done = shop.folder / "lines.in", shop.folder / "lines.out"
    given.write_text("\n".join(work), encoding="utf-8")
    done.write_text("", encoding="utf-8")
    request = {"input": given.name, "output": done.name, **more}
    with suppress(OutOfTime, OutOfMemory, ReaderDied):
        shop.run(job, request, seconds=shop.limits.repair_seconds)
    return list(lines_of(done))
