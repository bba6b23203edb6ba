"""This file tests the sample's figures: sums, neighbours alike, gaps, ranges, disagreement."""

from collections import defaultdict

import numpy as np
import pytest
import shapely

from layers.models import BLOCK_COUNTS, WHOLES
from sample.town.areas import neighbourhood_codes
from sample.town.blocks import make_mesh
from sample.town.census import (
    City,
    asked_blocks,
    count_areas,
    make_blocks,
    surveyed_neighbourhoods,
)
from sample.town.figures import Counts, FigureRow
from sample.town.neighbourhoods import make_towns
from sample.town.people import COLUMNS, SHARES, block_counts, spread_counts
from sample.town.recipe import Recipe
from sample.town.series import ALL_COLUMNS
from sample.town.world import World

Key = tuple[str, str, int]


@pytest.fixture(scope="session")
def counts(recipe: Recipe, provinces: dict[str, shapely.Geometry]) -> Counts:
    mesh = make_mesh(recipe, provinces)
    towns = make_towns(recipe, mesh)
    codes = neighbourhood_codes(recipe, towns)
    city = City(mesh.county, towns, codes, block_counts(recipe, mesh, towns))
    places = {code: (shape.centroid.x, shape.centroid.y) for code, shape in provinces.items()}
    return count_areas(recipe, city, surveyed_neighbourhoods(recipe, towns), places)


@pytest.fixture(scope="session")
def figures(world: World) -> dict[Key, FigureRow]:
    """Preferred figures by area, indicator and year."""
    return {(row.area, row.indicator, row.year): row for row in world.figures if row.is_preferred}


def test_the_columns_are_those_of_the_block_model():
    assert COLUMNS == BLOCK_COUNTS


def test_no_count_of_a_tiny_block_exceeds_what_it_is_part_of() -> None:
    random = np.random.default_rng(1403)
    persons = random.integers(1, 4, 20_000)
    counts = dict(zip(COLUMNS, spread_counts(random, persons, np.zeros(20_000)).T, strict=True))
    for part, whole in WHOLES.items():
        assert (counts[part] <= counts[whole]).all(), part


def test_blocks_add_up_to_their_neighbourhoods_newest_figures(
    world: World, figures: dict[Key, FigureRow], recipe: Recipe
):
    homes = np.array(world.blocks.neighbourhood)
    for home in set(homes.tolist()) - {""}:
        sums = dict(zip(COLUMNS, world.blocks.counts[homes == home].sum(axis=0), strict=True))
        for series in recipe.series:
            if series.register:
                continue
            figure = figures[home, series.code, 1404]
            assert figure.numerator == sums[series.numerator]
            if series.denominator:
                assert figure.denominator == sums[series.denominator]


def test_a_part_never_exceeds_its_whole(world: World, counts: Counts):
    at = {name: place for place, name in enumerate(ALL_COLUMNS)}
    for share in SHARES:
        assert (counts.values[..., at[share.column]] <= counts.values[..., at[share.of]]).all()
        blocks = world.blocks.counts
        assert (blocks[:, at[share.column]] <= blocks[:, at[share.of]]).all()
    assert (counts.values >= 0).all()


def test_the_country_is_the_sum_of_its_provinces_every_year(counts: Counts):
    provinces = [n for n, code in enumerate(counts.codes) if len(code) == 2 and code != "IR"]
    country = list(counts.codes).index("IR")
    assert len(provinces) == 31
    assert (counts.values[:, provinces].sum(axis=1) == counts.values[:, country]).all()


def test_a_province_is_the_sum_of_its_counties(counts: Counts):
    at = {code: n for n, code in enumerate(counts.codes)}
    of_tehran = [n for code, n in at.items() if len(code) == 4 and code.startswith("23")]
    assert len(of_tehran) == 16
    assert (counts.values[:, of_tehran].sum(axis=1) == counts.values[:, at["23"]]).all()
    # Chaharbagh has no figures: Alborz holds more than its six other counties.
    of_alborz = [n for code, n in at.items() if len(code) == 4 and code.startswith("30")]
    assert len(of_alborz) == 6
    persons = counts.values[:, :, 0]
    assert (persons[:, of_alborz].sum(axis=1) < persons[:, at["30"]]).all()


def test_a_county_holds_more_than_its_neighbourhoods(counts: Counts):
    at = {code: n for n, code in enumerate(counts.codes)}
    for county in (code for code in at if len(code) == 4):
        homes = [n for code, n in at.items() if code.startswith(f"{county}-")]
        inside = counts.values[:, homes].sum(axis=1)
        assert (inside <= counts.values[:, at[county]]).all()
        assert (inside[:, 0] < counts.values[:, at[county], 0]).all()


def test_blocks_of_a_county_are_not_more_than_the_county(
    world: World, figures: dict[Key, FigureRow]
):
    counties = np.array(world.blocks.county)
    for county in set(counties.tolist()):
        persons = world.blocks.counts[counties == county][:, 0].sum()
        uninsured = world.blocks.counts[counties == county][:, COLUMNS.index("uninsured")].sum()
        assert persons < figures[county, "population", 1404].numerator
        assert uninsured < figures[county, "uninsured", 1404].numerator


def test_a_value_is_what_its_counts_say(world: World, recipe: Recipe):
    per = {series.code: series.per for series in recipe.series}
    for row in world.figures:
        expected = row.numerator / (row.denominator or 1) * per[row.indicator]
        assert row.value == pytest.approx(expected, rel=1e-12)
        if row.low is not None:
            assert row.low <= row.value <= row.high


def moran(values: np.ndarray, anchors: np.ndarray, neighbours: int = 6) -> float:
    """Moran's I with the six nearest areas as neighbours, each weighing one sixth."""
    away = np.linalg.norm(anchors[:, None] - anchors, axis=2)
    nearest = np.argsort(away, axis=1)[:, 1 : neighbours + 1]
    gap = values - values.mean()
    return float((gap * gap[nearest].mean(axis=1)).sum() / (gap**2).sum())


@pytest.mark.parametrize("indicator", ["uninsured", "illiteracy", "no_sewer", "crowding"])
def test_neighbours_are_alike(world: World, figures: dict[Key, FigureRow], indicator: str):
    rows = [
        (figures[area.code, indicator, 1404].value, area.anchor.x, area.anchor.y)
        for area in world.areas
        if (area.code, indicator, 1404) in figures
    ]
    values, anchors = np.array(rows)[:, 0], np.array(rows)[:, 1:]
    shuffled = np.random.default_rng(1).permutation(values)
    assert moran(values, anchors) > 0.35
    assert abs(moran(shuffled, anchors)) < 0.15


def test_deprivations_go_together_and_targets_are_worse_off(
    world: World, figures: dict[Key, FigureRow]
):
    codes = [area.code for area in world.areas if (area.code, "uninsured", 1404) in figures]
    rates = {
        indicator: np.array([figures[code, indicator, 1404].value for code in codes])
        for indicator in ("uninsured", "illiteracy", "no_sewer", "out_of_school")
    }
    for one in ("illiteracy", "no_sewer", "out_of_school"):
        assert np.corrcoef(rates["uninsured"], rates[one])[0, 1] > 0.5
    for county in ("2301", "2310", "3001"):
        here = [figures[code, "uninsured", 1404].value for code in codes if code[:4] == county]
        assert np.mean(here) > figures[county, "uninsured", 1404].value


def test_figures_have_trends(figures: dict[Key, FigureRow]):
    def of_iran(indicator: str) -> list[float]:
        return [figures["IR", indicator, year].value for year in range(1400, 1405)]

    assert of_iran("population") == sorted(of_iran("population"))
    assert of_iran("uninsured") == sorted(of_iran("uninsured"), reverse=True)
    assert of_iran("out_of_school")[-1] > of_iran("out_of_school")[0]


def test_some_figures_are_missing_but_none_of_a_province(
    world: World, figures: dict[Key, FigureRow], recipe: Recipe
):
    years = defaultdict(set)
    for area, indicator, year in figures:
        years[area, indicator].add(year)
    assert len(figures["23", "crowding", 1404].area) == 2
    for area in ("IR", "23", "30", "11"):
        for series in recipe.series:
            expected = {year for year in recipe.years if year >= series.first_year}
            assert years[area, series.code] == expected
    without = [area.code for area in world.areas if not years[area.code, "population"]]
    assert len(without) == 7
    assert {"3007-001", "3007-002"} <= set(without)
    assert not any(area.startswith("3007") for area, _, _ in figures)
    homes = [area.code for area in world.areas if area.code not in without]
    assert sum(1401 not in years[code, "population"] for code in homes) > 8
    assert sum(1404 not in years[code, "hard_to_treat"] for code in homes) > 3


def test_small_counts_ranges_and_two_sources_occur(world: World):
    small = [row for row in world.figures if row.indicator == "hard_to_treat" and row.value < 5]
    assert len(small) > 100
    estimates = [row for row in world.figures if row.is_preferred and row.is_estimate]
    assert {row.indicator for row in estimates} == {"uninsured", "unemployment"}
    assert {row.year for row in estimates} == {1401, 1403}
    others = [row for row in world.figures if not row.is_preferred]
    assert len(others) > 100
    keys = {(row.area, row.indicator, row.year, row.source) for row in world.figures}
    assert len(keys) == len(world.figures)


def test_unsurveyed_ground_has_no_blocks(recipe: Recipe, provinces: dict[str, shapely.Geometry]):
    mesh = make_mesh(recipe, provinces)
    towns = make_towns(recipe, mesh)
    codes = neighbourhood_codes(recipe, towns)
    city = City(mesh.county, towns, codes, block_counts(recipe, mesh, towns))
    surveyed = surveyed_neighbourhoods(recipe, towns)
    blocks = make_blocks(recipe, mesh, city, asked_blocks(recipe, city, surveyed))
    assert "3007" not in blocks.county
    missing = {code for code, is_in in zip(city.codes, surveyed, strict=True) if not is_in}
    assert not missing & set(blocks.neighbourhood)
