"""This file lays out the cities of the invented country: their cells and neighbourhoods."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample.nation.blocks import METRES_OF_DEGREE, Lattice
from sample.nation.plan import Plan
from sample.town.neighbourhoods import OUTSIDE, TARGETS_ARE_WORSE_BY, Towns
from sample.town.projection import hilbert_order
from sample.town.random_surface import RandomField
from sample.town.recipe import County

# A city's cells are searched within this many radii, plus this many cells.
REACH, REACH_CELLS = 1.6, 4
# The raggedness of a city's edge, as a share of its radius.
RAGGED = 0.15
# The largest share of a city's blocks in target neighbourhoods.
TARGET_SHARE = 0.32
SMALLEST_SIDE, LARGEST_SIDE = 3, 12
# Borders of parts wind by this share of a part's side.
WINDING = 0.22
# A part counts as whole if it has this share of its square.
WHOLE = 0.55


@dataclass(frozen=True)
class Ground:
    """Blocks in Hilbert order.

    rings: degrees, shape (n, 9, 2); county: number in the plan's recipe; cell: lattice numbers,
    shape (n, 2).
    """

    rings: np.ndarray
    county: np.ndarray
    cell: np.ndarray

    def middles(self) -> np.ndarray:
        """A point inside each block, degrees with 7 decimals, shape (n, 2)."""
        return np.round(self.rings[:, :8].mean(axis=1), 7)


def make_ground(plan: Plan, provinces: dict[str, shapely.Geometry]) -> Ground:
    """All blocks of the plan, each wholly inside its county's province.

    If a city has too little room for its blocks, other cities take them.
    """
    counties = plan.recipe.counties
    codes = np.array([county.province_code for county in counties])
    found = []
    for number, code in enumerate(np.unique(codes)):
        here = np.flatnonzero(codes == code)
        lattice = province_lattice(provinces[code], plan, number)
        cell, county, distance = province_cells(lattice, plan, here, provinces[code])
        found.append((number, here, lattice, cell, county, distance))
    room = np.bincount(np.concatenate([one[4] for one in found]), minlength=len(counties))
    wanted = fitted(plan.blocks, room)
    rings, owners, cells = [], [], []
    for _, _, lattice, cell, county, distance in found:
        kept = nearest_cells(county, distance, wanted)
        rings.append(lattice.rings(*cell[kept].T))
        owners.append(county[kept])
        cells.append(cell[kept])
    ground = Ground(np.concatenate(rings), np.concatenate(owners), np.concatenate(cells))
    order = hilbert_order(ground.rings[:, 0])
    return Ground(ground.rings[order], ground.county[order], ground.cell[order])


def province_lattice(province: shapely.Geometry, plan: Plan, number: int) -> Lattice:
    middle = (province.centroid.x, province.centroid.y)
    return Lattice(middle, plan.block_spacing_m, plan.recipe.seed * 1_000 + 2 * number)


def province_cells(
    lattice: Lattice, plan: Plan, here: np.ndarray, province: shapely.Geometry
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cells for the cities of a province, with their county and distance from its middle.

    The distance is in city radii. A cell near two cities belongs to the relatively nearer one.
    """
    cells, owners, distances = [], [], []
    for number in here[plan.blocks[here] > 0]:
        cell, distance = city_cells(lattice, plan.recipe.counties[number], int(plan.blocks[number]))
        cells.append(cell)
        owners.append(np.full(len(cell), number))
        distances.append(distance)
    cell, owner = np.concatenate(cells), np.concatenate(owners)
    distance = np.concatenate(distances)
    order = np.lexsort((distance, cell[:, 1], cell[:, 0]))
    cell, owner, distance = cell[order], owner[order], distance[order]
    first = np.ones(len(cell), dtype=bool)
    first[1:] = (cell[1:] != cell[:-1]).any(axis=1)
    first &= inside(lattice, cell, province)
    return cell[first], owner[first], distance[first]


def city_cells(lattice: Lattice, county: County, blocks: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells around a seat and their distance from it, in radii of a city of so many blocks."""
    middle = lattice.to_cells(np.array([county.centre]))[0]
    radius = np.sqrt(blocks / np.pi)
    reach = int(radius * REACH) + REACH_CELLS
    low = np.floor(middle).astype(np.int64) - reach
    i, j = np.meshgrid(np.arange(2 * reach), np.arange(2 * reach))
    cell = np.column_stack([i.ravel(), j.ravel()]) + low
    away = cell + 0.5 - middle
    angle = np.arctan2(away[:, 1], away[:, 0])
    phase = float(int(county.code))
    ragged = np.sin(3 * angle + phase) + 0.6 * np.sin(7 * angle + 2 * phase)
    return cell, np.hypot(*away.T) / radius * (1 + RAGGED * ragged)


def inside(lattice: Lattice, cell: np.ndarray, province: shapely.Geometry) -> np.ndarray:
    """Which cells lie in the province with a margin for winding."""
    shapely.prepare(province)
    kept = np.ones(len(cell), dtype=bool)
    for di, dj in ((-2, -2), (3, -2), (3, 3), (-2, 3)):
        corners = lattice.to_degrees(cell + np.array([di, dj]))
        kept[kept] = shapely.contains_xy(province, *corners[kept].T)
    return kept


def fitted(wanted: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Limit each number to its room; the excess goes where room is left, in proportion."""
    given = np.minimum(wanted, room)
    while (missing := int(wanted.sum() - given.sum())) > 0:
        spare = room - given
        if spare.sum() < missing:
            raise ValueError("there is not enough room for so many blocks")
        more = np.minimum(spare, np.ceil(missing * spare / spare.sum()).astype(np.int64))
        over = int(more.sum() - missing)
        for place in np.argsort(-more, kind="stable")[: max(over, 0)]:
            more[place] -= 1
        given = given + more
    return given


def nearest_cells(county: np.ndarray, distance: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The numbers of the cells nearest to the middle of their city, as many as wanted."""
    order = np.lexsort((distance, county))
    ordered = county[order]
    starts = np.searchsorted(ordered, np.arange(len(wanted)))
    rank = np.arange(len(ordered)) - starts[ordered]
    return order[rank < wanted[ordered]]


def make_nation_towns(plan: Plan, ground: Ground) -> Towns:
    """Target neighbourhoods: the most deprived whole parts of each city."""
    random = plan.recipe.random("towns")
    metres = ground.middles() * METRES_OF_DEGREE
    deprivation = np.zeros(len(metres))
    for weight, length in ((0.5, 60_000), (0.75, 2_200), (0.4, 600)):
        deprivation += weight * RandomField(random, length_m=length, waves=20)(metres)
    part = city_parts(plan, ground)
    neighbourhood, county = choose_parts(plan, ground, part, deprivation)
    deprivation[neighbourhood != OUTSIDE] += TARGETS_ARE_WORSE_BY
    return Towns(neighbourhood, county, deprivation)


def city_parts(plan: Plan, ground: Ground) -> np.ndarray:
    """A unique number for the city part of each block."""
    side = part_side(plan)
    i, j = ground.cell.T.astype(float)
    wave = 2 * np.pi / (2.7 * side)
    row = np.floor((i + WINDING * side * np.sin(wave * j)) / side).astype(np.int64)
    column = np.floor((j + WINDING * side * np.sin(wave * i)) / side).astype(np.int64)
    keys = np.column_stack([ground.county, row, column])
    return np.unique(keys, axis=0, return_inverse=True)[1].ravel()


def part_side(plan: Plan) -> int:
    """The side of a part in cells, so that targets take at most their share of a city."""
    share = TARGET_SHARE * plan.blocks.sum() / max(1, plan.neighbourhoods.sum())
    return int(np.clip(np.sqrt(share), SMALLEST_SIDE, LARGEST_SIDE))


def choose_parts(
    plan: Plan, ground: Ground, part: np.ndarray, deprivation: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The neighbourhood number of each block and the county of each neighbourhood.

    A city with too few whole parts passes its neighbourhoods on to the others.
    """
    size = np.bincount(part)
    score = np.bincount(part, weights=deprivation) / size
    county = np.zeros(len(size), dtype=np.int64)
    county[part] = ground.county
    whole = np.flatnonzero(size >= WHOLE * part_side(plan) ** 2)
    room = np.bincount(county[whole], minlength=len(plan.blocks))
    wanted = fitted(plan.neighbourhoods, room)
    chosen = whole[nearest_cells(county[whole], -score[whole], wanted)]
    chosen = chosen[np.lexsort((chosen, county[chosen]))]
    number = np.full(len(size), OUTSIDE)
    number[chosen] = np.arange(len(chosen))
    return number[part], county[chosen]
