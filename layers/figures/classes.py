"""This file classifies figures, once for the map, legend, table and JSON.

Classes are made of figures as displayed (rounded half up), so that two areas with the same
displayed figure always have the same colour.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray

from persian.digits import round_half_up

MISSING_CLASS = -1


class Method(StrEnum):
    """The method that chooses the class bounds."""

    QUANTILE = "quantile"
    NATURAL_BREAKS = "natural_breaks"
    EQUAL_INTERVALS = "equal_intervals"


class Note(StrEnum):
    """The legend's note if the classes differ from those requested."""

    NONE = ""
    NO_VALUES = "no values"
    ALL_EQUAL = "all equal"
    FEWER_CLASSES = "fewer classes"


class NotAFigure(ValueError):
    """An infinite value was given; only figures and gaps are allowed."""


@dataclass(frozen=True)
class ClassRange:
    """One class: its least and greatest displayed figure and its number of areas."""

    index: int
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Classification:
    """Classes from low to high; none is empty and no two share a figure.

    indices: the class of each given value, in order, from 0; -1 if missing. requested: the number
    of classes requested; note says why there are fewer.
    """

    method: Method
    requested: int
    decimals: int
    ranges: tuple[ClassRange, ...]
    indices: tuple[int, ...]
    note: Note

    def class_of(self, value: SupportsFloat | None) -> int | None:
        """The class of a figure, rounded as displayed; None if missing or without classes.

        A figure outside those classified (another year in the same colours) belongs to the last
        class that begins at or below it, or else to the first.
        """
        if not self.ranges or _is_missing(value):
            return None
        later_lows = [found.low for found in self.ranges[1:]]
        return bisect_right(later_lows, _displayed(value, self.decimals))


def classify(
    values: Sequence[SupportsFloat | None], *, method: Method, classes: int, decimals: int
) -> Classification:
    """At most `classes` classes of the figures as displayed with `decimals` decimals.

    None and NaN are missing. The order of the values does not matter. Equal figures stay in one
    class, so there are fewer classes if there are fewer different figures, if many are equal
    (quantile), or if an interval holds no figure (equal intervals).
    - quantile: class i ends at the ceil(i·n/classes)-th of the n figures (the inverted CDF);
    - natural breaks: least sum of squared distances to the class means (Fisher–Jenks), exact;
    - equal intervals: [low, high) of one width; the last includes the greatest figure.
    Raises NotAFigure for infinities and ValueError for classes < 1. The time of natural breaks
    grows with the square of the number of different figures: 2,000 take about 0.1 s.
    """
    if classes < 1:
        raise ValueError(f"a map needs one class at least, not {classes}")
    shown = displayed_values(values, decimals=decimals)
    present = [value for value in shown if value is not None]
    distinct, counts = np.unique(np.array(present, dtype=float), return_counts=True)
    starts = _starts(distinct, counts, method=method, classes=classes)
    ranges = _ranges(distinct, counts, starts)
    lows = [found.low for found in ranges]
    indices = [MISSING_CLASS if v is None else bisect_right(lows, v) - 1 for v in shown]
    return Classification(
        method=method,
        requested=classes,
        decimals=decimals,
        ranges=ranges,
        indices=tuple(indices),
        note=_note(len(distinct), made=len(ranges), requested=classes),
    )


def displayed_values(
    values: Sequence[SupportsFloat | None], *, decimals: int | None
) -> list[float | None]:
    """The values as displayed; None for None and NaN. Raises NotAFigure.

    decimals: None for values already rounded.
    """
    return [None if _is_missing(value) else _displayed(value, decimals) for value in values]


def _is_missing(value: SupportsFloat | None) -> bool:
    return value is None or math.isnan(value)


def _displayed(value: SupportsFloat | None, decimals: int | None) -> float:
    if value is None or not math.isfinite(value):
        raise NotAFigure(f"{value} is no figure that could be shown")
    return float(value) if decimals is None else round_half_up(value, decimals)


def _note(distinct: int, *, made: int, requested: int) -> Note:
    if distinct == 0:
        return Note.NO_VALUES
    if distinct == 1:
        return Note.ALL_EQUAL
    return Note.FEWER_CLASSES if made < requested else Note.NONE


def _ranges(
    distinct: NDArray[np.float64], counts: NDArray[np.int_], starts: list[int]
) -> tuple[ClassRange, ...]:
    return tuple(
        ClassRange(
            index=index,
            low=float(distinct[start]),
            high=float(distinct[end - 1]),
            count=int(counts[start:end].sum()),
        )
        for index, (start, end) in enumerate(pairwise([*starts, len(distinct)]))
    )


def _starts(
    distinct: NDArray[np.float64], counts: NDArray[np.int_], *, method: Method, classes: int
) -> list[int]:
    """The position in `distinct` (ascending, unique) at which each class begins."""
    if len(distinct) == 0:
        return []
    if method is Method.QUANTILE:
        return _quantile_starts(counts, classes)
    if method is Method.EQUAL_INTERVALS:
        return _equal_interval_starts(distinct, classes)
    return _natural_starts(distinct, counts, min(classes, len(distinct)))


def _quantile_starts(counts: NDArray[np.int_], classes: int) -> list[int]:
    # Integers only: 0.7 * 10 exceeds 7 in floats and would move a bound.
    ranks = np.cumsum(counts)
    total = int(ranks[-1])
    last_ranks = [-(-total * i // classes) for i in range(1, classes)]
    ends = np.searchsorted(ranks, last_ranks) + 1
    return sorted({0, *ends.tolist()} - {len(counts)})


def _equal_interval_starts(distinct: NDArray[np.float64], classes: int) -> list[int]:
    # Fractions of the displayed digits, so that a figure on a bound is exactly on it.
    exact = [Fraction(str(value)) for value in distinct.tolist()]
    low, span = exact[0], exact[-1] - exact[0]
    if span == 0:
        return [0]
    intervals = [min(classes - 1, (value - low) * classes // span) for value in exact]
    return [i for i, at in enumerate(intervals) if i == 0 or at != intervals[i - 1]]


def _natural_starts(
    distinct: NDArray[np.float64], counts: NDArray[np.int_], classes: int
) -> list[int]:
    """Fisher's exact partition of the figures, weighted by their frequency.

    jenkspy 0.4.1 was tried: it squares raw values, and with figures around 1e12 two thirds of its
    partitions were not optimal and some classes were empty. Here the spread of a class grows figure
    by figure from its mean (Welford), which keeps small gaps beside large figures. On a tie the
    upper class takes more.
    """
    scaled = _scaled(distinct)
    best = np.full((classes, len(scaled)), np.inf)
    start_of_last = np.zeros((classes, len(scaled)), dtype=int)
    weight, mean, spread = np.zeros((3, len(scaled)))
    for end in range(len(scaled)):
        # Position i of these three lists describes the class from figure i to figure `end`.
        every = slice(0, end + 1)
        grown = weight[every] + counts[end]
        away = scaled[end] - mean[every]
        spread[every] += weight[every] * counts[end] / grown * away**2
        mean[every] += away * counts[end] / grown
        weight[every] = grown
        best[0, end] = spread[0]
        for last in range(1, min(classes - 1, end) + 1):
            totals = best[last - 1, last - 1 : end] + spread[last : end + 1]
            cheapest = int(np.argmin(totals))
            best[last, end] = totals[cheapest]
            start_of_last[last, end] = last + cheapest
    return _walk_back(start_of_last)


def _scaled(distinct: NDArray[np.float64]) -> NDArray[np.float64]:
    """The figures shifted and scaled to 0…1, without overflow at the float limits."""
    halves = distinct / 2 - distinct[0] / 2
    return halves / halves[-1] if halves[-1] > 0 else halves


def _walk_back(start_of_last: NDArray[np.int_]) -> list[int]:
    starts: list[int] = []
    end = start_of_last.shape[1] - 1
    for row in reversed(start_of_last):
        starts.append(int(row[end]))
        end = starts[-1] - 1
    return starts[::-1]
