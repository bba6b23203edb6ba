"""This file sums who of a county lives inside target areas, without and with a draft; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planning.statistics.rounding import FEWEST_PERSONS, in_tens


@dataclass(frozen=True)
class Share:
    """One count of a county. before, after: inside target areas. None: unknown, or not told."""

    total: int | None
    before: int | None
    after: int | None

    def as_json(self) -> dict[str, object]:
        return {
            "total": self.total,
            "before": self.before,
            "after": self.after,
            "share_before": divided(self.before, self.total),
            "share_after": divided(self.after, self.total),
        }


def divided(part: int | None, whole: int | None) -> float | None:
    """A share with four decimals; None where it is unknown."""
    if part is None or not whole:
        return None
    return round(part / whole, 4)


@dataclass(frozen=True, eq=False)
class Inside:
    """Blocks inside target areas. is_known: False where areas are there, but none has a block."""

    blocks: np.ndarray
    is_known: bool


def shares(
    counts: Mapping[str, np.ndarray], before: Inside, after: Inside, *, exact: bool
) -> dict[str, Share]:
    """The share of each count. exact: False tells what people out of scope are told of an area."""
    whole = np.ones(len(counts["persons"]), dtype=bool)

    def of(count: np.ndarray, inside: np.ndarray) -> int | None:
        return told(count, counts["persons"], inside, exact=exact)

    return {
        name: Share(
            total=of(count, whole),
            before=of(count, before.blocks) if before.is_known else None,
            after=of(count, after.blocks) if after.is_known else None,
        )
        for name, count in counts.items()
    }


def told(count: np.ndarray, persons: np.ndarray, inside: np.ndarray, *, exact: bool) -> int | None:
    """The sum of a count over some blocks, as a person measures it; 0 where there is none of them.

    exact: False gives tens, and nothing under FEWEST_PERSONS.
    """
    total = round(float(count[inside].sum()))
    if exact or not inside.any():
        return total
    if round(float(persons[inside].sum())) < FEWEST_PERSONS:
        return None
    return in_tens(total)
