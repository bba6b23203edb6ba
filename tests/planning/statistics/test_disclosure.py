"""This file tests what people outside the scope see, and that every output agrees."""

import random
from dataclasses import replace
from typing import Any

import pytest

from persian.digits import format_number
from planning.publication.figures import figure as published_figure
from planning.statistics.area_statistics import (
    CENTROID,
    AreaStatistics,
    IndicatorFigure,
    indicator_figure,
)
from planning.statistics.compactness import Compactness
from planning.statistics.disclosure import disclosed, disclosed_count, disclosed_overlap
from planning.statistics.estimates import UNKNOWN, Estimate, rate
from planning.statistics.indicators import Context
from planning.statistics.rounding import in_tens
from planning.statistics.surroundings import Overlap
from planning.statistics.table import rows


def context(**members: Any) -> Context:
    usual = {
        "code": "unemployment", "name_fa": "بیکاری", "name_en": "Unemployment", "unit_fa": "٪",
        "unit_en": "%", "kind": "rate", "direction": "worse", "decimals": 1, "per": 100,
        "synthetic": False, "year": 1403, "county": 9.1, "province": 8.7,
    }  # fmt: skip
    return Context(**{**usual, **members})


def rate_of(numerator: Estimate, denominator: Estimate, **members: Any) -> IndicatorFigure:
    return indicator_figure(context(**members), numerator, denominator)


def statistics(**members: Any) -> AreaStatistics:
    usual = {
        "area_m2": 50_000.0, "perimeter_m": 900.0, "compactness": Compactness(0.776, 0.637),
        "population": Estimate(125, 100, 150, 110, 140), "households": Estimate(40, 30, 50),
        "indicators": (), "places": None, "overlaps": (), "overlaps_more": 0, "method": CENTROID,
        "rounded": False, "withheld": False, "covered_share": 1.0,
        "synthetic": False, "sources": (),
        "data": {"blocks": "1-a", "measured_at": "2026-11-22T10:00:00+00:00"},
    }  # fmt: skip
    return AreaStatistics(**{**usual, **members})


@pytest.mark.parametrize(
    ("count", "told"),
    [(None, None), (0, None), (4, None), (5, 10), (14, 10), (14.5, 10), (15, 20), (1234, 1230)],
)
def test_a_count_is_told_in_tens_and_not_under_five(count: float | None, told: int | None) -> None:
    assert in_tens(count) == told


def test_a_half_is_rounded_up_and_ranges_are_kept_back() -> None:
    found = disclosed_count(Estimate(125, 100, 150, 110, 140))
    assert found == Estimate(130)
    assert found.share_certain is None


def test_under_a_hundred_persons_only_size_and_form_are_told() -> None:
    told = disclosed(
        statistics(population=Estimate(99), indicators=(rate_of(*[Estimate(50)] * 2),))
    )
    assert told.withheld
    assert told.rounded
    assert (told.population, told.households, told.indicators) == (UNKNOWN, UNKNOWN, ())
    assert told.area_m2 == 50_000.0


def test_fewer_persons_by_another_method_withhold_too() -> None:
    assert disclosed(statistics(population=Estimate(120)), fewest_persons=99).withheld


def test_what_was_disclosed_once_is_not_rounded_again() -> None:
    once = disclosed(statistics())
    assert disclosed(once) is once


@pytest.mark.parametrize(("persons", "told"), [(None, None), (14, None), (99, None), (115, 120)])
def test_few_persons_of_an_overlap_are_not_told(persons: int | None, told: int | None) -> None:
    overlap = Overlap("neighbourhood", "2310-001", "", "", 1e4, 0.5, 500, persons)
    assert disclosed_overlap(overlap).population == told


def test_an_overlap_is_told_from_what_blocks_publish() -> None:
    overlap = Overlap("neighbourhood", "2310-001", "", "", 1e4, 0.5, 115, public_population=134.2)
    assert disclosed_overlap(overlap).population == 130


def test_a_rate_follows_from_the_counts_that_are_told() -> None:
    # 17 of 348 is 4.9 %, but the person sees 20 of 350: 5.7 %.
    told = disclosed(statistics(indicators=(rate_of(Estimate(17), Estimate(348)),)))
    assert told.indicators[0].figure.value == 5.7


def test_a_rate_is_rounded_once() -> None:
    # 266 of 2,167 is 12.275, shown as 12.3; of the tens it is 270 ÷ 2,170 = 12.442, so 12.4.
    # Rounding 12.3 × (270 ÷ 2,170) ÷ (266 ÷ 2,167) would give 12.467… and 12.5.
    told = disclosed(statistics(indicators=(rate_of(Estimate(266), Estimate(2_167)),)))
    assert told.indicators[0].figure.value == 12.4
    assert told.as_json()["indicators"][0]["value"] == 12.4


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [(4, 500), (500, 4), (500, 0), (None, 500), (500, None)],
)
def test_a_rate_of_a_count_that_is_not_told_is_unknown(
    numerator: int | None, denominator: int | None
) -> None:
    figure = rate_of(Estimate(numerator), Estimate(denominator))
    told = disclosed(statistics(indicators=(figure,)))
    assert told.indicators[0].figure.value is None


def random_rates(number: int) -> list[IndicatorFigure]:
    choose = random.Random(1403)
    return [
        rate_of(
            Estimate(choose.randint(0, 4_000)),
            Estimate(choose.randint(1, 9_000)),
            code=f"rate-{place}",
            per=choose.choice((1, 10, 100, 1_000)),
            decimals=choose.choice((0, 1, 2)),
        )
        for place in range(number)
    ]


@pytest.mark.parametrize("in_scope", [True, False])
def test_panel_page_json_and_frozen_record_agree_on_twenty_thousand_rates(in_scope: bool) -> None:
    exact = statistics(population=Estimate(9_000), indicators=tuple(random_rates(20_000)))
    # The panel shows the measured answer; the page and its JSON show the frozen statistics.
    panel = (exact if in_scope else disclosed(exact)).as_json()
    stored = AreaStatistics.from_json(exact.as_json())
    seen = stored if in_scope else disclosed(stored)
    page = {row.key: row for row in rows(seen)}
    assert seen.as_json() == panel
    for figure, entry in zip(exact.indicators, panel["indicators"], strict=True):
        row = page[entry["code"]]
        assert row.value == entry["value"]
        counts = [figure.numerator, figure.denominator]
        known = counts if in_scope else [disclosed_count(count) for count in counts]
        right = rate(
            known[0], known[1], per=figure.context.per, decimals=row.decimals, is_part=False
        ).value
        assert row.value == right
        # What a publication makes of it, and so map, file and profile.
        assert not in_scope or published_figure(figure)["value"] == right
        # Rounded to the indicator's decimals once, and not a second time.
        shown = format_number(row.value, decimals=row.decimals, lang="en")
        assert right is None or float(shown.replace(",", "")) == right


def test_statistics_read_themselves_back_from_json() -> None:
    whole = statistics(
        indicators=(
            rate_of(Estimate(17, 12, 20), Estimate(348, 300, 400), per=1_000),
            indicator_figure(context(kind="count"), Estimate(40), None),
        ),
        overlaps=(Overlap("neighbourhood", "2310-001", "یک", "One", 1e4, 0.5, 115),),
    )
    read = AreaStatistics.from_json(whole.as_json())
    assert read == replace(whole, method=read.method)
    assert read.method.as_json() == whole.method.as_json()


@pytest.mark.parametrize(("per", "numerator"), [(1, 400), (100, 17), (1_000, 3), (100_000, 1)])
def test_per_is_inferred_where_an_old_record_lacks_it(per: int, numerator: int) -> None:
    figure = rate_of(Estimate(numerator), Estimate(348), per=per, decimals=2)
    stored = figure.as_json()
    del stored["per"]
    assert IndicatorFigure.from_json(stored) == replace(
        figure, context=replace(figure.context, per=per)
    )
