"""This file finds the transformation from any coordinate system to longitude and latitude."""

from collections.abc import Callable

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from layers.sandbox.errors import JobError

WGS84 = "EPSG:4326"


def way_to_degrees(origin: str) -> tuple[str, bool, Callable[[np.ndarray], np.ndarray]]:
    """The name of a coordinate system, whether it is in degrees, and its transformation.

    The transformation turns (x, y) into (longitude, latitude). origin: "EPSG:32639" or WKT. Raises
    JobError "crs_unknown".
    """
    try:
        crs = CRS.from_user_input(origin)
        transformer = Transformer.from_crs(crs, WGS84, always_xy=True)
    except (CRSError, ProjError):
        raise JobError("crs_unknown", found=origin[:60]) from None
    name = origin if origin.startswith("EPSG:") else str(crs.name)
    return name, crs.is_geographic, lambda xy: np.column_stack(transformer.transform(*xy.T))
