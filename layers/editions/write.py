"""This file writes the areas of an edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shapely.geometry import MultiPolygon, Point

from layers.geos import to_django
from layers.models import Area, AreaCode, Edition, Level, Source
from persian.names import folded_names

BATCH_ROWS = 500


@dataclass(frozen=True)
class NewArea:
    """An area to be drawn by an edition.

    boundary: valid, degrees, 7 decimals, or None if only the anchor is known.
    """

    code: str
    parent_code: str
    province_code: str
    county_code: str
    name_fa: str
    name_en: str
    boundary: MultiPolygon | None
    anchor: Point
    source: Source
    as_of: date | None
    synthetic: bool
    settlement_type: str = ""


def write_areas(edition: Edition, areas: Iterable[NewArea]) -> list[Area]:
    """Write the areas of an edition and register their new codes."""
    areas = list(areas)
    level = Level(edition.level)
    codes = [AreaCode(code=area.code, level=level) for area in areas]
    AreaCode.objects.bulk_create(codes, ignore_conflicts=True)
    return Area.objects.bulk_create(
        [
            Area(
                edition=edition,
                level=level,
                code=area.code,
                parent_code=area.parent_code,
                province_code=area.province_code,
                county_code=area.county_code,
                name_fa=area.name_fa,
                name_en=area.name_en,
                name_folded=folded_names(area.name_fa, area.name_en),
                settlement_type=area.settlement_type,
                boundary=to_django(area.boundary),
                anchor=to_django(area.anchor),
                source=area.source,
                as_of=area.as_of,
                synthetic=area.synthetic,
            )
            for area in areas
        ],
        batch_size=BATCH_ROWS,
    )
