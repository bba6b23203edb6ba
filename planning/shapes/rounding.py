"""This file rounds worked shapes to stored coordinates without making them unsound.

Pure shapely, degrees.
"""

import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import STORED_DECIMALS, round_coordinates, to_multipolygon


def settled(geometry: BaseGeometry) -> MultiPolygon | None:
    """The polygons at 7 decimals, sound; None when none is left.

    Rounding can fold a thin part over itself; then the shape is put on the grid of stored
    coordinates by snap rounding, which keeps it sound and drops what is thinner than the grid.
    """
    polygons = to_multipolygon(geometry)
    if polygons is None:
        return None
    rounded = shapely.remove_repeated_points(round_coordinates(polygons))
    if not rounded.is_valid:
        gridded = shapely.set_precision(polygons, 10.0**-STORED_DECIMALS)
        found = to_multipolygon(gridded)
        if found is None:
            return None
        rounded = round_coordinates(found)
    return to_multipolygon(rounded)
