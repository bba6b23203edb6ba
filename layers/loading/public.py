"""This file loads the real, redistributable data: fixtures/public/ and fixtures/vocab/."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import transaction

from layers.db import Lock, wait_for
from layers.geometry import anchor_point, to_multipolygon
from layers.loading.fixtures import read_csv, read_json
from layers.loading.missing import Outcome, add_missing
from layers.loading.vocabulary import load_vocabulary
from layers.models import (
    Area,
    AreaCode,
    Edition,
    House,
    Indicator,
    Level,
    Measurement,
    Prison,
    Settlement,
    Source,
)
from layers.publishing.publish import publish
from persian.names import folded_names

# Alborz has been a province since 2 Tir 1389; Chaharbagh a county since 18 Azar 1399.
PROVINCES_SINCE = date(2010, 6, 23)
COUNTIES_SINCE = date(2020, 12, 8)
CENSUS_1395_DAY = date(2016, 9, 24)
CENSUS = "sci-census-1395"


@transaction.atomic
def load_public() -> list[Outcome]:
    """Add every missing public row, and publish if any was added; edited rows are kept."""
    wait_for(Lock.PUBLISHING)
    sources, sources_outcome = load_sources()
    outcomes = [
        sources_outcome,
        *load_vocabulary(sources),
        *load_areas(sources),
        *load_places(sources),
        *load_figures(sources),
    ]
    if any(outcome.added for outcome in outcomes):
        publish()
    return outcomes


def load_sources() -> tuple[dict[str, int], Outcome]:
    rows = [
        Source(**{**row, "published_on": day(row.get("published_on"))})
        for row in read_json("public/sources.json")
    ]
    outcome = add_missing(Source, rows, key=["code"])
    return dict(Source.objects.values_list("code", "pk")), outcome


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def load_areas(sources: dict[str, int]) -> Iterator[Outcome]:
    """The country and its provinces with borders, the counties of two provinces as points."""
    yield add_missing(Edition, editions(sources), key=["code"])
    edition_ids = dict(Edition.objects.values_list("code", "pk"))
    rows = [
        *provinces_and_country(edition_ids, source_id=sources["natural-earth"]),
        *counties(edition_ids["counties-tehran-alborz"], sources["counties-tehran-alborz"]),
    ]
    codes = [AreaCode(code=row.code, level=row.level) for row in rows]
    yield add_missing(AreaCode, codes, key=["code"])
    yield add_missing(Area, rows, key=["edition_id", "code"])


def editions(sources: dict[str, int]) -> list[Edition]:
    return [
        Edition(
            code="iran",
            level=Level.COUNTRY,
            title_fa="ایران، از پیوستن استان‌ها",
            title_en="Iran, as the union of its provinces",
            provinces=[""],
            in_force_from=PROVINCES_SINCE,
            source_id=sources["natural-earth"],
        ),
        Edition(
            code="provinces-natural-earth",
            level=Level.PROVINCE,
            title_fa="۳۱ استان، مرزهای ساده‌شدهٔ نچرال ارث",
            title_en="31 provinces, generalised borders of Natural Earth",
            provinces=[f"{number:02}" for number in range(31)],
            in_force_from=PROVINCES_SINCE,
            source_id=sources["natural-earth"],
        ),
        Edition(
            code="counties-tehran-alborz",
            level=Level.COUNTY,
            title_fa="شهرستان‌های تهران و البرز، نقطهٔ مرکز",
            title_en="Counties of Tehran and Alborz, points of their seats",
            provinces=["23", "30"],
            in_force_from=COUNTIES_SINCE,
            source_id=sources["counties-tehran-alborz"],
        ),
    ]


def provinces_and_country(edition_ids: dict[str, int], *, source_id: int) -> list[Area]:
    features = read_json("public/provinces.geojson")["features"]
    boundaries = [
        to_multipolygon(shapely.geometry.shape(feature["geometry"])) for feature in features
    ]
    country = to_multipolygon(shapely.coverage_union_all(np.array(boundaries)))
    rows = [
        Area(
            edition_id=edition_ids["provinces-natural-earth"],
            level=Level.PROVINCE,
            parent_code="IR",
            province_code=feature["properties"]["code"],
            **names_and_code(feature["properties"]),
            **shape_fields(boundary),
            source_id=source_id,
        )
        for feature, boundary in zip(features, boundaries, strict=True)
    ]
    iran = Area(
        edition_id=edition_ids["iran"],
        level=Level.COUNTRY,
        **names_and_code({"code": "IR", "name_fa": "ایران", "name_en": "Iran"}),
        **shape_fields(country),
        source_id=source_id,
    )
    return [iran, *rows]


def names_and_code(row: dict[str, str]) -> dict[str, str]:
    return {
        "code": row["code"],
        "name_fa": row["name_fa"],
        "name_en": row["name_en"],
        "name_folded": folded_names(row["name_fa"], row["name_en"]),
    }


def shape_fields(boundary: shapely.MultiPolygon) -> dict[str, GEOSGeometry]:
    return {"boundary": to_geos(boundary), "anchor": to_geos(anchor_point(boundary))}


def to_geos(geometry: shapely.Geometry) -> GEOSGeometry:
    return GEOSGeometry(memoryview(geometry.wkb), srid=4326)


def counties(edition_id: int, source_id: int) -> list[Area]:
    return [
        Area(
            edition_id=edition_id,
            level=Level.COUNTY,
            parent_code=row["province_code"],
            province_code=row["province_code"],
            county_code=row["code"],
            **names_and_code(row),
            anchor=Point(float(row["lon"]), float(row["lat"]), srid=4326),
            source_id=source_id,
        )
        for row in read_csv("public/counties.csv")
    ]


def point(row: dict[str, str]) -> Point | None:
    """The point of a row's lon and lat, degrees; None if unknown."""
    if not row["lon"]:
        return None
    return Point(float(row["lon"]), float(row["lat"]), srid=4326)


def load_places(sources: dict[str, int]) -> Iterator[Outcome]:
    prisons = [
        Prison(
            **place_fields(row),
            county_code=row["county_code"],
            status=row["status"],
            source_id=sources["prisons-published"],
        )
        for row in read_csv("public/prisons.csv")
    ]
    houses = [
        House(
            **place_fields(row),
            county_code=row["county_code"],
            agency_id=row["agency"],
            state=row["state"],
            source_id=sources["shemiranat-meeting"],
        )
        for row in read_csv("public/houses.csv")
    ]
    settlements = [
        Settlement(
            **place_fields({**row, "code": f"geonames-{row['geonameid']}"}),
            population_persons=int(row["population"]),
            source_id=sources["geonames"],
        )
        for row in read_csv("public/settlements.csv")
    ]
    yield add_missing(Prison, prisons, key=["code"])
    yield add_missing(House, houses, key=["code"])
    yield add_missing(Settlement, settlements, key=["code"])


def place_fields(row: dict[str, str]) -> dict[str, object]:
    return {
        **names_and_code(row),
        "province_code": row["province_code"],
        "location": point(row) if "lon" in row else None,
        "location_note_fa": row.get("location_note_fa", ""),
        "location_note_en": row.get("location_note_en", ""),
    }


def load_figures(sources: dict[str, int]) -> Iterator[Outcome]:
    """Indicators of the programme, the figures of its documents, the census of 1395."""
    indicators = [Indicator(**row) for row in read_json("public/indicators.json")]
    yield add_missing(Indicator, indicators, key=["code"])
    ids = dict(Indicator.objects.values_list("code", "pk"))
    days = dict(Source.objects.values_list("code", "published_on")) | {CENSUS: CENSUS_1395_DAY}
    rows = [*read_csv("public/figures.csv"), *county_populations()]
    figures = [
        Measurement(
            area_id=row["area"],
            indicator_id=ids[row["indicator"]],
            year=int(row["year"]),
            numerator=float(row["value"]),
            value=float(row["value"]),
            source_id=sources[row["source"]],
            as_of=days[row["source"]],
            is_preferred=row["preferred"] == "1",
            note_fa=row["note_fa"],
            note_en=row["note_en"],
        )
        for row in rows
    ]
    yield add_missing(Measurement, figures, key=["area_id", "indicator_id", "year", "source_id"])


def county_populations() -> list[dict[str, str]]:
    """The census of 1395 by county; Chaharbagh, created later, has no figure."""
    return [
        {
            "area": row["code"],
            "indicator": "population",
            "year": "1395",
            "value": row["population_1395"],
            "source": CENSUS,
            "preferred": "1",
            "note_fa": "",
            "note_en": "",
        }
        for row in read_csv("public/counties.csv")
        if row["population_1395"]
    ]
