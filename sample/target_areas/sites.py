"""This file finds sites for invented target areas: free blocks beside a neighbourhood."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from layers.geometry import polygons_of, sound_multipolygon
from layers.geos import to_shapely
from layers.models import Area, Block, Level
from layers.queries import current_areas

# Directions from a neighbourhood, counterclockwise from the east, each an eighth of a turn.
DIRECTIONS = (
    ("شرق", "East"),
    ("شمال شرق", "North-east"),
    ("شمال", "North"),
    ("شمال غرب", "North-west"),
    ("غرب", "West"),
    ("جنوب غرب", "South-west"),
    ("جنوب", "South"),
    ("جنوب شرق", "South-east"),
)


@dataclass(frozen=True)
class Site:
    """Free ground beside a neighbourhood. blocks: its blocks, nearest first, degrees."""

    beside: Area
    blocks: tuple[shapely.Polygon, ...]

    def boundary(self, first: int = 0, last: int | None = None) -> MultiPolygon:
        """The largest part of some of the blocks; holes that belong to another area stay."""
        union = shapely.union_all(self.blocks[first:last])
        largest = max(polygons_of(union), key=lambda part: part.area)
        boundary = sound_multipolygon(largest)
        assert boundary is not None
        return boundary

    @property
    def names(self) -> tuple[str, str]:
        """«جنوب محلهٔ نمونهٔ ۳», "South of Sample neighbourhood 3"."""
        middle = self.boundary().centroid
        here = self.beside.anchor
        angle = math.atan2(middle.y - here.y, middle.x - here.x)
        fa, en = DIRECTIONS[round(angle / (math.pi / 4)) % 8]
        return f"{fa} {self.beside.name_fa}", f"{en} of {self.beside.name_en}"


class FreeGround:
    """Assigns sites of a county; a block is assigned once only."""

    def __init__(self, county: str) -> None:
        rows = Block.objects.filter(county_code=county, neighbourhood_code="").order_by("code")
        self.blocks = shapely.from_wkb([bytes(row.boundary.wkb) for row in rows])
        self.free = np.ones(len(self.blocks), dtype=bool)
        areas = current_areas(Level.NEIGHBOURHOOD).filter(county_code=county)
        self.neighbourhoods = list(areas.order_by("code"))

    def site(self, number: int, size: int) -> Site | None:
        """`size` adjacent free blocks beside the neighbourhood of this number; None if too few."""
        if not self.neighbourhoods or self.free.sum() < size:
            return None
        beside = self.neighbourhoods[number % len(self.neighbourhoods)]
        shape = shape_of(beside)
        middles = shapely.centroid(self.blocks)
        away = np.where(self.free, shapely.distance(middles, shape), np.inf)
        start = middles[int(np.argmin(away))]
        near = np.where(self.free, shapely.distance(middles, start), np.inf)
        chosen = np.argsort(near, kind="stable")[:size]
        self.free[chosen] = False
        return Site(beside, tuple(self.blocks[chosen]))


def shape_of(area: Area) -> MultiPolygon:
    """The boundary of a sample area, which always has one, in degrees."""
    assert area.boundary is not None
    return to_shapely(area.boundary)
