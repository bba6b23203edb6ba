"""This file runs geometry tasks with a time limit: light ones here, others in a confined process.

Two valid polygons of 2,000 vertices that cross like combs keep GEOS busy for a minute, and only
ending its process stops it.
"""

import json
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.budget import left_s
from layers.messages import message as _
from layers.sandbox.errors import NoRoom, OutOfMemory, OutOfTime, ReaderDied
from layers.sandbox.limits import Limits
from layers.sandbox.run import Workshop, workshop
from planning.problems import BoundaryProblem
from planning.shapes.geometry import joint_area, perform
from planning.shapes.projection import LEAST_DEGREE_M
from planning.shapes.tracing import ROUNDING_M

MOST_SECONDS = 10
# For files and shapes on the drawing page, not for imports by staff.
DRAWING_LIMITS = Limits(
    file_bytes=5_000_000,
    features=10_000,
    ring_vertices=200_000,
    feature_vertices=200_000,
    file_vertices=200_000,
    properties=50,
    property_characters=1_000,
    archive_bytes=50_000_000,
    memory_bytes=1_500_000_000,
    output_bytes=50_000_000,
    read_seconds=MOST_SECONDS,
    repair_seconds=MOST_SECONDS,
)
# The most pairs of edges whose boxes meet, a shape's own among them, that are worked on in this
# process: about ten microseconds each in the worst case.
LIGHT_MEETINGS = 300_000
# What such work may take; with less of the budget left, it goes where it can be ended.
LIGHT_SECONDS = 3
# Fewer vertices than this cannot have more pairs.
LIGHT_VERTICES = 500
# Edges queried between two checks of the limit; fewer where each may meet very many.
EDGES_AT_ONCE = 200
PAIRS_AT_ONCE = 4_000_000
# Tasks on shapes that may be invalid, which can take very long in other ways.
HEAVY_TASKS = frozenset({"simplify", "repair"})
LIGHT_BUFFER_VERTICES = 300
# Tasks that lay a border along others, stretch by stretch in Python. A pair of edges, the area's
# and a neighbour's, that come near each other takes up to a millisecond; each of them looks at all
# of the neighbours' edges.
TRACING_TASKS = frozenset({"snap", "gaps", "fill", "clip"})
LIGHT_NEAR_PAIRS, LIGHT_TRACED_VERTICES = 1_000, 5_000
# A result of more vertices takes too long to read, to weigh and to send.
MOST_RESULT_VERTICES = 300_000


def shaped(task: str, *shapes: BaseGeometry, **numbers: float) -> list[BaseGeometry]:
    """The result of a task of planning.shapes.geometry, within MOST_SECONDS and the budget.

    Raises BoundaryProblem for shapes that are too complex for it.
    """
    if may_stay(task, shapes, **numbers):
        done = perform(task, list(shapes), numbers)
    else:
        done = _confined(task, list(shapes), numbers)
    if done is None or shapely.get_num_coordinates(done).sum() > MOST_RESULT_VERTICES:
        raise too_involved()
    return done


def area_of_union(*shapes: BaseGeometry) -> float:
    """The area of the union of shapes in square degrees, within the same limits as `shaped`.

    The union of two combs has a hundred thousand holes: only its area leaves the process.
    """
    area = joint_area(*shapes) if may_stay("join", shapes) else _area_confined(list(shapes))
    if area is None:
        raise too_involved()
    return area


def may_stay(task: str, shapes: tuple[BaseGeometry, ...], **numbers: float) -> bool:
    """Whether a task is worked on in this process. Raises BoundaryProblem if no time is left."""
    if not left_s():
        raise too_involved()
    return is_light(task, shapes, **numbers) and left_s() > LIGHT_SECONDS


def is_light(task: str, shapes: tuple[BaseGeometry, ...], *, metres: float = 0.0, **_: Any) -> bool:
    """Whether a task is sure to be quick. metres: how far from a border tracing looks."""
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if task in HEAVY_TASKS:
        return False
    if task == "widen":
        return vertices <= LIGHT_BUFFER_VERTICES
    if task in TRACING_TASKS and not _traced_quickly(shapes, vertices, max(metres, ROUNDING_M)):
        return False
    return vertices <= LIGHT_VERTICES or _meet_seldom(shapes)


def _traced_quickly(shapes: tuple[BaseGeometry, ...], vertices: int, reach_m: float) -> bool:
    """Whether few edges of the first shape come near edges of the others."""
    if vertices > LIGHT_TRACED_VERTICES:
        return False
    own, others = (
        shapely.linestrings(np.stack(_edges(each), axis=1)) for each in (shapes[:1], shapes[1:])
    )
    tree = shapely.STRtree(others)
    near = 0
    for start in range(0, len(own), EDGES_AT_ONCE):
        asked = own[start : start + EDGES_AT_ONCE]
        near += tree.query(asked, "dwithin", distance=reach_m / LEAST_DEGREE_M).shape[1]
        if near > LIGHT_NEAR_PAIRS:
            return False
    return True


def _meet_seldom(shapes: tuple[BaseGeometry, ...]) -> bool:
    """Whether few edges of the shapes can cross, judged by their boxes.

    Overlaps along one axis are counted first, which is quick, then overlaps of the boxes.
    """
    starts, ends = _edges(shapes)
    if min(_meetings_along(starts, ends, axis) for axis in (0, 1)) <= LIGHT_MEETINGS:
        return True
    edges = shapely.linestrings(np.stack([starts, ends], axis=1))
    tree = shapely.STRtree(edges)
    meetings = 0
    step = max(1, min(EDGES_AT_ONCE, PAIRS_AT_ONCE // len(edges)))
    for start in range(0, len(edges), step):
        meetings += tree.query(edges[start : start + step]).shape[1]
        if meetings > LIGHT_MEETINGS:
            return False
    return True


def _edges(shapes: tuple[BaseGeometry, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The start and the end of each edge of polygons and lines: positions × 2."""
    if not shapes:
        return np.empty((0, 2)), np.empty((0, 2))
    lines = [shape.boundary if shape.area else shape for shape in shapes]
    vertices, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    is_edge = line[1:] == line[:-1]
    return vertices[:-1][is_edge], vertices[1:][is_edge]


def _meetings_along(starts: np.ndarray, ends: np.ndarray, axis: int) -> int:
    """The number of ordered pairs of edges, self-pairs included, that overlap along one axis."""
    low = np.sort(np.minimum(starts[:, axis], ends[:, axis]))
    high = np.maximum(starts[:, axis], ends[:, axis])
    begun = int(np.searchsorted(low, high, side="right").sum())
    count = len(low)
    return 2 * begun - count * count


def _confined(
    task: str, shapes: list[BaseGeometry], numbers: dict[str, float]
) -> list[BaseGeometry] | None:
    with workshop(DRAWING_LIMITS) as shop:
        done = shop.folder / "shapes.out"
        _run(shop, "work", shapes, task=task, numbers=numbers, output=done.name)
        answer = json.loads(done.read_text())
    return None if answer is None else [shapely.from_wkb(wkb) for wkb in answer]


def _area_confined(shapes: list[BaseGeometry]) -> float | None:
    with workshop(DRAWING_LIMITS) as shop:
        area: float | None = _run(shop, "measure", shapes)["area"]
    return area


def _run(shop: Workshop, job: str, shapes: list[BaseGeometry], **more: Any) -> dict[str, Any]:
    """The answer of a job of planning.shapes.time_limit_job on these shapes."""
    given = shop.folder / "shapes.in"
    given.write_text(json.dumps([shapely.to_wkb(shape, hex=True) for shape in shapes]))
    request = {"input": given.name, **more}
    try:
        return shop.run(f"planning.shapes.time_limit_job:{job}", request, seconds=MOST_SECONDS)
    except (OutOfTime, OutOfMemory, NoRoom, ReaderDied):
        raise too_involved() from None


def too_involved() -> BoundaryProblem:
    return BoundaryProblem(
        _("این شکل برای این کار بیش از اندازه پیچیده است. آن را ساده کنید یا در چند بخش بکشید."),
        code="too_involved",
    )
