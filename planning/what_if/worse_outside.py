"""This file finds connected blocks outside target areas that are worse off than those inside; pure.

docs/data-dictionary.md, "What if", says what is compared with what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planning.statistics.disclosure import FEWEST_PERSONS
from planning.suggestions.objective import strength_of

# Nine in ten likely rates lie so many standard deviations around the middle.
LIKELY = 1.645


@dataclass(frozen=True, eq=False)
class Beside:
    """Which blocks of a set lie beside each other: places in the set, each pair both ways."""

    left: np.ndarray
    right: np.ndarray

    def sums(self, values: np.ndarray) -> np.ndarray:
        """For each block of the set, the sum over those beside it."""
        return np.bincount(self.left, weights=values[self.right], minlength=len(values))


@dataclass(frozen=True, eq=False)
class Rates:
    """The counts of an indicator by block, and how much of a rate chance may have made.

    county: m, numerator ÷ denominator of all blocks. strength: k, how many of the denominator the
    county's rate counts for in each block.
    """

    persons: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    county: float
    strength: float

    @classmethod
    def of(cls, persons: np.ndarray, numerator: np.ndarray, denominator: np.ndarray) -> "Rates":
        whole = float(denominator.sum())
        return cls(
            persons=persons,
            numerator=numerator,
            denominator=denominator,
            county=float(numerator.sum()) / whole if whole else 0.0,
            strength=strength_of(numerator, denominator),
        )

    def least(self, blocks: np.ndarray, beside: Beside) -> np.ndarray:
        """The rate that each of some blocks has at least: a bar below it is surpassed.

        The low end of the block's own likely rate, or of its rate with the blocks beside it, if
        that is more; never more than its own rate, as far as it is known. −1 without a denominator.
        """
        counted, whole = self.numerator[blocks], self.denominator[blocks]
        own = np.minimum(counted / np.maximum(whole, 1e-9), self.low_end(counted, whole, 1))
        around = self.low_end(
            counted + beside.sums(counted),
            whole + beside.sums(whole),
            1 + beside.sums(np.ones(len(blocks))),
        )
        least = np.maximum(own, np.minimum(around, self.shrunk(counted, whole, 1)))
        return np.where(whole > 0, least, -1.0)

    def most(self, blocks: np.ndarray) -> float | None:
        """The rate of some blocks together, or the drawn one if that is more; None for fewer than
        FEWEST_PERSONS."""
        whole = float(self.denominator[blocks].sum())
        if not whole or self.persons[blocks].sum() < FEWEST_PERSONS:
            return None
        counted = float(self.numerator[blocks].sum())
        return max(counted / whole, float(self.shrunk(counted, whole, 1)))

    def shrunk(self, counted: Any, whole: Any, blocks: Any) -> Any:
        """The rate of so many blocks together, drawn towards the county's."""
        strength = self.strength * blocks
        return (counted + strength * self.county) / (whole + strength)

    def low_end(self, counted: Any, whole: Any, blocks: Any) -> Any:
        """The low end of the likely rate of so many blocks together."""
        chance = np.sqrt(self.of_chance / (whole + self.strength * blocks))
        return self.shrunk(counted, whole, blocks) - LIKELY * chance

    @property
    def of_chance(self) -> float:
        """v: the variance that chance makes in whether one person is counted."""
        is_part = bool((self.numerator <= self.denominator).all())
        return self.county * (1 - self.county) if is_part else self.county


def worse_places(least: np.ndarray, bars: Sequence[float], beside: Beside) -> list[np.ndarray]:
    """Connected blocks that are above the same number of bars, of those above any: places in
    `least`, in order of the first block."""
    standing = np.zeros(len(least), dtype=int)
    for bar in bars:
        standing += least > bar
    worse = np.flatnonzero(standing)
    if not len(worse):
        return []
    is_same = (standing[beside.left] > 0) & (standing[beside.left] == standing[beside.right])
    labels = components(len(least), beside.left[is_same], beside.right[is_same])[worse]
    order = np.argsort(labels, kind="stable")
    return np.split(worse[order], np.flatnonzero(np.diff(labels[order])) + 1)


def components(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The least node of each node's connected component. left, right: ends of the edges, each edge
    both ways."""
    labels = np.arange(size)
    while True:
        lower = labels.copy()
        np.minimum.at(lower, left, labels[right])
        # The whole tree of a node follows it, so that long strips take few rounds.
        np.minimum.at(lower, labels[left], labels[right])
        lower = lower[lower]
        if (lower == labels).all():
            return labels
        labels = lower
