"""This file finds connected blocks outside target areas that are worse off than those inside; pure.

docs/data-dictionary.md, "What if", says what is compared with what.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planning.statistics.disclosure import FEWEST_PERSONS
from planning.suggestions.objective import strength_of

# Nine in ten likely rates lie so many standard deviations around the middle.
LIKELY = 1.645
# starts and near of blocks, by their places in the county.
Beside = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Rates:
    """The counts of an indicator by block, and how much of a rate chance may have made.

    county: numerator ÷ denominator of all blocks. strength: k, how many of the denominator the
    county's rate counts for.
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

    @property
    def of_chance(self) -> float:
        """v: the variance that chance makes in who of one person is counted."""
        is_part = bool((self.numerator <= self.denominator).all())
        return self.county * (1 - self.county) if is_part else self.county

    def least(self) -> np.ndarray:
        """The low end of each block's likely rate, no more than its own; −1 without a denominator.

        The rate is drawn towards the county's; what chance may add is LIKELY times √(v ÷ (n + k)).
        """
        raw = self.numerator / np.maximum(self.denominator, 1e-9)
        chance = np.sqrt(self.of_chance / (self.denominator + self.strength))
        low = self.shrunk(self.numerator, self.denominator) - LIKELY * chance
        least = np.minimum(raw, low)
        return np.where(self.denominator > 0, least, -1.0)

    def most_of(self, blocks: np.ndarray) -> float | None:
        """The rate of some blocks together, or the drawn one if that is more; None for fewer than
        FEWEST_PERSONS."""
        whole = float(self.denominator[blocks].sum())
        if not whole or self.persons[blocks].sum() < FEWEST_PERSONS:
            return None
        counted = float(self.numerator[blocks].sum())
        return max(counted / whole, float(self.shrunk(counted, whole)))

    def shrunk(self, numerator: np.ndarray | float, denominator: np.ndarray | float) -> np.ndarray:
        return np.asarray((numerator + self.strength * self.county) / (denominator + self.strength))


def standings(least: np.ndarray, is_outside: np.ndarray, bars: list[float]) -> np.ndarray:
    """How many of the bars each block outside is above; 0 for those inside."""
    found = np.zeros(len(least), dtype=np.int64)
    for bar in bars:
        found += is_outside & (least > bar)
    return found


def worse_places(standing: np.ndarray, beside: Beside) -> list[np.ndarray]:
    """Connected blocks of one standing above 0, as places in `standing`, in order of the first."""
    worse = np.flatnonzero(standing)
    if not len(worse):
        return []
    starts, near = beside(worse)
    rows = np.repeat(np.arange(len(worse)), np.diff(starts))
    is_same = standing[worse][rows] == standing[worse][near]
    labels = components(len(worse), rows[is_same], near[is_same])
    order = np.argsort(labels, kind="stable")
    ends = np.flatnonzero(np.diff(labels[order])) + 1
    return [worse[each] for each in np.split(order, ends)]


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
