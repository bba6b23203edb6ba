"""This file decides which published figures of areas are suppressed, and how they read."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pgtrigger
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Case, When

from layers.db import statement
from layers.disclosure.blocks import Totals, block_totals, known_descents
from layers.disclosure.choice import chances
from layers.disclosure.rule import SMALLEST_PUBLISHED, suppressed_cells
from layers.models import Area, Indicator, Measurement

SQL = Path(__file__).parent / "sql"
# Publication follows from the data, so it writes no history event.
FIGURE_TRIGGERS = ("layers.Measurement:raise_version", "layers.Measurement:update_update")


def decide_figures() -> Totals:
    """Decide for every figure whether it is suppressed (rule.py), and its published text.

    Returns the totals of blocks that must be suppressed although no figure states them.
    """
    suppressed, secondary, by_blocks = suppressed_measurements()
    ids = sorted(suppressed)
    arguments: list[Any] = [ids, [pk in secondary for pk in ids]]
    text = statement(SQL / "decide_figures.sql", smallest=str(SMALLEST_PUBLISHED))
    with pgtrigger.ignore(*FIGURE_TRIGGERS), connection.cursor() as cursor:
        cursor.execute(text, arguments)
    return by_blocks


def suppressed_measurements() -> tuple[set[int], set[int], Totals]:
    """Ids of the measurements to suppress, of those suppressed only to protect others, and the
    suppressed totals of blocks that no figure states.

    If sources disagree, a suppressed cell is suppressed for every source: another source's figure
    would reveal nearly the same value.
    """
    relations = [*area_relations(), *descents()]
    suppressed: set[int] = set()
    secondary: set[int] = set()
    by_blocks: Totals = set()
    for of in person_counts():
        names = [f"{of.indicator} {of.year} {area}" for area in of.counts]
        drawn = dict(zip(of.counts, chances(names, 1)[:, 0].tolist(), strict=True))
        known = [*relations, *of.relations]
        for area in suppressed_cells(of.counts, known, chances=drawn, seen=of.seen):
            if area not in of.ids:
                by_blocks.add((area, of.column))
                continue
            suppressed |= of.ids[area]
            if of.counts[area] >= SMALLEST_PUBLISHED:
                secondary |= of.ids[area]
    return suppressed, secondary, by_blocks


def area_relations() -> list[tuple[str, list[str]]]:
    """(area, its parts) for every area with parts, from the top level down.

    Editions with the same parts say the same: it is told once, in the order of the editions.
    """
    rows = (
        Area.objects.exclude(parent_code=None)
        .order_by("edition_id", "parent_code")
        .values_list("edition_id", "parent_code")
        .annotate(parts=ArrayAgg("code", order_by="code"))
    )
    wholes = {(str(parent), tuple(parts)): None for _edition, parent, parts in rows}
    return [(parent, list(parts)) for parent, parts in sorted(wholes, key=top_first)]


def descents() -> list[tuple[str, list[str]]]:
    """(area, its predecessors or its successors) where their codes differ.

    Figures of older editions stay visible: a merged area minus one predecessor would reveal the
    other.
    """
    wholes: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for before, after in known_descents():
        wholes[after, True].append(before)
        wholes[before, False].append(after)
    return [(whole, parts) for (whole, _), parts in sorted(wholes.items())]


def top_first(relation: tuple[str, tuple[str, ...]]) -> tuple[int, str]:
    parent, _parts = relation
    return (len(parent) if parent != "IR" else 0, parent)


@dataclass
class PersonCounts:
    """An indicator in a year: persons and measurement ids by area, and the areas of which a figure
    was published once.

    column: of Block, from which the figure is recounted, or "". relations: as suppressed_cells
    takes them, of totals of blocks that no figure states.
    """

    indicator: str
    year: int
    column: str
    counts: dict[str, float] = field(default_factory=dict)
    ids: dict[str, set[int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    relations: list[tuple[str, list[str]]] = field(default_factory=list)

    def add(self, area: str, measurement_id: int, count: float, *, was_published: bool) -> None:
        self.counts[area] = min(count, self.counts.get(area, count))
        self.ids.setdefault(area, set()).add(measurement_id)
        if was_published:
            self.seen.add(area)

    def add_totals(self, totals: dict[str, dict[str, int]]) -> None:
        """Add the totals of places without a figure, in counties whose figure is the sum of all
        their blocks: they follow from it. totals: persons by county and place."""
        for county, places in totals.items():
            if self.counts.get(county) == sum(places.values()):
                for place, count in places.items():
                    self.counts.setdefault(place, float(count))
                self.relations.append((county, sorted(places)))


def person_counts() -> Iterator[PersonCounts]:
    """Every indicator and year with a small count.

    The count is the numerator of a rate or the value of a count. A rate without a numerator reveals
    no count: decide_figures.sql suppresses it alone, without protecting it further. A figure that
    was measured in a drawn area publishes nothing that blocks do not publish already.
    """
    rows = (
        Measurement.objects.filter(indicator__counts_persons=True, is_measured=False)
        .exclude(indicator__kind=Indicator.Kind.RATE, numerator=None)
        .order_by("indicator__code", "year")
        .annotate(persons=persons())
        .values_list(
            *("indicator__code", "year", "indicator__block_numerator"),
            *("area_id", "pk", "persons", "was_published"),
        )
    )
    totals = block_totals()
    for group, members in groupby(rows.iterator(20_000), key=itemgetter(0, 1, 2)):
        found = PersonCounts(*group)
        for *_, area, pk, count, was_published in members:
            found.add(area, pk, count, was_published=was_published)
        found.add_totals(totals.get(found.column, {}))
        if any(count < SMALLEST_PUBLISHED for count in found.counts.values()):
            yield found


def persons() -> Case:
    """The number of persons behind a figure."""
    return Case(When(indicator__kind=Indicator.Kind.RATE, then="numerator"), default="value")
