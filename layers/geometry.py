"""This file prepares geometry for storage: rounded, two-dimensional, multi, with an anchor.

All functions are pure shapely, without database or settings; coordinates are (longitude, latitude).
"""

import math
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

# 1e-7 degrees is about a centimetre (persian.coordinates has the same constant, but loads PROJ).
STORED_DECIMALS = 7
# Iran including its waters, degrees, rounded outwards: west, south, east, north.
IRAN_BOX = (43.5, 24.0, 64.0, 40.5)
# Metres of UTM (zones 38-41) and of Web Mercator that occur in Iran.
UTM_BOX = (1e5, 2.4e6, 1e6, 4.6e6)
MERCATOR_BOX = (4.8e6, 2.7e6, 7.2e6, 5.0e6)
# The ellipsoid WGS 84.
EQUATOR_RADIUS_M = 6_378_137.0
ECCENTRICITY = 0.0818191908426215

M2_PER_HECTARE = 10_000
# Half the width of the Web Mercator square, metres.
HALF_WORLD_M = 20037508.342789244
# The size at which tiles are drawn.
PIXELS_PER_TILE = 512

Bounds = tuple[float, float, float, float]


class Reading(StrEnum):
    """The coordinate system that a bounding box suggests."""

    IRAN = "iran"
    SWAPPED = "swapped"
    UTM = "utm"
    MERCATOR = "mercator"
    ELSEWHERE = "elsewhere"


def round_coordinates(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry in two dimensions with 7 decimals, as stored and exported.

    Rounding can make a valid polygon invalid, so it comes before validation.
    """
    flat = shapely.force_2d(geometry)
    return shapely.transform(flat, lambda xy: np.round(xy, STORED_DECIMALS) + 0.0)


def sound_multipolygon(geometry: BaseGeometry) -> MultiPolygon | None:
    """The polygons of an edited shape as stored: 7 decimals and valid; None without polygons.

    geometry: valid, degrees. Rounding can fold a thin part over itself; snap rounding then puts the
    shape on the grid of stored coordinates, which keeps it valid and drops parts thinner than the
    grid.
    """
    polygons = to_multipolygon(geometry)
    if polygons is None:
        return None
    rounded = shapely.remove_repeated_points(round_coordinates(polygons))
    if not rounded.is_valid:
        rounded = round_coordinates(shapely.set_precision(polygons, 10.0**-STORED_DECIMALS))
    return to_multipolygon(rounded)


def swap_axes(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry with x and y exchanged."""
    return shapely.transform(shapely.force_2d(geometry), lambda xy: xy[:, ::-1])


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """Every non-empty polygon inside a geometry of any kind, in its order."""
    if geometry.geom_type == "Polygon":
        return [] if geometry.is_empty else [geometry]
    parts = getattr(geometry, "geoms", ())
    return [polygon for part in parts for polygon in polygons_of(part)]


def to_multipolygon(geometry: BaseGeometry) -> MultiPolygon | None:
    """The polygon parts as one MultiPolygon; None without any. Points and lines are dropped."""
    polygons = polygons_of(geometry)
    return MultiPolygon(polygons) if polygons else None


def anchor_point(boundary: MultiPolygon, *, known: Point | None = None) -> Point:
    """The label point of an area: the known point if the area covers it, else a point inside.

    boundary: valid. The inner point lies in the largest part and is rounded like all coordinates.
    """
    if known is not None and shapely.covers(boundary, known):
        return known
    largest = max(boundary.geoms, key=lambda part: part.area)
    return round_coordinates(largest.representative_point())


def reading_of(bounds: Bounds) -> Reading:
    """Guess the coordinate system from bounds (x min, y min, x max, y max)."""
    west, south, east, north = bounds
    if _fits(bounds, IRAN_BOX):
        return Reading.IRAN
    if _fits((south, west, north, east), IRAN_BOX):
        return Reading.SWAPPED
    if _fits(bounds, MERCATOR_BOX):
        return Reading.MERCATOR
    if _fits(bounds, UTM_BOX):
        return Reading.UTM
    return Reading.ELSEWHERE


def in_iran(geometry: BaseGeometry) -> bool:
    """Whether the whole geometry lies in Iran's box (degrees)."""
    return _fits(geometry.bounds, IRAN_BOX)


def area_m2(geometry: BaseGeometry) -> float:
    """Area on the ellipsoid WGS 84 in square metres, of a geometry in degrees.

    Computed in the cylindrical equal-area projection, which has a closed formula, so PROJ is not
    loaded. Edges are straight in that projection and not geodesic; on a county the difference is
    less than a millionth.
    """
    return float(shapely.transform(geometry, _to_equal_area).area)


def _to_equal_area(xy: np.ndarray) -> np.ndarray:
    """(longitude, latitude) in degrees → metres of the cylindrical equal-area projection."""
    longitude, latitude = np.radians(xy).T
    sine = np.sin(latitude)
    e = ECCENTRICITY
    part = sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e
    return np.column_stack([EQUATOR_RADIUS_M * longitude, EQUATOR_RADIUS_M * (1 - e**2) / 2 * part])


def _fits(bounds: Bounds, box: Bounds) -> bool:
    return bool(
        bounds[0] >= box[0] and bounds[1] >= box[1] and bounds[2] <= box[2] and bounds[3] <= box[3]
    )


def hectares(square_metres: float) -> float:
    """An area in hectares."""
    return square_metres / M2_PER_HECTARE


def to_mercator(lon_lat: np.ndarray) -> np.ndarray:
    """(longitude, latitude) in degrees, n × 2, as EPSG:3857 metres."""
    longitude, latitude = np.radians(lon_lat).T
    return EQUATOR_RADIUS_M * np.column_stack((longitude, np.arcsinh(np.tan(latitude))))


def ground_scale(northing_m: float) -> float:
    """How many metres of Web Mercator one metre on the ground is, at a northing of EPSG:3857."""
    return math.cosh(northing_m / EQUATOR_RADIUS_M)


def pixel_m(zoom: int) -> float:
    """The side of a tile's pixel, in Web Mercator metres."""
    return 2 * HALF_WORLD_M / PIXELS_PER_TILE / 2**zoom
