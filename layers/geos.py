"""This file converts between Django's stored geometries and shapely's."""

from typing import Any, overload

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

SRID = 4326


@overload
def to_shapely(geometry: None) -> None: ...
@overload
def to_shapely(geometry: GEOSGeometry) -> Any: ...
def to_shapely(geometry: GEOSGeometry | None) -> Any:
    """A stored geometry as shapely's, in the same degrees; None stays None."""
    return None if geometry is None else shapely.from_wkb(bytes(geometry.wkb))


def to_django(geometry: BaseGeometry | None) -> Any:
    """A geometry in degrees as Django stores it (EPSG:4326); None stays None."""
    if geometry is None:
        return None
    return GEOSGeometry(memoryview(shapely.to_wkb(geometry)), srid=SRID)
