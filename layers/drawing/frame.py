"""This file defines the frame of a drawing: the part of the map it shows, and its size.

Map coordinates are EPSG:3857 metres; drawing units are tenths of a CSS pixel, y downwards.
"""

import math
from dataclasses import dataclass

import numpy as np

from layers.geometry import pixel_m
from layers.tiles.cut import FULL_ZOOM

# Heights as shares of the width.
LEAST_HEIGHT, MOST_HEIGHT = 0.6, 1.0
# Margin around a single point, metres on the map.
POINT_REACH_M = 5_000.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """The drawn part of the map: west and north edge (metres), units per metre, size in units."""

    west: float
    north: float
    units_per_m: float
    width: int
    height: int

    @property
    def east(self) -> float:
        return self.west + self.width / self.units_per_m

    @property
    def south(self) -> float:
        return self.north - self.height / self.units_per_m

    @property
    def zoom(self) -> int:
        """The zoom whose shapes are as detailed as one pixel here."""
        drawn_m = 10 / self.units_per_m
        return max(0, min(FULL_ZOOM, math.ceil(math.log2(pixel_m(0) / drawn_m))))

    def units(self, metres: np.ndarray) -> np.ndarray:
        """Positions on the map (n × 2, metres) as drawing units."""
        return (metres - (self.west, self.north)) * self.units_per_m * (1, -1)


def frame_around(box: Box, share: float, *, width: int, height: int | None = None) -> Frame:
    """The frame centred on a box, in which the box fills about `share` of the space.

    height: from the box's aspect ratio if not given. A point gets POINT_REACH_M on each side.
    """
    west, south, east, north = box
    wide = max(east - west, 2 * POINT_REACH_M if is_point(box) else 1.0)
    tall = max(north - south, 2 * POINT_REACH_M if is_point(box) else 1.0)
    if height is None:
        height = round(width * min(MOST_HEIGHT, max(LEAST_HEIGHT, tall / wide)))
    units_per_m = share * min(width / wide, height / tall)
    return Frame(
        west=(west + east) / 2 - width / units_per_m / 2,
        north=(south + north) / 2 + height / units_per_m / 2,
        units_per_m=units_per_m,
        width=width,
        height=height,
    )


def is_point(box: Box) -> bool:
    return box[0] == box[2] and box[1] == box[3]
