"""This file finds connected blocks outside target areas that are worse off than those inside; pure.

docs/data-dictionary.md, "What if", says what is compared with what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planning.statistics.rounding import FEWEST_PERSONS
from planning.suggestions.objective import strength_of, variance_of_chance

# Nine in ten likely differences lie so many standard deviations around the middle.
LIKELY = 1.645


@dataclass(frozen=True, eq=False)
class Likely:
    """A rate, or many, as chance allows: the middle, and the variance around it."""

    middle: Any
    variance: Any

    def surpasses(self, bar: "Likely") -> Any:
        """Whether it is above another by more than chance explains."""
        chance = LIKELY * np.sqrt(self.variance + bar.variance)
        return self.middle - bar.middle > chance


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
    county's rate counts for in each block. of_chance: v, the variance that chance makes in one of
    the denominator.
    """

    persons: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    county: float
    strength: float
    of_chance: float

    @classmethod
    def of(
        cls,
        persons: np.ndarray,
        numerator: np.ndarray,
        denominator: np.ndarray,
        *,
        is_part: bool,
    ) -> "Rates":
        """is_part: who is in the numerator is in the denominator too."""
        whole = float(denominator.sum())
        county = float(numerator.sum()) / whole if whole else 0.0
        return cls(
            persons=persons,
            numerator=numerator,
            denominator=denominator,
            county=county,
            strength=strength_of(numerator, denominator, is_part=is_part),
            of_chance=variance_of_chance(county, is_part=is_part),
        )

    def likely(self, counted: Any, whole: Any, blocks: Any) -> Likely:
        """The rate of so many blocks together, drawn towards the county's."""
        weight = whole + self.strength * blocks
        middle = (counted + self.strength * blocks * self.county) / weight
        return Likely(middle, self.of_chance / weight)

    def bar(self, blocks: np.ndarray) -> Likely | None:
        """The rate of some blocks together, or the drawn one if that is more; None for fewer than
        FEWEST_PERSONS."""
        whole = float(self.denominator[blocks].sum())
        if not whole or self.persons[blocks].sum() < FEWEST_PERSONS:
            return None
        counted = float(self.numerator[blocks].sum())
        found = self.likely(counted, whole, 1)
        return Likely(max(counted / whole, found.middle), found.variance)

    def standing(self, blocks: np.ndarray, beside: Beside, bars: Sequence[Likely]) -> np.ndarray:
        """Which of the bars each of some blocks is above: bit i of its number stands for bar i.

        By its own rate, or by that of the block and those beside it, where its own is not below.
        """
        counted, whole = self.numerator[blocks], self.denominator[blocks]
        raw = counted / np.maximum(whole, 1e-9)
        alone = self.likely(counted, whole, 1)
        around = self.likely(
            counted + beside.sums(counted),
            whole + beside.sums(whole),
            1 + beside.sums(np.ones(len(blocks))),
        )
        found = np.zeros(len(blocks), dtype=int)
        for bit, bar in enumerate(bars):
            is_above = (alone.surpasses(bar) & (raw > bar.middle)) | (
                around.surpasses(bar) & (alone.middle > bar.middle)
            )
            found |= (is_above & (whole > 0)).astype(int) << bit
        return found


def worse_places(standing: np.ndarray, beside: Beside) -> list[np.ndarray]:
    """Connected blocks that are above the same bars, of those above any: places in `standing` (see
    Rates.standing), in order of the first block."""
    worse = np.flatnonzero(standing)
    if not len(worse):
        return []
    is_same = (standing[beside.left] > 0) & (standing[beside.left] == standing[beside.right])
    labels = components(len(standing), beside.left[is_same], beside.right[is_same])[worse]
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
