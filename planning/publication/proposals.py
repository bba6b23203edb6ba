"""This file holds target areas on their way to publication, and what each is to replace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely

from layers.editions.in_force import edition_in_force
from layers.geos import to_shapely
from layers.models import Area, Edition, Level
from planning.models import Revision, State, TargetArea
from planning.queries import newest_revision, with_newest


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


def in_force(province: str) -> InForce:
    edition = edition_in_force(Level.NEIGHBOURHOOD, province)
    if edition is None:
        return InForce(province, None, {})
    areas = Area.objects.filter(edition=edition, province_code=province).order_by("code")
    return InForce(province, edition, {area.code: area for area in areas})


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
    own = {each.target.pk for each in chosen}
    others = TargetArea.objects.filter(province_code=province, state__in=states).exclude(pk__in=own)
    every = [Proposal(each.target_area, each) for each in with_newest(others)]
    claimed, found = replaced_codes(chosen), []
    while near := [each for each in every if each.replaces & claimed and each not in found]:
        found += near
        claimed |= replaced_codes(near)
    return sorted(found, key=lambda each: each.target.code)
