"""This file places invented people finer than blocks, to measure the error of estimates."""

from dataclasses import dataclass

import numpy as np

# The least and the most dwelling points of a block.
FEWEST, MOST = 2, 4
# The distance of points from the sides of their block, as a share of its width.
MARGIN = 0.12


@dataclass(frozen=True)
class Dwellings:
    """Points (longitude, latitude) with persons; block: the number of the block of each."""

    block: np.ndarray
    lon_lat: np.ndarray
    persons: np.ndarray


def make_dwellings(
    random: np.random.Generator, rings: np.ndarray, persons: np.ndarray
) -> Dwellings:
    """Two to four points in each block whose persons add up to the block's.

    rings: shape (n, 9, 2), corners at 0, 2, 4 and 6. People gather in one half of most blocks.
    """
    number = random.integers(FEWEST, MOST + 1, size=len(rings))
    block = np.repeat(np.arange(len(rings)), number)
    lean = random.beta(2.2, 1.4, size=(len(block), 2))
    u, v = (MARGIN + (1 - 2 * MARGIN) * lean).T[:, :, None]
    south_west, south_east, north_east, north_west = (rings[block, k] for k in (0, 2, 4, 6))
    south = south_west * (1 - u) + south_east * u
    north = north_west * (1 - u) + north_east * u
    weight = random.exponential(size=len(block))
    return Dwellings(block, south * (1 - v) + north * v, shared_out(persons, block, weight))


def shared_out(persons: np.ndarray, block: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Whole persons for each point, in proportion to the weights inside a block."""
    whole = np.bincount(block, weights=weight)[block]
    share = np.floor(persons[block] * weight / whole).astype(np.int64)
    rest = persons - np.bincount(block, weights=share).astype(np.int64)
    first = np.flatnonzero(np.diff(block, prepend=-1))
    share[first] += rest
    return share
