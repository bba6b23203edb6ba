"""This file is what the confined process does: read a file, repair polygons, measure overhangs."""

import errno
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers.importing.confinement import NO_ROOM_STATUS
from layers.importing.geojson import read_geojson
from layers.importing.limits import Limits
from layers.importing.mistakes import ImportMistake, OutOfMemory
from layers.importing.raw import RawFile
from layers.importing.settling import settle, write_features
from layers.importing.shapefile import read_shapefile
from layers.importing.soundness import measure_overhangs, repair_all

# How each format is read. A reader takes the path of our own copy and the limits. GPKG, KML, CSV
# or XLSX become a line here and in formats.py.
READERS: dict[str, Callable[[Path, Limits], RawFile]] = {
    "geojson": read_geojson,
    "shapefile": read_shapefile,
}


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def read(request: dict[str, Any]) -> dict[str, Any]:
    """Read one file and leave its features, one JSON object a line, in request["output"]."""
    limits = Limits(**request["limits"])
    raw = READERS[request["format"]](Path(request["input"]), limits)
    settle(raw, crs=request["crs"], swap=request["swap"], limits=limits)
    columns = write_features(raw, Path(request["output"]), limits)
    return {"columns": columns, "problems": raw.problems, "crs": raw.crs}


JOBS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "read": read,
    "repair": repair_all,
    "overhang": measure_overhangs,
}


def main() -> None:
    """Answer the request on standard input in the file that it names."""
    request = json.load(sys.stdin)
    answer: dict[str, Any]
    try:
        answer = JOBS[request["job"]](request)
    except ImportMistake as mistake:
        answer = {"mistake": mistake.code, "values": mistake.values}
    except MemoryError:
        answer = {"mistake": OutOfMemory.code}
    except OSError as error:
        if error.errno in FULL:
            sys.exit(NO_ROOM_STATUS)
        raise
    Path(request["answer"]).write_text(json.dumps(answer), encoding="utf-8")
