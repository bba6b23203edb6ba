"""This file tests the newest year of figures, and that every output uses the same one."""

import pytest

from layers.figures.newest import newest_years
from layers.figures.one_area import area_figures
from layers.figures.table import figure_table
from layers.models import Area, Indicator, Measurement, PublishedFigure, Suppression
from layers.profile.sections.children import part_figures
from layers.publishing.publish import publish
from planning.statistics.indicators import contexts
from tests.layers import factories as ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator() -> Indicator:
    """Two counties of a test province: both have 1401, one alone 1402, and 1403 suppressed."""
    ground.province_with_two_counties()
    found = ground.indicator("test-rate")
    for code, years in {"9901": (1401, 1402, 1403), "9902": (1401,)}.items():
        for year in years:
            ground.figure(code, 50, 500, year=year)
    publish(["counties"], ["99"])
    Measurement.objects.filter(area_id="9901", year=1403).update(
        suppression=Suppression.PRIMARY, published_value=None, published_numerator=None
    )
    return found


def test_a_suppressed_figure_counts_and_no_older_one_takes_its_place(indicator: Indicator) -> None:
    assert newest_years(["9901", "9902"]) == {indicator.pk: 1403}
    assert newest_years(["9902"]) == {indicator.pk: 1401}


def test_the_newest_year_that_all_have_can_be_asked_for(indicator: Indicator) -> None:
    assert newest_years(["9901", "9902"], at_least=2) == {indicator.pk: 1401}
    assert newest_years(["9901", "9902"], at_least=3) == {}


def test_the_view_shows_neither_value_nor_range_of_a_suppressed_figure(
    indicator: Indicator,
) -> None:
    Measurement.objects.filter(area_id="9901", year=1403).update(low=9.0, high=11.0)
    figure = PublishedFigure.objects.get(area_code="9901", year=1403)
    assert (figure.value, figure.low, figure.high, figure.is_suppressed) == (None, None, None, True)


def test_map_table_of_parts_and_measured_areas_show_the_same_year(indicator: Indicator) -> None:
    table = figure_table(parent_code="99", indicator_code=indicator.code)
    _, years = part_figures("99", "county")
    around = {each.code: each for each in contexts(province_code="99", county_code="9901")}
    assert table.year == years[indicator.pk] == around[indicator.code].year == 1403
    assert around[indicator.code].county is None


def test_a_reading_that_is_not_preferred_is_no_newest_year(indicator: Indicator) -> None:
    other = ground.source("test-other")
    ground.figure("9902", 60, 500, year=1404, source=other, is_preferred=False)
    area = Area.objects.get(code="9902")
    (found,) = area_figures(area, edition=None, drawn=[area], contexts=[], exact=False)
    assert (found.year, newest_years(["9902"])[indicator.pk]) == (1401, 1401)
    assert found.reading is not None
    assert found.reading.value == 10.0
