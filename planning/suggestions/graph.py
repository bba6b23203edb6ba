"""This file holds census blocks as a graph of numbers; no database."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

# From this share of its border that faces other blocks on, a block lies inside the town, and what
# is missing is inexactness: all of its border faces others.
INNER_SHARE = 0.85


@dataclass(frozen=True, eq=False)
class BlockGraph:
    """Blocks and which of them lie beside each other, as compressed rows.

    near[starts[i]:starts[i + 1]]: the blocks beside block i; facing: the metres of border with
    which both face each other, the same both ways. persons, numerator, denominator: counts of each
    block, fractions where they are substitutes. area_m2, perimeter_m: of each block. x, y: its
    middle, metres.
    """

    starts: np.ndarray
    near: np.ndarray
    facing: np.ndarray
    persons: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    area_m2: np.ndarray
    perimeter_m: np.ndarray
    x: np.ndarray
    y: np.ndarray

    def __len__(self) -> int:
        return len(self.persons)

    @cached_property
    def rows(self) -> np.ndarray:
        """The block of each entry of `near`."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def beside(self, block: int) -> slice:
        """The entries of `near` and `facing` of a block."""
        return slice(int(self.starts[block]), int(self.starts[block + 1]))

    def entries(self, blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The entries of `near` of some blocks, in their order: the place of its block in `blocks`
        for each, and the entry."""
        first, degrees = self.starts[blocks], self.starts[blocks + 1] - self.starts[blocks]
        owners = np.repeat(np.arange(len(blocks)), degrees)
        numbers = np.arange(len(owners)) - np.repeat(np.cumsum(degrees) - degrees, degrees)
        return owners, first[owners] + numbers

    def sums_beside(self, values: np.ndarray) -> np.ndarray:
        """For each block the sum of a value over the blocks beside it."""
        return np.bincount(self.rows, weights=values[self.near], minlength=len(self))

    def kept(self, is_kept: np.ndarray) -> Self:
        """The graph of some of the blocks, in the same order; facing stays as it was."""
        places = np.cumsum(is_kept) - 1
        entries = is_kept[self.rows] & is_kept[self.near]
        degrees = np.bincount(places[self.rows[entries]], minlength=int(is_kept.sum()))
        return type(self)(
            starts=np.concatenate([[0], np.cumsum(degrees)]),
            near=places[self.near[entries]],
            facing=self.facing[entries],
            persons=self.persons[is_kept],
            numerator=self.numerator[is_kept],
            denominator=self.denominator[is_kept],
            area_m2=self.area_m2[is_kept],
            perimeter_m=self.perimeter_m[is_kept],
            x=self.x[is_kept],
            y=self.y[is_kept],
        )


def facing_metres(
    starts: np.ndarray, near: np.ndarray, boxes: np.ndarray, perimeter_m: np.ndarray
) -> np.ndarray:
    """The metres of border with which each block faces the blocks beside it.

    boxes: west, south, east, north of each block, metres; shape (blocks, 4). Estimated by how far
    the boxes of both reach beside each other, which is exact for rectangles along the axes, with
    or without a street between them; two that only meet at a corner face each other with nothing.
    No block faces others with more than its perimeter, and one that does so with INNER_SHARE of it
    does so with all of it.
    """
    rows = np.repeat(np.arange(len(perimeter_m)), np.diff(starts))
    reach = [
        np.clip(
            np.minimum(boxes[rows, side + 2], boxes[near, side + 2])
            - np.maximum(boxes[rows, side], boxes[near, side]),
            0,
            None,
        )
        for side in (0, 1)
    ]
    raw = np.hypot(*reach)
    share = np.bincount(rows, weights=raw, minlength=len(perimeter_m)) / np.maximum(perimeter_m, 1)
    factor = np.where(share >= INNER_SHARE, 1 / np.maximum(share, INNER_SHARE), 1.0)
    return raw * (factor[rows] + factor[near]) / 2
