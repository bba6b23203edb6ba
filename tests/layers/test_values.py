"""This file tests the figures that colour the map."""

import pytest
from django.test import Client

from layers.models import Measurement
from layers.publishing.publish import publish
from tests.layers import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures() -> None:
    factories.province_with_two_counties()
    factories.figure("9901", 30, 200)
    factories.figure("9902", 61, 200)
    publish(["counties"])


def values(client: Client, query: str = "") -> dict:
    return client.get(f"/values/counties/test-rate.json?parent=99{query}").json()


def test_figures_are_rounded_as_shown_and_ranked_from_the_worst(
    figures: None, client: Client
) -> None:
    areas = values(client)["areas"]
    # 30 ÷ 200 = 15.0 % and 61 ÷ 200 = 30.5 %
    assert (areas["9901"]["value"], areas["9901"]["rank"]) == (15.0, 2)
    assert (areas["9902"]["value"], areas["9902"]["rank"]) == (30.5, 1)
    assert areas["9901"]["rank_of"] == 2


def test_the_legend_counts_every_area(figures: None, client: Client) -> None:
    answer = values(client)
    counted = sum(c["count"] for c in answer["classes"])
    assert counted + answer["no_data"] + answer["suppressed"] == len(answer["areas"])


def test_all_equal_figures_make_one_class(client: Client) -> None:
    factories.province_with_two_counties()
    factories.figure("9901", 20, 200)
    factories.figure("9902", 20, 200)
    publish(["counties"])
    answer = values(client)
    assert answer["note"] == "all equal"
    assert [(c["low"], c["high"], c["count"]) for c in answer["classes"]] == [(10.0, 10.0, 2)]


def test_all_missing_makes_no_class_and_says_so(client: Client) -> None:
    factories.province_with_two_counties()
    factories.indicator()
    answer = values(client)
    assert (answer["classes"], answer["note"], answer["no_data"]) == ([], "no values", 2)


def test_a_small_count_is_withheld_and_its_sister_with_it(client: Client) -> None:
    factories.province_with_two_counties()
    factories.figure("99", 64, 400)
    factories.figure("9901", 3, 200)
    factories.figure("9902", 61, 200)
    publish(["counties"])
    areas = values(client)["areas"]
    for code in ("9901", "9902"):
        assert areas[code]["value"] is None
        assert "suppressed" in areas[code]["flags"]
    assert Measurement.objects.get(area_id="9902").suppression == "secondary"


def test_two_sources_that_disagree_are_flagged_and_the_preferred_one_shown(
    figures: None, client: Client
) -> None:
    factories.figure("9901", 44, 200, source=factories.source("other-source"), is_preferred=False)
    publish(["counties"])
    found = values(client)["areas"]["9901"]
    assert found["value"] == 15.0
    assert "conflict" in found["flags"]


def test_the_newest_year_is_the_default(figures: None, client: Client) -> None:
    factories.figure("9901", 40, 200, year=1402)
    publish(["counties"])
    assert values(client)["year"] == 1404
    assert values(client)["years"] == [1402, 1404]
    assert values(client, "&year=1402")["areas"]["9901"]["value"] == 20.0
    assert values(client, "&year=1402")["areas"]["9902"]["value"] is None


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("&year=14", "year"),
        ("&year=1404&year=1403", "year"),
        ("&classes=9", "classes"),
        ("&classes=-1", "classes"),
        ("&method=median", "method"),
        ("&nonsense=1", "nonsense"),
        ("&year=۱۴۰۴٫۵", "year"),
    ],
)
def test_a_wrong_parameter_is_named(
    figures: None, client: Client, query: str, parameter: str
) -> None:
    answer = client.get(f"/values/counties/test-rate.json?parent=99{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["parameter"] == parameter
    assert answer.json()["detail_fa"]
    assert answer.json()["detail"]


@pytest.mark.parametrize("parent", ["99", "9901"])
def test_a_place_that_the_layer_is_no_part_of_is_named_as_parent(
    figures: None, client: Client, parent: str
) -> None:
    answer = client.get(f"/values/provinces/test-rate.json?parent={parent}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "parent")


@pytest.mark.parametrize(
    "address",
    [
        "/values/counties/no-such.json",
        "/values/schools/test-rate.json",
        "/values/nothing/test-rate.json",
        "/values/counties/test-rate.json?parent=77",
        "/values/counties/test-rate.json?edition=none",
        "/areas/%00/card/",
        "/areas/99;drop/card/",
    ],
)
def test_what_does_not_exist_is_404(figures: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_unchanged_answer_is_304(figures: None, client: Client) -> None:
    etag = client.get("/values/counties/test-rate.json?parent=99")["ETag"]
    again = client.get("/values/counties/test-rate.json?parent=99", headers={"If-None-Match": etag})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    ["/values/neighbourhoods/nothing.json", "/export/schools.csv?bbox=1", "/tiles/x.json"],
)
def test_scripts_of_other_sites_see_what_was_wrong(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (400, 404)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["detail"]
