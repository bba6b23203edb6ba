"""This file lists what an outsider gets of the stored counts, as a system for bench/attacker.py.

Everything published is read from the tables that every page, tile, file and statistic is made of.
Figures of drawn and painted areas, sums over squares and measured areas add nothing: they are made
of what blocks publish and of the sums in BlockSubstitute; tests/planning/statistics/
test_suppressed_counts verifies that nothing else is told.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Sum

from bench.attacker import Cell, Outsider
from layers.disclosure.blocks import known_descents
from layers.models import (
    BLOCK_COUNTS,
    WHOLES,
    Area,
    Block,
    BlockSubstitute,
    Indicator,
    Measurement,
)

# A cell is ("figure", area, indicator, year, source) or ("block", code, column).
# An earlier download: the published counts of persons by cell.
Download = Mapping[Cell, float]
Suppressed = dict[tuple[str, ...], list[Cell]]


def outsider(counties: Collection[str], kept: Iterable[Download] = ()) -> Outsider:
    """What is published of the blocks of these counties and of the areas of the whole country.

    kept: earlier downloads; what they hold and is still true is known.
    """
    known, kept = Outsider(), list(kept)
    add_figures(known, kept)
    relate_areas(known)
    hidden = add_blocks(known, counties, kept)
    relate_substitutes(known, counties, hidden)
    relate_sums(known, counties, hidden)
    return known


def downloaded(counties: Collection[str]) -> Download:
    """The counts that are published today of areas, and of the blocks of these counties."""
    kept = {cell: count for cell, count, published, _ in figures() if published}
    rows = Block.objects.filter(county_code__in=counties).values_list(
        "code", "hidden", *BLOCK_COUNTS
    )
    for code, hidden, *counts in rows.iterator(20_000):
        for bit, (column, count) in enumerate(zip(BLOCK_COUNTS, counts, strict=True)):
            if not hidden >> bit & 1:
                kept["block", code, column] = float(count)
    return kept


def figures() -> Iterable[tuple[Cell, float, bool, float | None]]:
    """Cell, count of persons, whether it is published, and the published denominator."""
    rows = (
        Measurement.objects.filter(indicator__counts_persons=True, is_measured=False)
        .exclude(indicator__kind=Indicator.Kind.RATE, numerator=None)
        .select_related("indicator")
    )
    for row in rows.iterator(20_000):
        is_rate = row.indicator.kind == Indicator.Kind.RATE
        count = (row.numerator if is_rate else row.value) or 0.0
        cell = ("figure", row.area_id, row.indicator.code, row.year, row.source_id)
        yield cell, count, not row.suppression, row.published_denominator


def was_kept(kept: list[Download], cell: Cell, count: float) -> bool:
    return any(earlier.get(cell) == count for earlier in kept)


def add_figures(known: Outsider, kept: list[Download]) -> None:
    """The counts behind figures of areas; no numerator exceeds its published denominator."""
    for cell, count, published, denominator in figures():
        known.add(cell, count, is_known=published or was_kept(kept, cell, count))
        if denominator is not None and count <= denominator:
            known.relate({cell: 1.0}, most=denominator)


def relate_areas(known: Outsider) -> None:
    """A total is at least the sum of its parts, and equal to it where the parts fill the whole."""
    relations = [*parts_of_areas(), *parts_of_descents()]
    by_kind: dict[tuple, dict[str, Cell]] = defaultdict(dict)
    for cell in known.values:
        _, code, *kind = cell
        by_kind[tuple(kind)][code] = cell
    for cells in by_kind.values():
        for total, codes, fill_it in relations:
            present = [cells[code] for code in codes if code in cells]
            if total in cells and present:
                is_whole = fill_it and len(present) == len(codes)
                relate_total(known, present, cells[total], is_whole=is_whole)


def relate_total(known: Outsider, parts: list[Cell], total: Cell, *, is_whole: bool) -> None:
    """One total; nothing where the true parts are more than it, or less than fill it: sources that
    disagree tell nothing."""
    rest = known.values[total] - sum(known.values[part] for part in parts)
    if rest == 0 or (rest > 0 and not is_whole):
        known.relate(
            {**dict.fromkeys(parts, 1.0), total: -1.0}, 0.0 if is_whole else float("-inf"), 0.0
        )


def parts_of_areas() -> set[tuple[str, frozenset[str], bool]]:
    """(area, its parts, whether they fill it): neighbourhoods do not fill a county."""
    parts: dict[tuple[str, int], list[str]] = defaultdict(list)
    for code, parent, edition in Area.objects.exclude(parent_code=None).values_list(
        "code", "parent_code", "edition_id"
    ):
        parts[str(parent), edition].append(code)
    return {(parent, frozenset(codes), len(parent) < 4) for (parent, _), codes in parts.items()}


def parts_of_descents() -> set[tuple[str, frozenset[str], bool]]:
    """(area, the areas merged into it or made of it, True) where these have no other relatives."""
    older: dict[str, set[str]] = defaultdict(set)
    newer: dict[str, set[str]] = defaultdict(set)
    for before, after in known_descents():
        older[after].add(before)
        newer[before].add(after)
    return {
        (whole, frozenset(parts), True)
        for parts_of, wholes_of in ((older, newer), (newer, older))
        for whole, parts in parts_of.items()
        if all(wholes_of[part] == {whole} for part in parts)
    }


def add_blocks(known: Outsider, counties: Collection[str], kept: list[Download]) -> Suppressed:
    """Counts of blocks, of which each is part of others.

    Returns the hidden ones by (county, neighbourhood or "", column).
    """
    hidden: Suppressed = defaultdict(list)
    rows = Block.objects.filter(county_code__in=counties).exclude(hidden=0)
    for code, county, home, bits, *counts in rows.values_list(
        "code", "county_code", "neighbourhood_code", "hidden", *BLOCK_COUNTS
    ).iterator(20_000):
        for bit, (column, count) in enumerate(zip(BLOCK_COUNTS, counts, strict=True)):
            cell, is_hidden = ("block", code, column), bool(bits >> bit & 1)
            known.add(cell, count, is_known=not is_hidden or was_kept(kept, cell, count))
            if is_hidden:
                hidden[county, home, column].append(cell)
        for part, whole in WHOLES.items():
            # Counts of sources that disagree tell nothing of one another.
            if known.values["block", code, part] <= known.values["block", code, whole]:
                known.is_part(("block", code, part), ("block", code, whole))
    return hidden


def relate_substitutes(known: Outsider, counties: Collection[str], hidden: Suppressed) -> None:
    """The sums of hidden counts that measured areas reveal."""
    for place in BlockSubstitute.objects.filter(county_code__in=counties):
        for column, total in zip(BLOCK_COUNTS, place.hidden_sums, strict=True):
            cells = hidden[place.county_code, place.neighbourhood_code, column]
            if total is not None and cells:
                known.relate(dict.fromkeys(cells, 1.0), total, total)


def relate_sums(known: Outsider, counties: Collection[str], hidden: Suppressed) -> None:
    """Figures that blocks add up to: of neighbourhoods, and of whole counties."""
    columns = dict(
        Indicator.objects.exclude(block_numerator="").values_list("code", "block_numerator")
    )
    blocks = Block.objects.filter(county_code__in=counties)
    sums = {f"{column}_in_all": Sum(column) for column in columns.values()}
    of_places: dict[str, dict[str, Any]] = {
        row[place]: row
        for place in ("county_code", "neighbourhood_code")
        for row in blocks.values(place).annotate(**sums)
    }
    cells_of: Suppressed = defaultdict(list)
    for (county, home, column), cells in hidden.items():
        for place in {county, home} - {""}:
            cells_of[place, column] += cells
    equal = [
        cell
        for cell, value in known.values.items()
        if cell[0] == "figure"
        and of_places.get(cell[1], {}).get(f"{columns.get(cell[2])}_in_all") == value
    ]
    # The blocks' own year; figures of other years are equal by chance alone.
    years = Counter(cell[3] for cell in equal)
    for cell in [each for each in equal if each[3] == years.most_common(1)[0][0]]:
        suppressed = cells_of.get((cell[1], columns[cell[2]]), [])
        published = known.values[cell] - sum(known.values[each] for each in suppressed)
        known.relate({**dict.fromkeys(suppressed, 1.0), cell: -1.0}, -published, -published)
