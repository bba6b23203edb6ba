"""This file projects shapes to metres and back, so that tolerances are distances on the ground.

Pure. Two ways: a plane that keeps straight edges straight, and UTM, which keeps distances.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from layers.geometry import STORED_DECIMALS

FIRST_ZONE, LAST_ZONE = 38, 41
WGS84 = "EPSG:4326"
# No degree in Iran is shorter.
LEAST_DEGREE_M = 80_000


@dataclass(frozen=True)
class Plane:
    """Metres east and north of an origin (longitude, latitude) that is a stored coordinate.

    An affine map: edges that are straight in degrees stay straight and points that lie on each
    other stay so, which UTM does not give (1.4 cm on an edge of one kilometre). Lengths are
    right at the origin and 0.3 % off a quarter of a degree north or south of it.
    """

    longitude: float
    latitude: float
    degree_east_m: float
    degree_north_m: float

    def to_metres(self, geometry: BaseGeometry) -> BaseGeometry:
        """From degrees to metres."""
        return shapely.transform(geometry, lambda xy: (xy - self._origin) * self._scale)

    def to_degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """From metres to degrees, not yet rounded."""
        return shapely.transform(geometry, lambda xy: xy / self._scale + self._origin)

    @property
    def grid_m(self) -> np.ndarray:
        """The spacing of stored coordinates, (east, north) in metres: about a centimetre."""
        return self._scale * 10.0**-STORED_DECIMALS

    @property
    def _origin(self) -> np.ndarray:
        return np.array([self.longitude, self.latitude])

    @property
    def _scale(self) -> np.ndarray:
        return np.array([self.degree_east_m, self.degree_north_m])


def plane_at(geometry: BaseGeometry) -> Plane:
    """The plane around the middle of a geometry in degrees.

    The lengths of a degree are the usual series for the WGS 84 ellipsoid.
    """
    west, south, east, north = geometry.bounds
    longitude = round((west + east) / 2, STORED_DECIMALS)
    latitude = round((south + north) / 2, STORED_DECIMALS)
    angle = np.radians(latitude)
    east_m = 111_412.84 * np.cos(angle) - 93.5 * np.cos(3 * angle) + 0.118 * np.cos(5 * angle)
    north_m = 111_132.954 - 559.822 * np.cos(2 * angle) + 1.175 * np.cos(4 * angle)
    return Plane(longitude, latitude, float(east_m), float(north_m))


def zone_of(geometry: BaseGeometry) -> int:
    """The UTM zone of the middle of a geometry in degrees, 38 to 41."""
    west, _, east, _ = geometry.bounds
    return min(max(int(((west + east) / 2 + 180) // 6) + 1, FIRST_ZONE), LAST_ZONE)


def to_utm(geometry: BaseGeometry, *, zone: int) -> BaseGeometry:
    """From degrees to metres of a UTM zone (EPSG:32638 to 32641)."""
    return _through(_way(WGS84, f"EPSG:{32600 + zone}"), geometry)


def from_utm(geometry: BaseGeometry, *, zone: int) -> BaseGeometry:
    """From metres of a UTM zone to degrees, not yet rounded."""
    return _through(_way(f"EPSG:{32600 + zone}", WGS84), geometry)


def from_mercator(geometry: BaseGeometry) -> BaseGeometry:
    """From metres of Web Mercator (EPSG:3857) to degrees, not yet rounded."""
    return _through(_way("EPSG:3857", WGS84), geometry)


def _through(transformer: Transformer, geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: np.column_stack(transformer.transform(*xy.T)))


@lru_cache(maxsize=12)
def _way(origin: str, goal: str) -> Transformer:
    return Transformer.from_crs(origin, goal, always_xy=True)
