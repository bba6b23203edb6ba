"""This file builds the page for publishing approved areas of a province together."""

from dataclasses import dataclass
from typing import Any

from layers.geometry import hectares
from layers.models import Area, CurrentEdition, Edition, Level
from layers.queries import current_areas
from planning.models import Revision, State, TargetArea
from planning.queries import target_areas, with_newest


@dataclass(frozen=True)
class Candidate:
    """An approved area. replaces: the neighbourhoods in force that it replaces."""

    target: TargetArea
    revision: Revision
    county: Area | None
    area_ha: float
    replaces: tuple[Area, ...]


@dataclass(frozen=True)
class PublishPage:
    """planning/publish.html.

    provinces: those with approved areas. before: the edition in force or None;
    count: how many neighbourhoods it has in the province.
    """

    province: Area | None
    provinces: tuple[Area, ...]
    candidates: tuple[Candidate, ...]
    before: Edition | None
    count: int


def build_publish_page(user: Any, province: str) -> PublishPage:
    """province: a code, or empty for the first with approved areas."""
    approved = target_areas(user).filter(state=State.NATIONAL)
    codes = sorted(set(approved.values_list("province_code", flat=True)))
    chosen = province or (codes[0] if codes else "")
    provinces = current_areas(Level.PROVINCE).filter(code__in={*codes, chosen}).defer("boundary")
    neighbourhoods = current_areas(Level.NEIGHBOURHOOD).filter(province_code=chosen)
    row = CurrentEdition.objects.filter(level=Level.NEIGHBOURHOOD, province_code=chosen)
    in_force = row.select_related("edition").first()
    return PublishPage(
        province=next((area for area in provinces if area.code == chosen), None),
        provinces=tuple(provinces),
        candidates=candidates(approved.filter(province_code=chosen)),
        before=in_force.edition if in_force else None,
        count=neighbourhoods.count(),
    )


def candidates(approved: Any) -> tuple[Candidate, ...]:
    revisions = list(with_newest(approved))
    codes = {code for each in revisions for code in each.replaces}
    codes |= {each.target_area.county_code for each in revisions}
    areas = {area.code: area for area in current_areas().filter(code__in=codes).defer("boundary")}
    return tuple(
        Candidate(
            target=each.target_area,
            revision=each,
            county=areas.get(each.target_area.county_code),
            area_ha=hectares(each.area_m2),
            replaces=tuple(areas[code] for code in each.replaces if code in areas),
        )
        for each in revisions
    )
