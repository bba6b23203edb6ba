"""This file tests the arithmetic of ranges, rates and rounding by hand."""

import pytest

from planning.statistics.estimates import CountSum, Estimate, estimated, rate


def test_the_likely_range_never_leaves_the_hard_bounds() -> None:
    # 1,000 counted, 100 of them on the edge, 50 more beyond it; the spread reaches far.
    found = estimated(CountSum(1000, below=100, above=50, spread=1e6, lean=0))
    assert (found.low, found.high) == (900, 1050)
    assert (found.likely_low, found.likely_high) == (900, 1050)
    assert found.share_certain == 0.9


def test_the_reach_joins_scatter_and_lean() -> None:
    # √((1.1 · √100)² + (0.5 · 20)²) = √(121 + 100) = 14.87, rounded outwards.
    found = estimated(CountSum(1000, below=100, above=100, spread=100, lean=20))
    assert (found.likely_low, found.likely_high) == (985, 1015)


def test_an_areal_estimate_is_what_is_certain_and_its_shares() -> None:
    found = estimated(CountSum(100, below=40, above=60, shared=55.4, spread=0, lean=0), areal=True)
    assert (found.estimate, found.low, found.high) == (115, 60, 160)


def test_the_bounds_of_a_share_are_those_of_the_worst_choice_of_people() -> None:
    # Certain 10 of 100; on the edge 10 of 100 as well. Least: the 90 others, 10/190 = 5.3 %;
    # greatest: the 10 alone, 20/110 = 18.2 %. Separate bounds would give 10/200 and 20/100.
    found = rate(Estimate(15, 10, 20), Estimate(150, 100, 200), per=100, decimals=1, is_part=True)
    assert (found.value, found.low, found.high) == (10.0, 5.3, 18.2)


def test_a_rate_of_two_things_has_the_wider_bounds() -> None:
    found = rate(Estimate(15, 10, 20), Estimate(150, 100, 200), per=1, decimals=2, is_part=False)
    assert (found.value, found.low, found.high) == (0.1, 0.05, 0.2)


@pytest.mark.parametrize("denominator", [Estimate(0, 0, 0), Estimate(None)])
def test_a_rate_over_nobody_is_unknown(denominator: Estimate) -> None:
    found = rate(Estimate(0, 0, 0), denominator, per=100, decimals=1, is_part=True)
    assert (found.value, found.low, found.high) == (None, None, None)
