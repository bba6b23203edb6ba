"""This file says how good a set of blocks is: its rate, shrunk, and how compact it is; pure."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from planning.suggestions.graph import BlockGraph


@dataclass(frozen=True)
class Objective:
    """What a suggested area is to reach. See docs/data-dictionary.md, "Suggested areas".

    county_rate: numerator ÷ denominator of the county. strength: how many of the denominator the
    county's rate counts for in each set. shape_power: 0 for any shape. people_from, people_to:
    hard bounds of the persons.
    """

    county_rate: float
    strength: float
    shape_power: float
    people_from: float
    people_to: float

    def value(self, numerator: Any, denominator: Any, area_m2: Any, perimeter_m: Any) -> Any:
        """The value of sets with these sums, numbers or arrays: shrunk rate × shape^power."""
        rate = self.shrunk(numerator, denominator)
        if not self.shape_power:
            return rate
        shape = 4 * math.pi * area_m2 / np.maximum(perimeter_m, 1e-9) ** 2
        return rate * np.minimum(1.0, shape) ** self.shape_power

    def shrunk(self, numerator: Any, denominator: Any) -> Any:
        """The rate of sets, drawn towards the county's the more, the fewer are in them."""
        return (numerator + self.strength * self.county_rate) / (denominator + self.strength)

    def admits(self, persons: float) -> bool:
        """Whether a set with so many persons keeps the bounds."""
        return self.people_from <= persons <= self.people_to


def strength_of(numerator: np.ndarray, denominator: np.ndarray, *, is_part: bool) -> float:
    """How many of the denominator the county's rate counts for: empirical Bayes (Marshall 1991).

    The variance of the blocks' rates beyond what chance makes is A = s² − v ÷ n̄, where s² is their
    variance, weighted by denominators, n̄ the mean denominator, and v = m(1 − m) for parts of a
    whole, else m, with m the rate of all of them; the strength is v ÷ A. Between 1 and the whole
    denominator, which it is where blocks differ by chance alone. is_part: see variance_of_chance.
    """
    is_there = denominator > 0
    counted, whole = numerator[is_there], denominator[is_there]
    total = float(whole.sum())
    if not total:
        return 1.0
    mean = float(counted.sum()) / total
    of_chance = variance_of_chance(mean, is_part=is_part)
    spread = float((whole * (counted / whole - mean) ** 2).sum()) / total
    beyond = spread - of_chance * len(whole) / total
    if beyond <= 0 or of_chance <= 0:
        return max(1.0, total)
    return float(np.clip(of_chance / beyond, 1.0, max(1.0, total)))


def variance_of_chance(rate: float, *, is_part: bool) -> float:
    """v: the variance that chance makes in one of the denominator. is_part: who is in the numerator
    is in the denominator too."""
    return rate * (1 - rate) if is_part else rate


@dataclass(frozen=True)
class Totals:
    """The sums of a set of blocks."""

    persons: float = 0.0
    numerator: float = 0.0
    denominator: float = 0.0
    area_m2: float = 0.0
    perimeter_m: float = 0.0


def totals(graph: BlockGraph, blocks: np.ndarray) -> Totals:
    """The sums of a set. Its perimeter is that of its blocks without what faces each other."""
    is_inside = np.zeros(len(graph), dtype=bool)
    is_inside[blocks] = True
    _owners, entries = graph.entries(blocks)
    inner = float(graph.facing[entries][is_inside[graph.near[entries]]].sum())
    return Totals(
        persons=float(graph.persons[blocks].sum()),
        numerator=float(graph.numerator[blocks].sum()),
        denominator=float(graph.denominator[blocks].sum()),
        area_m2=float(graph.area_m2[blocks].sum()),
        perimeter_m=float(graph.perimeter_m[blocks].sum()) - inner,
    )


def value_of(graph: BlockGraph, objective: Objective, blocks: np.ndarray) -> float:
    """The value of a set of blocks."""
    found = totals(graph, blocks)
    return float(
        objective.value(found.numerator, found.denominator, found.area_m2, found.perimeter_m)
    )
