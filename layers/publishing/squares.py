"""This file sums the counts of blocks over squares, for tiles of low zoom and for measuring."""

from collections.abc import Collection
from pathlib import Path

from django.db import connection

from layers.db import statement
from layers.disclosure.substitutes import SUBSTITUTES_JOIN, public_counts
from layers.geometry import HALF_WORLD_M
from layers.models import BLOCK_COUNTS, BlockCell, BlockSum
from layers.tiles.cut import COARSEST_CELL, FINEST_CELL

SQL = Path(__file__).parent / "sql"
# Size of the squares of exact sums: about 500 m, 25 blocks in a town.
SUM_ZOOM = 16


def square_of(point: str, zoom: int) -> dict[str, str]:
    """SQL of the column and the row of the square of a zoom that holds a point (EPSG:3857)."""
    to_squares = f"/ {HALF_WORLD_M} / 2 * (1 << {zoom})"
    return {
        "column": f"floor((ST_X({point}) + {HALF_WORLD_M}) {to_squares})::int",
        "row": f"floor(({HALF_WORLD_M} - ST_Y({point})) {to_squares})::int",
    }


def sum_published_blocks() -> None:
    """Sum the published block counts over the squares of tiles, from the finest to the coarsest."""
    with connection.cursor() as cursor:
        # TRUNCATE would lock out readers of tiles until the end.
        cursor.execute("DELETE FROM layers_blockcell")
        shown = "CASE WHEN hidden & {bit} = 0 THEN {name} END"
        sums = [
            f"COALESCE(sum({shown.format(bit=1 << bit, name=name)}), 0)"
            for bit, name in enumerate(BLOCK_COUNTS)
        ]
        counts = ", ".join(BLOCK_COUNTS)
        cursor.execute(
            statement(
                SQL / "publish_cells.sql",
                zoom=str(FINEST_CELL),
                counts=counts,
                sums=", ".join(sums),
                **square_of("centroid_3857", FINEST_CELL),
            )
        )
        sums = [f"sum({name})" for name in BLOCK_COUNTS]
        for zoom in range(FINEST_CELL - 1, COARSEST_CELL - 1, -1):
            cursor.execute(
                statement(
                    SQL / "publish_coarser_cells.sql",
                    zoom=str(zoom),
                    counts=counts,
                    sums=", ".join(sums),
                )
            )
        cursor.execute(f"ANALYZE {BlockCell._meta.db_table}")


def sum_blocks(provinces: Collection[str] | None = None) -> None:
    """Sum the exact counts over squares, by county; areas are measured with these sums.

    provinces: limit to their blocks; None for all.
    """
    among = "true" if provinces is None else "{table}.province_code = ANY(%s)"
    arguments = None if provinces is None else [sorted(provinces)]
    with connection.cursor() as cursor:
        here = among.format(table="layers_blocksum")
        cursor.execute(f"DELETE FROM layers_blocksum WHERE {here}", arguments)  # noqa: S608
        cursor.execute(
            statement(
                SQL / "publish_sums.sql",
                zoom=str(SUM_ZOOM),
                counts=", ".join(BLOCK_COUNTS),
                sums=", ".join(f"sum({name})" for name in BLOCK_COUNTS),
                public_sums=", ".join(f"sum({count})" for count in public_counts("substitutes")),
                join_substitutes=SUBSTITUTES_JOIN,
                **square_of("centroid_3857", SUM_ZOOM),
                among=among.format(table="block"),
            ),
            arguments,
        )
        cursor.execute(f"ANALYZE {BlockSum._meta.db_table}")


def mend_squares(changes: list[tuple[int, int, int]]) -> None:
    """Adjust the squares to changed blocks, given as (id, bits before, bits now)."""
    ids, before, now = (list(column) for column in zip(*changes, strict=True))
    difference = (
        "{name} * ((hidden_now & {bit} = 0)::int - (hidden_before & {bit} = 0)::int) AS {name}"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            statement(
                SQL / "publish_changed_cells.sql",
                coarsest=str(COARSEST_CELL),
                finest=str(FINEST_CELL),
                **square_of("block.centroid_3857", FINEST_CELL),
                differences=", ".join(
                    difference.format(name=name, bit=1 << bit)
                    for bit, name in enumerate(BLOCK_COUNTS)
                ),
                sums=", ".join(f"sum({name}) AS {name}" for name in BLOCK_COUNTS),
                totals=", ".join(
                    f"{name} = cell.{name} + difference.{name}" for name in BLOCK_COUNTS
                ),
            ),
            [ids, before, now],
        )
