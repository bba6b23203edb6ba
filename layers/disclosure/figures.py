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
from layers.disclosure.blocks import known_descents
from layers.disclosure.choice import chances
from layers.disclosure.rule import SMALLEST_PUBLISHED, suppressed_cells
from layers.models import Area, Indicator, Measurement

SQL = Path(__file__).parent / "sql"
# Publication follows from the data, so it writes no history event.
FIGURE_TRIGGERS = ("layers.Measurement:raise_version", "layers.Measurement:update_update")


def decide_figures() -> None:
    """Decide for every figure whether it is suppressed (rule.py), and its published text."""
    suppressed, secondary = suppressed_measurements()
    ids = sorted(suppressed)
    arguments: list[Any] = [ids, [pk in secondary for pk in ids]]
    text = statement(SQL / "decide_figures.sql", smallest=str(SMALLEST_PUBLISHED))
    with pgtrigger.ignore(*FIGURE_TRIGGERS), connection.cursor() as cursor:
        cursor.execute(text, arguments)


def suppressed_measurements() -> tuple[set[int], set[int]]:
    """Ids of the measurements to suppress, and of those suppressed only to protect others.

    If sources disagree, a suppressed cell is suppressed for every source: another source's figure
    would reveal nearly the same value.
    """
    relations = [*area_relations(), *descents()]
    suppressed: set[int] = set()
    secondary: set[int] = set()
    for of in person_counts():
        names = [f"{of.indicator} {of.year} {area}" for area in of.counts]
        drawn = dict(zip(of.counts, chances(names, 1)[:, 0].tolist(), strict=True))
        for area in suppressed_cells(of.counts, relations, chances=drawn, seen=of.seen):
            suppressed |= of.ids[area]
            if of.counts[area] >= SMALLEST_PUBLISHED:
                secondary |= of.ids[area]
    return suppressed, secondary


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
    was published once."""

    indicator: str
    year: int
    counts: dict[str, float] = field(default_factory=dict)
    ids: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    seen: set[str] = field(default_factory=set)


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
        .values_list("indicator__code", "year", "area_id", "pk", "persons", "was_published")
    )
    for (indicator, year), members in groupby(rows.iterator(20_000), key=itemgetter(0, 1)):
        found = PersonCounts(indicator, year)
        for _indicator, _year, area, pk, count, was_published in members:
            found.counts[area] = min(count, found.counts.get(area, count))
            found.ids[area].add(pk)
            if was_published:
                found.seen.add(area)
        if any(count < SMALLEST_PUBLISHED for count in found.counts.values()):
            yield found


def persons() -> Case:
    """The number of persons behind a figure."""
    return Case(When(indicator__kind=Indicator.Kind.RATE, then="numerator"), default="value")
