"""This file makes towns of square blocks in a grid, as graphs."""

from itertools import product

import numpy as np

from planning.suggestions.graph import BlockGraph, facing_metres
from planning.suggestions.objective import Objective, strength_of

SIDE_M = 60.0


def grid(width: int, height: int, seed: int, *, corners: bool = False) -> BlockGraph:
    """A town of blocks beside each other; some of its quarters are worse off.

    corners: blocks that meet at a corner lie beside each other too, as across narrow streets.
    """
    random = np.random.default_rng(seed)
    count = width * height
    x, y = np.arange(count) % width, np.arange(count) // width
    rate = np.full(count, random.uniform(0.05, 0.3))
    for _ in range(max(1, count // 200)):
        middle = random.integers(0, width), random.integers(0, height)
        reach = random.uniform(1, 6)
        rate += random.uniform(0.1, 0.5) * np.exp(
            -((x - middle[0]) ** 2 + (y - middle[1]) ** 2) / (2 * reach**2)
        )
    persons = random.integers(0, 150, count).astype(float)
    numerator = random.binomial(persons.astype(int), np.clip(rate, 0, 0.9)).astype(float)
    starts, near = neighbours(width, height, corners=corners)
    perimeter = np.full(count, 4 * SIDE_M)
    boxes = np.stack([x, y, x + 1, y + 1], axis=1) * SIDE_M
    return BlockGraph(
        starts=starts,
        near=near,
        facing=facing_metres(starts, near, boxes, perimeter),
        persons=persons,
        numerator=numerator,
        denominator=persons,
        area_m2=np.full(count, SIDE_M**2),
        perimeter_m=perimeter,
        x=(x + 0.5) * SIDE_M,
        y=(y + 0.5) * SIDE_M,
    )


def neighbours(width: int, height: int, *, corners: bool) -> tuple[np.ndarray, np.ndarray]:
    """starts and near of a grid."""
    count = width * height
    x, y = np.arange(count) % width, np.arange(count) // width
    pairs = []
    for east, north in product((-1, 0, 1), repeat=2):
        if (east, north) == (0, 0) or (not corners and east and north):
            continue
        is_there = (x + east >= 0) & (x + east < width) & (y + north >= 0) & (y + north < height)
        own = np.flatnonzero(is_there)
        pairs.append(np.stack([own, own + east + north * width]))
    rows, near = np.concatenate(pairs, axis=1)
    order = np.lexsort((near, rows))
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))]), near[order]


def wish(
    graph: BlockGraph, people_from: float, people_to: float, *, shape_power: float = 0.25
) -> Objective:
    """The objective in a town of its own."""
    return Objective(
        county_rate=float(graph.numerator.sum() / graph.denominator.sum()),
        strength=strength_of(graph.numerator, graph.denominator, is_part=True),
        shape_power=shape_power,
        people_from=people_from,
        people_to=people_to,
    )
