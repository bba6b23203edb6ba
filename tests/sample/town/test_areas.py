"""This file tests the sample's neighbourhoods and blocks: numbers, codes, names, shapes."""

import re
from collections import Counter

import numpy as np
import pytest
import shapely

from layers.geometry import round_coordinates
from sample.town.areas import AreaRow
from sample.town.world import World


def km2(shapes: list[shapely.Geometry]) -> np.ndarray:
    """Areas near 35.7° N, from degrees: 1° = 111.2 km north and 111.2 cos 35.7° = 90.3 km east."""
    return shapely.area(shapes) * 111.2 * 90.3


def test_as_many_neighbourhoods_as_the_documents_say(world: World):
    provinces = Counter(area.province_code for area in world.areas)
    counties = Counter(area.county_code for area in world.areas)
    assert provinces == {"23": 234, "30": 66}
    assert counties["2310"] == 8
    assert counties["2304"] == 4
    assert len(counties) == 23
    assert len(world.earlier_areas) == 55


@pytest.mark.parametrize("edition", ["areas", "earlier_areas"])
def test_codes_and_names_are_unique_and_plainly_invented(world: World, edition: str):
    areas: list[AreaRow] = getattr(world, edition)
    assert len({area.code for area in areas}) == len(areas)
    assert all(re.fullmatch(r"[0-9]{4}-[0-9]{3}", area.code) for area in areas)
    names = Counter((area.county_code, area.name_fa) for area in areas)
    assert max(names.values()) == 1
    assert all("نمونه" in area.name_fa and "ample" in area.name_en for area in areas)


def test_numbers_run_from_one_in_each_county(world: World):
    numbers = sorted(int(area.code[5:]) for area in world.areas if area.county_code == "2310")
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8]
    fifth = next(area for area in world.areas if area.code == "2310-005")
    assert (fifth.name_fa, fifth.name_en) == ("محلهٔ نمونهٔ ۵", "Sample neighbourhood 5")


@pytest.mark.parametrize("edition", ["areas", "earlier_areas"])
def test_boundaries_are_sound_and_lie_in_their_province(
    world: World, edition: str, provinces: dict[str, shapely.Geometry]
):
    for area in getattr(world, edition):
        assert shapely.is_valid(area.boundary)
        assert shapely.equals_exact(area.boundary, round_coordinates(area.boundary))
        assert shapely.equals_exact(area.anchor, round_coordinates(area.anchor))
        assert provinces[area.province_code].covers(area.boundary)
        assert area.boundary.covers(area.anchor)


def test_neighbourhoods_have_the_size_of_neighbourhoods_and_do_not_overlap(world: World):
    boundaries = [area.boundary for area in world.areas]
    size = km2(boundaries)
    assert size.min() > 0.5
    assert size.max() < 3
    assert shapely.coverage_is_valid(boundaries)
    # Neighbourhoods share borders: their union has a much shorter border than they have separately.
    alone = sum(boundary.length for boundary in boundaries)
    assert shapely.coverage_union_all(boundaries).length < 0.75 * alone


def test_some_neighbourhoods_have_holes_and_some_have_two_parts(world: World):
    parts = [len(area.boundary.geoms) for area in world.areas]
    holes = [sum(len(part.interiors) for part in area.boundary.geoms) for area in world.areas]
    assert 4 <= sum(number > 1 for number in parts) <= 30
    assert 4 <= sum(number > 0 for number in holes) <= 30


def test_blocks_do_not_overlap_and_are_sound(world: World):
    blocks = world.blocks
    assert 15_000 < len(blocks.codes) < 20_000
    assert len(set(blocks.codes)) == len(blocks.codes)
    assert max(map(len, blocks.codes)) <= 24
    assert shapely.is_valid(blocks.polygons).all()
    assert shapely.coverage_is_valid(blocks.polygons)


def test_blocks_tile_their_neighbourhood_exactly(world: World):
    homes = np.array(world.blocks.neighbourhood)
    reached = 0
    for area in world.areas:
        own = world.blocks.polygons[homes == area.code]
        if len(own) == 0:
            continue
        reached += 1
        assert 18 <= len(own) <= 62
        assert shapely.equals(shapely.coverage_union_all(own), area.boundary)
        assert set(np.array(world.blocks.county)[homes == area.code]) == {area.county_code}
    # Five neighbourhoods and the two of Chaharbagh were not surveyed.
    assert reached == 300 - 7


def test_blocks_also_lie_around_target_neighbourhoods(world: World):
    around = np.array(world.blocks.county)[np.array(world.blocks.neighbourhood) == ""]
    assert 0.25 < len(around) / len(world.blocks.codes) < 0.6
    assert set(around.tolist()) == {area.county_code for area in world.areas} - {"3007"}


def test_blocks_follow_one_another_on_the_ground(world: World):
    middles = world.blocks.middles()
    steps = np.hypot(*np.diff(middles, axis=0).T)
    shuffled = np.random.default_rng(1).permutation(middles)
    assert np.median(steps) < 0.02 * np.median(np.hypot(*np.diff(shuffled, axis=0).T))


def test_the_earlier_edition_leads_to_the_one_in_force(world: World, recipe):
    now = {area.code for area in world.areas if area.province_code == "30"}
    before = {area.code for area in world.earlier_areas}
    kinds = Counter(row.kind for row in world.lineage)
    assert {row.after for row in world.lineage} == now
    assert {row.before for row in world.lineage if row.before} == before
    plan = recipe.earlier_edition
    # 6 split into two each, 2 merged from two each, 7 new, 5 renamed; the rest stay: 66 − 26.
    assert kinds == {"split": 12, "merged": 4, "new": 7, "renamed": 5, "same": 40}
    assert len(now) - len(before) == plan.split - plan.merged + plan.new == 11
    assert all((row.before is None) == (row.kind == "new") for row in world.lineage)


def test_lineage_tells_the_truth_about_the_ground(world: World):
    now = {area.code: area for area in world.areas}
    before = {area.code: area for area in world.earlier_areas}
    for kind, side in (("split", "before"), ("merged", "after")):
        for one in {getattr(row, side) for row in world.lineage if row.kind == kind}:
            rows = [row for row in world.lineage if row.kind == kind and getattr(row, side) == one]
            if kind == "split":
                whole, parts = before[one], [now[row.after] for row in rows]
            else:
                whole, parts = now[one], [before[row.before] for row in rows]
            union = shapely.coverage_union_all([part.boundary for part in parts])
            assert len(parts) == 2
            assert shapely.equals(union, whole.boundary)
    for row in world.lineage:
        if row.kind in ("same", "renamed"):
            assert now[row.after].boundary.equals(before[row.before].boundary)
            same_name = now[row.after].name_fa == before[row.before].name_fa
            assert same_name == (row.kind == "same")
        assert bool(row.reasons[0]) == (row.kind != "same")
