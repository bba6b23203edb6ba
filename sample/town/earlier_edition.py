"""This file generates the previous edition: areas renamed, split, merged or not yet there."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from layers.geometry import anchor_point, to_multipolygon
from persian.digits import to_persian
from sample.town.areas import AreaRow
from sample.town.blocks import Mesh
from sample.town.neighbourhoods import Towns
from sample.town.recipe import Recipe

# Numbers of areas that the edition in force no longer has.
FIRST_FORMER_NUMBER = 901

REASONS = {
    "same": ("", ""),
    "renamed": ("درخواست ساکنان برای نام تازه.", "Residents asked for the new name."),
    "split": (
        "جمعیت محله از توان یک خانهٔ محله بیشتر شده بود.",
        "It had more people than one neighbourhood house can serve.",
    ),
    "merged": (
        "دو محلهٔ کوچک یک خانهٔ محله دارند.",
        "Two small neighbourhoods share one neighbourhood house.",
    ),
    "new": (
        "در بررسی تازه کم‌برخوردار شناخته شد.",
        "The new study found it to be deprived.",
    ),
}


@dataclass(frozen=True)
class LineageRow:
    """How the area with code `before` (None: a new area) became the one with code `after`."""

    before: str | None
    after: str
    kind: str

    @property
    def reasons(self) -> tuple[str, str]:
        return REASONS[self.kind]


def make_past(
    recipe: Recipe, mesh: Mesh, towns: Towns, areas: list[AreaRow]
) -> tuple[list[AreaRow], list[LineageRow]]:
    """The areas of the earlier edition of one province, and how they became those of today."""
    plan = recipe.earlier_edition
    random = recipe.random("past")
    here = [n for n, area in enumerate(areas) if area.province_code == plan.province]
    pairs = choose_pairs(random, mesh, towns, here, plan.split)
    free = random.permutation([n for n in here if n not in {m for pair in pairs for m in pair}])
    cuts = np.cumsum([plan.merged, plan.new, plan.renamed])
    merged, new, renamed, same = np.split(free, cuts)
    former = FormerCodes()
    rows: list[AreaRow] = [areas[n] for n in same]
    lineage = [LineageRow(areas[n].code, areas[n].code, "same") for n in same]
    for n in renamed:
        rows.append(renamed_before(areas[n]))
        lineage.append(LineageRow(areas[n].code, areas[n].code, "renamed"))
    for pair in pairs:
        rows.append(former.area(areas[pair[0]].county_code, [areas[n].boundary for n in pair]))
        lineage += [LineageRow(rows[-1].code, areas[n].code, "split") for n in pair]
    for n in merged:
        for half in halves(mesh.polygons[towns.neighbourhood == n]):
            rows.append(former.area(areas[n].county_code, half))
            lineage.append(LineageRow(rows[-1].code, areas[n].code, "merged"))
    lineage += [LineageRow(None, areas[n].code, "new") for n in new]
    return sorted(rows, key=lambda row: row.code), sorted(lineage, key=lambda row: row.after)


class FormerCodes:
    """Assigns codes and names to areas that no longer exist."""

    def __init__(self) -> None:
        self.given: dict[str, int] = {}

    def area(self, county_code: str, polygons: object) -> AreaRow:
        number = self.given.get(county_code, FIRST_FORMER_NUMBER)
        self.given[county_code] = number + 1
        boundary = to_multipolygon(shapely.coverage_union_all(polygons))
        if boundary is None:
            raise ValueError("an area needs a polygon")
        name_fa, name_en = former_names(number - FIRST_FORMER_NUMBER + 1)
        return AreaRow(
            f"{county_code}-{number}", name_fa, name_en, boundary, anchor_point(boundary)
        )


def former_names(number: int) -> tuple[str, str]:
    return (
        f"محلهٔ نمونهٔ برچیدهٔ {to_persian(str(number))}",
        f"Abolished sample neighbourhood {number}",
    )


def renamed_before(area: AreaRow) -> AreaRow:
    number = int(area.code[5:])
    return replace(
        area,
        name_fa=f"محلهٔ نمونهٔ پیشین {to_persian(str(number))}",
        name_en=f"Former sample neighbourhood {number}",
    )


def choose_pairs(
    random: np.random.Generator, mesh: Mesh, towns: Towns, here: list[int], wanted: int
) -> list[tuple[int, int]]:
    """Pairs of neighbourhoods of one county that share a border; each is in at most one pair.

    Raises ValueError if there are too few.
    """
    ends = np.unique(np.sort(towns.neighbourhood[mesh.borders], axis=1), axis=0)
    allowed = np.isin(ends, here).all(axis=1) & (ends[:, 0] != ends[:, 1])
    ends = ends[allowed]
    ends = ends[towns.county[ends[:, 0]] == towns.county[ends[:, 1]]]
    chosen: list[tuple[int, int]] = []
    taken: set[int] = set()
    for first, second in random.permutation(ends):
        if len(chosen) < wanted and not {int(first), int(second)} & taken:
            chosen.append((int(first), int(second)))
            taken |= {int(first), int(second)}
    if len(chosen) < wanted:
        raise ValueError(f"only {len(chosen)} neighbouring pairs for {wanted} splits")
    return chosen


def halves(polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two parts of an area, east and west of its middle."""
    x = shapely.get_x(shapely.centroid(polygons))
    east = x > np.median(x)
    return polygons[east], polygons[~east]
