"""This file finds the GDAL and GEOS libraries that GeoDjango loads."""

import importlib.util
import os
from pathlib import Path

# The wheels each carry one self-contained library under a hashed name.
WHEEL_LIBRARIES = {"gdal": ("pyogrio", "libgdal-*.so*"), "geos": ("shapely", "libgeos_c-*.so*")}


def geometry_library(name: str) -> str | None:
    """The path of the "gdal" or "geos" library to load.

    The environment (GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH) comes first, then the wheels of pyogrio
    and shapely. None lets Django search for Debian's libraries.
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
