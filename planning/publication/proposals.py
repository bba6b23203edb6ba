"""This file holds target areas on their way to publication, and what each is to replace."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import shapely

from layers.editions.in_force import edition_in_force
from layers.geos import to_shapely
from layers.models import Area, Edition, Level
from planning.models import Revision, State, TargetArea
from planning.queries import newest_revision, with_newest

# The shapes of an area, most of what is read of it.
SHAPES = ("boundary", "boundary_3857", "anchor", "anchor_3857")


@dataclass(frozen=True)
class Proposal:
    """A target area with the revision that is decided on."""

    target: TargetArea
    revision: Revision

    @property
    def boundary(self) -> shapely.MultiPolygon:
        """MultiPolygon, EPSG:4326."""
        return to_shapely(self.revision.boundary)

    @property
    def replaces(self) -> frozenset[str]:
        return frozenset(self.revision.replaces)


@dataclass(frozen=True)
class InForce:
    """The neighbourhoods in force of a province, by code. edition: None where there is none."""

    province: str
    edition: Edition | None
    areas: dict[str, Area]


def in_force(province: str, *, drawn: Collection[str] | None = None) -> InForce:
    """The neighbourhoods in force of a province.

    drawn: codes of those whose boundaries are needed, None for all. A province has thousands, and
    a page asks about a few.
    """
    edition = edition_in_force(Level.NEIGHBOURHOOD, province)
    if edition is None:
        return InForce(province, None, {})
    every = Area.objects.filter(edition=edition, province_code=province).order_by("code")
    if drawn is None:
        return InForce(province, edition, {area.code: area for area in every})
    areas = {area.code: area for area in every.defer(*SHAPES)}
    areas |= {area.code: area for area in every.filter(code__in=drawn)}
    return InForce(province, edition, areas)


def proposals(targets: Iterable[TargetArea]) -> list[Proposal]:
    """Each target area with its newest revision."""
    return [Proposal(target, newest_revision(target)) for target in targets]


def replaced_codes(chosen: Iterable[Proposal]) -> set[str]:
    return {code for each in chosen for code in each.replaces}


def groups(chosen: Sequence[Proposal]) -> list[list[Proposal]]:
    """The proposals in groups: two that replace the same neighbourhood belong together."""
    found: list[list[Proposal]] = []
    for each in chosen:
        near = [group for group in found if replaced_codes(group) & each.replaces]
        joined = [each, *(other for group in near for other in group)]
        found = [group for group in found if group not in near] + [joined]
    return found


def claimants(chosen: Sequence[Proposal], states: Iterable[State]) -> list[Proposal]:
    """Other target areas in these states that replace a neighbourhood which a chosen one replaces,
    or one that such another replaces; by code."""
    province = chosen[0].target.province_code
    known = {each.target.pk for each in chosen}
    others = TargetArea.objects.filter(province_code=province, state__in=states)
    claimed: set[str] = replaced_codes(chosen)
    found: list[Proposal] = []
    while claimed:
        rows = with_newest(others.exclude(pk__in=known)).filter(replaces__overlap=sorted(claimed))
        near = [Proposal(each.target_area, each) for each in rows]
        known |= {each.target.pk for each in near}
        found += near
        claimed = replaced_codes(near) - claimed
    return sorted(found, key=lambda each: each.target.code)
