"""This file computes the substitute for each suppressed block count.

People outside the scope measure areas with substitutes. With sums of the exact counts, anyone could
derive each suppressed count from enough areas, however the sums are rounded.
"""

from collections.abc import Collection

import numpy as np
from django.db import connection

from layers.disclosure.blocks import Totals, place_code
from layers.disclosure.rule import SMALLEST_SUPPRESSED_SUM
from layers.models import BLOCK_COUNTS, BlockSubstitute

# Small counts are 0 to 4; where the surroundings give no mean, the substitute is two.
MIDDLE = 2.0
# Joins each row of `block` to the substitutes of its place.
SUBSTITUTES_JOIN = (
    "LEFT JOIN layers_blocksubstitute AS substitute"
    " ON (substitute.province_code, substitute.county_code, substitute.neighbourhood_code)"
    " = (block.province_code, block.county_code, block.neighbourhood_code)"
)
Place = tuple[str, str, str]


def make_substitutes(suppressed: Totals, provinces: Collection[str] | None = None) -> None:
    """Recompute the substitutes of all blocks, or of the blocks of some provinces.

    suppressed: see disclosure.blocks.suppressed_totals.
    """
    places, hidden, sums = hidden_counts(provinces)
    is_safe = sums_are_safe(hidden, sums, total_is_suppressed(places, suppressed))
    means = substitutes(places, hidden, sums, is_safe)
    old = BlockSubstitute.objects.all()
    (old if provinces is None else old.filter(province_code__in=provinces)).delete()
    BlockSubstitute.objects.bulk_create(
        BlockSubstitute(
            province_code=province,
            county_code=county,
            neighbourhood_code=home,
            counts=counts,
            hidden_sums=[each if known else None for each, known in zip(rest, safe, strict=True)],
        )
        for (province, county, home), counts, rest, safe in zip(
            places, means.tolist(), sums.tolist(), is_safe.tolist(), strict=True
        )
    )


def hidden_counts(
    provinces: Collection[str] | None,
) -> tuple[list[Place], np.ndarray, np.ndarray]:
    """Per place: the number of blocks that suppress each count, and the sum of those counts.

    A place is (province, county, neighbourhood or ''). Shapes (places, counts).
    """
    columns = ", ".join(
        f"count(*) FILTER (WHERE hidden & {1 << bit} <> 0),"
        f" COALESCE(sum({name}) FILTER (WHERE hidden & {1 << bit} <> 0), 0)"
        for bit, name in enumerate(BLOCK_COUNTS)
    )
    among = "" if provinces is None else "WHERE province_code = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT province_code, county_code, neighbourhood_code, {columns}"  # noqa: S608
            f" FROM layers_block {among} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            None if provinces is None else [sorted(provinces)],
        )
        rows = cursor.fetchall()
    numbers = np.array([row[3:] for row in rows], dtype=float).reshape(-1, 2 * len(BLOCK_COUNTS))
    return [row[:3] for row in rows], numbers[:, ::2], numbers[:, 1::2]


def total_is_suppressed(places: list[Place], suppressed: Totals) -> np.ndarray:
    """Whether the total of a place's blocks is itself suppressed; shape (places, counts)."""
    codes = [place_code(county, home) for _, county, home in places]
    rows = [[(code, name) in suppressed for name in BLOCK_COUNTS] for code in codes]
    return np.array(rows, dtype=bool).reshape(-1, len(BLOCK_COUNTS))


def sums_are_safe(hidden: np.ndarray, sums: np.ndarray, suppressed: np.ndarray) -> np.ndarray:
    """Whether the sum of a place's suppressed counts may be known; shape (places, counts).

    It may if that reveals no more than the published total minus the published blocks: at least
    two counts that sum to ten, under a published total.
    """
    return (hidden >= 2) & (sums >= SMALLEST_SUPPRESSED_SUM) & ~suppressed


def substitutes(
    places: list[Place], hidden: np.ndarray, sums: np.ndarray, is_safe: np.ndarray
) -> np.ndarray:
    """The substitute for one suppressed count of each place; shape (places, counts).

    It is the mean of the place's suppressed counts where their sum may be known (sums_are_safe).
    Otherwise it is the mean of all such places in the county, else in the province, else two; the
    place itself then does not contribute.
    """
    means = np.full(hidden.shape, MIDDLE)
    # The widest comes first, so that the nearest known mean overwrites it.
    for length in (1, 2, 3):
        groups: dict[tuple[str, ...], list[int]] = {}
        for row, place in enumerate(places):
            groups.setdefault(place[:length], []).append(row)
        for members in groups.values():
            number = (hidden[members] * is_safe[members]).sum(axis=0)
            total = (sums[members] * is_safe[members]).sum(axis=0)
            mean = total / np.maximum(number, 1)
            means[members] = np.where(number > 0, mean, means[members])
    return means


def public_counts(substitutes: str, block: str = "") -> list[str]:
    """SQL of each block count for people who may not see suppressed counts.

    substitutes: SQL of the counts of the block's BlockSubstitute; where it has none, because
    blocks were loaded and not yet published, MIDDLE counts. block: "block." if the columns need a
    prefix.
    """
    return [
        f"CASE WHEN {block}hidden & {1 << bit} = 0 THEN {block}{name}::float8"
        f" ELSE COALESCE({substitutes}[{bit + 1}], {MIDDLE}) END"
        for bit, name in enumerate(BLOCK_COUNTS)
    ]
