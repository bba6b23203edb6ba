"""This file reads the known areas as shapely geometries and plain text."""

from dataclasses import dataclass

from django.db.models import Q
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from layers.geos import to_shapely
from layers.models import Area, Edition, Level
from layers.queries import current_areas


@dataclass(frozen=True)
class KnownArea:
    """An area of an edition in force. anchor, boundary: degrees; boundary may be unknown."""

    code: str
    name_fa: str
    name_en: str
    province_code: str
    county_code: str
    anchor: Point
    boundary: BaseGeometry | None
    synthetic: bool


def known_areas(level: Level) -> dict[str, KnownArea]:
    """Code → area of the editions in force today, without boundaries."""
    areas = current_areas(level).only(
        "code", "name_fa", "name_en", "province_code", "county_code", "anchor", "synthetic"
    )
    return {area.code: _known(area, None) for area in areas}


def real_areas(known: dict[str, KnownArea]) -> dict[str, KnownArea]:
    """The areas that are not invented; an invented one is not compared with a real file."""
    return {code: area for code, area in known.items() if not area.synthetic}


def invented_areas(known: dict[str, KnownArea]) -> dict[str, KnownArea]:
    """The invented areas: sample data, which a real edition removes from the map."""
    return {code: area for code, area in known.items() if area.synthetic}


def known_areas_with_boundaries(level: Level, codes: set[str] | None = None) -> list[KnownArea]:
    """The areas in force with a boundary, by code; limited to these codes if given."""
    areas = current_areas(level).exclude(boundary=None)
    if codes is not None:
        areas = areas.filter(code__in=codes)
    return [_known(area, to_shapely(area.boundary)) for area in areas]


@dataclass(frozen=True)
class FormerArea:
    """An area of the previous edition, by its row. boundary: None if only a point was known."""

    pk: int
    code: str
    name_fa: str
    boundary: BaseGeometry | None


def former_areas(editions: dict[str, Edition], *, invented_too: bool = False) -> list[FormerArea]:
    """The areas that these editions draw in these provinces (province → edition), by code."""
    here = Q(pk__in=[])
    for province, edition in editions.items():
        here |= Q(province_code=province, edition=edition)
    areas = Area.objects.filter(here).order_by("code").only("code", "name_fa", "boundary")
    if not invented_too:
        areas = areas.exclude(synthetic=True)
    return [
        FormerArea(area.pk, area.code, area.name_fa, to_shapely(area.boundary)) for area in areas
    ]


def _known(area: Area, boundary: BaseGeometry | None) -> KnownArea:
    return KnownArea(
        code=area.code,
        name_fa=area.name_fa,
        name_en=area.name_en,
        province_code=area.province_code,
        county_code=area.county_code,
        anchor=Point(area.anchor.x, area.anchor.y),
        boundary=boundary,
        synthetic=area.synthetic,
    )
