"""This file holds the dataclass of the drawing page."""

from dataclasses import dataclass
from datetime import datetime

from layers.models import Area, Indicator, ServicePackage
from planning.models import Revision, State, Step, TargetArea
from planning.pages.shared_parts import Person, person
from planning.shapes.time_limit import DRAWING_LIMITS
from planning.statistics.disclosure import FEWEST_PERSONS, ROUNDED_TO
from planning.suggestions.parameters import FEWEST_PEOPLE, MOST_PEOPLE


@dataclass(frozen=True)
class PackageChoice:
    """A service package of the default list, wanted or not."""

    package: ServicePackage
    is_wanted: bool


@dataclass(frozen=True)
class Remark:
    """What somebody wrote on the area. is_return: the reason why it was returned."""

    text: str
    by: Person
    at: datetime
    is_return: bool


@dataclass(frozen=True)
class DrawPage:
    """planning/draw.html: one target area being drawn.

    county: where it is to be registered. counties: what may be chosen instead, by code; only
    that one for an area which is registered. neighbourhoods: those of the county that are in
    force and have a border, by code; replaceable: the same, and those of other counties that the
    revision is to replace. target, revision: what is being revised, None for a new
    area. remarks: why it was returned, then the comments that are not resolved. has_sample:
    something invented lies in the county. suggestible: the indicators by which areas can be
    suggested, of fewest_suggested to most_suggested persons. rounded_to, fewest_persons: how
    counts are shown to users outside the scope.
    """

    county: Area
    counties: tuple[Area, ...]
    neighbourhoods: tuple[Area, ...]
    replaceable: tuple[Area, ...]
    packages: tuple[PackageChoice, ...]
    target: TargetArea | None
    revision: Revision | None
    remarks: tuple[Remark, ...]
    has_sample: bool
    suggestible: tuple[Indicator, ...]
    most_file_bytes: int = DRAWING_LIMITS.file_bytes
    rounded_to: int = ROUNDED_TO
    fewest_persons: int = FEWEST_PERSONS
    fewest_suggested: int = FEWEST_PEOPLE
    most_suggested: int = MOST_PEOPLE


def remarks_on(target: TargetArea) -> tuple[Remark, ...]:
    """What the author of an area has to answer while revising it."""
    found: list[Remark] = []
    if target.state == State.RETURNED:
        returned = target.decisions.filter(step=Step.RETURN).select_related("made_by").latest("pk")
        found.append(Remark(returned.reason, person(returned.made_by), returned.made_at, True))
    comments = target.comments.filter(resolved_at=None).select_related("made_by")
    found += [Remark(each.text, person(each.made_by), each.made_at, False) for each in comments]
    return tuple(found)
