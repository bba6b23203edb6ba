"""This file converts stored geometries between Django and shapely."""

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
    """Convert a stored geometry to shapely, in the same degrees; None stays None."""
    return None if geometry is None else shapely.from_wkb(bytes(geometry.wkb))


def to_django(geometry: BaseGeometry | None) -> Any:
    """Convert a geometry in degrees to Django's type (EPSG:4326); None stays None."""
    if geometry is None:
        return None
    return GEOSGeometry(memoryview(shapely.to_wkb(geometry)), srid=SRID)
