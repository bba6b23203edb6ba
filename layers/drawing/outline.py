"""This file draws static maps as SVG from stored shapes: of an area's page and of a map view.

Coordinates of stored shapes are EPSG:3857 metres. The projection is conformal: an area keeps its
form at every latitude of Iran. Drawing units are tenths of a CSS pixel, y downwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from layers.db import fetch, statement
from layers.drawing.frame import Box, Frame, frame_around, is_point
from layers.drawing.labels import FreeRoom
from layers.drawing.scale import scale_bar
from layers.geometry import to_mercator
from layers.models import Edition, Level
from layers.queries import Bounds

SQL = Path(__file__).parent / "sql"
WIDTH = 3600
# Width of a picture of the whole map; its names are scaled to it.
PICTURE_WIDTH = 8000
# Margin beyond the frame: hides clipped edges; the wide one fills windows of another aspect ratio.
MARGIN, PICTURE_MARGIN = 20, 6000
# The parent is drawn whole unless the area would fill less of its width than this.
SMALLEST_SHARE = 1 / 3
# An area drawn with its surroundings fills about this share of the frame.
FOCUS_SHARE = 0.45
EDGE_SHARE = 0.06


class Placed(Protocol):
    """Anything located at a point of the drawing."""

    @property
    def x(self) -> int: ...
    @property
    def y(self) -> int: ...


@dataclass(frozen=True)
class Shape:
    """One area in the drawing.

    relation: holder, sibling, own or part. path: SVG path data, empty if only a point is known,
    which is at x, y. side: the longer side of the drawn shape, 0 for a point (drawing units).
    """

    relation: str
    code: str
    name_fa: str
    name_en: str
    path: str
    x: int
    y: int
    side: int


@dataclass(frozen=True)
class Outline:
    """The drawing: size in units, shapes in drawing order and a scale bar.

    scale_m: length of the bar on the ground; scale_units: its length in the drawing.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    scale_m: int
    scale_units: int
    frame: Frame

    @property
    def has_polygon(self) -> bool:
        """Whether the area itself has a boundary."""
        return any(shape.relation == "own" and shape.path for shape in self.shapes)


def outline(
    code: str, parent_code: str, level: Level, edition_id: int | None = None
) -> Outline | None:
    """The area in its parent with its siblings and parts; None if no shape is known.

    parent_code: empty for the country. level: of the area. edition_id: draws the area as in that
    edition, in today's surroundings. Two queries.
    """
    names: dict[str, Any] = {
        "code": code,
        "level": level,
        "parent": parent_code,
        "edition_id": edition_id,
    }
    own, parent, parts = _boxes(names)
    frame = frame_for(own, parent, parts)
    if frame is None:
        return None
    names |= {"parts_level": level.child, "parts_edition_id": None, "margin": MARGIN}
    return _drawn(names, frame)


def picture(
    code: str,
    parent_code: str,
    level: Level,
    *,
    bounds: Bounds,
    parts: Level,
    edition: Edition | None,
) -> Outline:
    """The area and all areas of a level inside it, filling the frame, with their surroundings.

    level: of the area. bounds: the extent to show, degrees. parts: the level of the areas inside.
    edition: draws the parts as in that edition. One query.
    """
    corners = to_mercator(np.reshape(bounds, (2, 2)))
    west, south, east, north = corners.ravel().tolist()
    box = (west, south, east, north)
    frame = frame_around(box, 1 - EDGE_SHARE, width=PICTURE_WIDTH)
    names: dict[str, Any] = {
        "code": code,
        "level": level,
        "parent": parent_code,
        "edition_id": None,
        "parts_level": parts,
        "parts_edition_id": edition.pk if edition else None,
        "margin": PICTURE_MARGIN,
    }
    return _drawn(names, frame)


def named_parts(
    drawing: Outline, taken: Iterable[Placed], *, enlarged: int = 1
) -> tuple[Shape, ...]:
    """The parts whose name fits beside the symbols and dots already drawn."""
    room = FreeRoom(drawing.width, drawing.height, ((point.x, point.y) for point in taken))
    return tuple(
        shape
        for shape in drawing.shapes
        if shape.relation == "part"
        and room.take(
            shape.x, shape.y, max(len(shape.name_fa), len(shape.name_en)), enlarged=enlarged
        )
    )


def _drawn(names: dict[str, Any], frame: Frame) -> Outline:
    scale_m, scale_units = scale_bar(frame)
    return Outline(
        width=frame.width,
        height=frame.height,
        shapes=_shapes(names, frame),
        scale_m=scale_m,
        scale_units=scale_units,
        frame=frame,
    )


def frame_for(own: Box | None, parent: Box | None, parts: Box | None) -> Frame | None:
    """The frame: the whole parent, or the surroundings if the area is small in it."""
    if own is None or is_point(own):
        # Without a boundary, the parts give the area's extent.
        own = parts or own
        parent = None if parts else parent
    if own is None:
        return None
    if parent and not is_point(parent) and _side(own) >= SMALLEST_SHARE * _side(parent):
        return frame_around(_union(own, parent), 1 - 2 * EDGE_SHARE, width=WIDTH)
    return frame_around(own, FOCUS_SHARE if parent else 1 - 2 * EDGE_SHARE, width=WIDTH)


def _side(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _union(first: Box, second: Box) -> Box:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def _boxes(names: dict[str, Any]) -> tuple[Box | None, Box | None, Box | None]:
    (row,) = fetch(statement(SQL / "outline_boxes.sql"), names)
    boxes = [row[start : start + 4] for start in (0, 4, 8)]
    own, parent, parts = (None if box[0] is None else tuple(box) for box in boxes)
    return own, parent, parts


def _shapes(names: dict[str, Any], frame: Frame) -> tuple[Shape, ...]:
    arguments: dict[str, Any] = {
        **names,
        "zoom": frame.zoom,
        "west": frame.west,
        "south": frame.south,
        "east": frame.east,
        "north": frame.north,
        "k": frame.units_per_m,
    }
    rows = fetch(statement(SQL / "outline_shapes.sql"), arguments)
    return tuple(
        Shape(relation, code, name_fa, name_en, path or "", x, y, side)
        for relation, code, name_fa, name_en, path, x, y, side in rows
    )
