"""This file tests what frozen statistics tell to those out of scope: the rule of measuring."""

from typing import Any

import pytest

from planning.statistics.estimates import Estimate, disclosed
from planning.statistics.frozen import as_seen


def frozen(**members: Any) -> dict[str, Any]:
    return {"population": {"estimate": 125, "low": 100, "high": 150}, **members}


@pytest.mark.parametrize("count", [0, 4, 5, 14, 15, 25, 1234])
def test_a_count_is_told_as_it_is_while_drawing(count: int) -> None:
    seen = as_seen(frozen(households={"estimate": count, "low": 0, "high": 9999}), exact=False)
    assert seen["households"]["estimate"] == disclosed(Estimate(count)).estimate
    assert seen["households"]["low"] is None


def test_a_half_is_rounded_up_and_ranges_are_kept_back() -> None:
    assert as_seen(frozen(), exact=False)["population"] == {
        "estimate": 130, "low": None, "high": None,
    }  # fmt: skip


@pytest.mark.parametrize(("persons", "told"), [(None, None), (14, None), (99, None), (115, 120)])
def test_few_persons_of_an_overlap_are_not_told(persons: int | None, told: int | None) -> None:
    seen = as_seen(frozen(overlaps=[{"code": "2310-001", "population": persons}]), exact=False)
    assert seen["overlaps"][0]["population"] == told


def test_a_rate_of_five_is_not_nought() -> None:
    rate = {
        "kind": "rate", "value": 10.0,
        "numerator": {"estimate": 5}, "denominator": {"estimate": 50},
    }  # fmt: skip
    seen = as_seen(frozen(indicators=[rate]), exact=False)["indicators"][0]
    assert (seen["numerator"]["estimate"], seen["denominator"]["estimate"]) == (10, 50)
    assert seen["value"] == pytest.approx(20.0)
