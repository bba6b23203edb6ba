"""This file builds the page that compares two revisions of a target area."""

from dataclasses import dataclass
from typing import Any

import shapely

from layers.drawing.path import path
from layers.geometry import hectares
from planning.comparing.revisions import RevisionComparison, compare_revisions
from planning.models import Revision, TargetArea
from planning.pages.shared_parts import Person, person
from planning.pages.small_map import Drawn, Sketch, frame_of, sketch, surroundings
from planning.pages.target_area import boundary_of
from planning.queries import revisions

MAP_WIDTH, MAP_HEIGHT = 4400, 3000


@dataclass(frozen=True)
class ComparePage:
    """planning/compare.html.

    newest: the revision that the head of the page names. choices: those that can be compared,
    newest first. first_map shows the first revision; second_map the second, with what was added
    and removed. first_ha, second_ha: hectares.
    """

    target: TargetArea
    newest: Revision
    comparison: RevisionComparison
    choices: tuple[Revision, ...]
    first_map: Sketch
    second_map: Sketch
    first_ha: float
    second_ha: float
    first_by: Person
    second_by: Person


def build_compare_page(
    user: Any, target: TargetArea, first: int | None, second: int | None
) -> ComparePage | None:
    """The page for two revision numbers, by default the last two; None if one is not visible."""
    seen = list(revisions(user, target))
    numbers = {each.number: each for each in seen}
    newest = seen[0].number
    second = second or newest
    first = first or max((number for number in numbers if number < second), default=second)
    if first not in numbers or second not in numbers:
        return None
    found = compare_revisions(user, numbers[first], numbers[second])
    first_map, second_map = sketches(found)
    return ComparePage(
        target=target,
        newest=seen[0],
        comparison=found,
        choices=tuple(seen),
        first_map=first_map,
        second_map=second_map,
        first_ha=hectares(found.first.area_m2),
        second_ha=hectares(found.second.area_m2),
        first_by=person(found.first.made_by),
        second_by=person(found.second.made_by),
    )


def sketches(found: RevisionComparison) -> tuple[Sketch, Sketch]:
    """Both maps in one frame, so that they can be compared by eye."""
    before, after = boundary_of(found.first), boundary_of(found.second)
    frame = frame_of([before, after], width=MAP_WIDTH, height=MAP_HEIGHT)
    neighbours = surroundings(frame)

    def drawn(kind: str, geometry: shapely.Geometry) -> Drawn:
        return Drawn(kind, path(geometry, frame))

    return (
        sketch(frame, [drawn("before-fill", before), drawn("before", before)],
               neighbours=neighbours),
        sketch(
            frame,
            [
                drawn("own", after),
                drawn("added", found.added),
                drawn("removed", found.removed),
                drawn("before", before),
            ],
            neighbours=neighbours,
        ),
    )  # fmt: skip
