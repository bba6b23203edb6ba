"""This file draws maps without a script, of an area's page and of a view: SVG of stored shapes.

Coordinates of stored shapes are EPSG:3857 metres, which is conformal: an area keeps its form at
every latitude of Iran. Drawing units are tenths of a CSS pixel, y downwards.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.db import fetch, statement
from layers.models import Edition, Level
from layers.queries import Bounds
from layers.tiles.cut import FULL_ZOOM

SQL = Path(__file__).parent / "sql"
WIDTH = 3600
# A picture of the whole map is this wide; names in it are as large.
PICTURE_WIDTH = 8000
# What is drawn around the frame: no more than hides the cut, or land for a window of other form.
MARGIN, PICTURE_MARGIN = 20, 6000
# Heights as shares of the width.
LEAST_HEIGHT, MOST_HEIGHT = 0.6, 1.0
# The parent is drawn whole unless the area would take less of its width than this.
SMALLEST_SHARE = 1 / 3
# An area drawn with its surroundings takes about this much of the frame.
FOCUS_SHARE = 0.45
EDGE_SHARE = 0.06
# A lone point is shown with this much around it, metres on the map.
POINT_REACH_M = 5_000.0
EARTH_RADIUS_M = 6_378_137.0
SCALE_LENGTHS_M = tuple(step * 10**power for power in range(2, 6) for step in (1, 2, 5))
MOST_SCALE_SHARE = 0.3
# Metres a pixel at zoom 0, with tiles drawn at 512 pixels.
ZOOM_0_PIXEL_M = 2 * math.pi * EARTH_RADIUS_M / 512

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shape:
    """One area in the drawing. kin: holder, sibling, own or part. path: SVG path data, empty
    where only a point is known, which lies at x, y. side: the longer one of what is drawn, 0 for
    a point (drawing units).
    """

    kin: str
    code: str
    name_fa: str
    name_en: str
    path: str
    x: int
    y: int
    side: int


@dataclass(frozen=True)
class Frame:
    """What part of the map is drawn: west and north edge (metres), units a metre, size in units."""

    west: float
    north: float
    units_per_m: float
    width: int
    height: int

    @property
    def east(self) -> float:
        return self.west + self.width / self.units_per_m

    @property
    def south(self) -> float:
        return self.north - self.height / self.units_per_m

    @property
    def zoom(self) -> int:
        """The zoom whose shapes are as fine as a pixel here."""
        pixel_m = 10 / self.units_per_m
        return max(0, min(FULL_ZOOM, math.ceil(math.log2(ZOOM_0_PIXEL_M / pixel_m))))


@dataclass(frozen=True)
class Outline:
    """The drawing: size in units, shapes in drawing order, a scale bar.

    scale_m: length of the bar on the ground; scale_units: in the drawing.
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
        return any(shape.kin == "own" and shape.path for shape in self.shapes)


def outline(
    code: str, parent_code: str, level: Level, edition_id: int | None = None
) -> Outline | None:
    """The area in its parent with its siblings and its parts; None when no shape is known.

    parent_code: empty for the country. level: of the area. edition_id: the area as that edition
    drew it, in today's surroundings. Two queries.
    """
    names: dict[str, Any] = {"code": code, "parent": parent_code, "edition_id": edition_id}
    own, parent, parts = _boxes(names)
    frame = frame_for(own, parent, parts)
    if frame is None:
        return None
    names |= {"parts_level": level.child, "parts_edition_id": None, "margin": MARGIN}
    return _drawn(names, frame)


def picture(
    code: str, parent_code: str, bounds: Bounds, *, parts: Level, edition: Edition | None
) -> Outline:
    """The area with all areas of a level inside it, filling the frame; its surroundings beside.

    bounds: what to show, degrees. edition: the parts as that edition drew them. One query.
    """
    west, south, east, north = bounds
    box = (*_mercator(west, south), *_mercator(east, north))
    frame = _fitted(box, 1 - EDGE_SHARE, width=PICTURE_WIDTH)
    names: dict[str, Any] = {
        "code": code,
        "parent": parent_code,
        "edition_id": None,
        "parts_level": parts,
        "parts_edition_id": edition.pk if edition else None,
        "margin": PICTURE_MARGIN,
    }
    return _drawn(names, frame)


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
    """The frame: the whole parent, or the surroundings of an area that is small in it."""
    if own is None or _is_point(own):
        # Without a boundary the parts say how far the area reaches.
        own = parts or own
        parent = None if parts else parent
    if own is None:
        return None
    if parent and not _is_point(parent) and _side(own) >= SMALLEST_SHARE * _side(parent):
        return _fitted(_union(own, parent), 1 - 2 * EDGE_SHARE)
    return _fitted(own, FOCUS_SHARE if parent else 1 - 2 * EDGE_SHARE)


def scale_bar(frame: Frame) -> tuple[int, int]:
    """A round length on the ground at the middle of the frame (metres), and in drawing units."""
    middle = (frame.north + frame.south) / 2
    latitude = math.atan(math.sinh(middle / EARTH_RADIUS_M))
    units_per_ground_m = frame.units_per_m / math.cos(latitude)
    fitting = [
        length
        for length in SCALE_LENGTHS_M
        if length * units_per_ground_m <= MOST_SCALE_SHARE * frame.width
    ]
    length = fitting[-1] if fitting else SCALE_LENGTHS_M[0]
    return length, round(length * units_per_ground_m)


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """A position in degrees as EPSG:3857 metres."""
    return (
        EARTH_RADIUS_M * math.radians(longitude),
        EARTH_RADIUS_M * math.asinh(math.tan(math.radians(latitude))),
    )


def _fitted(box: Box, share: float, *, width: int = WIDTH) -> Frame:
    """A frame around the middle of a box in which the box takes about `share` of the room."""
    west, south, east, north = box
    wide = max(east - west, 2 * POINT_REACH_M if _is_point(box) else 1.0)
    tall = max(north - south, 2 * POINT_REACH_M if _is_point(box) else 1.0)
    height = round(width * min(MOST_HEIGHT, max(LEAST_HEIGHT, tall / wide)))
    units_per_m = share * min(width / wide, height / tall)
    return Frame(
        west=(west + east) / 2 - width / units_per_m / 2,
        north=(south + north) / 2 + height / units_per_m / 2,
        units_per_m=units_per_m,
        width=width,
        height=height,
    )


def _is_point(box: Box) -> bool:
    return box[0] == box[2] and box[1] == box[3]


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
        Shape(kin, code, name_fa, name_en, path or "", x, y, side)
        for kin, code, name_fa, name_en, path, x, y, side in rows
    )
