"""This file tests that the sample is reproducible, and its schools and houses."""

from collections import Counter

import numpy as np
import shapely

from layers.models import House, School
from sample.town.world import World, make_world
from tests.sample.conftest import make_recipe


def test_the_same_seed_gives_the_same_rows(world: World, provinces: dict[str, shapely.Geometry]):
    again = make_world(make_recipe(), provinces)
    assert again.areas == world.areas
    assert again.earlier_areas == world.earlier_areas
    assert again.lineage == world.lineage
    assert again.figures == world.figures
    assert again.schools == world.schools
    assert again.houses == world.houses
    assert again.blocks.codes == world.blocks.codes
    assert shapely.equals_exact(again.blocks.polygons, world.blocks.polygons).all()
    assert (again.blocks.counts == world.blocks.counts).all()


def test_another_seed_gives_other_rows_of_the_same_numbers(
    world: World, provinces: dict[str, shapely.Geometry]
):
    other = make_world(make_recipe(seed=7), provinces)
    assert other.figures != world.figures
    assert Counter(area.county_code for area in other.areas) == Counter(
        area.county_code for area in world.areas
    )
    assert len(other.earlier_areas) == 55


def test_schools_stand_in_blocks_with_children(world: World):
    assert len(world.schools) == 1_200
    assert {row.stage for row in world.schools} == set(School.Stage.values)
    assert {row.pupils_sex for row in world.schools} == set(School.Pupils.values)
    inside = sum(bool(row.neighbourhood_code) for row in world.schools)
    assert 300 < inside < 1_100
    tree = shapely.STRtree(world.blocks.polygons)
    points = shapely.points([row.lon_lat for row in world.schools])
    school, block = tree.query(points, predicate="covered_by")
    assert len(set(school.tolist())) == len(points)
    for n, place in zip(school, block, strict=True):
        assert world.schools[n].neighbourhood_code == world.blocks.neighbourhood[place]
    assert any(row.pupils is None for row in world.schools)
    assert all(row.pupils is None or row.pupils > 0 for row in world.schools)


def test_houses_cover_every_state_and_agency_and_leave_gaps(world: World):
    assert len(world.houses) == 150
    assert {row.state for row in world.houses} == set(House.State.values)
    assert {row.agency for row in world.houses} == {"emdad", "ehsan", "behzisti", "helal"}
    leads = Counter(row.neighbourhood_code for row in world.houses if row.is_lead)
    assert max(leads.values()) == 1
    agencies = [(row.neighbourhood_code, row.agency) for row in world.houses]
    assert len(set(agencies)) == len(agencies)
    houses = Counter(row.neighbourhood_code for row in world.houses)
    assert sum(number > 1 for number in houses.values()) > 10
    assert len(houses) < 0.6 * len(world.areas)


def test_three_of_four_neighbourhoods_of_shemiranat_are_staffed(world: World):
    states = Counter(row.state for row in world.houses if row.county_code == "2304" and row.is_lead)
    assert states == {"open": 2, "ready": 1, "in_progress": 1}


def test_points_have_seven_decimals(world: World):
    points = np.array([row.lon_lat for row in [*world.schools, *world.houses]])
    assert (np.round(points, 7) == points).all()
