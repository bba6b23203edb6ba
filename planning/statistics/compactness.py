"""This file says how compact a shape is, in two figures and in words; pure numpy and shapely."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

# The least mean of both figures for each wording, from the best down. A circle has 1 and 1, a
# square 0.79 and 0.64, a strip of 1 by 4 has 0.50 and 0.30.
WORDS = (
    (0.65, "فشرده", "compact"),
    (0.45, "نسبتاً فشرده", "fairly compact"),
    (0.25, "کشیده یا ناهموار", "elongated or ragged"),
    (0.0, "بسیار کشیده یا پراکنده", "very elongated or scattered"),
)


@dataclass(frozen=True)
class Compactness:
    """polsby_popper: 4π area ÷ perimeter². reock: area ÷ that of the smallest circle around it.

    Both from 0 to 1, which only a circle reaches.
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
            "polsby_popper": round(self.polsby_popper, 3),
            "reock": round(self.reock, 3),
            "words_fa": words_fa,
            "words_en": words_en,
        }


def compactness(boundary: MultiPolygon, *, area_m2: float, perimeter_m: float) -> Compactness:
    """How compact a boundary (EPSG:4326, degrees) of this geodesic area and perimeter is."""
    flat = equal_area(boundary)
    circle = math.pi * shapely.minimum_bounding_radius(flat) ** 2
    return Compactness(
        polsby_popper=min(1.0, 4 * math.pi * area_m2 / perimeter_m**2),
        reock=min(1.0, flat.area / circle),
    )


def equal_area(boundary: MultiPolygon) -> MultiPolygon:
    """The boundary in Lambert's azimuthal equal-area projection around its middle.

    On the unit sphere, which is near enough for a ratio of two areas.
    """
    west, south, east, north = boundary.bounds
    middle = np.radians([(west + east) / 2, (south + north) / 2])

    def project(lon_lat: np.ndarray) -> np.ndarray:
        longitude, latitude = np.radians(lon_lat).T
        turned = longitude - middle[0]
        sin, cos = np.sin(middle[1]), np.cos(middle[1])
        scale = np.sqrt(2 / (1 + sin * np.sin(latitude) + cos * np.cos(latitude) * np.cos(turned)))
        return np.column_stack(
            [
                scale * np.cos(latitude) * np.sin(turned),
                scale * (cos * np.sin(latitude) - sin * np.cos(latitude) * np.cos(turned)),
            ]
        )

    return shapely.transform(boundary, project)
