"""This file holds the dataclass of the drawing page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from layers.map_view.parts import OptionGroup
from layers.models import Area, Indicator, Level, ServicePackage
from layers.queries import Bounds, bounds_of, current_areas
from planning.models import Revision, State, Step, TargetArea
from planning.pages.draw_view import DrawView, area_to_colour
from planning.pages.shared_parts import Person, person
from planning.shapes.files import ENDINGS
from planning.shapes.time_limit import DRAWING_LIMITS
from planning.statistics.rounding import FEWEST_PERSONS, ROUNDED_TO
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
class CountyPart:
    """planning/_draw_county.html: what depends on the county where an area is to be registered.

    neighbourhoods: those of the county that are in force and have a border, by code; replaceable:
    the same, and those of other counties that the revision is to replace.
    """

    county: Area
    neighbourhoods: tuple[Area, ...]
    replaceable: tuple[Area, ...]

    @property
    def has_sample(self) -> bool:
        """Whether something invented lies in the county."""
        return any(each.synthetic for each in self.neighbourhoods)

    @property
    def bounds(self) -> Bounds:
        return bounds_of(self.county)

    @property
    def as_json(self) -> dict[str, object]:
        """What the scripts need of the county: bounds in degrees, and the area to colour."""
        return {
            "code": self.county.code,
            "bounds": self.bounds,
            "coloured": area_to_colour(self.county),
        }


@dataclass(frozen=True)
class DrawPage(CountyPart):
    """planning/draw.html: one target area being drawn.

    counties: what may be chosen instead, by code; only that one for an area which is registered.
    view: what colours the map. measures: what blocks can be coloured by. is_named: the county was
    asked for, not taken for want of another. target, revision: what is being revised, None for a
    new area. remarks: why it was returned, then the comments that are not resolved. suggestible:
    the indicators by which areas can be suggested, of fewest_suggested to most_suggested persons.
    comparable: those by which the draft can be compared with what stays outside. file_endings:
    of the files from which a border can be read, with their dot. rounded_to,
    fewest_persons: how counts are shown to users outside the scope.
    """

    counties: tuple[Area, ...]
    view: DrawView
    measures: tuple[OptionGroup, ...]
    is_named: bool
    packages: tuple[PackageChoice, ...]
    target: TargetArea | None
    revision: Revision | None
    remarks: tuple[Remark, ...]
    suggestible: tuple[Indicator, ...]
    comparable: tuple[Indicator, ...]
    file_endings: tuple[str, ...] = ENDINGS
    most_file_bytes: int = DRAWING_LIMITS.file_bytes
    rounded_to: int = ROUNDED_TO
    fewest_persons: int = FEWEST_PERSONS
    fewest_suggested: int = FEWEST_PEOPLE
    most_suggested: int = MOST_PEOPLE


def county_part(county: Area, revision: Revision | None = None) -> CountyPart:
    """What depends on a county. revision: what is being revised."""
    found = current_areas(Level.NEIGHBOURHOOD).filter(
        parent_code=county.code, boundary__isnull=False
    )
    neighbourhoods = tuple(found.only("code", "name_fa", "name_en", "synthetic"))
    elsewhere = replaced_elsewhere(revision, neighbourhoods)
    return CountyPart(county, neighbourhoods, replaceable=(*neighbourhoods, *elsewhere))


def replaced_elsewhere(revision: Revision | None, here: tuple[Area, ...]) -> Iterable[Area]:
    """The neighbourhoods in force that a revision is to replace, without those of its county."""
    codes = set(revision.replaces if revision else ()) - {area.code for area in here}
    return current_areas(Level.NEIGHBOURHOOD).filter(code__in=codes).defer("boundary")


def remarks_on(target: TargetArea) -> tuple[Remark, ...]:
    """What the author of an area has to answer while revising it."""
    found: list[Remark] = []
    if target.state == State.RETURNED:
        returned = target.decisions.filter(step=Step.RETURN).select_related("made_by").latest("pk")
        found.append(Remark(returned.reason, person(returned.made_by), returned.made_at, True))
    comments = target.comments.filter(resolved_at=None).select_related("made_by")
    found += [Remark(each.text, person(each.made_by), each.made_at, False) for each in comments]
    return tuple(found)
