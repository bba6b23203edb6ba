"""This file tests the search for areas: as good as the best of all, connected, in bounds."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from planning.suggestions.alternatives import MOST_SEEDS, alternatives, seeds_of
from planning.suggestions.graph import BlockGraph
from planning.suggestions.objective import Objective, totals, value_of
from tests.planning.suggestions.grids import grid, wish

SIDE = 4
POWERS = (0.0, 0.25, 0.5)


def connected_sets(side: int) -> np.ndarray:
    """Every connected set of a grid's blocks, as bits of a number."""
    count = side * side
    every = np.arange(1, 1 << count)
    left = sum(1 << at for at in range(count) if at % side)
    reached = every & -every
    while True:
        beside = (reached << 1) & left | (reached & left) >> 1 | reached << side | reached >> side
        wider = (reached | beside) & every
        if (wider == reached).all():
            return every[reached == every]
        reached = wider


def best_of_all(graph: BlockGraph, objective: Objective, sets: np.ndarray) -> float:
    """The greatest value of all connected sets within the bounds; −∞ without one."""
    inside = (sets[:, None] >> np.arange(len(graph)) & 1).astype(float)
    persons = inside @ graph.persons
    inner = np.zeros(len(sets))
    for row, near, metres in zip(graph.rows, graph.near, graph.facing, strict=True):
        inner += inside[:, row] * inside[:, near] * metres
    values = objective.value(
        inside @ graph.numerator,
        inside @ graph.denominator,
        inside @ graph.area_m2,
        inside @ graph.perimeter_m - inner,
    )
    is_allowed = (objective.people_from <= persons) & (persons <= objective.people_to)
    return float(values[is_allowed].max(initial=-np.inf))


def test_on_small_grids_the_first_is_nearly_the_best_of_all() -> None:
    sets = connected_sets(SIDE)
    shares = []
    for seed in range(200):
        graph = grid(SIDE, SIDE, seed)
        people_from = float(100 + seed % 5 * 100)
        objective = wish(graph, people_from, people_from + 150, shape_power=POWERS[seed % 3])
        best = best_of_all(graph, objective, sets)
        found = alternatives(graph, objective)
        check(graph, objective, found)
        if best == -np.inf:
            assert not found
            continue
        value = value_of(graph, objective, found[0])
        assert value <= best + 1e-9
        shares.append(value / best)
    assert len(shares) == 200
    assert np.mean(np.array(shares) >= 0.9) >= 0.95
    # Nearly always it is the best itself.
    assert np.mean(np.array(shares) > 1 - 1e-9) >= 0.95


def check(graph: BlockGraph, objective: Objective, found: list[np.ndarray]) -> None:
    """Whatever is suggested keeps the bounds, is connected and shares nothing."""
    blocks = [block for area in found for block in area.tolist()]
    assert len(blocks) == len(set(blocks))
    values = [value_of(graph, objective, area) for area in found]
    assert values == sorted(values, reverse=True)
    for area in found:
        assert objective.admits(totals(graph, area).persons)
        assert set(reached_from(graph, set(area.tolist()))) == set(area.tolist())


def reached_from(graph: BlockGraph, area: set[int]) -> Iterator[int]:
    waiting, seen = [min(area)], {min(area)}
    while waiting:
        block = waiting.pop()
        yield block
        fresh = {each for each in graph.near[graph.beside(block)].tolist() if each in area} - seen
        seen |= fresh
        waiting += sorted(fresh)


@pytest.mark.parametrize("seed", range(6))
def test_larger_towns_get_three_areas_within_the_bounds(seed: int) -> None:
    graph = grid(40, 30, seed, corners=bool(seed % 2))
    objective = wish(graph, 1_500, 3_000, shape_power=POWERS[seed % 3])
    found = alternatives(graph, objective)
    assert len(found) == 3
    check(graph, objective, found)
    assert value_of(graph, objective, found[0]) > 1.3 * objective.county_rate
    again = alternatives(graph, objective)
    assert all((one == other).all() for one, other in zip(found, again, strict=True))


def test_a_wish_for_compact_areas_makes_them_more_compact() -> None:
    graph = grid(40, 30, 7)
    shapes = []
    for power in POWERS:
        area = alternatives(graph, wish(graph, 2_000, 3_000, shape_power=power))[0]
        found = totals(graph, area)
        shapes.append(4 * np.pi * found.area_m2 / found.perimeter_m**2)
    assert shapes == sorted(shapes)
    assert shapes[2] > 1.2 * shapes[0]


def test_a_tiny_block_with_a_high_rate_is_no_area_of_its_own() -> None:
    """Three of three persons are no worse than 600 of 1,000."""
    graph = grid(20, 20, 3)
    graph.persons[0] = graph.denominator[0] = graph.numerator[0] = 3.0
    objective = wish(graph, 1, 4_000)
    [first, *_] = alternatives(graph, objective)
    assert totals(graph, first).persons > 100


def test_a_small_town_has_as_many_seeds_as_are_asked_for() -> None:
    """Where all blocks lie near a seed, the nearest are taken too, each once."""
    graph = grid(8, 8, 1)
    seeds = seeds_of(graph, wish(graph, 2_000, 3_000), np.zeros(64, dtype=bool), most=MOST_SEEDS)
    assert len(seeds) == len(set(seeds)) == MOST_SEEDS


@pytest.mark.parametrize(("people_from", "people_to"), [(1e7, 2e7), (0.1, 0.4)])
def test_without_a_set_within_the_bounds_there_is_none(
    people_from: float, people_to: float
) -> None:
    graph = grid(10, 10, 1)
    assert alternatives(graph, wish(graph, people_from, people_to)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height", "most_s"), [(160, 125, 1.0), (400, 250, 2.0)])
def test_a_county_of_a_hundred_thousand_blocks_is_searched_in_two_seconds(
    width: int, height: int, most_s: float
) -> None:
    """Of the processor: other tests run beside this one. Reading the blocks is not in it."""
    graph = grid(width, height, 5, corners=True)
    begun = time.process_time()
    found = alternatives(graph, wish(graph, 20_000, 30_000))
    assert time.process_time() - begun < most_s
    assert len(found) == 3
