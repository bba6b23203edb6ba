"""This file grows one connected set of blocks from a seed; no database."""

from collections.abc import Iterator

import numpy as np

from layers.budget import check_budget
from planning.suggestions.graph import BlockGraph
from planning.suggestions.objective import Objective

# A set that keeps the bounds grows on while its value has not fallen for this share of its blocks.
PATIENCE_SHARE, LEAST_PATIENCE = 0.35, 6
OUTSIDE, BESIDE, INSIDE, CLOSED = 0, 1, 2, 3


class Growth:
    """A set that grows by one block at a time.

    state: of each block. touch: metres with which a block faces the set. rim: the blocks beside
    it, in the order in which they were reached.
    """

    def __init__(self, graph: BlockGraph, objective: Objective, closed: np.ndarray) -> None:
        self.graph, self.objective = graph, objective
        self.state = np.where(closed, CLOSED, OUTSIDE).astype(np.int8)
        self.touch = np.zeros(len(graph))
        self.rim = np.zeros(0, dtype=np.int64)
        self.blocks: list[int] = []
        self.persons = self.numerator = self.denominator = self.area = self.perimeter = 0.0

    def add(self, block: int) -> None:
        """Take a block in."""
        graph = self.graph
        self.persons += float(graph.persons[block])
        self.numerator += float(graph.numerator[block])
        self.denominator += float(graph.denominator[block])
        self.area += float(graph.area_m2[block])
        self.perimeter += float(graph.perimeter_m[block] - 2 * self.touch[block])
        self.state[block] = INSIDE
        self.blocks.append(block)
        row = graph.beside(block)
        near = graph.near[row]
        self.touch[near] += graph.facing[row]
        fresh = near[self.state[near] == OUTSIDE]
        self.state[fresh] = BESIDE
        self.rim = np.concatenate([self.rim[self.rim != block], fresh])

    def value(self) -> float:
        return float(
            self.objective.value(self.numerator, self.denominator, self.area, self.perimeter)
        )

    def best_beside(self) -> int | None:
        """The block beside the set with which its value is greatest; None if none fits."""
        graph = self.graph
        rim = self.rim[self.persons + graph.persons[self.rim] <= self.objective.people_to]
        if not len(rim):
            return None
        values = self.objective.value(
            self.numerator + graph.numerator[rim],
            self.denominator + graph.denominator[rim],
            self.area + graph.area_m2[rim],
            self.perimeter + graph.perimeter_m[rim] - 2 * self.touch[rim],
        )
        return int(rim[int(np.argmax(values))])

    def forget(self) -> None:
        """Begin again with an empty set, without touching the rest of the arrays."""
        for block in self.blocks:
            self.touch[self.graph.near[self.graph.beside(block)]] = 0.0
        self.state[self.blocks] = OUTSIDE
        self.state[self.rim] = OUTSIDE
        self.rim = self.rim[:0]
        self.blocks = []
        self.persons = self.numerator = self.denominator = self.area = self.perimeter = 0.0


def grown(growth: Growth, seed: int, *, most_blocks: int) -> np.ndarray | None:
    """The best set within the bounds on the way of growth from a seed; None if none keeps them.

    most_blocks: where growth ends at the latest. Raises BudgetSpent.
    """
    check_budget()
    growth.forget()
    best, best_size = -np.inf, 0
    for size in sizes(growth, seed, most_blocks=most_blocks):
        if growth.objective.admits(growth.persons):
            value = growth.value()
            if value > best:
                best, best_size = value, size
            elif size - best_size > max(LEAST_PATIENCE, PATIENCE_SHARE * best_size):
                break
    return np.array(growth.blocks[:best_size]) if best_size else None


def sizes(growth: Growth, seed: int, *, most_blocks: int) -> Iterator[int]:
    """Grow from a seed; each size on the way."""
    block: int | None = seed
    while block is not None and len(growth.blocks) < most_blocks:
        growth.add(block)
        yield len(growth.blocks)
        block = growth.best_beside()
