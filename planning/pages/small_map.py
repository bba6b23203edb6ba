"""This file draws small maps of target areas as SVG, with the neighbourhoods in force.

Drawing units are tenths of a CSS pixel, y downwards. Boundaries come in degrees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.db import fetch, statement
from layers.drawing.frame import Box, Frame, frame_around
from layers.drawing.labels import FreeRoom
from layers.drawing.scale import scale_bar
from layers.geometry import to_mercator

SQL = Path(__file__).parent / "sql"
# What is drawn takes this share of the frame, so that its surroundings are seen.
FOCUS_SHARE = 0.62
MOST_NEIGHBOURS = 400
LEAST_SIDE_M = 200.0
SCALE_EDGE = 120


@dataclass(frozen=True)
class Neighbour:
    """An area of the ground in the drawing. relation: holder or sibling, as in the style sheet.

    is_named: its name fits at x, y (drawing units).
    """

    relation: str
    code: str
    name_fa: str
    name_en: str
    path: str
    x: int
    y: int
    is_named: bool


@dataclass(frozen=True)
class Drawn:
    """One target area in the drawing. kind: own, before, added, removed, or a state."""

    kind: str
    path: str
    name_fa: str = ""
    name_en: str = ""
    address: str = ""


@dataclass(frozen=True)
class Mark:
    """The position of a comment in the drawing, with its number beside the map."""

    number: int
    x: int
    y: int


@dataclass(frozen=True)
class Sketch:
    """planning/_sketch.html: size in units, what to draw in drawing order, a scale bar.

    scale_y: where the bar stands; scale_m: its length on the ground.
    """

    width: int
    height: int
    neighbours: tuple[Neighbour, ...]
    drawn: tuple[Drawn, ...]
    marks: tuple[Mark, ...]
    scale_m: int
    scale_units: int
    scale_y: int

    @property
    def scale_km(self) -> float:
        return self.scale_m / 1000


def frame_of(
    boundaries: Iterable[BaseGeometry], *, width: int, height: int, share: float = FOCUS_SHARE
) -> Frame:
    """The frame in which these boundaries (degrees) take about `share` of the room."""
    boxes = np.array([each.bounds for each in boundaries if not each.is_empty])
    west, south = to_mercator(boxes[:, :2]).min(axis=0).tolist()
    east, north = to_mercator(boxes[:, 2:]).max(axis=0).tolist()
    box = widened((west, south, east, north), LEAST_SIDE_M)
    return frame_around(box, share, width=width, height=height)


def widened(box: Box, least_side_m: float) -> Box:
    """A box with sides of at least this length, around the same middle."""
    (x, y), (wide, tall) = (
        ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2),
        (max(box[2] - box[0], least_side_m), max(box[3] - box[1], least_side_m)),
    )
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def sketch(
    frame: Frame,
    drawn: Sequence[Drawn],
    *,
    points: Sequence[tuple[int, float, float]] = (),
    neighbours: tuple[Neighbour, ...] | None = None,
) -> Sketch:
    """The drawing of a frame. points: (number, longitude, latitude) of comments.

    neighbours: as surroundings() gave them, to draw the same ground twice with one query.
    """
    scale_m, scale_units = scale_bar(frame)
    return Sketch(
        width=frame.width,
        height=frame.height,
        neighbours=surroundings(frame) if neighbours is None else neighbours,
        drawn=tuple(each for each in drawn if each.path),
        marks=tuple(mark(frame, *point) for point in points),
        scale_m=scale_m,
        scale_units=scale_units,
        scale_y=frame.height - SCALE_EDGE,
    )


def surroundings(frame: Frame) -> tuple[Neighbour, ...]:
    """The ground in a frame: provinces, then neighbourhoods in force. One query."""
    arguments = {
        "west": frame.west,
        "south": frame.south,
        "east": frame.east,
        "north": frame.north,
        "k": frame.units_per_m,
        "most": MOST_NEIGHBOURS,
    }
    rows = fetch(statement(SQL / "sketch.sql"), arguments)
    room = FreeRoom(frame.width, frame.height)
    return tuple(neighbour(room, *row) for row in rows)


def neighbour(
    room: FreeRoom, level: str, code: str, name_fa: str, name_en: str, path: str, x: int, y: int
) -> Neighbour:
    is_neighbourhood = level == "neighbourhood"
    is_named = is_neighbourhood and room.take(x, y, max(len(name_fa), len(name_en)))
    relation = "sibling" if is_neighbourhood else "holder"
    return Neighbour(relation, code, name_fa, name_en, path, x, y, is_named)


def mark(frame: Frame, number: int, longitude: float, latitude: float) -> Mark:
    xy = frame.units(to_mercator(np.array([[longitude, latitude]])))[0]
    return Mark(number, round(float(xy[0])), round(float(xy[1])))
