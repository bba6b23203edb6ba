"""This file validates polygons, repairs invalid ones, and measures overhangs.

It runs in the confined process only: one polygon of a million vertices kept a repair busy for
eleven minutes, and only ending the process stops it.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import area_m2, sound_multipolygon, to_multipolygon


def repair_all(request: dict[str, Any]) -> dict[str, Any]:
    """Validate every polygon of request["input"]; write each line as soon as it is done.

    Lines in: [row, wkb]. Lines out: {row, begun: true}, then {row, begun: false, wkb, reason,
    lost_m2, gained_m2, area_m2}; reason is empty for a valid one, wkb null if no polygon is left.
    Small polygons come first, so that one that never finishes delays few others.
    """
    lines = [json.loads(line) for line in Path(request["input"]).read_text().splitlines()]
    lines.sort(key=lambda line: len(line[1]))
    with open(request["output"], "w", encoding="utf-8") as file:
        for row, wkb in lines:
            # If the process ends here, this line names the row.
            print(json.dumps({"row": row, "begun": True}), file=file, flush=True)
            line = {"row": row, "begun": False, **_judge(shapely.from_wkb(wkb))}
            print(json.dumps(line), file=file, flush=True)
    return {}


def measure_overhangs(request: dict[str, Any]) -> dict[str, Any]:
    """The share of each polygon that lies outside its parent.

    Lines in: {"parents": {code: wkb}} first, then [row, code, wkb]. Lines out: [row, share]; a row
    is left out if GEOS cannot compare its shapes.
    """
    first, *lines = Path(request["input"]).read_text().splitlines()
    parents = {code: shapely.from_wkb(wkb) for code, wkb in json.loads(first)["parents"].items()}
    with open(request["output"], "w", encoding="utf-8") as file:
        for line in lines:
            row, code, wkb = json.loads(line)
            with suppress(GEOSException):
                share = _outside(shapely.from_wkb(wkb), parents[code])
                print(json.dumps([row, share]), file=file, flush=True)
    return {}


def repaired(geometry: BaseGeometry) -> MultiPolygon | None:
    """The polygon parts of the geometry made valid at 7 decimals; None if nothing is left."""
    found = sound_multipolygon(shapely.make_valid(geometry, method="structure"))
    return found if found is not None and found.is_valid else None


def _judge(found: BaseGeometry) -> dict[str, Any]:
    geometry = to_multipolygon(found)
    if geometry is None:
        return _line(None, "Empty", 0.0, 0.0)
    area = area_m2(geometry)
    if geometry.is_valid:
        return _line(geometry, "", area, area)
    reason = shapely.is_valid_reason(geometry)
    try:
        sound = repaired(geometry)
    except GEOSException:
        sound = None
    after = 0.0 if sound is None else area_m2(sound)
    return _line(sound, reason, area, after)


def _line(
    polygons: BaseGeometry | None, reason: str, before: float, after: float
) -> dict[str, Any]:
    return {
        "wkb": None if polygons is None else shapely.to_wkb(polygons, hex=True),
        "reason": reason,
        "lost_m2": max(before - after, 0.0),
        "gained_m2": max(after - before, 0.0),
        "area_m2": before,
    }


def _outside(child: BaseGeometry, parent: BaseGeometry) -> float:
    return 1 - shapely.intersection(child, parent).area / child.area
