"""This file plans the invented country: the numbers of everything, and the county positions."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from sample.town.recipe import County, Recipe

# With fewer blocks each, there are fewer cities or neighbourhoods than in the full country.
FEWEST_BLOCKS_OF_CITY, FEWEST_BLOCKS_OF_NEIGHBOURHOOD = 60, 40
# Candidates for a province's next county seat; the one farthest from the others is taken.
CANDIDATES = 24
# Inequality of a province's counties: the k-th has 1 ÷ k^this of the first one's people.
INEQUALITY = 0.85
# Cities differ less than counties: a city's blocks follow its county's people to this power.
CITY_POWER = 0.8


@dataclass(frozen=True)
class Plan:
    """The contents of the invented country.

    recipe: its counties are all counties of the country; its provinces have no people of their own.
    blocks, neighbourhoods: of each county, in the order of recipe.counties.
    """

    recipe: Recipe
    block_spacing_m: float
    block_persons: float
    blocks: np.ndarray
    neighbourhoods: np.ndarray
    schools: int
    houses: int
    prisons: int


def make_plan(
    content: dict[str, Any],
    *,
    recipe: Recipe,
    provinces: dict[str, shapely.Geometry],
    blocks: int | None = None,
    seed: int | None = None,
) -> Plan:
    """The plan of national.json, scaled down if fewer blocks are requested.

    recipe: the usual one, whose counties of two provinces keep their position.
    """
    total = blocks or content["blocks"]
    share = min(1.0, total / content["blocks"])
    base = replace(recipe, seed=content["seed"] if seed is None else seed)
    counties = all_counties(base, content["counties"], provinces)
    national = replace(base, counties=counties, provinces={}, unsurveyed_neighbourhoods=0)
    cities = choose_cities(counties, total, len(provinces))
    neighbourhoods = min(content["neighbourhoods"], total // FEWEST_BLOCKS_OF_NEIGHBOURHOOD)
    wanted = content["neighbourhoods_of_province"]
    return Plan(
        recipe=national,
        block_spacing_m=content["block_spacing_m"],
        block_persons=content["block_persons"],
        blocks=divide(total, city_weights(counties, cities)),
        neighbourhoods=divide_neighbourhoods(
            counties, cities, neighbourhoods, wanted, full=content["neighbourhoods"]
        ),
        schools=round(content["schools"] * share),
        houses=round(content["houses"] * share),
        prisons=max(3, round(content["prisons"] * share)),
    )


def all_counties(
    recipe: Recipe, total: int, provinces: dict[str, shapely.Geometry]
) -> tuple[County, ...]:
    """The recipe's counties, and invented ones in all other provinces, by population."""
    codes = sorted(recipe.provinces)
    persons = np.array([recipe.provinces[code] for code in codes])
    numbers = divide(total - len(recipe.counties), persons**0.6)
    random = recipe.random("counties")
    invented = []
    for code, number, people in zip(codes, numbers, persons, strict=True):
        seats = spread_points(random, provinces[code], int(number))
        shares = 1 / np.arange(1, number + 1) ** INEQUALITY
        for rank, (seat, count) in enumerate(zip(seats, divide(int(people), shares), strict=True)):
            place = (float(seat[0]), float(seat[1]))
            invented.append(County(f"{code}{rank + 1:02}", place, 0, int(count), True))
    kept = [replace(county, surveyed=True) for county in recipe.counties]
    return tuple(sorted([*kept, *invented], key=lambda county: county.code))


def spread_points(
    random: np.random.Generator, province: shapely.Geometry, number: int
) -> np.ndarray:
    """Points inside a polygon, at a distance from its border and from each other, degrees."""
    inner = province.buffer(-0.12)
    area = province if inner.is_empty else inner
    shapely.prepare(area)
    west, south, east, north = area.bounds
    pool = np.empty((0, 2))
    while len(pool) < number * CANDIDATES:
        drawn = random.uniform((west, south), (east, north), size=(4_000, 2))
        pool = np.concatenate([pool, drawn[shapely.contains_xy(area, *drawn.T)]])
    chosen = pool[:1]
    for start in range(CANDIDATES, number * CANDIDATES, CANDIDATES):
        candidates = pool[start : start + CANDIDATES]
        nearest = np.linalg.norm(candidates[:, None] - chosen, axis=2).min(axis=1)
        chosen = np.concatenate([chosen, candidates[[nearest.argmax()]]])
    return np.round(chosen, 7)


def choose_cities(counties: tuple[County, ...], blocks: int, provinces: int) -> np.ndarray:
    """Which counties have a city: all, or the most populous of each province, shape (counties,)."""
    number = min(len(counties), max(provinces, blocks // FEWEST_BLOCKS_OF_CITY))
    persons = np.array([county.persons for county in counties])
    codes = np.array([county.province_code for county in counties])
    rank = np.empty(len(counties), dtype=int)
    for code in np.unique(codes):
        here = np.flatnonzero(codes == code)
        rank[here[np.argsort(-persons[here], kind="stable")]] = np.arange(len(here))
    chosen = np.zeros(len(counties), dtype=bool)
    chosen[np.lexsort((-persons, rank))[:number]] = True
    return chosen


def city_weights(counties: tuple[County, ...], cities: np.ndarray) -> np.ndarray:
    persons = np.array([county.persons for county in counties], dtype=float)
    return np.where(cities, persons**CITY_POWER, 0.0)


def divide_neighbourhoods(
    counties: tuple[County, ...],
    cities: np.ndarray,
    total: int,
    wanted: dict[str, int],
    *,
    full: int,
) -> np.ndarray:
    """Neighbourhoods of each county: as in the usual recipe if given there, else by people.

    wanted: the known numbers of provinces, of `full` in the country.
    """
    usual = np.array([float(county.neighbourhoods) for county in counties]) * cities
    known = np.array([county.province_code in wanted for county in counties])
    here = round(total * sum(wanted.values()) / full)
    numbers = divide(here, np.where(known, usual, 0))
    return numbers + divide(total - here, np.where(known, 0, city_weights(counties, cities)))


def divide(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to the weights that add up to the total."""
    exact = total * np.asarray(weights, dtype=float) / np.sum(weights)
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole
