"""This file tests the classes of census blocks: made of published counts, with numbers to read."""

from typing import Any

import pytest
from django.test import Client

from layers.budget import BudgetSpent, budget
from layers.figures import block_classes as module
from layers.figures.block_classes import block_classes, starts
from layers.figures.block_measures import block_measure
from layers.models import BLOCK_COUNTS, Block
from persian.digits import round_half_up

pytestmark = pytest.mark.django_db
COUNTY = "2310"
UNINSURED = 1 << BLOCK_COUNTS.index("uninsured")


def classes(client: Client, measure: str, query: str = f"?parent={COUNTY}") -> dict[str, Any]:
    return dict(client.get(f"/values/blocks/{measure}.json{query}").json())


def greatest() -> Block:
    return Block.objects.filter(county_code=COUNTY).order_by("-uninsured").first() or Block()


def test_every_block_is_in_a_class_or_has_no_figure(client: Client) -> None:
    found = classes(client, "uninsured")
    assert found["blocks"] == Block.objects.filter(county_code=COUNTY).count() > 0
    counted = sum(each["count"] for each in found["classes"])
    assert counted + found["withheld"] + found["no_data"] == found["blocks"]
    hidden = [each.hidden & UNINSURED for each in Block.objects.filter(county_code=COUNTY)]
    assert found["withheld"] == sum(bool(each) for each in hidden) > 0


def test_a_suppressed_count_makes_no_limit(client: Client) -> None:
    block = greatest()
    before = classes(client, "count-uninsured")
    assert before["classes"][-1]["high"] == block.uninsured
    Block.objects.filter(pk=block.pk).update(hidden=block.hidden | UNINSURED)
    after = classes(client, "count-uninsured")
    assert after["classes"][-1]["high"] < block.uninsured
    assert after["withheld"] == before["withheld"] + 1


def test_a_rate_needs_both_of_its_counts(client: Client) -> None:
    block = greatest()
    Block.objects.filter(pk=block.pk).update(uninsured=block.persons, hidden=0)
    assert classes(client, "uninsured")["classes"][-1]["high"] == 100
    Block.objects.filter(pk=block.pk).update(hidden=1 << BLOCK_COUNTS.index("persons"))
    assert classes(client, "uninsured")["classes"][-1]["high"] < 100


def test_a_rate_of_nobody_is_no_data_and_never_zero(client: Client) -> None:
    block = greatest()
    before = classes(client, "tenants")
    assert before["no_data"] == 0
    Block.objects.filter(pk=block.pk).update(households=0, tenant_households=0, hidden=0)
    after = classes(client, "tenants")
    assert after["no_data"] == 1
    assert after["classes"][0]["low"] > 0


def test_limits_are_figures_as_displayed_and_a_class_starts_where_they_round_to_it() -> None:
    found = block_classes(block_measure("uninsured"), COUNTY)
    for limits, start in zip(found.classes, starts(found), strict=True):
        assert limits.low == round_half_up(limits.low, 1)
        # 12.25 is displayed as 12.3, the first figure of its class.
        assert round_half_up(start, 1) == limits.low
        assert round_half_up(start - 1e-9, 1) < limits.low


def test_year_and_source_are_named(client: Client) -> None:
    found = classes(client, "uninsured")
    assert (found["year"], found["year_fa"], found["year_en"]) == (1404, "۱۴۰۴", "1404 (2025–26)")
    assert [source["code"] for source in found["sources"]] == ["demo-boundaries"]
    assert found["synthetic"] is True


def test_a_county_without_blocks_has_no_classes(client: Client) -> None:
    Block.objects.filter(county_code=COUNTY).delete()
    found = classes(client, "count-persons")
    assert (found["blocks"], found["classes"], found["note"]) == (0, [], "no values")


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("nonsense.json?parent=2310", 404, "measure"),
        ("persons.json?parent=2310", 404, "measure"),
        ("count-persons.json?parent=23", 400, "parent"),
        ("count-persons.json?parent=2310-005", 400, "parent"),
        ("count-persons.json?parent=9999", 404, None),
        ("count-persons.json", 404, None),
        ("count-persons.json?parent=2310&classes=900", 400, "classes"),
        ("count-persons.json?parent=2310&year=1404", 400, "year"),
    ],
)
def test_a_bad_question_is_answered_in_words(
    client: Client, address: str, status: int, parameter: str | None
) -> None:
    answer = client.get(f"/values/blocks/{address}")
    assert answer.status_code == status
    assert answer.json()["detail_fa"]
    assert answer.json().get("parameter") == parameter


def test_a_county_of_too_many_blocks_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BLOCKS", 10)
    answer = client.get(f"/values/blocks/uninsured.json?parent={COUNTY}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "parent"


def test_classes_end_with_the_budget() -> None:
    measure = block_measure("uninsured")
    with budget(0), pytest.raises(BudgetSpent):
        block_classes(measure, COUNTY)
