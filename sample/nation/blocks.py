"""This file draws blocks as cells of a jittered lattice whose neighbours share their corners."""

from dataclasses import dataclass

import numpy as np

# The largest displacement of a corner, and of the middle of a side, in cells. With these a ring
# always winds around its middle once, so it cannot cross itself.
CORNER_SHAKE, SIDE_SHAKE = 0.14, 0.07
# Streets wind by this many cells, over this many cells.
WINDING, WINDING_LENGTH = 1.2, 41.0
METRES_OF_DEGREE = 111_195.0
DECIMALS = 7
RING_POINTS = 9


@dataclass(frozen=True)
class Lattice:
    """The lattice of one province: cell (i, j) is a block, counted from near its middle."""

    middle: tuple[float, float]
    spacing_m: float
    salt: int

    @property
    def degrees_of_cell(self) -> np.ndarray:
        north = self.spacing_m / METRES_OF_DEGREE
        return np.array([north / np.cos(np.radians(self.middle[1])), north])

    def to_cells(self, lon_lat: np.ndarray) -> np.ndarray:
        """Longitude and latitude → unjittered lattice coordinates, shape (n, 2)."""
        return (lon_lat - np.array(self.middle)) / self.degrees_of_cell

    def to_degrees(self, cells: np.ndarray) -> np.ndarray:
        return np.round(np.array(self.middle) + cells * self.degrees_of_cell, DECIMALS)

    def rings(self, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """Closed rings of the cells, anticlockwise, degrees, shape (n, RING_POINTS, 2)."""
        corners = [self.corner(i + di, j + dj) for di, dj in ((0, 0), (1, 0), (1, 1), (0, 1))]
        sides = [
            self.side(corners[0], corners[1], 2 * i + 1, 2 * j),
            self.side(corners[1], corners[2], 2 * i + 2, 2 * j + 1),
            self.side(corners[3], corners[2], 2 * i + 1, 2 * j + 2),
            self.side(corners[0], corners[3], 2 * i, 2 * j + 1),
        ]
        ring = np.empty((len(i), RING_POINTS, 2))
        ring[:, 0:8:2] = np.stack(corners, axis=1)
        ring[:, 1:8:2] = np.stack(sides, axis=1)
        ring[:, 8] = ring[:, 0]
        return self.to_degrees(ring)

    def corner(self, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """The position of corner (i, j), in cells; the same for all blocks that meet there."""
        place = np.column_stack([i, j]).astype(float)
        wave = 2 * np.pi / WINDING_LENGTH
        turned = np.column_stack(
            [
                np.sin(wave * (place[:, 1] + 0.3 * place[:, 0])),
                np.sin(wave * (place[:, 0] - 0.4 * place[:, 1])),
            ]
        )
        return place + WINDING * turned + CORNER_SHAKE * self.chance(2 * i, 2 * j)

    def side(
        self, first: np.ndarray, second: np.ndarray, i2: np.ndarray, j2: np.ndarray
    ) -> np.ndarray:
        """A point near the middle of a side; i2 and j2 count half cells."""
        return (first + second) / 2 + SIDE_SHAKE * self.chance(i2, j2)

    def chance(self, i2: np.ndarray, j2: np.ndarray) -> np.ndarray:
        """Two numbers from −1 to 1 that depend on the place alone, shape (n, 2)."""
        return np.column_stack([scrambled(i2, j2, self.salt + axis) for axis in (0, 1)])


def scrambled(i: np.ndarray, j: np.ndarray, salt: int) -> np.ndarray:
    """A hash of two whole numbers as a number from −1 to 1."""
    bits = i.astype(np.int64).view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits ^= j.astype(np.int64).view(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    bits += np.uint64(salt * 0x165667B19E3779F9 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(11)).astype(float) / 2**52 - 1
