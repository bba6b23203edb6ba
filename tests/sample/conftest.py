"""This file generates the sample once for the tests of its generator; no database."""

import json

import pytest
import shapely

from layers.loading.fixtures import read_csv, read_json
from sample.town.recipe import Recipe, read_recipe
from sample.town.world import World, make_world


def make_recipe(seed: int | None = None) -> Recipe:
    counties = read_csv("public/counties.csv")
    seats = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in counties}
    return read_recipe(
        read_json("demo/recipe.json"),
        series=read_json("demo/indicators.json"),
        seats=seats,
        seed=seed,
    )


@pytest.fixture(scope="session")
def provinces() -> dict[str, shapely.Geometry]:
    return {
        feature["properties"]["code"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in read_json("public/provinces.geojson")["features"]
    }


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return make_recipe()


@pytest.fixture(scope="session")
def world(recipe: Recipe, provinces: dict[str, shapely.Geometry]) -> World:
    return make_world(recipe, provinces)
