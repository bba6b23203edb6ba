"""This file defines the recipe of the sample data, as written in fixtures/demo/."""

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class County:
    """A county whose city is to be invented around a centre (longitude, latitude).

    The centre is the county's real seat, unless the coarse border puts that in the next province.
    """

    code: str
    centre: tuple[float, float]
    neighbourhoods: int
    persons: int
    surveyed: bool

    @property
    def province_code(self) -> str:
        return self.code[:2]


@dataclass(frozen=True)
class EarlierEdition:
    """The previous edition's differences: numbers of areas renamed, split, merged and new."""

    province: str
    renamed: int
    split: int
    merged: int
    new: int


@dataclass(frozen=True)
class Series:
    """An indicator for the generator: its columns, and how it is measured.

    register: from a register, not from the survey of blocks. sample: the share of the denominator
    surveyed in estimated_years, from which the range follows.
    """

    code: str
    numerator: str
    denominator: str = ""
    per: int = 1
    register: bool = False
    sample: float = 1.0
    estimated_years: tuple[int, ...] = ()
    first_year: int = 0


@dataclass(frozen=True)
class Recipe:
    """All inputs of the sample data; the same recipe always gives the same rows."""

    seed: int
    years: tuple[int, ...]
    block_spacing_m: float
    neighbourhood_spacing_m: float
    schools: int
    houses: int
    earlier_edition: EarlierEdition
    counties: tuple[County, ...]
    unsurveyed_neighbourhoods: int
    provinces: dict[str, int]
    series: tuple[Series, ...]

    def random(self, purpose: str) -> np.random.Generator:
        """A separate random stream per purpose, so that one change leaves the others alone."""
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode())])


def read_recipe(
    content: dict[str, Any],
    *,
    series: list[dict[str, Any]],
    seats: dict[str, tuple[float, float]],
    seed: int | None = None,
) -> Recipe:
    """The recipe from the content of recipe.json and indicators.json; `seed` replaces its own."""
    counties = tuple(
        County(
            code=code,
            centre=tuple(county.get("centre", seats[code])),
            neighbourhoods=county["neighbourhoods"],
            persons=county["persons"],
            surveyed=county.get("surveyed", True),
        )
        for code, county in content["counties"].items()
    )
    return Recipe(
        seed=content["seed"] if seed is None else seed,
        years=tuple(content["years"]),
        block_spacing_m=content["block_spacing_m"],
        neighbourhood_spacing_m=content["neighbourhood_spacing_m"],
        schools=content["schools"],
        houses=content["houses"],
        earlier_edition=EarlierEdition(**content["earlier_edition"]),
        counties=counties,
        unsurveyed_neighbourhoods=content["unsurveyed_neighbourhoods"],
        provinces=content["provinces"],
        series=tuple(read_series(row) for row in series),
    )


def read_series(row: dict[str, Any]) -> Series:
    known = {name: row[name] for name in Series.__dataclass_fields__ if name in row}
    known["estimated_years"] = tuple(row.get("estimated_years", ()))
    return Series(**known)
