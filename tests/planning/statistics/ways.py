"""This file counts an area both by squares and by blocks, whatever its size."""

from typing import Any

import pytest
from shapely.geometry import MultiPolygon

from planning.statistics.count import Counted, count

# The threshold is the size from which on squares are summed.
SIZE = "planning.statistics.count.SQUARES_FROM_DEG2"


def counted(boundary: MultiPolygon, *, by_squares: bool, **asked: Any) -> Counted:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SIZE, 0.0 if by_squares else float("inf"))
        return count(boundary, **asked)


def counted_both_ways(boundary: MultiPolygon, **asked: Any) -> tuple[Counted, Counted]:
    """By squares, by blocks."""
    return (
        counted(boundary, by_squares=True, **asked),
        counted(boundary, by_squares=False, **asked),
    )
