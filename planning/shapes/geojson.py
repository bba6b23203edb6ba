"""This file reads a drawn boundary: caps first, then form, place and soundness.

Coordinates are (longitude, latitude), EPSG:4326. No database. A confined process checks the
soundness of shapes that could take long (planning.shapes.time_limit).
"""

import json
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import IRAN_BOX, STORED_DECIMALS, Reading, reading_of, round_coordinates
from layers.messages import Number
from layers.messages import message as _
from planning.models.target_areas import MOST_VERTICES
from planning.problems import BoundaryProblem
from planning.shapes.time_limit import shaped

MOST_PARTS = 100
MOST_RINGS = 1_000
# Of a shape that is still to be repaired or simplified.
MOST_RAW_VERTICES = 200_000
# A smaller area is a slip of the hand, square degrees: about one square metre.
LEAST_AREA_DEG2 = 1e-10
# A position has longitude, latitude and, to be dropped, a height; some add a measure.
MOST_NUMBERS = 4
# No coordinate of any system is larger; a comparison with what is not finite is false.
MOST_NUMBER = 1e9
# A closed ring of fewer positions encloses nothing.
FEWEST_POSITIONS = 4

LONGITUDE, LATITUDE = itemgetter(0), itemgetter(1)

Ring = list[Any]
Part = list[Ring]


@dataclass(frozen=True)
class Caps:
    """How much a shape may hold before any geometry is built."""

    parts: int = MOST_PARTS
    rings: int = MOST_RINGS
    vertices: int = MOST_VERTICES


STORED = Caps()
RAW = Caps(vertices=MOST_RAW_VERTICES)


def read_boundary(geometry: Any) -> MultiPolygon:
    """The valid polygon of a GeoJSON geometry, rounded to 7 decimals.

    geometry: a parsed GeoJSON Polygon or MultiPolygon, or a Feature with one. Open rings are
    closed, heights and repeated vertices dropped. Raises BoundaryProblem with the place of the
    mistake where it has one.
    """
    boundary = read_shape(geometry, caps=STORED)
    check_soundness(boundary)
    if boundary.area < LEAST_AREA_DEG2:
        raise zero_area()
    return boundary


def read_shape(geometry: Any, *, caps: Caps = RAW) -> MultiPolygon:
    """The same without the validity check, and larger if `caps` allow it."""
    parts = rings_of(_bare(geometry))
    check_size(parts, caps)
    check_positions(parts)
    check_place(bounds_of(parts))
    boundary = built(parts)
    # The hull, because a bow-tie has no area either, and is told apart later.
    if boundary.convex_hull.area < LEAST_AREA_DEG2:
        raise zero_area()
    return boundary


def _bare(geometry: Any) -> Any:
    """The geometry of a Feature; anything else as it is."""
    if isinstance(geometry, dict) and geometry.get("type") == "Feature":
        return geometry.get("geometry")
    return geometry


def rings_of(geometry: Any) -> list[Part]:
    """The rings of each part, unchanged. Raises BoundaryProblem for anything but polygons."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    parts = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind))
    if not isinstance(parts, list) or not all(
        isinstance(part, list) and all(isinstance(ring, list) for ring in part) for part in parts
    ):
        raise BoundaryProblem(
            _("مرز باید چندضلعی باشد: GeoJSON از نوع Polygon یا MultiPolygon."),
            code="not_a_polygon",
        )
    if not parts or not all(part and part[0] for part in parts):
        raise BoundaryProblem(
            _("این شکل خالی است. محدوده را روی نقشه بکشید."),
            code="empty",
        )
    return parts


def check_size(parts: list[Part], caps: Caps = STORED) -> None:
    """Raise BoundaryProblem for too many parts, rings or vertices."""
    rings = [ring for part in parts for ring in part]
    check_counts(len(parts), len(rings), sum(map(len, rings)), caps)


def check_counts(parts: int, rings: int, vertices: int, caps: Caps) -> None:
    """The same where they are counted before any list is made."""
    if parts > caps.parts:
        raise BoundaryProblem(
            _(
                "این شکل {parts} پاره دارد. بیشینهٔ مجاز {most} است. آن را در چند محدوده ثبت کنید.",
                parts=parts,
                most=caps.parts,
            ),
            code="too_many_parts",
        )
    if rings > caps.rings:
        raise BoundaryProblem(
            _(
                "این شکل {rings} حلقه (مرز بیرونی و سوراخ) دارد. بیشینهٔ مجاز {most} است. سوراخ‌های"
                " کوچک را پاک کنید.",
                rings=rings,
                most=caps.rings,
            ),
            code="too_many_rings",
        )
    if vertices > caps.vertices:
        raise too_many_vertices(vertices, caps.vertices)


def too_many_vertices(vertices: int, most: int = MOST_VERTICES) -> BoundaryProblem:
    return BoundaryProblem(
        _(
            "این شکل {vertices} رأس دارد. بیشینهٔ مجاز {most} است. مرز را ساده کنید.",
            vertices=vertices,
            most=most,
        ),
        code="too_many_vertices",
    )


def zero_area() -> BoundaryProblem:
    return BoundaryProblem(
        _("این شکل مساحتی ندارد. دست‌کم سه رأس بدهید که روی یک خط نباشند."),
        code="zero_area",
    )


def check_positions(parts: list[Part]) -> None:
    """Raise BoundaryProblem unless every position is a list of two to four finite numbers."""
    if not all(are_positions(ring) for part in parts for ring in part):
        raise BoundaryProblem(
            _("مختصات باید جفت‌های عددی [طول، عرض] به درجه باشد."),
            code="not_numbers",
        )


def are_positions(ring: Ring) -> bool:
    """Whether a ring holds lists of finite numbers; texts and booleans do not count as numbers.

    One ring at a time with built-in functions, because the largest have 20,000 positions.
    """
    return (
        set(map(type, ring)) <= {list}
        and set(map(len, ring)) <= set(range(2, MOST_NUMBERS + 1))
        and set(map(type, chain.from_iterable(ring))) <= {int, float}
        and all(map(MOST_NUMBER.__gt__, map(abs, chain(map(LONGITUDE, ring), map(LATITUDE, ring)))))
    )


def bounds_of(parts: list[Part]) -> tuple[float, float, float, float]:
    """West, south, east, north of checked positions."""
    rings = [ring for part in parts for ring in part]
    xs = [x for ring in rings for x in map(LONGITUDE, ring)]
    ys = [y for ring in rings for y in map(LATITUDE, ring)]
    return min(xs), min(ys), max(xs), max(ys)


# The box of Iran in whole degrees.
WEST, SOUTH, EAST, NORTH = map(Number, IRAN_BOX)
PLACE_ADVICE = {
    Reading.SWAPPED: _(
        "طول و عرض جابه‌جا نوشته شده است. نخست طول ({west} تا {east}) و سپس عرض ({south} تا {north})"
        " را بنویسید.",
        west=WEST,
        south=SOUTH,
        east=EAST,
        north=NORTH,
    ),
    Reading.UTM: _("مختصات به متر است (UTM). آن را در «مختصات» با شمارهٔ زون بچسبانید."),
    Reading.MERCATOR: _("مختصات به متر است (وب مرکاتور). آن را به درجه بدهید."),
    Reading.ELSEWHERE: _("این شکل بیرون از ایران است. جای آن را بررسی کنید."),
}


def check_place(bounds: tuple[float, float, float, float]) -> None:
    """Raise BoundaryProblem for coordinates that are not degrees in Iran."""
    reading = reading_of(bounds)
    if reading != Reading.IRAN:
        raise BoundaryProblem(PLACE_ADVICE[reading], code=f"place_{reading}")


def built(parts: list[Part]) -> MultiPolygon:
    """Checked positions as rounded polygons. Raises BoundaryProblem for too short a ring."""
    polygons = []
    for part in parts:
        outline, *holes = (_closed(ring) for ring in part)
        polygons.append(Polygon(outline, holes))
    return MultiPolygon(polygons)


def _closed(ring: Ring) -> np.ndarray:
    """The ring at 7 decimals, closed, without repeated vertices: positions × 2, degrees."""
    xs = [round(x, STORED_DECIMALS) for x in map(LONGITUDE, ring)]
    pairs = list(zip(xs, [round(y, STORED_DECIMALS) for y in map(LATITUDE, ring)], strict=True))
    if pairs and pairs[0] != pairs[-1]:
        pairs.append(pairs[0])
    if len(pairs) < FEWEST_POSITIONS:
        raise BoundaryProblem(
            _("یکی از حلقه‌ها کمتر از سه رأس دارد. آن را کامل یا پاک کنید."),
            code="short_ring",
            point=pairs[0] if pairs else None,
        )
    distinct = [pairs[0], *(pair for before, pair in pairwise(pairs) if pair != before)]
    if len(distinct) < FEWEST_POSITIONS:
        raise zero_area()
    return np.array(distinct, dtype=float)


def check_soundness(boundary: MultiPolygon) -> None:
    """Raise BoundaryProblem with the position where the boundary is invalid."""
    found = shaped("faults", boundary)
    if not found:
        return
    place = found[0].centroid
    if found[0].geom_type == "MultiPoint":
        raise BoundaryProblem(
            _("سوراخی بیرون از محدوده است یا پاره‌ها هم‌پوشانی دارند. آن را پاک یا جابه‌جا کنید."),
            code="misplaced_ring",
            point=(place.x, place.y),
        )
    raise BoundaryProblem(
        _("مرز خودش را قطع می‌کند. رأسی را که روی نقشه نشان داده شده است جابه‌جا کنید."),
        code="self_crossing",
        point=(place.x, place.y),
    )


def as_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """A shape as a GeoJSON geometry with lists, 7 decimals."""
    return dict(json.loads(shapely.to_geojson(round_coordinates(shape))))
