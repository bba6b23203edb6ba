"""This file converts between degrees and metres, and orders points along a Hilbert curve."""

import numpy as np
from pyproj import Transformer

# Zone 39 covers Tehran and Alborz.
UTM = "EPSG:32639"
DECIMALS = 7
HILBERT_ORDER = 16


def to_metres(lon_lat: np.ndarray) -> np.ndarray:
    """(longitude, latitude) in degrees → (easting, northing) in metres, shape (n, 2)."""
    transformer = Transformer.from_crs("EPSG:4326", UTM, always_xy=True)
    return np.column_stack(transformer.transform(lon_lat[:, 0], lon_lat[:, 1]))


def to_degrees(xy: np.ndarray) -> np.ndarray:
    """(easting, northing) in metres → (longitude, latitude) with 7 decimals, shape (n, 2)."""
    transformer = Transformer.from_crs(UTM, "EPSG:4326", always_xy=True)
    return np.round(np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])), DECIMALS)


def hilbert_order(xy: np.ndarray) -> np.ndarray:
    """The indices that sort points of shape (n, 2) along a Hilbert curve over their box."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    cells = (1 << HILBERT_ORDER) - 1
    grid = ((xy - low) / np.maximum(high - low, 1e-12) * cells).astype(np.int64)
    return np.argsort(hilbert_distance(grid[:, 0], grid[:, 1]), kind="stable")


def hilbert_distance(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The position of each integer point along the curve."""
    x, y = x.copy(), y.copy()
    distance = np.zeros_like(x)
    side = 1 << (HILBERT_ORDER - 1)
    while side:
        right = (x & side) > 0
        upper = (y & side) > 0
        distance += side * side * ((3 * right) ^ upper)
        turned = right & ~upper
        x = np.where(turned, (1 << HILBERT_ORDER) - 1 - x, x)
        y = np.where(turned, (1 << HILBERT_ORDER) - 1 - y, y)
        x, y = np.where(~upper, y, x), np.where(~upper, x, y)
        side >>= 1
    return distance
