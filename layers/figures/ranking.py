"""This file ranks areas by a figure, for map, table and profile."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import SupportsFloat

from layers.figures.classes import displayed_values


def rank(
    values: Sequence[SupportsFloat | None],
    *,
    higher_first: bool = True,
    decimals: int | None = None,
) -> list[int | None]:
    """The rank of each value, in the given order: 1 for the first, None if missing.

    Values are compared as displayed with `decimals` decimals (None: already rounded), because two
    areas with the same displayed figure must share a rank: 1, 2, 2, 4. higher_first=False gives
    rank 1 to the least.
    Raises NotAFigure for infinities.
    """
    sign = -1 if higher_first else 1
    signed = [None if v is None else sign * v for v in displayed_values(values, decimals=decimals)]
    in_order = sorted(value for value in signed if value is not None)
    return [None if value is None else bisect_left(in_order, value) + 1 for value in signed]
