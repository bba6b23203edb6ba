"""This file says how compact a shape is, in two figures and in words; no database."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from pyproj import Proj
from shapely.geometry import MultiPolygon

# The least mean of both figures for each wording, from the best down. A circle has 1 and 1, a
# square 0.79 and 0.64, a strip of 1 by 4 has 0.50 and 0.30.
WORDS = (
    (0.65, "فشرده", "compact"),
    (0.45, "نسبتاً فشرده", "fairly compact"),
    (0.25, "کشیده یا ناهموار", "elongated or ragged"),
    (0.0, "بسیار کشیده یا پراکنده", "very elongated or scattered"),
)


EARTH_RADIUS_M = 6_371_007


@dataclass(frozen=True)
class Compactness:
    """polsby_popper: 4π area ÷ perimeter². reock: area ÷ that of the smallest circle around it.

    Both from 0 to 1, which only a circle reaches, to three decimals.
    """

    polsby_popper: float
    reock: float

    @property
    def words(self) -> tuple[str, str]:
        """The wording in Persian and in English."""
        mean = (self.polsby_popper + self.reock) / 2
        return next((fa, en) for least, fa, en in WORDS if mean >= least)

    def as_json(self) -> dict[str, object]:
        words_fa, words_en = self.words
        return {
            "polsby_popper": self.polsby_popper,
            "reock": self.reock,
            "words_fa": words_fa,
            "words_en": words_en,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The figures that as_json() wrote."""
        return cls(stored["polsby_popper"], stored["reock"])


def compactness(boundary: MultiPolygon, *, area_m2: float, perimeter_m: float) -> Compactness:
    """How compact a boundary (EPSG:4326, degrees) of this geodesic area and perimeter is."""
    flat = equal_area(boundary)
    circle = math.pi * shapely.minimum_bounding_radius(flat) ** 2
    return Compactness(
        polsby_popper=round(min(1.0, 4 * math.pi * area_m2 / perimeter_m**2), 3),
        reock=round(float(min(1.0, flat.area / circle)), 3),
    )


def equal_area(boundary: MultiPolygon) -> MultiPolygon:
    """The boundary in Lambert's azimuthal equal-area projection around its middle, metres.

    On a sphere, which is near enough for the ratio of two areas.
    """
    west, south, east, north = boundary.bounds
    plane = Proj(proj="laea", lon_0=(west + east) / 2, lat_0=(south + north) / 2, R=EARTH_RADIUS_M)
    return shapely.transform(boundary, lambda xy: np.column_stack(plane(*xy.T)))
