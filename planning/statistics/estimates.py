"""This file holds the arithmetic of estimates: ranges and rates; pure.

The hard bounds hold whatever the people of the blocks on the edge do: all of them may live inside,
or none. The likely range holds nine times in ten, as calibrated (docs/data-dictionary.md).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# Half of the likely range = √(SCATTER² · Σ e·count² + LEAN² · (Σ e·count)²): the first for people
# who live anywhere in each edge block, the second for what edge blocks have in common, such as
# houses on the street side, which does not even out along a long border. Calibrated by
# bench/measure.py so that it holds in 90 % of areas of every size.
SCATTER_FACTOR, LEAN_FACTOR = 1.1, 0.5


@dataclass(frozen=True)
class CountSum:
    """The sums of one count over the blocks of an area.

    estimate: those whose centroid lies inside. below, above: those on the edge with the centroid
    inside, outside. shared: those on the edge, each by its share of area inside. spread, lean:
    Σ e·count² and Σ e·count over those on the edge, where e runs from 1/4 for a block that the
    boundary halves to 0 for one that it hardly touches. All but estimate are None where no range
    was asked for.
    """

    estimate: int
    below: int | None = None
    above: int | None = None
    shared: float | None = None
    spread: float | None = None
    lean: float | None = None

    @property
    def reach(self) -> float:
        """Half of the likely range."""
        return math.hypot(
            SCATTER_FACTOR * math.sqrt(self.spread or 0.0), LEAN_FACTOR * (self.lean or 0.0)
        )


@dataclass(frozen=True)
class Estimate:
    """A count with its range; None if unknown or suppressed.

    low, high: the hard bounds. share_certain: how much of it is from blocks wholly inside.
    """

    estimate: int | None
    low: int | None = None
    high: int | None = None
    likely_low: int | None = None
    likely_high: int | None = None

    @property
    def share_certain(self) -> float | None:
        if self.low is None or not self.estimate:
            return None
        return min(1.0, self.low / self.estimate)

    def bounds_json(self) -> dict[str, object]:
        return {"estimate": self.estimate, "low": self.low, "high": self.high}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> "Estimate":
        """The estimate that as_json() or bounds_json() wrote; unknown where nothing is stored."""
        names = ("estimate", "low", "high", "likely_low", "likely_high")
        return cls(*(stored.get(name) for name in names)) if stored else UNKNOWN

    def as_json(self) -> dict[str, object]:
        share = self.share_certain
        return {
            **self.bounds_json(),
            "likely_low": self.likely_low,
            "likely_high": self.likely_high,
            "share_certain": None if share is None else round(share, 4),
        }


@dataclass(frozen=True)
class Range:
    """A rate with its hard bounds; None if the denominator is zero."""

    value: float | None
    low: float | None = None
    high: float | None = None


UNKNOWN = Estimate(None)


def estimated(found: CountSum, *, areal: bool = False) -> Estimate:
    """The estimate of one count, with its range if the edge blocks are known."""
    if found.below is None or found.above is None:
        return Estimate(found.estimate)
    low, high = found.estimate - found.below, found.estimate + found.above
    middle = found.estimate
    if areal and found.shared is not None:
        middle = min(high, max(low, round(low + found.shared)))
    return Estimate(
        estimate=middle,
        low=low,
        high=high,
        likely_low=max(low, math.floor(middle - found.reach)),
        likely_high=min(high, math.ceil(middle + found.reach)),
    )


def rate(
    numerator: Estimate, denominator: Estimate, *, per: int, decimals: int, is_part: bool
) -> Range:
    """numerator ÷ denominator × per, with bounds that hold for every choice of people on the edge.

    is_part: who is in the numerator is in the denominator as well. Then the rate is least when of
    the edge only the others live inside, and greatest when only those counted above do. Otherwise
    the bounds are least ÷ greatest and greatest ÷ least.
    """

    def divided(above: int | None, below: int | None) -> float | None:
        if above is None or not below:
            return None
        return rounded(Decimal(above) * per / Decimal(below), decimals)

    value = divided(numerator.estimate, denominator.estimate)
    if numerator.low is None or numerator.high is None:
        return Range(value)
    if denominator.low is None or denominator.high is None:
        return Range(value)
    least, most = denominator.low, denominator.high
    if is_part:
        on_edge = numerator.high - numerator.low
        least, most = least + on_edge, most - on_edge
    return Range(value, divided(numerator.low, most), divided(numerator.high, least))


def rounded(value: Decimal, decimals: int) -> float:
    """Rounded half away from zero, as published figures are."""
    return float(value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))
