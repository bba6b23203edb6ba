"""This file counts the people of a drawn area, block by block, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shapely.geometry import MultiPolygon

from accounts.access import Scope
from layers.catalogue import layer
from layers.db import execute_prepared, statement
from layers.disclosure.substitutes import SUBSTITUTES_JOIN, public_counts
from layers.geometry import HALF_WORLD_M
from layers.models import BLOCK_COUNTS
from layers.publishing.squares import SUM_ZOOM
from layers.tiles.cut import layer_statement
from planning.statistics.estimates import CountSum
from planning.statistics.sources import SourceTitle

SQL = Path(__file__).parent / "sql"
# Length of boundary that one look into the index is for, Web Mercator metres; longer where there
# would be more looks than these.
STRETCH_M = 400
MOST_STRETCHES = 20_000
# What is summed for each count over the blocks that the boundary crosses.
ON_EDGE = {
    "below": "COALESCE(sum({name}) FILTER (WHERE is_inside), 0)",
    "above": "COALESCE(sum({name}) FILTER (WHERE NOT is_inside), 0)",
    "shared": "COALESCE(sum({name} * share), 0)",
    "spread": "COALESCE(sum({name}::float8 * {name} * evenness), 0)",
    "lean": "COALESCE(sum({name} * evenness), 0)",
}
PARTS = ("estimate", *ON_EDGE)
# From this area on, counting squares is sooner than counting blocks, EPSG:4326 (about 20 km²).
SQUARES_FROM_DEG2 = 0.002


@dataclass(frozen=True)
class Counted:
    """The counts of the blocks of an area.

    sums: by the names of BLOCK_COUNTS. persons_by_county: (province code, county code) → persons;
    a county of which only edge blocks are touched has 0. used_squares: sums of squares were used.
    covered_share: of the area's ground, by blocks closed over streets, 0 to 1. token: the state of
    the blocks.
    """

    sums: Mapping[str, CountSum]
    persons_by_county: Mapping[tuple[str, str], int]
    blocks: int
    used_squares: bool
    sources: tuple[SourceTitle, ...]
    synthetic: bool
    covered_share: float
    token: str

    @property
    def home(self) -> tuple[str, str] | None:
        """The province and county of most of the people; None without blocks."""
        return max(
            self.persons_by_county,
            key=lambda place: (self.persons_by_county[place], place),
            default=None,
        )

    def is_within(self, scope: Scope) -> bool:
        """Whether every block inside or on the edge belongs to the scope."""
        return all(
            scope.covers(province_code=province, county_code=county)
            for province, county in self.persons_by_county
        )


@cache
def count_statement(*, by_squares: bool, with_range: bool, areal: bool, exact: bool) -> str:
    """planning/statistics/sql/count.sql with the names of the counts filled in.

    with_range: with the blocks on the edge. areal: with the shares of their area. exact: with
    suppressed counts; otherwise with their substitutes.
    """
    names = BLOCK_COUNTS
    of_block = [f"block.{name}" for name in names]
    of_square = list(names)
    if not exact:
        of_block = public_counts("substitute.counts", "block.")
        of_square = [f"public_counts[{place}]" for place in range(1, len(names) + 1)]
    edges = [
        f"{sql.format(name=name)} AS {name}_{part}"
        for name in names
        for part, sql in ON_EDGE.items()
    ]
    columns = [
        column
        for name in names
        for column in (f"total.{name}", *(f"edge.{name}_{part}" for part in ON_EDGE))
    ]
    counted = SQL / ("count_squares.sql" if by_squares else "count_blocks.sql")
    return statement(
        SQL / "count.sql",
        counted=statement(
            counted,
            square_counts=named(of_square),
            block_counts=named(of_block),
            join_substitutes="" if exact else SUBSTITUTES_JOIN,
            half_m=str(HALF_WORLD_M),
            side_m=str(2 * HALF_WORLD_M / 2**SUM_ZOOM),
        ).strip(),
        block_counts=named(of_block),
        join_substitutes="" if exact else SUBSTITUTES_JOIN,
        sums=", ".join(f"sum({name}) AS {name}" for name in names),
        estimates=", ".join(f"COALESCE(sum({name}), 0) AS {name}" for name in names),
        edges=", ".join(edges),
        columns=", ".join(columns),
        stretch_m=str(STRETCH_M),
        most_stretches=str(MOST_STRETCHES),
        areal=str(areal),
        met=statement(SQL / "met_blocks.sql", with_range=str(with_range)).strip(),
        token=layer_statement("layer_token.sql", layer("blocks")),
    )


def named(counts: list[str]) -> str:
    """The SQL of each count under its name in BLOCK_COUNTS."""
    pairs = zip(counts, BLOCK_COUNTS, strict=True)
    return ", ".join(f"{sql} AS {name}" for sql, name in pairs)


def count(
    boundary: MultiPolygon,
    *,
    with_range: bool = True,
    areal: bool = False,
    exact: bool = True,
) -> Counted:
    """Count the blocks of a valid boundary (EPSG:4326), with those on its edge if wanted.

    areal: also how much of each block on the edge lies inside. exact: False counts substitutes
    for suppressed counts, and reveals no more than is published.

    Squares are summed where they lie inside an area of SQUARES_FROM_DEG2 and more, which gives the
    same numbers. Nothing there gives zeros.
    """
    with_range = with_range or areal
    by_squares = boundary.area >= SQUARES_FROM_DEG2
    wanted = {"squares": by_squares, "edge": with_range, "areal": areal, "public": not exact}
    row = execute_prepared(
        "_".join(["count", *(name for name, is_wanted in wanted.items() if is_wanted)]),
        count_statement(by_squares=by_squares, with_range=with_range, areal=areal, exact=exact),
        (boundary.wkb,),
        types=("bytea",),
    )
    *numbers, counties, sources, blocks, used_squares, synthetic, covered, token = row
    sums = {
        name: count_sum(numbers[start : start + len(PARTS)], with_range=with_range, areal=areal)
        for name, start in zip(BLOCK_COUNTS, range(0, len(numbers), len(PARTS)), strict=True)
    }
    return Counted(
        sums=sums,
        persons_by_county={place_of(key): int(persons) for key, persons in counties.items()},
        blocks=int(blocks),
        used_squares=bool(used_squares),
        sources=tuple(SourceTitle(**source) for source in sources),
        synthetic=synthetic,
        covered_share=min(1.0, covered),
        token=token,
    )


def count_sum(numbers: list, *, with_range: bool, areal: bool) -> CountSum:
    """One count's numbers as they come from the statement."""
    estimate, below, above, shared, spread, lean = numbers
    if not with_range:
        return CountSum(round(estimate))
    return CountSum(
        estimate=round(estimate),
        below=round(below),
        above=round(above),
        shared=float(shared) if areal else None,
        spread=float(spread),
        lean=float(lean),
    )


def place_of(key: str) -> tuple[str, str]:
    province, _, county = key.partition(",")
    return province, county
