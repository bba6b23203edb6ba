"""This file tests the invented country for load tests, at small size."""

import numpy as np
import pytest
import shapely

from layers.loading.fixtures import read_json
from sample.nation.blocks import Lattice
from sample.nation.country import Country, make_country
from sample.nation.dwellings import make_dwellings
from sample.nation.plan import Plan, divide, make_plan
from sample.town.people import COLUMNS
from sample.town.recipe import Recipe

BLOCKS = 6_000


def plan_of(blocks: int | None, recipe: Recipe, provinces: dict[str, shapely.Geometry]) -> Plan:
    content = read_json("demo/national.json")
    return make_plan(content, recipe=recipe, provinces=provinces, blocks=blocks)


@pytest.fixture(scope="module")
def country(recipe: Recipe, provinces: dict[str, shapely.Geometry]) -> Country:
    return make_country(plan_of(BLOCKS, recipe, provinces), provinces)


def test_the_full_plan_has_the_numbers_of_the_programme(
    recipe: Recipe, provinces: dict[str, shapely.Geometry]
):
    plan = plan_of(None, recipe, provinces)
    codes = [county.code for county in plan.recipe.counties]
    number = dict(zip(codes, plan.neighbourhoods.tolist(), strict=True))
    assert plan.blocks.sum() == 1_000_000
    assert len(codes) == len(set(codes)) == 430
    assert (plan.blocks > 0).sum() == 430
    assert plan.neighbourhoods.sum() == 2_020
    assert sum(count for code, count in number.items() if code.startswith("23")) == 234
    assert sum(count for code, count in number.items() if code.startswith("30")) == 66
    assert (number["2310"], number["2304"]) == (8, 4)
    assert (plan.schools, plan.houses, plan.prisons) == (120_000, 8_000, 300)


def test_dividing_keeps_the_total():
    assert divide(10, np.array([1, 1, 1])).tolist() == [4, 3, 3]
    assert divide(7, np.array([0, 2, 5])).tolist() == [0, 2, 5]


def test_exactly_as_many_blocks_as_asked_for(country: Country):
    assert len(country.blocks.codes) == len(set(country.blocks.codes)) == BLOCKS
    assert country.blocks.rings.shape == (BLOCKS, 9, 2)


def test_blocks_of_the_country_are_sound_share_corners_and_lie_in_their_province(
    country: Country, provinces: dict[str, shapely.Geometry]
):
    blocks = country.blocks
    polygons = shapely.polygons(blocks.rings)
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    assert (np.round(blocks.rings, 7) == blocks.rings).all()
    provinces_of = np.array([code[:2] for code in blocks.county_codes])[blocks.county]
    assert len(set(provinces_of.tolist())) == 31
    for code in set(provinces_of.tolist()):
        assert shapely.covers(provinces[code], polygons[provinces_of == code]).all()


def test_a_shaken_lattice_never_breaks_however_far_it_reaches():
    lattice = Lattice(middle=(53.0, 33.0), spacing_m=100, salt=5)
    i, j = (axis.ravel() for axis in np.meshgrid(np.arange(-150, 150), np.arange(-150, 150)))
    polygons = shapely.polygons(lattice.rings(i, j))
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    assert shapely.coverage_union_all(polygons).geom_type == "Polygon"


def test_neighbourhoods_of_the_country_are_their_blocks(country: Country):
    blocks = country.blocks
    for number, area in list(enumerate(country.neighbourhoods))[::10]:
        own = shapely.polygons(blocks.rings[blocks.neighbourhood == number])
        assert shapely.is_valid(area.boundary)
        assert shapely.equals(shapely.union_all(own), area.boundary)
    boundaries = [area.boundary for area in country.neighbourhoods]
    assert shapely.coverage_is_valid(boundaries)


def test_invented_counties_fill_provinces_without_real_ones(
    country: Country, provinces: dict[str, shapely.Geometry]
):
    assert len(country.counties) == 430 - 23
    assert not {area.province_code for area in country.counties} & {"23", "30"}
    here = [area.boundary for area in country.counties if area.province_code == "10"]
    assert shapely.is_valid(here).all()
    assert shapely.area(here).sum() == pytest.approx(provinces["10"].area, rel=1e-6)


def test_dwellings_lie_in_their_block_and_add_up_to_its_persons(country: Country):
    blocks = country.blocks
    persons = blocks.counts[:, COLUMNS.index("persons")].astype(np.int64)
    made = make_dwellings(np.random.default_rng(1), blocks.rings, persons)
    assert (np.bincount(made.block, weights=made.persons) == persons).all()
    assert made.persons.min() >= 0
    number = np.bincount(made.block)
    assert (number.min(), number.max()) == (2, 4)
    polygons = shapely.polygons(blocks.rings)[made.block]
    assert shapely.covers(polygons, shapely.points(made.lon_lat)).all()


def test_figures_of_the_country_add_up(country: Country):
    persons = {
        figure.area: figure.numerator
        for figure in country.figures
        if (figure.indicator, figure.year, figure.is_preferred) == ("population", 1404, True)
    }
    provinces = [value for area, value in persons.items() if len(area) == 2 and area != "IR"]
    assert len(provinces) == 31
    assert sum(provinces) == persons["IR"]
    blocks = country.blocks
    first = country.neighbourhoods[0].code
    assert persons[first] == blocks.counts[blocks.neighbourhood == 0, 0].sum()
