"""This file gives invented neighbourhoods their codes, names and boundaries."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from layers.geometry import anchor_point, to_multipolygon
from persian.digits import to_persian
from sample.town.blocks import Mesh
from sample.town.neighbourhoods import OUTSIDE, Towns
from sample.town.recipe import Recipe

# Parts whose middle lies within this share of their city's reach are old fabric, not its margin.
OLD_FABRIC = 0.45


@dataclass(frozen=True)
class AreaRow:
    """An invented area: geometry in degrees, 7 decimals; names in both languages."""

    code: str
    name_fa: str
    name_en: str
    boundary: shapely.MultiPolygon
    anchor: shapely.Point
    settlement_type: str = ""

    @property
    def parent_code(self) -> str:
        """The county of a neighbourhood, the province of a county."""
        return self.code[:4] if len(self.code) > 4 else self.code[:2]

    @property
    def county_code(self) -> str:
        return self.code[:4]

    @property
    def province_code(self) -> str:
        return self.code[:2]


def neighbourhood_codes(recipe: Recipe, towns: Towns) -> list[str]:
    """The code of each neighbourhood: its county's code and a number from 001 on in the county."""
    counties = [recipe.counties[number].code for number in towns.county]
    seen: dict[str, int] = {}
    codes = []
    for county in counties:
        seen[county] = seen.get(county, 0) + 1
        codes.append(f"{county}-{seen[county]:03}")
    return codes


def sample_names(number: int) -> tuple[str, str]:
    """An obviously invented name; numbers are unique inside a county."""
    return f"محلهٔ نمونهٔ {to_persian(str(number))}", f"Sample neighbourhood {number}"


def make_areas(recipe: Recipe, mesh: Mesh, towns: Towns) -> list[AreaRow]:
    """All neighbourhoods of the edition in force, by their number in `towns`."""
    boundaries = unite(mesh.polygons, towns.neighbourhood, len(towns.county))
    kinds = settlement_types(mesh, towns)
    rows = []
    for code, boundary, kind in zip(
        neighbourhood_codes(recipe, towns), boundaries, kinds, strict=True
    ):
        name_fa, name_en = sample_names(int(code[5:]))
        rows.append(AreaRow(code, name_fa, name_en, boundary, anchor_point(boundary), kind))
    return rows


def unite(polygons: np.ndarray, label: np.ndarray, count: int) -> list[shapely.MultiPolygon]:
    """The union of the polygons of each label from 0 to count − 1."""
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(count + 1))
    boundaries = []
    for start, end in pairwise(ends):
        boundary = to_multipolygon(shapely.coverage_union_all(polygons[order[start:end]]))
        if boundary is None:
            raise ValueError("a neighbourhood has no block")
        boundaries.append(boundary)
    return boundaries


def settlement_types(mesh: Mesh, towns: Towns) -> list[str]:
    """worn_out near the middle of the city, marginal towards its edge."""
    inside = towns.neighbourhood != OUTSIDE
    home = towns.neighbourhood[inside]
    sums = [np.bincount(home, weights=axis) for axis in mesh.sites[inside].T]
    middle = np.column_stack(sums) / np.bincount(home)[:, None]
    kinds = []
    for place, county in zip(middle, towns.county, strict=True):
        city = mesh.sites[mesh.county == county]
        distance = np.hypot(*(city - city.mean(axis=0)).T)
        here = np.hypot(*(place - city.mean(axis=0)))
        kinds.append("worn_out" if here < OLD_FABRIC * distance.max() else "marginal")
    return kinds
