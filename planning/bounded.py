"""This file does geometry work that ends: here where it is light, else in a confined process.

Two sound polygons of 2,000 vertices that are crossed like combs keep GEOS busy for a minute, and
nothing but the end of its process stops it.
"""

import json

import shapely
from shapely.geometry.base import BaseGeometry

from layers.importing.limits import Limits
from layers.importing.mistakes import NoRoom, OutOfMemory, OutOfTime, ReaderDied
from layers.importing.read import workshop
from planning.problems import BoundaryProblem
from planning.shaping import perform

MOST_SECONDS = 10
# Of files and shapes that somebody draws from, not of what staff import.
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
# The most crossings that shapes can have with each other and still be worked on in this process:
# about ten microseconds each.
LIGHT_CROSSINGS = 300_000
# Tasks whose work grows otherwise: one polygon alone can hold them for ever.
HEAVY_TASKS = frozenset({"simplify", "repair"})
LIGHT_BUFFER_VERTICES = 300


def shaped(task: str, *shapes: BaseGeometry, **numbers: float) -> list[BaseGeometry]:
    """What a task of planning.shaping gives, within MOST_SECONDS.

    Raises BoundaryProblem for shapes that are too involved for it.
    """
    if is_light(task, shapes):
        done = perform(task, list(shapes), numbers)
    else:
        done = _confined(task, list(shapes), numbers)
    if done is None:
        raise too_involved()
    return done


def is_light(task: str, shapes: tuple[BaseGeometry, ...]) -> bool:
    """Whether a task cannot take long, whatever the shapes are like."""
    if task in HEAVY_TASKS:
        return False
    first, *others = (int(shapely.get_num_coordinates(shape)) for shape in shapes)
    if task == "widen":
        return first <= LIGHT_BUFFER_VERTICES
    return first * sum(others, start=1) <= LIGHT_CROSSINGS


def _confined(
    task: str, shapes: list[BaseGeometry], numbers: dict[str, float]
) -> list[BaseGeometry] | None:
    with workshop(DRAWING_LIMITS) as shop:
        given, done = shop.folder / "shapes.in", shop.folder / "shapes.out"
        given.write_text(json.dumps([shapely.to_wkb(shape, hex=True) for shape in shapes]))
        request = {"task": task, "numbers": numbers, "input": given.name, "output": done.name}
        try:
            shop.run("planning.confined:work", request, seconds=MOST_SECONDS)
        except (OutOfTime, OutOfMemory, NoRoom, ReaderDied):
            raise too_involved() from None
        answer = json.loads(done.read_text())
    return None if answer is None else [shapely.from_wkb(wkb) for wkb in answer]


def too_involved() -> BoundaryProblem:
    return BoundaryProblem(
        "این شکل برای این کار بیش از اندازه درهم است. آن را ساده کنید یا در چند بخش بکشید.",
        "The shape is too involved for this. Simplify it, or draw it in several parts.",
        code="too_involved",
    )
