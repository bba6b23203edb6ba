"""This file tests the product's promise: the same figure on map, legend, table, page and file.

It visits all counties of Tehran as each kind of role; before a release, as every role.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils.html import escape

from persian.digits import parse_number
from tests.conftest import ONE_BY_ONE
from tests.markup import compact

pytestmark = pytest.mark.django_db

PARENT, LEVEL, LAYER = "23", "county", "counties"
# A rate, a count with small cells, a figure with two sources.
INDICATORS = ("uninsured", "hard_to_treat", "unemployment")

Figures = dict[str, float | None]


def text_of(markup: str) -> str:
    """The figure in a piece of HTML, without its unit; digits still Persian."""
    return re.sub(r"<[^>]+>|[٪‰]", "", markup).strip()


def of_the_map(client: Client, indicator: str, parent: str, layer: str) -> tuple[Figures, dict]:
    body = client.get(f"/values/{layer}/{indicator}.json?parent={parent}").json()
    return {code: area["value"] for code, area in body["areas"].items()}, body


def of_the_table(client: Client, query: str) -> Figures:
    page = compact(client.get(f"/panels/?{query}").content.decode())
    found: Figures = {}
    for row in re.findall(r'<tr data-code="[^"]+".*?</tr>', page, flags=re.S):
        code = re.search(r'data-code="([^"]+)"', row).group(1)  # type: ignore[union-attr]
        shown = re.search(r'<td class="num strong nowrap">(.*?)</td>', row, flags=re.S)
        found[code] = parse_number(text_of(shown.group(1))) if shown else None
    return found


def of_the_picture(client: Client, query: str) -> Figures:
    svg = compact(client.get(f"/map.svg?{query}").content.decode())
    found: Figures = {}
    for code, said in re.findall(r'data-select="([^"]+)".*?<title>[^:]*: ([^ <]*)', svg):
        found[code] = parse_number(text_of(said)) if said[0] in "۰۱۲۳۴۵۶۷۸۹" else None
    return found


def counts_of_the_legend(client: Client, query: str) -> dict[str, int]:
    page = compact(client.get(f"/panels/?{query}").content.decode())
    found = {}
    for row in re.findall(r'<button name="mute".*?</button>', page, flags=re.S):
        key = re.search(r'data-key="([^"]+)"', row).group(1)  # type: ignore[union-attr]
        count = re.search(r"data-count>(.*?)</span>", row).group(1)  # type: ignore[union-attr]
        found[key] = int(parse_number(text_of(count)) or 0)
    return found


def of_the_geojson(client: Client, query: str, layer: str) -> Figures:
    body = json.loads(client.get(f"/export/{layer}.geojson?{query}").getvalue())
    return {f["properties"]["code"]: f["properties"]["value"] for f in body["features"]}


def of_the_csv(client: Client, query: str, layer: str) -> Figures:
    text = client.get(f"/export/{layer}.csv?{query}").getvalue().decode("utf-8-sig")
    return {
        row["code"]: float(row["value"]) if row["value"] else None
        for row in csv.DictReader(io.StringIO(text))
    }


def of_the_workbook(client: Client, query: str, layer: str) -> Figures:
    body = client.get(f"/export/{layer}.xlsx?{query}").getvalue()
    _titles, names, *rows = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].values
    code, value = names.index("code"), names.index("value")
    return {row[code]: row[value] for row in rows}


def of_the_ogc_items(client: Client, indicator: str, parent: str, layer: str) -> Figures:
    asked = {"indicator": indicator, "filter": f"parent = '{parent}'", "limit": "1000"}
    body = client.get(f"/ogc/collections/{layer}/items", asked).json()
    return {f["id"]: f["properties"]["value"] for f in body["features"]}


def of_the_profile_json(body: dict[str, Any], indicator: str) -> float | None:
    for figure in body["figures"]:
        if figure["indicator"]["code"] == indicator:
            return figure["value"]
    return None


def of_the_profile_page(page: str, indicator: str) -> float | None:
    row = re.search(rf'<tr id="figure-{indicator}".*?</tr>', page, flags=re.S)
    if row is None:
        return None
    shown = re.search(r'<td class="num value">.*?<bdi>(.*?)</bdi>', row.group(0), flags=re.S)
    return parse_number(text_of(shown.group(1))) if shown else None


def check_profiles(client: Client, figures: dict[str, Figures]) -> None:
    """figures: by indicator, then by area."""
    for code in next(iter(figures.values())):
        body = client.get(f"/areas/{code}.json").json()
        page = compact(client.get(f"/areas/{code}/").content.decode())
        for indicator, values in figures.items():
            assert of_the_profile_json(body, indicator) == values[code], (code, indicator)
            assert of_the_profile_page(page, indicator) == values[code], (code, indicator)


@pytest.mark.slow
@pytest.mark.parametrize("role", ONE_BY_ONE)
def test_a_figure_is_the_same_wherever_it_is_seen(
    role: str, client_of: Callable[[str], Client]
) -> None:
    client = client_of(role)
    found: dict[str, Figures] = {}
    for indicator in INDICATORS:
        figures, body = of_the_map(client, indicator, PARENT, LAYER)
        found[indicator] = figures
        assert len(figures) == 16
        assert any(value is not None for value in figures.values())

        view = f"area={PARENT}&level={LEVEL}&indicator={indicator}&rows=all"
        assert of_the_table(client, view) == figures
        assert of_the_picture(client, view) == figures

        legend = counts_of_the_legend(client, view)
        assert legend["nodata"] == body["no_data"]
        assert legend.get("suppressed", 0) == body["suppressed"]
        for each in body["classes"]:
            assert legend[str(each["index"])] == each["count"]

        query = f"parent={PARENT}&indicator={indicator}"
        assert of_the_geojson(client, query, LAYER) == figures
        assert of_the_csv(client, query, LAYER) == figures
        assert of_the_workbook(client, query, LAYER) == figures
        assert of_the_ogc_items(client, indicator, PARENT, LAYER) == figures
    check_profiles(client, found)


def test_neighbourhoods_too_withheld_ones_included(client: Client) -> None:
    figures, body = of_the_map(client, "hard_to_treat", "2310", "neighbourhoods")
    assert len(figures) == 8
    assert body["suppressed"] >= 2, "a suppressed figure is never alone"
    query = "parent=2310&indicator=hard_to_treat"
    assert of_the_geojson(client, query, "neighbourhoods") == figures
    assert of_the_csv(client, query, "neighbourhoods") == figures
    assert of_the_workbook(client, query, "neighbourhoods") == figures
    assert of_the_ogc_items(client, "hard_to_treat", "2310", "neighbourhoods") == figures
    assert of_the_table(client, "area=2310&indicator=hard_to_treat&rows=all") == figures
    check_profiles(client, {"hard_to_treat": figures})


def test_where_a_figure_is_from_and_what_is_invented_is_the_same_too(client: Client) -> None:
    """The boundaries are real; the figures are invented and from another source."""
    body = client.get(f"/values/{LAYER}/uninsured.json?parent={PARENT}").json()
    licences = {source["code"]: source["licence"] for source in body["sources"]}
    expected = {
        code: (
            area["source"],
            licences[area["source"]],
            area["as_of"],
            "synthetic" in area["flags"],
        )
        for code, area in body["areas"].items()
    }
    assert any(is_invented for *_, is_invented in expected.values())
    address = f"/export/{LAYER}.%s?parent={PARENT}&indicator=uninsured"
    names = ("figure_source", "figure_licence", "figure_as_of", "synthetic")
    features = json.loads(client.get(address % "geojson").getvalue())["features"]
    said = (feature["properties"] for feature in features)
    assert {each["code"]: tuple(each[name] for name in names) for each in said} == expected
    text = client.get(address % "csv").getvalue().decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        source, licence, as_of, is_invented = expected[row["code"]]
        told = (source, licence, as_of or "", str(is_invented).lower())
        assert tuple(row[name] for name in names) == told
        assert row["boundary_synthetic"] == "false"


def test_what_is_said_of_boundaries_is_the_same_too(client: Client) -> None:
    """The census of 1395 on counties as drawn since 1399."""
    note = client.get("/values/counties/population.json?parent=23&year=1395").json()[
        "boundary_note"
    ]
    query = "parent=23&indicator=population&year=1395"
    body = json.loads(client.get(f"/export/counties.geojson?{query}").getvalue())
    assert body["metadata"]["boundary_note"] == note
    for language, field in (("", "text_fa"), ("/en", "text_en")):
        text = escape(note[field])
        assert (
            text
            in client.get(f"{language}/?area=23&indicator=population&year=1395").content.decode()
        )
    told = {f["properties"]["code"]: f["properties"]["boundary_note"] for f in body["features"]}
    assert set(told) == set(note["areas"])
    for code, text in told.items():
        series = client.get(f"/areas/{code}.json").json()["figures"]
        figure = next(each for each in series if each["indicator"]["code"] == "population")
        if figure["year"] == 1395:
            assert figure["boundary_note"]["text_en"] == text
        page = compact(client.get(f"/areas/{code}/").content.decode())
        assert "۱۳۹۵ بر پایهٔ مرزهای همان سال است" in page, code
