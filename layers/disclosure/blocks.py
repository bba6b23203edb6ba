"""This file suppresses block counts: small ones, and ones that reveal a suppressed total."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection
from django.db.models import F, Sum
from psycopg2.extras import execute_values

from layers.disclosure.block_rule import hidden_bits
from layers.disclosure.choice import chances
from layers.models import (
    BLOCK_COUNTS,
    WHOLE_PLACES,
    Block,
    Indicator,
    Level,
    Lineage,
    Measurement,
    SuppressedTotal,
)

# (place, column of Block): see place_code.
Totals = set[tuple[str, str]]


def place_code(county: str, neighbourhood: str) -> str:
    """The neighbourhood of a block, or the rest of its county: what lies outside neighbourhoods."""
    return neighbourhood or f"{county}-"


def block_totals() -> dict[str, dict[str, dict[str, int]]]:
    """The sums of all blocks by column, county and place, of columns that indicators recount."""
    columns = sorted(
        set(Indicator.objects.exclude(block_numerator="").values_list("block_numerator", flat=True))
    )
    found: dict[str, dict[str, dict[str, int]]] = {column: defaultdict(dict) for column in columns}
    sums = [Sum(column) for column in columns]
    rows = Block.objects.values_list("county_code", "neighbourhood_code").annotate(*sums)
    for county, home, *totals in rows.order_by():
        for column, total in zip(columns, totals, strict=True):
            found[column][county][place_code(county, home)] = total
    return found


def suppressed_totals(by_blocks: Totals) -> Totals:
    """Every suppressed total that the blocks of a place add up to.

    The blocks, if published, would add up to the total. Blocks keep the code of their census, so
    the blocks of predecessors and successors of the area count as its blocks too. A figure that was
    measured in a drawn area is made of what blocks publish, and hides none of them. by_blocks: the
    suppressed totals that no figure states (figures.decide_figures).
    """
    suppressed = Measurement.objects.filter(area__level=Level.NEIGHBOURHOOD).exclude(suppression="")
    recounted = suppressed.filter(is_measured=False).exclude(indicator__block_numerator="")
    totals = recounted.values_list("area_id", "indicator__block_numerator").distinct()
    descents = known_descents()
    older, newer = relatives(descents), relatives((after, before) for before, after in descents)
    return by_blocks | {
        (home, column)
        for code, column in totals
        for home in {code} | reached(code, older) | reached(code, newer)
    }


def known_descents() -> list[tuple[str, str]]:
    """(code before, code after) of every lineage link between two different codes."""
    pairs = Lineage.objects.exclude(before=None).exclude(before__code=F("after__code"))
    return sorted(pairs.values_list("before__code", "after__code").distinct())


def relatives(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The area codes on the first side of (before, after) pairs, by the code on the second."""
    found: dict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        found[second].add(first)
    return found


def reached(code: str, relatives: dict[str, set[str]]) -> set[str]:
    """The codes reachable from a code through the links."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        further = relatives.get(waiting.pop(), set()) - found
        found |= further
        waiting += further
    return found


def suppress_block_counts(
    suppressed: Totals, places: Iterable[str] | None = None
) -> list[tuple[int, int, int]]:
    """Update Block.hidden to the rule; returns (id, bits before, bits now) of each changed block.

    suppressed: see suppressed_totals. places: limit to blocks of these; None for all.
    """
    columns = ", ".join(BLOCK_COUNTS)
    among, arguments = "", None
    if places is not None:
        among = (
            " WHERE neighbourhood_code = ANY(%(places)s)"
            " OR (neighbourhood_code = '' AND county_code = ANY(%(counties)s))"
        )
        rests = [place[:-1] for place in places if place.endswith("-")]
        arguments = {"places": sorted(places), "counties": rests}
    with connection.cursor() as cursor:
        # The order is fixed: of two equal counts, the same one must be suppressed every time.
        cursor.execute(
            f"SELECT id, hidden, code, county_code, neighbourhood_code, {columns}"  # noqa: S608
            f" FROM layers_block{among} ORDER BY code",
            arguments,
        )
        rows = cursor.fetchall()
        if not rows:
            return []
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        present = np.array([row[1] for row in rows], dtype=np.int64)
        codes = [row[2] for row in rows]
        of_blocks = [place_code(row[3], row[4]) for row in rows]
        counts = np.array([row[5:] for row in rows], dtype=np.int64)
        bits = hidden_bits(
            counts,
            place_numbers(of_blocks),
            wholes=WHOLE_PLACES,
            chances=chances(codes, len(BLOCK_COUNTS)),
            also=totals_mask(of_blocks, suppressed),
        )
        changed = np.flatnonzero(bits != present)
        changes = [(int(ids[i]), int(present[i]), int(bits[i])) for i in changed]
        execute_values(
            cursor,
            "UPDATE layers_block SET hidden = change.bits"
            " FROM (VALUES %s) AS change (id, bits) WHERE layers_block.id = change.id",
            [(block, now) for block, _, now in changes],
            page_size=5_000,
        )
    return changes


def totals_mask(places: Sequence[str], suppressed: Totals) -> np.ndarray:
    """Whether the total of each block's place is suppressed; shape (blocks, counts)."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for code, column in suppressed:
        kinds[code].append(BLOCK_COUNTS.index(column))
    mask = np.zeros((len(places), len(BLOCK_COUNTS)), dtype=bool)
    for row, place in enumerate(places):
        mask[row, kinds.get(place, [])] = True
    return mask


def place_numbers(places: Sequence[str]) -> np.ndarray:
    """A number per place; shape (blocks,)."""
    return np.unique(np.array(places, dtype=str), return_inverse=True)[1]


def remember_totals(suppressed: Totals) -> None:
    """Store the suppressed totals the blocks are published with, to compare at the next change."""
    SuppressedTotal.objects.all().delete()
    SuppressedTotal.objects.bulk_create(
        SuppressedTotal(neighbourhood_code=home, column=column)
        for home, column in sorted(suppressed)
    )
