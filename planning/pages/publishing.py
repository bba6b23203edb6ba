"""This file builds the page for publishing approved areas of a province together."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from layers.drawing.path import path
from layers.geometry import hectares
from layers.geos import to_shapely
from layers.messages import Worded
from layers.models import Area, CurrentEdition, Edition, Level
from layers.queries import current_areas
from planning.models import Revision, State, TargetArea
from planning.pages.small_map import Drawn, Sketch, frame_of, sketch
from planning.publication import Change, changes
from planning.publication.grounds import Left
from planning.queries import target_areas
from planning.statistics.rounding import FEWEST_PERSONS

MAP_WIDTH, MAP_HEIGHT = 2400, 1600


@dataclass(frozen=True)
class Candidate:
    """An approved area. keeps: the code of the neighbourhood whose place it takes, or ""."""

    target: TargetArea
    revision: Revision
    county: Area | None
    area_ha: float
    keeps: str


@dataclass(frozen=True)
class PublishedTogether:
    """Areas that are published together or not at all, with what they would change.

    value: their codes, as the form sends them. is_chosen: ticked when the page opens. left: ground
    that would be in no area.
    """

    candidates: tuple[Candidate, ...]
    value: str
    is_chosen: bool
    replaces: tuple[Area, ...]
    again: tuple[TargetArea, ...]
    obstacle: Worded | None
    left: Left | None
    sketch: Sketch

    @property
    def id(self) -> str:
        """Of its box on the page."""
        return f"code-{self.candidates[0].target.code}"


@dataclass(frozen=True)
class PublishPage:
    """planning/publish.html.

    provinces: those with approved areas. before: the edition in force or None;
    count: how many neighbourhoods it has in the province.
    """

    province: Area | None
    provinces: tuple[Area, ...]
    sets: tuple[PublishedTogether, ...]
    before: Edition | None
    count: int
    fewest_persons: int = FEWEST_PERSONS

    @property
    def can_publish(self) -> bool:
        return any(each.obstacle is None for each in self.sets)


def build_publish_page(user: Any, province: str, chosen: Collection[str] = ()) -> PublishPage:
    """province: a code, or empty for the first with approved areas. chosen: codes of the target
    areas to tick, with those of their sets; empty for all."""
    approved = target_areas(user).filter(state=State.NATIONAL)
    codes = sorted(set(approved.values_list("province_code", flat=True)))
    province = province or (codes[0] if codes else "")
    provinces = current_areas(Level.PROVINCE).filter(code__in={*codes, province}).defer("boundary")
    neighbourhoods = current_areas(Level.NEIGHBOURHOOD).filter(province_code=province)
    row = CurrentEdition.objects.filter(level=Level.NEIGHBOURHOOD, province_code=province)
    in_force = row.select_related("edition").first()
    counties = {
        area.code: area
        for area in current_areas(Level.COUNTY).filter(province_code=province).defer("boundary")
    }
    found = changes(approved.filter(province_code=province), province)
    return PublishPage(
        province=next((area for area in provinces if area.code == province), None),
        provinces=tuple(provinces),
        sets=tuple(published_together(each, counties, chosen) for each in found),
        before=in_force.edition if in_force else None,
        count=neighbourhoods.count(),
    )


def published_together(
    found: Change, counties: dict[str, Area], chosen: Collection[str]
) -> PublishedTogether:
    codes = [each.target.code for each in found.areas]
    return PublishedTogether(
        candidates=tuple(
            Candidate(
                target=each.target,
                revision=each.revision,
                county=counties.get(each.target.county_code),
                area_ha=hectares(each.revision.area_m2),
                keeps=found.kept.get(each.target.code, ""),
            )
            for each in found.areas
        ),
        value=" ".join(codes),
        is_chosen=found.obstacle is None and (not chosen or not set(codes).isdisjoint(chosen)),
        replaces=found.replaced,
        again=found.again,
        obstacle=found.obstacle,
        left=found.left,
        sketch=before_and_after(found),
    )


def before_and_after(found: Change) -> Sketch:
    """The areas over what they replace, and what they leave of it."""
    before = [to_shapely(area.boundary) for area in found.replaced if area.boundary]
    after = [each.boundary for each in found.areas]
    frame = frame_of([*before, *after], width=MAP_WIDTH, height=MAP_HEIGHT)
    left = [found.left.boundary] if found.left else []
    return sketch(
        frame,
        [
            *(Drawn("own", path(each, frame)) for each in after),
            *(Drawn("removed", path(each, frame)) for each in left),
            *(Drawn("before", path(each, frame)) for each in before),
        ],
    )
