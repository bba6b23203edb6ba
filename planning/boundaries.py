"""This file reads a drawn boundary: caps first, then form, place and soundness.

Coordinates are (longitude, latitude), EPSG:4326. Pure: no database.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from layers.geometry import Reading, reading_of, round_coordinates, to_multipolygon
from persian.digits import to_persian
from planning.models.target_areas import MOST_VERTICES
from planning.problems import BoundaryProblem

MOST_PARTS = 100
MOST_RINGS = 1_000
# A smaller area is a slip of the hand, square degrees: about one square metre.
LEAST_AREA_DEG2 = 1e-10


def read_boundary(geometry: Any) -> MultiPolygon:
    """The polygon of a GeoJSON geometry, rounded to 7 decimals and sound.

    geometry: a parsed GeoJSON Polygon or MultiPolygon, or a Feature with one. Raises
    BoundaryProblem with the place of the mistake where it has one.
    """
    if isinstance(geometry, dict) and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    rings = rings_of(geometry)
    check_size(rings)
    check_place(rings)
    drawn = built(geometry)
    boundary = to_multipolygon(round_coordinates(drawn))
    if boundary is None or boundary.area < LEAST_AREA_DEG2:
        raise BoundaryProblem(
            "این شکل مساحتی ندارد. دست‌کم سه رأس بدهید که روی یک خط نباشند.",
            "The shape has no area. Give at least three vertices that are not on one line.",
            code="zero_area",
        )
    check_soundness(boundary)
    return boundary


Ring = list[Any]


def rings_of(geometry: Any) -> list[list[Ring]]:
    """The rings of each part, as they came. Raises BoundaryProblem for anything but polygons."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    parts = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind))
    if not isinstance(parts, list) or not all(
        isinstance(part, list) and all(isinstance(ring, list) for ring in part) for part in parts
    ):
        raise BoundaryProblem(
            "مرز باید چندضلعی باشد: GeoJSON از گونهٔ Polygon یا MultiPolygon.",
            "The boundary must be a polygon: GeoJSON of type Polygon or MultiPolygon.",
            code="not_a_polygon",
        )
    if not parts or not all(parts):
        raise BoundaryProblem(
            "این شکل تهی است. محدوده را روی نقشه بکشید.",
            "The shape is empty. Draw the area on the map.",
            code="empty",
        )
    return parts


def check_size(parts: list[list[Ring]]) -> None:
    """Raise BoundaryProblem for more parts, rings or vertices than can be worked with."""
    rings = sum(len(part) for part in parts)
    if len(parts) > MOST_PARTS or rings > MOST_RINGS:
        raise BoundaryProblem(
            f"این شکل {to_persian(str(len(parts)))} پاره دارد و بیش از"
            f" {to_persian(str(MOST_PARTS))} نمی‌شود. آن را در چند محدوده ثبت کنید.",
            f"The shape has {len(parts)} parts; at most {MOST_PARTS} are allowed."
            " Save it as several areas.",
            code="too_many_parts",
        )
    vertices = sum(len(ring) for part in parts for ring in part)
    if vertices > MOST_VERTICES:
        raise BoundaryProblem(
            f"این شکل {to_persian(f'{vertices:,}')} رأس دارد و بیش از"
            f" {to_persian(f'{MOST_VERTICES:,}')} نمی‌شود. مرز را ساده کنید.",
            f"The shape has {vertices:,} vertices; at most {MOST_VERTICES:,} are allowed."
            " Simplify the boundary.",
            code="too_many_vertices",
        )


def check_place(parts: list[list[Ring]]) -> None:
    """Raise BoundaryProblem for coordinates that are no numbers, or not degrees in Iran."""
    try:
        pairs = [(float(x), float(y)) for x, y in positions(parts)]
    except (TypeError, ValueError):
        pairs = []
    if not pairs or not all(math.isfinite(x) and math.isfinite(y) for x, y in pairs):
        raise BoundaryProblem(
            "مختصات باید جفت‌های عددی [طول، عرض] به درجه باشد.",
            "Coordinates must be pairs of numbers, [longitude, latitude] in degrees.",
            code="not_numbers",
        )
    xs, ys = zip(*pairs, strict=True)
    bounds = (min(xs), min(ys), max(xs), max(ys))
    reading = reading_of(bounds)
    if reading == Reading.IRAN:
        return
    advice = {
        Reading.SWAPPED: (
            "طول و عرض جابه‌جا نوشته شده است؛ نخست طول (۴۴ تا ۶۴)، سپس عرض (۲۴ تا ۴۱).",
            "Longitude and latitude are swapped; longitude (44 to 64) comes first.",
        ),
        Reading.UTM: (
            "مختصات به متر است (UTM). آن را در «مختصات» با شمارهٔ زون بچسبانید.",
            "The coordinates are metres (UTM). Paste them under Coordinates with their zone.",
        ),
        Reading.MERCATOR: (
            "مختصات به متر است (وب مرکاتور). آن را به درجه بدهید.",
            "The coordinates are metres (Web Mercator). Give degrees.",
        ),
    }.get(
        reading,
        (
            "این شکل بیرون ایران است. جای آن را بررسی کنید.",
            "The shape lies outside Iran. Check where it lies.",
        ),
    )
    raise BoundaryProblem(*advice, code=f"place_{reading}")


def positions(parts: list[list[Ring]]) -> Iterator[tuple[Any, Any]]:
    for part in parts:
        for ring in part:
            for position in ring:
                yield position[0], position[1]


def built(geometry: Any) -> BaseGeometry:
    """The geometry in shapely. Raises BoundaryProblem where a ring has too few vertices."""
    try:
        return shape(geometry)
    except (ValueError, TypeError, IndexError, KeyError, shapely.errors.ShapelyError):
        raise BoundaryProblem(
            "یکی از حلقه‌ها کمتر از سه رأس دارد. آن را کامل یا پاک کنید.",
            "A ring has fewer than three vertices. Complete or delete it.",
            code="short_ring",
        ) from None


def check_soundness(boundary: MultiPolygon) -> None:
    """Raise BoundaryProblem with the place where the boundary is not sound."""
    if boundary.is_valid:
        return
    reason, _, place = explain_validity(boundary).partition("[")
    point = place_in(place)
    if "Hole" in reason or "nested" in reason.lower():
        raise BoundaryProblem(
            "سوراخی بیرون از محدوده است یا پاره‌ها روی هم‌اند. آن را پاک یا جابه‌جا کنید.",
            "A hole lies outside the area, or parts lie on each other. Delete or move it.",
            code="misplaced_ring",
            point=point,
        )
    raise BoundaryProblem(
        "مرز خودش را قطع می‌کند. رأسی را که روی نقشه نشان داده شده جابه‌جا کنید.",
        "The boundary crosses itself. Move the vertex that is shown on the map.",
        code="self_crossing",
        point=point,
    )


def place_in(text: str) -> tuple[float, float] | None:
    """The coordinates of GEOS's words "51.2 35.6]"."""
    try:
        x, y = (float(part) for part in text.rstrip("]").split())
    except ValueError:
        return None
    return x, y


def as_geojson(boundary: MultiPolygon | Polygon) -> dict[str, Any]:
    """A boundary as a GeoJSON geometry with lists, 7 decimals."""
    return dict(json.loads(shapely.to_geojson(round_coordinates(boundary))))
