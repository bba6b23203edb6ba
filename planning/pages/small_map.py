"""This file draws small maps of target areas: an SVG among the neighbourhoods in force, no script.

Drawing units are tenths of a CSS pixel, y downwards. Boundaries come in degrees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.db import fetch, statement
from layers.drawing.outline import EARTH_RADIUS_M, Frame, scale_bar
from layers.geometry import polygons_of

SQL = Path(__file__).parent / "sql"
# What is drawn takes this share of the frame, so that its surroundings are seen.
FOCUS_SHARE = 0.62
MOST_NEIGHBOURS = 400
LEAST_SIDE_M = 200.0
LETTER_UNITS, LINE_UNITS, SCALE_EDGE = 62, 150, 120


@dataclass(frozen=True)
class Neighbour:
    """An area of the ground in the drawing. kin: holder or sibling, as in the style sheet.

    is_named: its name fits at x, y (drawing units).
    """

    kin: str
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
    """A comment's place in the drawing, with the number that it has beside the map."""

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


def frame_around(
    boundaries: Iterable[BaseGeometry], *, width: int, height: int, share: float = FOCUS_SHARE
) -> Frame:
    """The frame in which these boundaries (degrees) take about `share` of the room."""
    boxes = np.array([to_mercator(each).bounds for each in boundaries if not each.is_empty])
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    wide, tall = max(east - west, LEAST_SIDE_M), max(north - south, LEAST_SIDE_M)
    units_per_m = share * min(width / wide, height / tall)
    return Frame(
        west=(west + east) / 2 - width / units_per_m / 2,
        north=(south + north) / 2 + height / units_per_m / 2,
        units_per_m=units_per_m,
        width=width,
        height=height,
    )


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
    taken: list[tuple[int, int, int, int]] = []
    return tuple(neighbour(frame, row, taken) for row in rows)


def neighbour(frame: Frame, row: tuple, taken: list[tuple[int, int, int, int]]) -> Neighbour:
    level, code, name_fa, name_en, path, x, y = row
    half = max(len(name_fa), len(name_en)) * LETTER_UNITS // 2
    box = (x - half, y - LINE_UNITS, x + half, y + LINE_UNITS // 3)
    fits = box[0] >= 0 and box[2] <= frame.width and box[1] >= 0 and box[3] <= frame.height
    is_free = not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for other in taken
    )
    is_named = level == "neighbourhood" and fits and is_free
    if is_named:
        taken.append(box)
    kin = "sibling" if level == "neighbourhood" else "holder"
    return Neighbour(kin, code, name_fa, name_en, path, x, y, is_named)


def path(geometry: BaseGeometry, frame: Frame) -> str:
    """A geometry in degrees as SVG path data of the frame; empty where it has no polygon."""
    moved = shapely.transform(to_mercator(geometry), lambda xy: in_frame(xy, frame))
    rings = [
        ring
        for polygon in polygons_of(shapely.simplify(moved, 5))
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return "".join(ring_path(np.rint(shapely.get_coordinates(ring)).astype(int)) for ring in rings)


def ring_path(xy: np.ndarray) -> str:
    points = " ".join(f"{x} {y}" for x, y in xy[:-1])
    return f"M{points}z"


def in_frame(xy: np.ndarray, frame: Frame) -> np.ndarray:
    """Web Mercator metres as drawing units."""
    moved = (xy - (frame.west, frame.north)) * frame.units_per_m
    return moved * (1, -1)


def to_mercator(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, mercator)


def mercator(lon_lat: np.ndarray) -> np.ndarray:
    """(longitude, latitude) in degrees as Web Mercator metres."""
    longitude, latitude = np.radians(lon_lat).T
    return EARTH_RADIUS_M * np.column_stack((longitude, np.arcsinh(np.tan(latitude))))


def mark(frame: Frame, number: int, longitude: float, latitude: float) -> Mark:
    xy = in_frame(mercator(np.array([[longitude, latitude]])), frame)[0]
    return Mark(number, round(float(xy[0])), round(float(xy[1])))
