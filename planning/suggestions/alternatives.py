"""This file finds three areas that share no block: seeds, growth and swaps; no database."""

import math

import numpy as np

from planning.suggestions.graph import BlockGraph
from planning.suggestions.growth import Growth, grown
from planning.suggestions.objective import Objective, value_of
from planning.suggestions.swaps import improved

ALTERNATIVES = 3
# Seeds that are grown, fewer where the areas are large: so many blocks in all.
MOST_SEEDS, FEWEST_SEEDS, MOST_STEPS = 48, 8, 6_000
# The best of the grown areas are improved.
IMPROVED = 8
# Steps of smoothing: each makes the surroundings that a block is judged by about five blocks
# larger.
MOST_SMOOTHING, BLOCKS_A_STEP = 20, 5
# Two seeds lie at least this part of an area's radius apart.
SEED_DISTANCE = 0.7
# An area grows to at most this many blocks; swaps add few, and 5,000 can be painted.
MOST_BLOCKS = 4_900


def alternatives(graph: BlockGraph, objective: Objective) -> list[np.ndarray]:
    """Up to three connected sets of blocks within the bounds, without a common block; best first.

    The same graph and objective always give the same sets. Each is the best that was found among
    the blocks that those before it leave. Raises BudgetSpent.
    """
    closed = graph.persons > objective.people_to
    found: list[np.ndarray] = []
    pool = candidates(graph, objective, closed)
    for _ in range(ALTERNATIVES):
        free = [each for each in pool if not closed[each].any()]
        if len(free) < len(pool) and not free:
            free = pool = candidates(graph, objective, closed)
        if not free:
            break
        best = [improved(graph, objective, each, closed) for each in free[:IMPROVED]]
        chosen = max(best, key=lambda blocks: value_of(graph, objective, blocks))
        found.append(np.sort(chosen))
        closed[chosen] = True
    return sorted(found, key=lambda blocks: -value_of(graph, objective, blocks))


def candidates(graph: BlockGraph, objective: Objective, closed: np.ndarray) -> list[np.ndarray]:
    """The areas that grow from the seeds, best first; each set once."""
    size = usual_size(graph, objective)
    seeds = max(FEWEST_SEEDS, min(MOST_SEEDS, round(MOST_STEPS / size)))
    growth = Growth(graph, objective, closed)
    areas: dict[bytes, tuple[float, np.ndarray]] = {}
    for seed in seeds_of(graph, objective, closed, most=seeds):
        blocks = grown(growth, seed, most_blocks=MOST_BLOCKS)
        if blocks is not None:
            key = np.sort(blocks).tobytes()
            areas.setdefault(key, (value_of(graph, objective, blocks), blocks))
    return [blocks for _, blocks in sorted(areas.values(), key=lambda each: -each[0])]


def usual_size(graph: BlockGraph, objective: Objective) -> float:
    """How many usual blocks make an area in the middle of the bounds."""
    wanted = (objective.people_from + objective.people_to) / 2
    return max(1.0, wanted / max(1.0, float(graph.persons.mean())))


def seeds_of(
    graph: BlockGraph, objective: Objective, closed: np.ndarray, *, most: int
) -> list[int]:
    """Blocks from which to grow: those with the worst surroundings, apart from each other.

    Half of them by surroundings of an area's size, half by the nearest blocks alone.
    """
    size = usual_size(graph, objective)
    wide = round(min(MOST_SMOOTHING, max(1, size / BLOCKS_A_STEP)))
    distance_m = SEED_DISTANCE * np.sqrt(size * smoothed(graph, graph.area_m2, 1) / math.pi)
    seeds: list[int] = []
    for steps, wanted in ((wide, math.ceil(most / 2)), (1, most)):
        rates = objective.shrunk(
            smoothed(graph, graph.numerator, steps) * steps * BLOCKS_A_STEP,
            smoothed(graph, graph.denominator, steps) * steps * BLOCKS_A_STEP,
        )
        rates[closed] = -np.inf
        rates[seeds] = -np.inf
        left = rates.copy()
        while len(seeds) < wanted:
            seed = int(np.argmax(left))
            if left[seed] == -np.inf:
                # Few blocks: all that are left, however near to each other.
                left = rates.copy()
                seed = int(np.argmax(left))
                if left[seed] == -np.inf:
                    break
            seeds.append(seed)
            rates[seed] = -np.inf
            is_near = np.hypot(graph.x - graph.x[seed], graph.y - graph.y[seed]) < distance_m[seed]
            left[is_near] = left[seed] = -np.inf
    return seeds


def smoothed(graph: BlockGraph, values: np.ndarray, steps: int) -> np.ndarray:
    """A count of each block, meaned over its surroundings: each step mixes a block with those
    beside it."""
    degrees = np.maximum(np.diff(graph.starts), 1)
    is_alone = np.diff(graph.starts) == 0
    for _ in range(steps):
        around = np.where(is_alone, values, graph.sums_beside(values) / degrees)
        values = (values + around) / 2
    return values
