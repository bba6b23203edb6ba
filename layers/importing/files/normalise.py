"""This file converts a reader's output to degrees and 7 decimals, and writes it line by line."""

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, TextIO

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geometry import Reading, reading_of, round_coordinates, swap_axes
from layers.importing.files.features import RawFeature, RawFile
from layers.sandbox.errors import JobError
from layers.sandbox.limits import Limits

WGS84 = "EPSG:4326"
# Named and not imported: PROJ is loaded only if there is something to transform.
PROJECTION = "layers.importing.files.projection:way_to_degrees"
# Takes an array of (x, y) and returns one of (longitude, latitude).
Mover = Callable[[np.ndarray], np.ndarray]


def settle(raw: RawFile, *, crs: str | None, swap: bool, limits: Limits) -> None:
    """Convert every geometry to EPSG:4326 in two dimensions with 7 decimals, in place.

    crs: overrides the file's own. Features that cannot be converted lose their geometry and carry
    the problem. Vertices are capped here for every reader. Raises JobError if the system is in
    metres and the numbers are not.
    """
    _cap_vertices(raw, limits)
    origin = crs or raw.crs
    move: Mover | None = None
    if origin and origin != WGS84:
        name, is_in_degrees, move = resolve_name(PROJECTION)(origin)
        if not is_in_degrees and _is_in_degrees(raw):
            raise JobError("looks_like_degrees", crs=name)
        raw.problems.append(("transformed", {"crs": name}))
    if swap:
        raw.problems.append(("swapped_back", {}))
    for feature in raw.features:
        if feature.geometry is not None:
            _settle_one(feature, move, swap=swap)


def _is_in_degrees(raw: RawFile) -> bool:
    """Whether all numbers are degrees in Iran; as metres they would be nowhere near it."""
    shapes = [f.geometry for f in raw.features if f.geometry and not f.geometry.is_empty]
    return bool(shapes) and all(reading_of(shape.bounds) == Reading.IRAN for shape in shapes)


def write_features(raw: RawFile, path: Path, limits: Limits) -> list[str]:
    """Write one JSON object a line: row, kind, wkb (hex or null), properties, problems.

    Returns every column name, in order of first occurrence.
    """
    columns: dict[str, None] = {}
    with open(path, "w", encoding="utf-8") as file:
        for feature in raw.features:
            _write_one(feature, file, columns, limits)
    return list(columns)


def opened(properties: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Properties with nested objects flattened, such as OSM's "tags"; the outer name wins."""
    for name, value in properties.items():
        if isinstance(value, dict):
            yield from ((inner, found) for inner, found in value.items() if inner not in properties)
        else:
            yield name, value


def _cap_vertices(raw: RawFile, limits: Limits) -> None:
    total = 0
    for feature in raw.features:
        if feature.geometry is None:
            continue
        count = int(shapely.get_num_coordinates(feature.geometry))
        total += count
        if total > limits.file_vertices:
            raise JobError("too_many_vertices", most=limits.file_vertices)
        longest = _longest_ring(feature.geometry)
        if longest > limits.ring_vertices:
            _drop(feature, "ring_too_long", count=longest, most=limits.ring_vertices)
        elif count > limits.feature_vertices:
            _drop(feature, "feature_too_long", count=count, most=limits.feature_vertices)


def _longest_ring(geometry: BaseGeometry) -> int:
    parts = shapely.get_parts(geometry)
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    return int(shapely.get_num_coordinates(rings).max(initial=0))


def _settle_one(feature: RawFeature, move: Mover | None, *, swap: bool) -> None:
    geometry = feature.geometry
    assert geometry is not None
    if geometry.has_z:
        feature.problems.append(("height_dropped", {}))
    geometry = swap_axes(geometry) if swap else shapely.force_2d(geometry)
    if move is not None:
        geometry = shapely.transform(geometry, move)
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        _drop(feature, "not_finite")
        return
    feature.geometry = round_coordinates(geometry)


def _drop(feature: RawFeature, code: str, **values: Any) -> None:
    feature.geometry = None
    feature.problems.append((code, values))


def _write_one(feature: RawFeature, file: TextIO, columns: dict[str, None], limits: Limits) -> None:
    properties = {}
    for name, value in list(opened(feature.properties))[: limits.properties]:
        plain = _plain(value)
        if isinstance(plain, str) and len(plain) > limits.property_characters:
            most = limits.property_characters
            feature.problems.append(("property_too_long", {"column": name[:60], "most": most}))
            plain = None
        properties[name[:200]] = plain
    columns.update(dict.fromkeys(properties))
    geometry = feature.geometry
    line = {
        "row": feature.row,
        "kind": geometry.geom_type if geometry is not None else None,
        "wkb": None if geometry is None else shapely.to_wkb(geometry, hex=True),
        "properties": properties,
        "problems": feature.problems,
    }
    file.write(json.dumps(line, allow_nan=False) + "\n")


def _plain(value: Any) -> str | int | float | bool | None:
    """A value as text, number, boolean or None; whole floats become integers."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if value is None or isinstance(value, str | int):
        return value
    return json.dumps(value, ensure_ascii=False)
