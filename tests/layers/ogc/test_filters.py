"""This file tests filters in CQL2 text: what they select, refuse and never tell."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.models import BLOCK_COUNTS, Block, School
from tests.layers.ogc.asking import address, codes, exported, page

pytestmark = pytest.mark.django_db
Properties = dict[str, Any]


def known(name: str) -> Callable[[Properties], Any]:
    return lambda each: each[name]


# A filter of places, and the same in Python. Of three conditions one binds more than the others.
SELECTS: list[tuple[str, Callable[[Properties], bool]]] = [
    ("province = '23'", lambda p: p["province"] == "23"),
    ("province <> '23'", lambda p: p["province"] != "23"),
    ("population > 100000", lambda p: (p["population"] or 0) > 100_000),
    ("population >= 1e5", lambda p: (p["population"] or 0) >= 100_000),
    ("100000 < population", lambda p: (p["population"] or 0) > 100_000),
    ("population < -1", lambda p: False),
    ("population IS NULL", lambda p: p["population"] is None),
    ("population is not null", lambda p: p["population"] is not None),
    ("NOT (population > 100000)", lambda p: p["population"] is not None and p["population"] <= 1e5),
    (
        "province = '23' OR province = '30' AND population > 500000",
        lambda p: p["province"] == "23" or (p["province"] == "30" and p["population"] > 500_000),
    ),
    (
        "(province = '23' OR province = '30') AND population > 500000",
        lambda p: p["province"] in ("23", "30") and p["population"] > 500_000,
    ),
    (
        "NOT province = '23' AND NOT NOT province = '30'",
        lambda p: p["province"] == "30",
    ),
    ("province IN ('23', '30')", lambda p: p["province"] in ("23", "30")),
    ("province NOT IN ('23', '30')", lambda p: p["province"] not in ("23", "30")),
    (
        "population BETWEEN 50000 AND 60000",
        lambda p: p["population"] is not None and 50_000 <= p["population"] <= 60_000,
    ),
    (
        "population NOT BETWEEN 50000 AND 60000",
        lambda p: p["population"] is not None and not 50_000 <= p["population"] <= 60_000,
    ),
    ("name_fa LIKE '%آباد'", lambda p: p["name_fa"].endswith("آباد")),
    ("name_fa NOT LIKE '%آباد'", lambda p: not p["name_fa"].endswith("آباد")),
    ("name_en LIKE 'Q_m'", lambda p: len(p["name_en"]) == 3 and p["name_en"][::2] == "Qm"),
    ("name_en LIKE '\\%'", lambda p: p["name_en"] == "%"),
    ("CASEI(name_en) LIKE CASEI('%TEHRAN%')", lambda p: "tehran" in p["name_en"].lower()),
    ("CASEI(name_en) = CASEI('tEhRaN')", lambda p: p["name_en"].lower() == "tehran"),
    ("\"name_en\" = 'it''s'", lambda p: False),
    ("synthetic = TRUE", lambda p: p["synthetic"]),
    ("synthetic = false", lambda p: not p["synthetic"]),
    ("name_fa = name_en", lambda p: p["name_fa"] == p["name_en"]),
    ("code=county", lambda p: p["code"] == p["county"]),
]


@pytest.fixture(scope="module")
def places(django_db_setup: None, django_db_blocker: Any) -> list[dict]:
    with django_db_blocker.unblock():
        return exported(Client(), "places")


@pytest.mark.parametrize(("text", "holds"), SELECTS, ids=[text for text, _ in SELECTS])
def test_a_filter_selects_what_it_says(
    client: Client, places: list[dict], text: str, holds: Callable[[Properties], bool]
) -> None:
    expected = [each["id"] for each in places if holds(each["properties"])]
    found = page(client, "places", filter=text, limit=10_000)
    assert codes(found) == expected
    assert found["numberMatched"] == len(expected)


def test_the_dialect_of_gdal_is_read_under_its_own_name(client: Client, places: list[dict]) -> None:
    text = "((synthetic = 0) AND (name_en ILIKE 'Q%')) AND (NOT (population IS NULL))"
    expected = [
        each["id"]
        for each in places
        if each["properties"]["name_en"].lower().startswith("q")
        and not each["properties"]["synthetic"]
        and each["properties"]["population"] is not None
    ]
    found = page(client, "places", filter=text, filter_lang="cql-text", limit=1_000)
    assert codes(found) == expected != []


def test_a_point_selects_the_area_around_it(client: Client) -> None:
    in_tehran = "S_INTERSECTS(geometry, POINT(51.39 35.69))"
    assert codes(page(client, "provinces", filter=in_tehran)) == ["23"]
    assert "23" not in codes(page(client, "provinces", filter=f"NOT {in_tehran}", limit=100))
    turned = page(
        client,
        "provinces",
        filter="S_INTERSECTS(geometry, POINT(35.69 51.39))",
        filter_crs="http://www.opengis.net/def/crs/EPSG/0/4326",
    )
    assert codes(turned) == ["23"]


REFUSED = [
    "",
    "population",
    "population >",
    "population > 1 AND",
    "population > 1 population",
    "population > '1'",
    "name_fa > 1",
    "synthetic = 'true'",
    "population = TRUE",
    "name_fa LIKE 5",
    "population LIKE '5%'",
    "name_fa LIKE name_en",
    "name_fa LIKE 'x\\'",
    f"name_fa LIKE '{'%a' * 11}'",
    "name_fa = 'open",
    "name_fa = 'a' OR 1=1; DROP TABLE layers_area",
    "name_fa = 'a' -- b",
    "population + 1 > 2",
    "population > 1e999",
    f"population > {'9' * 50}",
    "population > ۵",
    "population = DATE('2024-01-01')",
    "population = TIMESTAMP('x')",
    "hidden = 1",
    "id = 1",
    "source_id = 1",
    "source = 'x'",
    "events__pgh_label = 'insert'",
    "feature.hidden = 1",
    '"feature.hidden" = 1',
    "pg_sleep(5) = 1",
    "CASEI(population) = 'x'",
    "synthetic = 1",
    "name_en ILIKE 'q%'",
    "S_INTERSECTS(name_fa, POINT(51 35))",
    "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 0)))",
    "S_INTERSECTS(geometry, BBOX(1, 2, 3))",
    "S_INTERSECTS(geometry, BBOX(3, 2, 1, 4))",
    "S_INTERSECTS(geometry, POINT(500 35))",
    "S_INTERSECTS(geometry, POINT(1e300 1e300))",
    "S_BUFFER(geometry, 5)",
    "NOT " * 51 + "synthetic = TRUE",
    "(" * 51 + "synthetic = TRUE" + ")" * 51,
    "(" * 900 + "synthetic = TRUE" + ")" * 900,
    " OR ".join(["synthetic = TRUE"] * 51),
    "population IN (" + ",".join(["1"] * 600) + ")",
    "synthetic = TRUE" + " " * 2_000,
    "name_fa = 'a\x00b'",
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_what_is_not_a_filter_is_refused_in_words(client: Client, text: str) -> None:
    answer = client.get(address("places", filter=text))
    assert answer.status_code == 400, answer.content.decode()
    told = answer.json()
    assert told["parameter"] == "filter"
    assert told["detail_fa"] != told["detail"]


def test_an_unknown_property_is_answered_with_the_known_ones(client: Client) -> None:
    told = client.get(address("places", filter="hidden = 1")).json()
    assert "population" in told["detail"]
    assert "hidden" in told["detail_fa"]


def test_a_suppressed_count_is_null_to_every_question(client: Client) -> None:
    """Block counts and pupils: no comparison, order or pattern finds a block by the stored one."""
    block = Block.objects.exclude(hidden=0).order_by("pk")[0]
    bit = next(bit for bit in range(len(BLOCK_COUNTS)) if block.hidden >> bit & 1)
    name = BLOCK_COUNTS[bit]
    stored = getattr(block, name)
    own = f"code = '{block.code}' AND "
    questions = [
        f"{name} {sign} {value}"
        for sign in ("=", "<>", "<", "<=", ">", ">=")
        for value in (stored, stored - 1, stored + 1, 0)
    ]
    questions += [
        f"{name} BETWEEN {stored} AND {stored}",
        f"{name} NOT BETWEEN {stored} AND {stored}",
        f"{name} IN ({stored})",
        f"{name} NOT IN ({stored})",
        f"NOT ({name} = {stored})",
        f"NOT ({name} <> {stored})",
        f"{name} = {name}",
        f"{name} <= persons",
        f"{name} IS NOT NULL",
    ]
    # All in as many requests as the longest filter allows: each alone must select nothing.
    for start in range(0, len(questions), 20):
        some = " OR ".join(questions[start : start + 20])
        assert page(client, "blocks", filter=f"{own}({some})")["numberMatched"] == 0, some
    found = page(client, "blocks", filter=f"{own}{name} IS NULL")
    assert codes(found) == [block.code]


def test_an_order_does_not_rank_suppressed_counts(client: Client) -> None:
    """Two schools below the limit stand in the order of their codes, whichever has more pupils."""
    first, second = School.objects.filter(county_code="2310").order_by("code")[:2]
    asked = {"filter": f"code IN ('{first.code}', '{second.code}')"}
    for pupils in ((1, 4), (4, 1)):
        for school, count in zip((first, second), pupils, strict=True):
            assert count < SMALLEST_PUBLISHED
            School.objects.filter(pk=school.pk).update(pupils=count)
        for sortby in ("pupils", "-pupils"):
            found = page(client, "schools", sortby=sortby, **asked)
            assert codes(found) == [first.code, second.code]
            tokens = page(client, "schools", sortby=sortby, limit=1, **asked)["links"]
            assert not [link for link in tokens if link["rel"] == "prev"]
