"""This file generates the whole sample: areas, blocks, figures and places from one recipe."""

from dataclasses import dataclass

import shapely

from sample.town.areas import AreaRow, make_areas
from sample.town.blocks import make_mesh
from sample.town.census import (
    Blocks,
    City,
    asked_blocks,
    count_areas,
    make_blocks,
    surveyed_neighbourhoods,
)
from sample.town.earlier_edition import LineageRow, make_past
from sample.town.figures import FigureRow, make_figures
from sample.town.neighbourhoods import make_towns
from sample.town.people import block_counts
from sample.town.places import HouseRow, SchoolRow, make_houses, make_lots, make_schools
from sample.town.recipe import Recipe


@dataclass(frozen=True)
class World:
    """All rows of the sample."""

    areas: list[AreaRow]
    earlier_areas: list[AreaRow]
    lineage: list[LineageRow]
    blocks: Blocks
    figures: list[FigureRow]
    schools: list[SchoolRow]
    houses: list[HouseRow]


def make_world(recipe: Recipe, provinces: dict[str, shapely.Geometry]) -> World:
    """The sample of a recipe. provinces: the polygons of all provinces, degrees, by code."""
    mesh = make_mesh(recipe, provinces)
    towns = make_towns(recipe, mesh)
    areas = make_areas(recipe, mesh, towns)
    earlier_areas, lineage = make_past(recipe, mesh, towns, areas)
    codes = [area.code for area in areas]
    city = City(mesh.county, towns, codes, block_counts(recipe, mesh, towns))
    surveyed = surveyed_neighbourhoods(recipe, towns)
    blocks = make_blocks(recipe, mesh, city, asked_blocks(recipe, city, surveyed))
    places = {code: (shape.centroid.x, shape.centroid.y) for code, shape in provinces.items()}
    figures = make_figures(recipe, count_areas(recipe, city, surveyed, places))
    lots = make_lots(blocks)
    with_blocks = [code for code, is_in in zip(codes, surveyed, strict=True) if is_in]
    return World(
        areas=areas,
        earlier_areas=earlier_areas,
        lineage=lineage,
        blocks=blocks,
        figures=list(figures),
        schools=make_schools(recipe, lots, recipe.schools),
        houses=make_houses(recipe, lots, with_blocks, recipe.houses),
    )
