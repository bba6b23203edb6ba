"""This file compares grounds: how much two boundaries differ, what has changed and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import MultiPolygon

from accounts.access import PUBLIC
from layers.geometry import area_m2, hectares
from layers.geos import to_shapely
from layers.models import Area
from planning.models import Step, TargetArea
from planning.publication.proposals import InForce, Proposal, replaced_codes
from planning.shapes.checks import SLIVER_M2
from planning.shapes.outline import blocks_of_outline
from planning.shapes.time_limit import shaped
from planning.statistics.area_statistics import NO_BLOCKS
from planning.statistics.count import count
from planning.statistics.measure import measure

# A neighbourhood that changes by more of its ground or persons gets another code.
KEEPS_CODE_UP_TO = 0.05


def shared_m2(first: MultiPolygon, second: MultiPolygon) -> float:
    """The ground that two polygons (degrees) share, square metres on the ellipsoid.

    Raises BoundaryProblem where finding it would take too long.
    """
    return area_m2(shaped("overlaps", first, second)[0])


def differing_m2(first: MultiPolygon, second: MultiPolygon) -> float:
    """The ground that only one of two polygons (degrees) has. Raises what shared_m2 raises."""
    if first.equals_exact(second):
        return 0.0
    return area_m2(first) + area_m2(second) - 2 * shared_m2(first, second)


def changed_codes(target: TargetArea, now: InForce) -> list[str]:
    """The neighbourhoods to replace whose ground has changed since the area was submitted, by code.

    Raises BoundaryProblem.
    """
    submission = target.decisions.filter(step=Step.SUBMIT).order_by("pk").last()
    frozen = submission.replaced.order_by("code") if submission else ()
    return [each.code for each in frozen if has_changed(each.boundary, now.areas.get(each.code))]


def has_changed(before: Any, area: Area | None) -> bool:
    """Whether a neighbourhood is drawn otherwise than before; None: without a boundary, or gone."""
    if area is None:
        return True
    if before is None or area.boundary is None:
        return (before is None) != (area.boundary is None)
    return differing_m2(to_shapely(before), to_shapely(area.boundary)) > SLIVER_M2


def is_nearly_same(boundary: MultiPolygon, blocks: Sequence[str], area: Area) -> bool:
    """Whether a boundary has nearly the ground and the persons of a neighbourhood.

    blocks: codes of the painted blocks, which are counted where the boundary is their outline.
    """
    if area.boundary is None:
        return False
    before = to_shapely(area.boundary)
    if differing_m2(before, boundary) > KEEPS_CODE_UP_TO * area_m2(before):
        return False
    old, new = persons_in(before), persons_in(boundary, blocks)
    return abs(new - old) <= KEEPS_CODE_UP_TO * old


def persons_in(boundary: MultiPolygon, blocks: Sequence[str] = ()) -> int:
    """The persons of the blocks inside a boundary, or of the painted ones; exact."""
    painted = blocks_of_outline(boundary, blocks) if blocks else []
    if painted:
        return sum(block.persons for block in painted)
    return count(boundary, with_range=False).sums["persons"].estimate


@dataclass(frozen=True)
class Left:
    """Ground of replaced neighbourhoods that would be in no area any more.

    codes: the neighbourhoods that lose it. persons: as people out of scope count them, None where
    they are too few to be told, or not known (is_counted) because no block covers the ground.
    """

    codes: tuple[str, ...]
    boundary: MultiPolygon
    area_m2: float
    persons: int | None
    is_counted: bool

    @property
    def area_ha(self) -> float:
        return hectares(self.area_m2)


def left_ground(group: list[Proposal], now: InForce) -> Left | None:
    """What a group of areas leaves of the neighbourhoods that they replace; None without any.

    Raises BoundaryProblem.
    """
    codes = [
        code
        for code in sorted(replaced_codes(group))
        if code in now.areas and now.areas[code].boundary is not None
    ]
    if not codes:
        return None
    [ground] = shaped("join", *(to_shapely(now.areas[code].boundary) for code in codes))
    rest = shaped("cut_out", ground, *(each.boundary for each in group))
    parts = [part for part in rest[0].geoms if area_m2(part) > SLIVER_M2] if rest else []
    if not parts:
        return None
    left = MultiPolygon(parts)
    found = measure(left, scope=PUBLIC, user=None, with_range=False)
    is_counted = found.method.code != NO_BLOCKS.code
    return Left(tuple(codes), left, area_m2(left), found.population.estimate, is_counted)
