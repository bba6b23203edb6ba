"""This file counts the people of painted blocks, which are counted by their codes alone."""

from collections.abc import Sequence
from functools import cache

from shapely.geometry import MultiPolygon

from layers.catalogue import layer
from layers.db import execute_prepared, statement
from layers.disclosure.substitutes import SUBSTITUTES_JOIN, public_counts
from layers.models import BLOCK_COUNTS
from layers.tiles.cut import layer_statement
from planning.statistics.count import SQL, Counted, named, place_of
from planning.statistics.estimates import CountSum
from planning.statistics.sources import SourceTitle


@cache
def painted_statement(*, exact: bool) -> str:
    """planning/statistics/sql/count_painted.sql with the names of the counts filled in."""
    counts = [f"block.{name}" for name in BLOCK_COUNTS]
    return statement(
        SQL / "count_painted.sql",
        block_counts=named(counts if exact else public_counts("substitute.counts", "block.")),
        join_substitutes="" if exact else SUBSTITUTES_JOIN,
        sums=", ".join(f"COALESCE(sum({name}), 0)" for name in BLOCK_COUNTS),
        token=layer_statement("layer_token.sql", layer("blocks")),
    )


def count_painted(ids: Sequence[int], boundary: MultiPolygon, *, exact: bool) -> Counted:
    """Count painted blocks; no block is on an edge.

    ids: of Block. boundary: the outline of the blocks, EPSG:4326; a block of another county whose
    middle lies in it takes the area out of the scope, as it does for a drawn one. exact: False
    counts substitutes for suppressed counts.
    """
    *numbers, counties, sources, blocks, synthetic, token = execute_prepared(
        "count_painted" if exact else "count_painted_public",
        painted_statement(exact=exact),
        (list(ids), boundary.wkb),
        types=("bigint[]", "bytea"),
    )
    return Counted(
        sums={
            name: CountSum(round(number))
            for name, number in zip(BLOCK_COUNTS, numbers, strict=True)
        },
        persons_by_county={place_of(key): int(persons) for key, persons in counties.items()},
        blocks=int(blocks),
        used_squares=False,
        # The outline is that of blocks with the streets between them.
        covered_share=1.0,
        sources=tuple(SourceTitle(**source) for source in sources),
        synthetic=synthetic,
        token=token,
    )
