"""This file is the reading job of the confined process: it turns a file into features."""

from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from layers.importing.files.normalise import settle, write_features
from layers.sandbox.limits import Limits

# Readers are named and not imported: a process that reads GeoJSON never loads GDAL. A reader takes
# the path of our own copy and the limits, and returns a RawFile. GPKG, KML, CSV or XLSX would be a
# line here and one in formats.py.
READERS = {
    "geojson": "layers.importing.files.geojson:read_geojson",
    "shapefile": "layers.importing.files.shapefile:read_shapefile",
}


def read(request: dict[str, Any]) -> dict[str, Any]:
    """Read one file and leave its features, one JSON object a line, in request["output"]."""
    limits = Limits(**request["limits"])
    raw = resolve_name(READERS[request["format"]])(Path(request["input"]), limits)
    settle(raw, crs=request["crs"], swap=request["swap"], limits=limits)
    columns = write_features(raw, Path(request["output"]), limits)
    return {"columns": columns, "problems": raw.problems, "crs": raw.crs}
