"""This file chooses which blocks of a city are target neighbourhoods."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample.town.blocks import Mesh, square_grid
from sample.town.projection import hilbert_order
from sample.town.random_surface import RandomField
from sample.town.recipe import Recipe

OUTSIDE = -1
# The least and the most blocks of a neighbourhood.
FEWEST_BLOCKS, MOST_BLOCKS = 18, 62
# The largest displacement of a part's middle in the square grid, as a share.
WANDER = 0.42
# The displacement of winding borders between neighbourhoods, metres.
WINDING_M = 130
# Added deprivation of target neighbourhoods beyond their score: poverty is concentrated.
TARGETS_ARE_WORSE_BY = 0.7
# The numbers of neighbourhoods that lose an inner block, and that gain a separate piece.
HOLES, PIECES = 6, 6


@dataclass(frozen=True)
class Towns:
    """The neighbourhood of each block (OUTSIDE outside), and the county of each neighbourhood.

    Neighbourhoods are numbered county by county, along a Hilbert curve inside one.
    deprivation: of each block, mean about 0; people and choice follow it.
    """

    neighbourhood: np.ndarray
    county: np.ndarray
    deprivation: np.ndarray


def make_towns(recipe: Recipe, mesh: Mesh) -> Towns:
    """The most deprived parts of each city become its target neighbourhoods."""
    random = recipe.random("towns")
    deprivation = block_deprivation(random, mesh)
    winding = [RandomField(random, length_m=500) for _ in range(2)]
    neighbourhood = np.full(len(mesh.sites), OUTSIDE)
    counties: list[int] = []
    for number, county in enumerate(recipe.counties):
        blocks = np.flatnonzero(mesh.county == number)
        sites = mesh.sites[blocks]
        wound = sites + WINDING_M * np.column_stack([field(sites) for field in winding])
        part = nearest_part(wound, recipe.neighbourhood_spacing_m, random)
        targets = most_deprived(part, deprivation[blocks], county.neighbourhoods)
        for target in ordered(targets, part, sites):
            neighbourhood[blocks[part == target]] = len(counties)
            counties.append(number)
    towns = Towns(neighbourhood, np.array(counties), deprivation)
    cut_holes(random, mesh, towns)
    add_pieces(random, mesh, towns)
    deprivation[neighbourhood != OUTSIDE] += TARGETS_ARE_WORSE_BY
    return towns


def block_deprivation(random: np.random.Generator, mesh: Mesh) -> np.ndarray:
    """A latent score of each block: alike over counties, quarters and streets; variance about 1."""
    wide, middle, fine = (RandomField(random, length_m=length) for length in (18_000, 2_600, 700))
    return 0.5 * wide(mesh.sites) + 0.75 * middle(mesh.sites) + 0.4 * fine(mesh.sites)


def nearest_part(sites: np.ndarray, spacing_m: float, random: np.random.Generator) -> np.ndarray:
    """The city part of each site: the nearest of jittered grid points."""
    low, high = sites.min(axis=0) - spacing_m, sites.max(axis=0) + spacing_m
    grid = square_grid(low, high, spacing_m)
    grid += random.uniform(-WANDER, WANDER, size=grid.shape) * spacing_m
    return shapely.STRtree(shapely.points(grid)).nearest(shapely.points(sites))


def most_deprived(part: np.ndarray, deprivation: np.ndarray, wanted: int) -> np.ndarray:
    """The numbers of the `wanted` most deprived parts of a suitable size.

    Raises ValueError if the city has too few of them.
    """
    numbers, of_block, size = np.unique(part, return_inverse=True, return_counts=True)
    score = np.bincount(of_block, weights=deprivation) / size
    fitting = (size >= FEWEST_BLOCKS) & (size <= MOST_BLOCKS)
    if fitting.sum() < wanted:
        raise ValueError(f"the city has {fitting.sum()} parts for {wanted} neighbourhoods")
    order = np.argsort(np.where(fitting, -score, np.inf), kind="stable")
    return numbers[order[:wanted]]


def ordered(targets: np.ndarray, part: np.ndarray, sites: np.ndarray) -> np.ndarray:
    """The parts along a Hilbert curve, so that neighbours have near numbers."""
    middles = np.array([sites[part == target].mean(axis=0) for target in targets])
    return targets[hilbert_order(middles)]


def cut_holes(random: np.random.Generator, mesh: Mesh, towns: Towns) -> None:
    """Remove a block from its neighbourhood if all its neighbours are in the same one."""
    label = towns.neighbourhood
    alike = label[mesh.borders[:, 0]] == label[mesh.borders[:, 1]]
    on_edge = np.zeros(len(label), dtype=bool)
    on_edge[mesh.borders[~alike].ravel()] = True
    inner = np.flatnonzero((label != OUTSIDE) & ~on_edge)
    homes = random.permutation(np.unique(label[inner]))[:HOLES]
    for home in homes:
        label[random.choice(inner[label[inner] == home])] = OUTSIDE


def add_pieces(random: np.random.Generator, mesh: Mesh, towns: Towns) -> None:
    """Give some neighbourhoods the nearest free blocks that do not touch them."""
    label = towns.neighbourhood
    for home in random.permutation(towns.county.size)[:PIECES]:
        middle = mesh.sites[label == home].mean(axis=0)
        free = (label == OUTSIDE) & (mesh.county == towns.county[home])
        free &= ~bordering(mesh, label != OUTSIDE)
        free &= ~bordering(mesh, ~free & (label == home))
        candidates = np.flatnonzero(free)
        if len(candidates):
            distance = np.hypot(*(mesh.sites[candidates] - middle).T)
            near = candidates[np.argsort(distance, kind="stable")[0]]
            piece = np.zeros(len(label), dtype=bool)
            piece[near] = True
            piece |= bordering(mesh, piece) & free
            label[piece] = home


def bordering(mesh: Mesh, marked: np.ndarray) -> np.ndarray:
    """Which blocks border a marked one."""
    found = np.zeros(len(marked), dtype=bool)
    first, second = mesh.borders.T
    found[second[marked[first]]] = True
    found[first[marked[second]]] = True
    return found
