"""This file suppresses block counts: small ones, and ones that reveal a suppressed total."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection
from django.db.models import F
from psycopg2.extras import execute_values

from layers.disclosure.block_rule import hidden_bits
from layers.disclosure.choice import chances
from layers.models import BLOCK_COUNTS, WHOLE_PLACES, Level, Lineage, Measurement, SuppressedTotal


def suppressed_totals() -> set[tuple[str, str]]:
    """(neighbourhood, column of Block) of every suppressed figure that the blocks add up to.

    The blocks, if published, would add up to the total. Blocks keep the code of their census, so
    the blocks of predecessors and successors of the area count as its blocks too. A figure that was
    measured in a drawn area is made of what blocks publish, and hides none of them.
    """
    suppressed = Measurement.objects.filter(area__level=Level.NEIGHBOURHOOD).exclude(suppression="")
    recounted = suppressed.filter(is_measured=False).exclude(indicator__block_numerator="")
    totals = recounted.values_list("area_id", "indicator__block_numerator").distinct()
    descents = known_descents()
    older, newer = relatives(descents), relatives((after, before) for before, after in descents)
    return {
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
    suppressed: set[tuple[str, str]], homes: Iterable[str] | None = None
) -> list[tuple[int, int, int]]:
    """Update Block.hidden to the rule; returns (id, bits before, bits now) of each changed block.

    suppressed: see suppressed_totals. homes: limit to blocks of these neighbourhoods; None for all.
    """
    columns = ", ".join(BLOCK_COUNTS)
    among = "" if homes is None else " WHERE neighbourhood_code = ANY(%s)"
    with connection.cursor() as cursor:
        # The order is fixed: of two equal counts, the same one must be suppressed every time.
        cursor.execute(
            f"SELECT id, hidden, code, county_code, neighbourhood_code, {columns}"  # noqa: S608
            f" FROM layers_block{among} ORDER BY code",
            None if homes is None else [sorted(homes)],
        )
        rows = cursor.fetchall()
        if not rows:
            return []
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        present = np.array([row[1] for row in rows], dtype=np.int64)
        codes, counties, neighbourhoods = zip(*(row[2:5] for row in rows), strict=True)
        counts = np.array([row[5:] for row in rows], dtype=np.int64)
        bits = hidden_bits(
            counts,
            place_numbers(counties, neighbourhoods),
            wholes=WHOLE_PLACES,
            chances=chances(codes, len(BLOCK_COUNTS)),
            also=totals_mask(neighbourhoods, suppressed),
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


def totals_mask(homes: Sequence[str], suppressed: set[tuple[str, str]]) -> np.ndarray:
    """Whether the total of each block's neighbourhood is suppressed; shape (blocks, counts)."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for code, column in suppressed:
        kinds[code].append(BLOCK_COUNTS.index(column))
    mask = np.zeros((len(homes), len(BLOCK_COUNTS)), dtype=bool)
    for row, home in enumerate(homes):
        mask[row, kinds.get(home, [])] = True
    return mask


def place_numbers(counties: Sequence[str], homes: Sequence[str]) -> np.ndarray:
    """A number per neighbourhood, and per county for its blocks outside; shape (blocks,).

    What lies outside the neighbourhoods of a county is known to whoever knows the county's total.
    """
    places = [home or county for county, home in zip(counties, homes, strict=True)]
    return np.unique(np.array(places, dtype=str), return_inverse=True)[1]


def remember_totals(suppressed: set[tuple[str, str]]) -> None:
    """Store the suppressed totals the blocks are published with, to compare at the next change."""
    SuppressedTotal.objects.all().delete()
    SuppressedTotal.objects.bulk_create(
        SuppressedTotal(neighbourhood_code=home, column=column)
        for home, column in sorted(suppressed)
    )
