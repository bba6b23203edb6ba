"""This file withholds counts of blocks: the small ones, and those that tell a withheld total."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from django.db import connection
from django.db.models import F
from psycopg2.extras import execute_values

from layers.disclosure.rule import hidden_bits
from layers.models import BLOCK_COUNTS, Level, Lineage, Measurement, WithheldTotal


def withheld_totals() -> set[tuple[str, str]]:
    """(neighbourhood, column of Block) of every withheld figure that its blocks add up to.

    Shown block by block, the total would follow from its parts. Blocks keep the code of their
    census, so those of the areas it was made of, or that were made of it, are its blocks too.
    """
    withheld = Measurement.objects.filter(area__level=Level.NEIGHBOURHOOD).exclude(suppression="")
    recounted = withheld.exclude(indicator__block_numerator="")
    totals = recounted.values_list("area_id", "indicator__block_numerator").distinct()
    descents = known_descents()
    older, newer = relatives(descents), relatives((after, before) for before, after in descents)
    return {
        (home, column)
        for code, column in totals
        for home in {code} | reached(code, older) | reached(code, newer)
    }


def known_descents() -> list[tuple[str, str]]:
    """(code before, code after) of every lineage that gave an area another code."""
    pairs = Lineage.objects.exclude(before=None).exclude(before__code=F("after__code"))
    return sorted(pairs.values_list("before__code", "after__code").distinct())


def relatives(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The area codes on the first side of (before, after) pairs, by the code on the second."""
    found: dict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        found[second].add(first)
    return found


def reached(code: str, relatives: dict[str, set[str]]) -> set[str]:
    """The relatives of a code, and theirs in turn."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        further = relatives.get(waiting.pop(), set()) - found
        found |= further
        waiting += further
    return found


def withhold_block_counts(
    withheld: set[tuple[str, str]], homes: Iterable[str] | None = None
) -> list[tuple[int, int, int]]:
    """Set Block.hidden where it is not yet what the rule says; (id, bits before, bits now) of each.

    withheld: see withheld_totals. homes: of which neighbourhoods, None for all blocks.
    """
    columns = ", ".join(BLOCK_COUNTS)
    among = "" if homes is None else " WHERE neighbourhood_code = ANY(%s)"
    with connection.cursor() as cursor:
        # In a fixed order: which of two equal counts is withheld must be the same every time.
        cursor.execute(
            f"SELECT id, hidden, neighbourhood_code, {columns}"  # noqa: S608
            f" FROM layers_block{among} ORDER BY code",
            None if homes is None else [sorted(homes)],
        )
        rows = cursor.fetchall()
        if not rows:
            return []
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        present = np.array([row[1] for row in rows], dtype=np.int64)
        counts = np.array([row[3:] for row in rows], dtype=np.int64)
        members = [row[2] for row in rows]
        bits = hidden_bits(counts, group_numbers(members)) | total_bits(members, withheld)
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


def total_bits(homes: list[str], withheld: set[tuple[str, str]]) -> np.ndarray:
    """The bits of the withheld totals of each block's neighbourhood; shape (len(homes),)."""
    bits: dict[str, int] = defaultdict(int)
    for code, column in withheld:
        bits[code] |= 1 << BLOCK_COUNTS.index(column)
    return np.array([bits.get(home, 0) for home in homes], dtype=np.int64)


def group_numbers(codes: list[str]) -> np.ndarray:
    """A number for each neighbourhood code, −1 for none; shape (len(codes),)."""
    names, numbers = np.unique(np.array(codes, dtype=object).astype(str), return_inverse=True)
    return np.where(names[numbers] == "", -1, numbers)


def remember_totals(withheld: set[tuple[str, str]]) -> None:
    """Note which withheld totals blocks are published with, for the next change of figures."""
    WithheldTotal.objects.all().delete()
    WithheldTotal.objects.bulk_create(
        WithheldTotal(neighbourhood_code=home, column=column) for home, column in sorted(withheld)
    )
