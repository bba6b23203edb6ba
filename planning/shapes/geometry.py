"""This file holds the geometry of each operation, on polygons and numbers alone.

Pure and without models, because heavy work of it runs in a confined process
(planning.shapes.time_limit). Shapes are in degrees; results are sound and have 7 decimals. An empty
list means that nothing is left, or that there is nothing to do.
"""

from collections.abc import Callable

import shapely
from shapely.errors import GEOSException
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from layers.geometry import polygons_of, sound_multipolygon, to_multipolygon
from planning.shapes.projection import from_utm, plane_at, to_utm, zone_of
from planning.shapes.tracing import ROUNDING_M, traced

# What is left of a cut that is narrower than a stored coordinate can tell, square metres.
CRUMB_M2 = 1.0
# A gap lies along a neighbour's border with at least this share of its own; what touches it
# only at a point is where an edge was turned to meet the border.
LEAST_SIDE = 0.2
# Rounds of doubling the tolerance until a simplified border has few enough vertices.
MOST_ROUNDS = 12

# Two vertices that are nearer than this, about ten centimetres, are the same one.
SAME_VERTEX_DEG = 1e-6

Shapes = list[BaseGeometry]
Task = Callable[..., Shapes]


def is_same_boundary(first: BaseGeometry, second: BaseGeometry) -> bool:
    """Whether two boundaries (degrees) have the same vertices, wherever their rings begin."""
    return bool(first.normalize().equals_exact(second.normalize(), SAME_VERTEX_DEG))


def cut_out(area: MultiPolygon, *others: BaseGeometry) -> Shapes:
    """The area without the others."""
    return _listed(area.difference(shapely.union_all(others)))


def clip(area: MultiPolygon, *neighbours: BaseGeometry) -> Shapes:
    """The area without its neighbours; its boundary follows theirs where it was cut."""
    rest = to_multipolygon(area.difference(shapely.union_all(neighbours)))
    if rest is None:
        return []
    rest = _without_crumbs(rest)
    if rest is None:
        return []
    laid = traced(rest, list(neighbours), tolerance_m=ROUNDING_M)
    return _listed(laid or rest)


def join(*areas: BaseGeometry) -> Shapes:
    """The union of all areas."""
    return _listed(shapely.union_all(areas))


def enclose(painted: MultiPolygon, *others: BaseGeometry, metres: float) -> Shapes:
    """The outline of painted blocks, closed over streets up to this wide, without other blocks.

    painted: the polygons of the blocks, which may touch and overlap each other.
    """
    plane = plane_at(painted)
    own = plane.to_metres(shapely.union_all(painted.geoms))
    half = metres / 2
    closed = own.buffer(half, join_style="mitre").buffer(-half, join_style="mitre").union(own)
    ground = plane.to_metres(shapely.union_all(others))
    kept = [part for part in polygons_of(closed.difference(ground)) if part.intersects(own)]
    return _listed(plane.to_degrees(MultiPolygon(kept).union(own)))


def joint_area(*areas: BaseGeometry) -> float | None:
    """The area of the union in square degrees; None if GEOS fails on the shapes."""
    try:
        return float(shapely.union_all(areas).area)
    except GEOSException:
        return None


def split(area: MultiPolygon, line: BaseGeometry) -> Shapes:
    """The parts of the area along a line, the largest first; one part if the line does not cut."""
    network = shapely.union_all([area.boundary, line])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    shapely.prepare(area)
    own = [face for face in faces if area.covers(face.representative_point())]
    parts = [part for face in own for part in _listed(face)]
    return sorted(parts, key=lambda part: part.area, reverse=True)


def widen(area: MultiPolygon, *, metres: float) -> Shapes:
    """The area buffered by a distance on the ground; a negative distance shrinks it."""
    zone = zone_of(area)
    return _listed(from_utm(to_utm(area, zone=zone).buffer(metres, quad_segs=8), zone=zone))


def snap(area: MultiPolygon, *neighbours: BaseGeometry, metres: float) -> Shapes:
    """The area with its boundary snapped to its neighbours' within a distance."""
    return _listed(traced(area, list(neighbours), tolerance_m=metres))


def gaps(area: MultiPolygon, *neighbours: BaseGeometry, metres: float) -> Shapes:
    """The gaps narrower than a distance between the area and its neighbours, as one geometry."""
    laid = traced(area, list(neighbours), tolerance_m=metres)
    if laid is None:
        return []
    ground = shapely.union_all(neighbours)
    between = laid.difference(ground.union(area))
    plane = plane_at(area)
    border = plane.to_metres(ground.boundary).buffer(ROUNDING_M)
    parts = [(part, plane.to_metres(part)) for part in polygons_of(between)]
    narrow = [
        part
        for part, flat in parts
        if flat.area >= CRUMB_M2
        and flat.boundary.intersection(border).length >= LEAST_SIDE * flat.length
    ]
    return _listed(MultiPolygon(narrow)) if narrow else []


def fill(area: MultiPolygon, *neighbours: BaseGeometry, metres: float) -> Shapes:
    """The area with those gaps filled."""
    between = gaps(area, *neighbours, metres=metres)
    if not between:
        return []
    filled = to_multipolygon(area.union(between[0]))
    assert filled is not None
    return _listed(traced(filled, list(neighbours), tolerance_m=ROUNDING_M) or filled)


def overlaps(area: MultiPolygon, *others: BaseGeometry) -> Shapes:
    """The intersections of the area with each of the others, in their order; some are empty."""
    shared = [sound_multipolygon(area.intersection(other)) for other in others]
    return [each or MultiPolygon() for each in shared]


def simplify(area: BaseGeometry, *, metres: float, most: int) -> Shapes:
    """The area simplified within a distance, and valid.

    The distance is doubled until at most so many vertices are left.
    """
    plane = plane_at(area)
    shape = plane.to_metres(area)
    for _ in range(MOST_ROUNDS):
        simpler = shapely.simplify(shape, metres, preserve_topology=True)
        if shapely.get_num_coordinates(simpler) <= most:
            return repair(plane.to_degrees(simpler))
        metres *= 2
    return []


def faults(*areas: BaseGeometry) -> Shapes:
    """The fault of the first invalid area: a point where its boundary crosses itself, a
    multipoint where a hole or part is misplaced. Empty if all are valid."""
    for area in areas:
        if not area.is_valid:
            reason, _, place = explain_validity(area).partition("[")
            point = Point(*(float(number) for number in place.rstrip("]").split()[:2]))
            is_misplaced = any(word in reason.lower() for word in ("hole", "nested"))
            return [MultiPoint([point]) if is_misplaced else point]
    return []


def repair(area: BaseGeometry) -> Shapes:
    """The polygon parts of a shape, made valid.

    Outlines and holes one by one, because a hole that lies outside would become ground.
    """
    if area.is_valid:
        return _listed(area)
    return _listed(shapely.union_all([_sound(part) for part in polygons_of(area)]))


def _sound(part: Polygon) -> BaseGeometry:
    outline, *holes = (
        shapely.make_valid(Polygon(ring), method="structure")
        for ring in (part.exterior, *part.interiors)
    )
    return outline.difference(shapely.union_all(holes))


TASKS: dict[str, Task] = {
    task.__name__: task
    for task in (
        cut_out,
        clip,
        join,
        enclose,
        split,
        widen,
        snap,
        gaps,
        fill,
        overlaps,
        simplify,
        faults,
        repair,
    )
}


def perform(task: str, shapes: Shapes, numbers: dict[str, float]) -> Shapes | None:
    """The result of a task; None if GEOS fails on the shapes."""
    try:
        return TASKS[task](*shapes, **numbers)
    except GEOSException:
        return None


def _listed(geometry: BaseGeometry | None) -> Shapes:
    found = None if geometry is None else sound_multipolygon(geometry)
    return [] if found is None else [found]


def _without_crumbs(area: MultiPolygon) -> MultiPolygon | None:
    """The shape without parts that only rounding made."""
    plane = plane_at(area)
    kept = [part for part in area.geoms if plane.to_metres(part).area >= CRUMB_M2]
    return MultiPolygon(kept) if kept else None
