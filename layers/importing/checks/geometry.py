"""This file checks geometry row by row: kind, position and validity."""

from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from layers.geometry import IRAN_BOX, Reading, in_iran, polygons_of, reading_of
from layers.importing.checks.in_sandbox import repair_polygons
from layers.importing.columns import Row
from layers.importing.files.read import ReadFile
from layers.importing.findings import Finding, find
from layers.messages import Number
from layers.sandbox.errors import JobError
from layers.sandbox.run import Workshop

# From this share of features on, the whole file is misread and not single features.
WHOLE_FILE_SHARE = 0.5
# A repair that loses more of the area than this is rejected.
MOST_LOST_SHARE = 0.01
POLYGONS = {"Polygon", "MultiPolygon"}


def check_coordinates(read: ReadFile) -> list[Finding]:
    """Detect the coordinate system of the whole file.

    Raises JobError "looks_swapped" or "looks_projected" if most features lie far from Iran but
    would lie in it under that other reading.
    """
    readings = [_reading(shape.geometry) for shape in read.features if shape.geometry is not None]
    for reading in (Reading.SWAPPED, Reading.UTM, Reading.MERCATOR):
        if readings and readings.count(reading) >= len(readings) * WHOLE_FILE_SHARE:
            _refuse(reading)
    return [find("assumed_degrees")] if read.crs is None and readings else []


def check_areas(rows: list[Row], shop: Workshop) -> tuple[dict[int, MultiPolygon], list[Finding]]:
    """Row number → valid boundary for every row that has one, and findings for the others."""
    findings: list[Finding] = []
    shapes = {}
    for row in rows:
        if _is_polygon(row, findings):
            assert row.feature.geometry is not None
            shapes[row.number] = row.feature.geometry
    lines = repair_polygons(shapes, shop)
    boundaries = {}
    for number in shapes:
        boundary = _sound(number, lines.get(number), shop, findings)
        if boundary is not None:
            boundaries[number] = boundary
    return boundaries, findings


def check_points(rows: list[Row]) -> tuple[dict[int, Point | None], list[Finding]]:
    """Row number → location; None for a row without one, which is then only listed."""
    findings: list[Finding] = []
    points: dict[int, Point | None] = {}
    for row in rows:
        problem = _point_problem(row.feature.geometry)
        if problem:
            findings.append(_point_finding(problem, row))
        if problem in ("", "no_location"):
            points[row.number] = None if problem else _only_point(row.feature.geometry)
    return points, findings


def _reading(geometry: BaseGeometry) -> Reading:
    return Reading.IRAN if geometry.is_empty else reading_of(geometry.bounds)


def _refuse(reading: Reading) -> None:
    if reading == Reading.SWAPPED:
        raise JobError("looks_swapped")
    offer = "EPSG:3857" if reading == Reading.MERCATOR else "EPSG:32639"
    raise JobError("looks_projected", offer=offer)


def _is_polygon(row: Row, findings: list[Finding]) -> bool:
    """Whether the row has a polygon to check; otherwise reports what it has instead."""
    geometry = row.feature.geometry
    if geometry is None or geometry.is_empty:
        findings.append(find("no_boundary", row=row.number, field="boundary", name=row.name))
        return False
    polygons = polygons_of(geometry)
    if not polygons:
        kind = row.feature.kind or ""
        findings.append(find("stray_geometry", row=row.number, field="boundary", found=kind))
        return False
    if geometry.geom_type not in POLYGONS:
        findings.append(find("parts_left_out", row=row.number, field="boundary"))
    if not in_iran(geometry):
        findings.append(_outside(row, geometry, "boundary"))
        return False
    return True


def _sound(
    number: int, line: dict[str, Any] | None, shop: Workshop, findings: list[Finding]
) -> MultiPolygon | None:
    """The boundary after repair, with a finding if a repair was needed."""
    if line is None or line["begun"]:
        code = "repair_gave_up" if line else "repair_not_reached"
        seconds = shop.limits.repair_seconds
        findings.append(find(code, row=number, field="boundary", seconds=seconds))
        return None
    if line["shape"] is None:
        findings.append(find("nothing_left", row=number, field="boundary", reason=line["reason"]))
        return None
    if not line["reason"]:
        return line["shape"]
    lossy = line["lost_m2"] > line["area_m2"] * MOST_LOST_SHARE
    found = find(
        "repair_lost_area" if lossy else "repaired",
        row=number,
        field="boundary",
        reason=line["reason"],
        lost=round(line["lost_m2"]),
        gained=round(line["gained_m2"]),
    )
    findings.append(found)
    return None if lossy else line["shape"]


def _point_problem(geometry: BaseGeometry | None) -> str:
    if geometry is None or geometry.is_empty:
        return "no_location"
    if geometry.geom_type not in ("Point", "MultiPoint"):
        return "not_a_point"
    coordinates = shapely.get_coordinates(geometry)
    if (coordinates != coordinates[0]).any():
        return "many_points"
    return "" if in_iran(geometry) else "outside_iran"


def _point_finding(problem: str, row: Row) -> Finding:
    geometry = row.feature.geometry
    if problem == "outside_iran" and geometry is not None:
        return _outside(row, geometry, "location")
    kind = row.feature.kind or ""
    return find(problem, row=row.number, field="location", found=kind, name=row.name)


def _only_point(geometry: BaseGeometry | None) -> Point:
    return Point(shapely.get_coordinates(geometry)[0])


def _outside(row: Row, geometry: BaseGeometry, field: str) -> Finding:
    longitude, latitude, _, _ = geometry.bounds
    # The box in whole degrees.
    west, south, east, north = map(Number, IRAN_BOX)
    return find(
        "outside_iran",
        row=row.number,
        field=field,
        found=f"{longitude:.7g}, {latitude:.7g}",
        west=west,
        south=south,
        east=east,
        north=north,
    )
