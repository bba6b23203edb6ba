"""This file finds the GDAL and GEOS libraries that GeoDjango loads."""

import importlib.util
import os
from pathlib import Path

# The wheels carry one self-contained library each, under a hashed name.
WHEEL_LIBRARIES = {"gdal": ("pyogrio", "libgdal-*.so*"), "geos": ("shapely", "libgeos_c-*.so*")}


def geometry_library(name: str) -> str | None:
    """The path of the "gdal" or "geos" library to load.

    The environment (GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH) is asked first, then the wheels
    of pyogrio and shapely. None leaves the search for Debian's libraries to Django.
    """
    chosen = os.environ.get(f"{name.upper()}_LIBRARY_PATH")
    if chosen:
        return chosen
    package, pattern = WHEEL_LIBRARIES[name]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent.parent / f"{package}.libs"
    return next((str(path) for path in sorted(folder.glob(pattern))), None)
