"""This file counts the invented people: in blocks, and in nested areas."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample.town.blocks import Mesh
from sample.town.figures import Counts
from sample.town.neighbourhoods import OUTSIDE, Towns
from sample.town.people import spread_counts
from sample.town.projection import hilbert_order
from sample.town.recipe import Recipe
from sample.town.series import Leaves, follow_back, invented_leaves, regional_deprivation

# The rest of a county is less deprived than the parts of its city that have blocks.
REST_IS_BETTER_BY = 0.9


@dataclass(frozen=True)
class Blocks:
    """Blocks in Hilbert order: codes, polygons in degrees, counts in the order of COLUMNS.

    neighbourhood: the code, '' for blocks around target neighbourhoods.
    """

    codes: list[str]
    county: list[str]
    neighbourhood: list[str]
    polygons: np.ndarray
    counts: np.ndarray

    def middles(self) -> np.ndarray:
        """A point near the middle of each block, degrees with 7 decimals, shape (n, 2)."""
        return np.round(shapely.get_coordinates(shapely.centroid(self.polygons)), 7)


@dataclass(frozen=True)
class City:
    """The input of the census: blocks' counties, neighbourhoods and their codes, and people.

    The county is a number per block; the people are those of each block (COLUMNS).
    """

    county: np.ndarray
    towns: Towns
    codes: list[str]
    counts: np.ndarray


def surveyed_neighbourhoods(recipe: Recipe, towns: Towns) -> np.ndarray:
    """Which neighbourhoods the survey reached, shape (neighbourhoods,).

    The others have neither blocks nor figures: «بدون داده».
    """
    random = recipe.random("survey")
    reached = np.array([recipe.counties[number].surveyed for number in towns.county])
    candidates = np.flatnonzero(reached)
    reached[random.choice(candidates, recipe.unsurveyed_neighbourhoods, replace=False)] = False
    return reached


def asked_blocks(recipe: Recipe, city: City, surveyed: np.ndarray) -> np.ndarray:
    """Which blocks the survey reached, shape (blocks,)."""
    label = city.towns.neighbourhood
    in_county = np.array([county.surveyed for county in recipe.counties])[city.county]
    return in_county & ((label == OUTSIDE) | surveyed[label])


def make_blocks(recipe: Recipe, mesh: Mesh, city: City, asked: np.ndarray) -> Blocks:
    """The blocks reached; a code is the neighbourhood's (000 outside) and a number."""
    numbers = np.flatnonzero(asked)
    numbers = numbers[hilbert_order(mesh.sites[numbers])]
    county = [recipe.counties[number].code for number in city.county[numbers]]
    label = city.towns.neighbourhood[numbers]
    neighbourhood = ["" if number == OUTSIDE else city.codes[number] for number in label]
    seen: dict[str, int] = {}
    codes = []
    for county_code, home in zip(county, neighbourhood, strict=True):
        prefix = home or f"{county_code}-000"
        seen[prefix] = seen.get(prefix, 0) + 1
        codes.append(f"{prefix}-{seen[prefix]:05}")
    return Blocks(codes, county, neighbourhood, mesh.polygons[numbers], city.counts[numbers])


def count_areas(
    recipe: Recipe, city: City, surveyed: np.ndarray, places: dict[str, tuple[float, float]]
) -> Counts:
    """Counts of every neighbourhood, county, province and the country, through the years.

    An area that contains others is the sum of its parts. places: a point (longitude, latitude) of
    each province; provinces with near points are alike.
    """
    leaves, parents = make_leaves(recipe, city, surveyed, places)
    values = follow_back(recipe, leaves)
    in_neighbourhoods = [code for code, is_in in zip(city.codes, surveyed, strict=True) if is_in]
    counties = [county.code for county in recipe.counties if county.surveyed]
    codes = [*in_neighbourhoods, *counties, *sorted(places), "IR"]
    sums = np.array([[code in line for line in parents] for code in codes], dtype=np.int64)
    sparse = np.array([len(code) > 2 for code in codes])
    return Counts(codes, np.einsum("al,ylc->yac", sums, values), sparse)


def make_leaves(
    recipe: Recipe, city: City, surveyed: np.ndarray, places: dict[str, tuple[float, float]]
) -> tuple[Leaves, list[tuple[str, ...]]]:
    """Areas that do not overlap, with the codes of all areas that contain each, itself included.

    They are the neighbourhoods reached, then the rest of each county, then provinces outside the
    recipe's counties.
    """
    random = recipe.random("leaves")
    inside = neighbourhood_leaves(city, surveyed)
    rest = county_rests(random, recipe, city, surveyed, inside.counts)
    others = sorted(set(places) - {county.province_code for county in recipe.counties})
    far_places = np.array([places[code] for code in others]).reshape(-1, 2)
    far = invented_leaves(
        random,
        np.array([recipe.provinces[code] for code in others], dtype=np.int64),
        regional_deprivation(random, far_places),
    )
    homes = [code for code, is_in in zip(city.codes, surveyed, strict=True) if is_in]
    parents: list[tuple[str, ...]] = [(home, home[:4], home[:2], "IR") for home in homes]
    parents += [(county.code, county.province_code, "IR") for county in recipe.counties]
    parents += [(code, "IR") for code in others]
    parts = (inside, rest, far)
    return Leaves(
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.deprivation for part in parts]),
    ), parents


def neighbourhood_leaves(city: City, surveyed: np.ndarray) -> Leaves:
    """The neighbourhoods reached, as sums of their blocks."""
    counts = summed(city.counts, city.towns.neighbourhood, len(surveyed))
    persons = city.counts[:, 0]
    weighted = summed(
        (persons * city.towns.deprivation)[:, None], city.towns.neighbourhood, len(surveyed)
    )
    deprivation = weighted[:, 0] / np.maximum(counts[:, 0], 1)
    return Leaves(counts[surveyed].astype(np.int64), deprivation[surveyed])


def county_rests(
    random: np.random.Generator,
    recipe: Recipe,
    city: City,
    surveyed: np.ndarray,
    in_neighbourhoods: np.ndarray,
) -> Leaves:
    """The rest of each county: the blocks around its neighbourhoods, and everything else."""
    size = len(recipe.counties)
    free = city.towns.neighbourhood == OUTSIDE
    around = summed(city.counts[free], city.county[free], size).astype(np.int64)
    inside = summed(in_neighbourhoods, city.towns.county[surveyed], size)
    whole = np.array([county.persons for county in recipe.counties])
    persons = np.maximum(whole - around[:, 0] - inside[:, 0], 1).astype(np.int64)
    blocks = np.maximum(np.bincount(city.county, minlength=size), 1)
    mean = np.bincount(city.county, weights=city.towns.deprivation, minlength=size) / blocks
    elsewhere = spread_counts(random, persons, mean - REST_IS_BETTER_BY)
    return Leaves(around + elsewhere, mean)


def summed(values: np.ndarray, label: np.ndarray, size: int) -> np.ndarray:
    """Sums of the rows of each label from 0 to size − 1; rows with a label below 0 are left out."""
    totals = np.zeros((size, values.shape[1]), dtype=values.dtype)
    np.add.at(totals, label[label >= 0], values[label >= 0])
    return totals
