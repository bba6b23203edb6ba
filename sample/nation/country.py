"""This file generates the invented country from its plan."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from layers.geometry import anchor_point, sound_multipolygon, to_multipolygon
from persian.digits import to_persian
from sample.nation.cities import Ground, make_ground, make_nation_towns
from sample.nation.plan import Plan
from sample.town.areas import AreaRow, neighbourhood_codes, sample_names
from sample.town.census import City, count_areas
from sample.town.figures import FigureRow, make_figures
from sample.town.neighbourhoods import OUTSIDE, Towns
from sample.town.people import COLUMNS, block_persons, spread_counts
from sample.town.places import (
    HouseRow,
    Lots,
    PrisonRow,
    SchoolRow,
    make_houses,
    make_prisons,
    make_schools,
)

DECIMALS = 7


@dataclass(frozen=True)
class BlockTable:
    """Blocks in Hilbert order, in arrays.

    codes: text; county, neighbourhood: indices in county_codes and neighbourhood_codes, −1 outside;
    rings: degrees, shape (n, 9, 2); counts: shape (n, len(COLUMNS)).
    """

    codes: list[str]
    county: np.ndarray
    neighbourhood: np.ndarray
    rings: np.ndarray
    counts: np.ndarray
    county_codes: list[str]
    neighbourhood_codes: list[str]


@dataclass(frozen=True)
class Country:
    """All rows of the invented country; figures is a generator that can be read once."""

    counties: list[AreaRow]
    neighbourhoods: list[AreaRow]
    blocks: BlockTable
    figures: Iterator[FigureRow]
    schools: list[SchoolRow]
    houses: list[HouseRow]
    prisons: list[PrisonRow]


def make_country(plan: Plan, provinces: dict[str, shapely.Geometry]) -> Country:
    """The country of a plan. provinces: the polygons of all provinces, degrees, by code."""
    recipe = plan.recipe
    ground = make_ground(plan, provinces)
    towns = make_nation_towns(plan, ground)
    codes = neighbourhood_codes(recipe, towns)
    random = recipe.random("people")
    persons = block_persons(
        random, recipe, ground.county, towns, outside_persons=plan.block_persons
    )
    counts = spread_counts(random, persons, towns.deprivation)
    table = block_table(plan, ground, towns, codes, counts)
    places = {code: (shape.centroid.x, shape.centroid.y) for code, shape in provinces.items()}
    surveyed = np.ones(len(codes), dtype=bool)
    areas = count_areas(recipe, City(ground.county, towns, codes, counts), surveyed, places)
    lots = block_lots(table, ground)
    return Country(
        counties=county_areas(plan, provinces),
        neighbourhoods=neighbourhood_areas(table),
        blocks=table,
        figures=make_figures(recipe, areas),
        schools=make_schools(recipe, lots, plan.schools),
        houses=make_houses(recipe, lots, codes, plan.houses),
        prisons=make_prisons(recipe, lots, plan.prisons),
    )


def block_table(
    plan: Plan, ground: Ground, towns: Towns, codes: list[str], counts: np.ndarray
) -> BlockTable:
    county_codes = [county.code for county in plan.recipe.counties]
    prefixes = [*codes, *(f"{code}-000" for code in county_codes)]
    label = towns.neighbourhood
    prefix = np.where(label == OUTSIDE, len(codes) + ground.county, label)
    return BlockTable(
        codes=[
            f"{prefixes[number]}-{rank + 1:05}"
            for number, rank in zip(prefix.tolist(), running_number(prefix).tolist(), strict=True)
        ],
        county=ground.county,
        neighbourhood=label,
        rings=ground.rings,
        counts=counts.astype(np.int32),
        county_codes=county_codes,
        neighbourhood_codes=codes,
    )


def running_number(group: np.ndarray) -> np.ndarray:
    """The number of members of the same group before each, in the given order."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.searchsorted(ordered, ordered)
    number = np.empty(len(group), dtype=np.int64)
    number[order] = np.arange(len(group)) - starts
    return number


def block_lots(table: BlockTable, ground: Ground) -> Lots:
    homes = [*table.neighbourhood_codes, ""]
    return Lots(
        ground.middles(),
        [table.county_codes[number] for number in table.county.tolist()],
        [homes[number] for number in table.neighbourhood.tolist()],
        table.counts[:, COLUMNS.index("children_6_17")],
    )


def neighbourhood_areas(table: BlockTable) -> list[AreaRow]:
    """The neighbourhoods as unions of their blocks."""
    inside = np.flatnonzero(table.neighbourhood != OUTSIDE)
    order = inside[np.argsort(table.neighbourhood[inside], kind="stable")]
    ends = np.cumsum(np.bincount(table.neighbourhood[inside]))
    rows = []
    for code, members in zip(table.neighbourhood_codes, np.split(order, ends[:-1]), strict=True):
        union = shapely.coverage_union_all(shapely.polygons(table.rings[members]))
        boundary = to_multipolygon(union)
        if boundary is None:
            raise ValueError("a neighbourhood has no block")
        names = sample_names(int(code[5:]))
        rows.append(AreaRow(code, *names, boundary, anchor_point(boundary), "marginal"))
    return rows


def county_areas(plan: Plan, provinces: dict[str, shapely.Geometry]) -> list[AreaRow]:
    """The invented counties: the parts of each province that lie nearest to a seat.

    Provinces whose counties are in the usual recipe are left out: those counties are real.
    """
    rows = []
    for code, province in provinces.items():
        counties = [one for one in plan.recipe.counties if one.province_code == code]
        if any(county.neighbourhoods for county in counties):
            continue
        seats = shapely.multipoints([county.centre for county in counties])
        cells = shapely.get_parts(shapely.voronoi_polygons(seats, extend_to=province, ordered=True))
        for county, cell in zip(counties, cells, strict=True):
            boundary = sound_multipolygon(shapely.intersection(cell, province))
            if boundary is None:
                raise ValueError("a county has no ground")
            number = int(county.code[2:])
            rows.append(
                AreaRow(
                    county.code,
                    f"شهرستان نمونهٔ {to_persian(str(number))}",
                    f"Sample county {number}",
                    boundary,
                    shapely.Point(county.centre),
                )
            )
    return rows
