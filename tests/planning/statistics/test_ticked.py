"""This file tests the sums of ticked neighbourhoods."""

import pytest

from accounts.access import PUBLIC, Scope
from layers.models import Indicator
from layers.problems import BadParameter
from planning.problems import BoundaryProblem
from planning.statistics.measure import measure_ticked
from tests.layers import factories as ground
from tests.planning.factories import drawn
from tests.planning.statistics.test_surroundings import _geos

pytestmark = pytest.mark.django_db
CODES = ["9901-001", "9901-002"]


@pytest.fixture
def two_neighbourhoods() -> None:
    rate = ground.indicator()
    population = Indicator.objects.get(code="population")
    for number, code in enumerate(CODES):
        ground.area(code, _geos(drawn(2 * number, 0, 2 * number + 2, 2)))
        ground.figure(code, 10 + number, 50, indicator=rate, published_numerator=10 + number,
                      published_denominator=50, published_value=20.0)  # fmt: skip
        ground.figure(code, 1, 1, indicator=population, value=1000 + number,
                      published_value=1000 + number)  # fmt: skip


def test_figures_are_summed_and_rates_made_anew(two_neighbourhoods: None) -> None:
    found = measure_ticked(CODES, scope=Scope(everywhere=True), user=None)
    # 1,000 + 1,001; (10 + 11) of (50 + 50).
    assert found.population.estimate == 2001
    assert (found.population.low, found.population.likely_low) == (None, None)
    figures = {each.context.code: each.figure.value for each in found.indicators}
    assert figures["test-rate"] == 21.0
    assert found.method.code == "ticked"
    assert found.households.estimate is None


def test_a_sum_has_the_year_of_what_is_summed(two_neighbourhoods: None) -> None:
    ground.area("9901", None)
    ground.figure("9901", 30, 100, year=1405, published_value=30.0)
    found = measure_ticked(CODES, scope=Scope(everywhere=True), user=None)
    told = next(each for each in found.indicators if each.context.code == "test-rate").as_json()
    assert (told["year"], told["value"], told["county"]) == (1404, 21.0, None)


def test_a_withheld_part_withholds_the_sum_from_others(two_neighbourhoods: None) -> None:
    figure = ground.Measurement.objects.get(area_id=CODES[0], indicator__code="test-rate")
    figure.published_numerator = figure.published_value = None
    figure.suppression = "primary"
    figure.save()
    others = measure_ticked(CODES, scope=PUBLIC, user=None)
    own = measure_ticked(CODES, scope=Scope(province_code="99"), user=None)
    values = [
        next(each.figure.value for each in found.indicators if each.context.code == "test-rate")
        for found in (others, own)
    ]
    assert values == [None, 21.0]


def test_ticked_neighbourhoods_do_not_overlap_themselves(two_neighbourhoods: None) -> None:
    found = measure_ticked(CODES[:1], scope=PUBLIC, user=None)
    assert found.overlaps == ()
    assert found.area_m2 == pytest.approx(
        measure_ticked(CODES, scope=PUBLIC, user=None).area_m2 / 2, rel=1e-6
    )


@pytest.mark.parametrize("codes", [[], ["9901-999"], ["23"], [7]])
def test_codes_not_in_force_are_refused(codes: list, two_neighbourhoods: None) -> None:
    with pytest.raises(BadParameter):
        measure_ticked(codes, scope=PUBLIC, user=None)


def test_a_neighbourhood_without_a_polygon_is_refused(two_neighbourhoods: None) -> None:
    ground.area("9901-003", None)
    with pytest.raises(BoundaryProblem):
        measure_ticked([*CODES, "9901-003"], scope=PUBLIC, user=None)
