"""This file builds the table of an area's parts, with a few figures each."""

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from layers.db import fetch, statement
from layers.figures.ranking import rank
from layers.models import Indicator, Level
from layers.profile.registry import Subject
from layers.profile.sections.headline import POPULATION
from layers.queries import children

SQL = Path(__file__).parent.parent / "sql"
COLUMNS_SHOWN = 5


@dataclass(frozen=True)
class Cell:
    """The published figure of one part; value is None if suppressed or missing.

    synthetic: the figure is invented. is_marked: neither its part nor its column says so.
    """

    indicator: Indicator
    value: float | None
    is_suppressed: bool
    synthetic: bool
    is_marked: bool


# (value, is suppressed, is invented) by indicator id and area code.
Figures = dict[int, dict[str, tuple[float | None, bool, bool]]]
MISSING = (None, False, False)


@dataclass(frozen=True)
class ColumnHead:
    """An indicator and the year of the figures in its column.

    is_sample: all figures of the real parts are invented.
    """

    indicator: Indicator
    year: int
    is_sample: bool = False


@dataclass(frozen=True)
class Part:
    """One part. rank: by the leading figure, None if it has none. cells: one per column."""

    code: str
    name_fa: str
    name_en: str
    synthetic: bool
    rank: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Children:
    """layers/_children.html. level: of the parts. columns: population first, then the leading one.

    leading: the column that ranks the parts, None if only populations are known. parts: by rank,
    then by code.
    """

    level: Level
    columns: tuple[ColumnHead, ...]
    leading: ColumnHead | None
    parts: tuple[Part, ...]

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "code": part.code,
                "level": self.level,
                "name_fa": part.name_fa,
                "name_en": part.name_en,
                "synthetic": part.synthetic,
                "figures": {
                    head.indicator.code: {
                        "year": head.year,
                        "value": cell.value,
                        "suppressed": cell.is_suppressed,
                        "synthetic": cell.synthetic,
                    }
                    for head, cell in zip(self.columns, part.cells, strict=True)
                },
            }
            for part in self.parts
        ]


def build(subject: Subject) -> Children | None:
    level = subject.level.child
    if level is None or subject.edition is not None:
        return None
    areas = (
        children(subject.area)
        .order_by("code")
        .values_list("code", "name_fa", "name_en", "synthetic")
    )
    figures, years = part_figures(subject.area.code, level)
    real = [code for code, _, _, is_invented in areas if not is_invented]
    columns = tuple(marked(head, figures, real) for head in chosen_columns(years))
    leading = leading_column(columns, figures, parts=len(areas))
    parts = tuple(
        Part(
            code=code,
            name_fa=name_fa,
            name_en=name_en,
            synthetic=synthetic,
            rank=None,
            cells=tuple(cell(head, figures, code, synthetic) for head in columns),
        )
        for code, name_fa, name_en, synthetic in areas
    )
    return Children(
        level=level, columns=columns, leading=leading, parts=ranked(parts, columns, leading)
    )


def marked(head: ColumnHead, figures: Figures, real: list[str]) -> ColumnHead:
    """The column, with a mark if all its figures of real parts are invented."""
    found = figures[head.indicator.pk]
    invented = [found[code][2] for code in real if code in found]
    return replace(head, is_sample=bool(invented) and all(invented))


def cell(head: ColumnHead, figures: Figures, code: str, is_sample_part: bool) -> Cell:
    value, is_suppressed, synthetic = figures[head.indicator.pk].get(code, MISSING)
    is_marked = synthetic and not is_sample_part and not head.is_sample
    return Cell(head.indicator, value, is_suppressed, synthetic, is_marked)


def chosen_columns(years: dict[int, int]) -> tuple[ColumnHead, ...]:
    """Population, then the first indicators of the catalogue with a direction."""
    indicators = list(Indicator.objects.filter(pk__in=years))
    counts = [each for each in indicators if each.code == POPULATION]
    telling = [each for each in indicators if each.direction != Indicator.Direction.NEUTRAL]
    others = [each for each in indicators if each not in counts and each not in telling]
    shown = (counts + telling + others)[:COLUMNS_SHOWN]
    return tuple(ColumnHead(indicator=each, year=years[each.pk]) for each in shown)


def leading_column(
    columns: tuple[ColumnHead, ...], figures: Figures, *, parts: int
) -> ColumnHead | None:
    """The first column with a direction for which half of the parts have a figure.

    Otherwise the column that most parts have: ranks of a few say little about the others.
    """
    telling = [each for each in columns if each.indicator.direction != Indicator.Direction.NEUTRAL]
    known = {
        each: sum(value is not None for value, _, _ in figures[each.indicator.pk].values())
        for each in telling
    }
    fullest = max(telling, key=known.__getitem__, default=None)
    return next((each for each in telling if known[each] * 2 >= parts), fullest)


def ranked(
    parts: tuple[Part, ...], columns: tuple[ColumnHead, ...], leading: ColumnHead | None
) -> tuple[Part, ...]:
    """The parts with their rank by the leading figure, the most deprived first."""
    if leading is None:
        return parts
    place = columns.index(leading)
    ranks = rank(
        [part.cells[place].value for part in parts],
        decimals=leading.indicator.decimals,
        higher_first=leading.indicator.direction != Indicator.Direction.HIGHER_IS_BETTER,
    )
    placed = [replace(part, rank=number) for part, number in zip(parts, ranks, strict=True)]
    return tuple(sorted(placed, key=lambda part: (part.rank is None, part.rank or 0, part.code)))


def part_figures(parent: str, level: Level) -> tuple[Figures, dict[int, int]]:
    """The figures of the parts, and the year of each indicator."""
    figures: Figures = defaultdict(dict)
    years: dict[int, int] = {}
    rows = fetch(statement(SQL / "part_figures.sql"), {"parent": parent, "level": level})
    for indicator_id, year, code, value, is_suppressed, synthetic in rows:
        years[indicator_id] = year
        figures[indicator_id][code] = (value, is_suppressed, synthetic)
    return figures, years
