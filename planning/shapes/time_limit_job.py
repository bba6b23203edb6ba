"""This file is the job of the confined process for shapes; it imports no Django."""

import json
from pathlib import Path
from typing import Any

import shapely

from planning.shapes.geometry import joint_area, perform


def work(request: dict[str, Any]) -> dict[str, Any]:
    """Do request["task"] and leave the shapes, hex WKB in a JSON list, in request["output"].

    null there means that GEOS failed on the shapes.
    """
    given = json.loads(Path(request["input"]).read_text())
    shapes = [shapely.from_wkb(wkb) for wkb in given]
    done = perform(request["task"], shapes, request["numbers"])
    wkb = None if done is None else [shapely.to_wkb(shape, hex=True) for shape in done]
    Path(request["output"]).write_text(json.dumps(wkb))
    return {}


def measure(request: dict[str, Any]) -> dict[str, Any]:
    """The area of the union of the shapes in request["input"]; null means that GEOS failed."""
    given = json.loads(Path(request["input"]).read_text())
    return {"area": joint_area(*(shapely.from_wkb(wkb) for wkb in given))}
