"""This file creates minimal objects around one test province with round coordinates.

Province 99 is a square of one degree with its south-west corner at 50° E 30° N; its counties
9901 and 9902 are its western and eastern halves. No other data uses it.
"""

from datetime import date

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from layers.models import (
    Area,
    AreaCode,
    Edition,
    Indicator,
    Level,
    Measurement,
    School,
    Source,
)

PROVINCE, WEST, EAST = "99", "9901", "9902"


def source(code: str = "test-source", **fields: object) -> Source:
    defaults = {
        "title_fa": "منبع آزمون",
        "title_en": "Test source",
        "licence": "CC0-1.0",
        "attribution_fa": "آزمون",
        "attribution_en": "Test",
    }
    return Source.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def edition(level: Level, code: str = "", **fields: object) -> Edition:
    defaults = {
        "level": level,
        "title_fa": "ویرایش آزمون",
        "title_en": "Test edition",
        "provinces": [PROVINCE],
        "in_force_from": date(2020, 1, 1),
        "source": source(),
    }
    return Edition.objects.get_or_create(code=code or f"test-{level}", defaults=defaults | fields)[
        0
    ]


def square(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)


def area(code: str, boundary: MultiPolygon | None, **fields: object) -> Area:
    level = {2: Level.PROVINCE, 4: Level.COUNTY, 8: Level.NEIGHBOURHOOD}[len(code)]
    ancestors = [(code[:2], Level.PROVINCE), (code[:4], Level.COUNTY), (code, level)]
    for each, its_level in ancestors[: list(Level).index(level)]:
        AreaCode.objects.get_or_create(code=each, defaults={"level": its_level})
    defaults: dict[str, object] = {
        "edition": edition(level),
        "level": level,
        "parent_code": {2: "IR", 4: code[:2], 8: code[:4]}[len(code)],
        "province_code": code[:2],
        "county_code": code[:4] if len(code) > 2 else "",
        "name_fa": f"جای {code}",
        "name_en": f"Place {code}",
        "name_folded": f"جای {code} place {code}",
        "boundary": boundary,
        "anchor": boundary.point_on_surface if boundary else Point(50.5, 30.5, srid=4326),
        "source": source(),
    }
    return Area.objects.create(code=code, **(defaults | fields))


def province_with_two_counties() -> tuple[Area, Area, Area]:
    return (
        area(PROVINCE, square(50, 30, 51, 31)),
        area(WEST, square(50, 30, 50.5, 31)),
        area(EAST, square(50.5, 30, 51, 31)),
    )


def indicator(code: str = "test-rate", **fields: object) -> Indicator:
    defaults = {
        "name_fa": "سنجهٔ آزمون",
        "name_en": "Test rate",
        "definition_fa": "برای آزمون",
        "definition_en": "For tests",
        "domain": "health",
        "kind": Indicator.Kind.RATE,
        "per": 100,
        "unit_fa": "٪",
        "unit_en": "%",
        "decimals": 1,
    }
    return Indicator.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def figure(
    code: str, numerator: float, denominator: float, *, year: int = 1404, **fields: object
) -> Measurement:
    defaults: dict[str, object] = {
        "indicator": indicator(),
        "source": source(),
        "value": numerator / denominator * 100,
    }
    return Measurement.objects.create(
        area_id=code,
        year=year,
        numerator=numerator,
        denominator=denominator,
        **(defaults | fields),
    )


def school(code: str, longitude: float, latitude: float, **fields: object) -> School:
    defaults: dict[str, object] = {
        "name_fa": f"مدرسهٔ {code}",
        "name_folded": code,
        "province_code": PROVINCE,
        "stage": School.Stage.PRIMARY,
        "pupils_sex": School.Pupils.MIXED,
        "source": source(),
    }
    return School.objects.create(
        code=code, location=Point(longitude, latitude, srid=4326), **(defaults | fields)
    )
