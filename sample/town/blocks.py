"""This file divides the ground around county seats into blocks that share their borders."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample.town.projection import to_degrees, to_metres
from sample.town.random_surface import RandomField
from sample.town.recipe import County, Recipe

# The largest displacement of a block's site in the square grid, as a share of the spacing.
JITTER = 0.34
# Borders shorter than this are collapsed to one corner.
SHORTEST_BORDER_M = 4.0
# A city's neighbourhoods per target neighbourhood, and a number added to them.
CITY_PER_TARGET = 1.5
CITY_LEAST = 4
# The raggedness of a city's edge, as a share of its radius.
RAGGED = 0.12


@dataclass(frozen=True)
class Mesh:
    """Blocks: site (metres) and county number of each, polygons in degrees, bordering pairs.

    borders: pairs of block numbers, shape (m, 2). No two polygons overlap.
    """

    sites: np.ndarray
    county: np.ndarray
    polygons: np.ndarray
    borders: np.ndarray


def make_mesh(recipe: Recipe, provinces: dict[str, shapely.Geometry]) -> Mesh:
    """The blocks of all cities; only blocks wholly inside their county's province.

    provinces: polygons in degrees by code. Where cities meet, each keeps its side.
    """
    random = recipe.random("mesh")
    centres = to_metres(np.array([county.centre for county in recipe.counties]))
    radii = np.array([city_radius_m(county, recipe) for county in recipe.counties])
    sites = scatter(centres, radii, recipe.block_spacing_m, random)
    distance = np.linalg.norm(sites[:, None] - centres, axis=2) / radii
    ragged = RandomField(random, length_m=900)
    inside = distance.min(axis=1) + RAGGED * ragged(sites) < 1
    county = distance.argmin(axis=1)
    corners, owners, lon_lat = merged_cells(sites)
    ring = inside[owners]
    polygons = to_polygons(lon_lat[corners[ring]], owners[ring])
    county, sites = county[inside], sites[inside]
    kept = np.zeros(len(sites), dtype=bool)
    for code in {one.province_code for one in recipe.counties}:
        here = np.array([one.province_code == code for one in recipe.counties])[county]
        kept |= here & covered(polygons, provinces[code])
    number = np.full(len(inside), -1)
    number[np.flatnonzero(inside)[kept]] = np.arange(kept.sum())
    pairs = number[shared_borders(corners, owners)]
    return Mesh(sites[kept], county[kept], polygons[kept], pairs[(pairs >= 0).all(axis=1)])


def city_radius_m(county: County, recipe: Recipe) -> float:
    parts = county.neighbourhoods * CITY_PER_TARGET + CITY_LEAST
    return float(recipe.neighbourhood_spacing_m * np.sqrt(parts / np.pi))


def scatter(
    centres: np.ndarray, radii: np.ndarray, spacing_m: float, random: np.random.Generator
) -> np.ndarray:
    """Points of a jittered square grid in and slightly around the circles, metres."""
    reach = radii.max() * 1.5
    low, high = centres.min(axis=0) - reach, centres.max(axis=0) + reach
    grid = square_grid(low, high, spacing_m)
    near = np.zeros(len(grid), dtype=bool)
    for centre, radius in zip(centres, radii, strict=True):
        near |= np.hypot(*(grid - centre).T) < radius * 1.45 + 3 * spacing_m
    grid = grid[near]
    return grid + random.uniform(-JITTER, JITTER, size=grid.shape) * spacing_m


def square_grid(low: np.ndarray, high: np.ndarray, spacing_m: float) -> np.ndarray:
    x, y = np.meshgrid(np.arange(low[0], high[0], spacing_m), np.arange(low[1], high[1], spacing_m))
    return np.column_stack([x.ravel(), y.ravel()])


def merged_cells(sites: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Voronoi cells as rings of corner numbers, with very short borders collapsed.

    Returns the corner numbers of all rings in sequence, the site number of each, and the corners'
    coordinates in degrees with 7 decimals.
    """
    diagram = shapely.voronoi_polygons(shapely.multipoints(sites), ordered=True)
    places, owners = shapely.get_coordinates(shapely.get_parts(diagram), return_index=True)
    places, corners = np.unique(places, axis=0, return_inverse=True)
    corners = corners.ravel()
    merged = merge_near(places, corners, owners)
    count = np.bincount(merged)
    middle = np.column_stack([np.bincount(merged, weights=axis) for axis in places.T])
    lon_lat = to_degrees(middle / np.maximum(count, 1)[:, None])
    corners = merged[corners]
    repeated = (corners == np.roll(corners, 1)) & (owners == np.roll(owners, 1))
    return corners[~repeated], owners[~repeated], lon_lat


def merge_near(places: np.ndarray, corners: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """For each corner the lowest number among those connected to it by very short borders."""
    same_ring = owners[1:] == owners[:-1]
    first, second = corners[:-1][same_ring], corners[1:][same_ring]
    short = np.hypot(*(places[first] - places[second]).T) < SHORTEST_BORDER_M
    first, second = first[short], second[short]
    merged = np.arange(len(places))
    while (merged[first] != merged[second]).any():
        lower = np.minimum(merged[first], merged[second])
        np.minimum.at(merged, first, lower)
        np.minimum.at(merged, second, lower)
    return merged


def to_polygons(coordinates: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """One polygon for each run of equal owners; rings are already closed."""
    numbers = np.cumsum(np.diff(owners, prepend=owners[:1]) != 0)
    return shapely.polygons(shapely.linearrings(coordinates, indices=numbers))


def covered(polygons: np.ndarray, province: shapely.Geometry) -> np.ndarray:
    shapely.prepare(province)
    return shapely.covers(province, polygons)


def shared_borders(corners: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """Pairs of cells that share a border, shape (m, 2)."""
    same_ring = owners[1:] == owners[:-1]
    ends = np.sort(np.column_stack([corners[:-1], corners[1:]])[same_ring], axis=1)
    owner = owners[:-1][same_ring]
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    ends, owner = ends[order], owner[order]
    twice = (ends[1:] == ends[:-1]).all(axis=1)
    return np.column_stack([owner[:-1][twice], owner[1:][twice]])
