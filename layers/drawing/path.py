"""This file converts geometries in degrees to SVG path data of a frame."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.drawing.frame import Frame
from layers.geometry import polygons_of, to_mercator

# Edges are simplified to half a pixel, drawing units.
TOLERANCE_UNITS = 5


def path(geometry: BaseGeometry, frame: Frame) -> str:
    """The SVG path data of the polygons of a geometry; empty where it has none."""
    drawn = shapely.transform(geometry, lambda lon_lat: frame.units(to_mercator(lon_lat)))
    rings = [
        ring
        for polygon in polygons_of(shapely.simplify(drawn, TOLERANCE_UNITS))
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return "".join(ring_path(np.rint(shapely.get_coordinates(ring)).astype(int)) for ring in rings)


def ring_path(xy: np.ndarray) -> str:
    """A closed ring, n × 2 drawing units."""
    points = " ".join(f"{x} {y}" for x, y in xy[:-1])
    return f"M{points}z"
