"""This file builds the single figure table behind map colours, legend, ranked table and files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from layers.catalogue import area_layer
from layers.db import fetch, statement
from layers.editions.in_force import published_edition
from layers.figures.boundary_notes import BoundaryNote, Shown, boundary_note, on_other_boundaries
from layers.figures.classes import Classification, Method, classify
from layers.figures.legend import LegendClass, legend
from layers.figures.ranking import rank
from layers.messages import message as _
from layers.models import Edition, Indicator, Level, Source
from layers.problems import BadParameter, NoParts, NotFound
from layers.queries import AreaSummary, Bounds, area, summary

SQL = Path(__file__).parent / "sql"
FEWEST_CLASSES, MOST_CLASSES = 3, 7
OTHER_LEVEL = _("این ویرایش از تراز دیگری است. ویرایشی از همین تراز بدهید.")


@dataclass(frozen=True)
class Figure:
    """An area's published figure. value is rounded as shown; None if missing or suppressed.

    flags: of "synthetic", "suppressed", "conflict", "estimate". rank counts from the most
    deprived (or the greatest, where the indicator has no direction). anchor and bounds are
    degrees (longitude, latitude).
    """

    code: str
    name_fa: str
    name_en: str
    level: Level
    parent_code: str
    province_code: str
    county_code: str
    value: float | None
    class_index: int | None
    rank: int | None
    rank_of: int
    flags: tuple[str, ...]
    low: float | None
    high: float | None
    source_code: str
    as_of: date | None
    anchor: tuple[float, float]
    bounds: Bounds | None


@dataclass(frozen=True)
class DatedSource:
    """A source and the days of its figures in a table; None where the figures have no day."""

    source: Source
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class FigureTable:
    """Figures of all areas of a level inside a parent, ranked; areas without a value last.

    on_other_boundaries: figures whose days lie outside those of the boundaries shown.
    """

    layer: str
    level: Level
    parent: AreaSummary
    indicator: Indicator
    year: int | None
    years: tuple[int, ...]
    method: Method
    requested_classes: int
    classes: tuple[LegendClass, ...]
    note: str
    no_data: int
    suppressed: int
    figures: tuple[Figure, ...]
    sources: tuple[Source, ...]
    edition: Edition | None
    on_other_boundaries: tuple[Shown, ...]

    @property
    def synthetic(self) -> bool:
        return any("synthetic" in figure.flags for figure in self.figures)

    @property
    def dated_sources(self) -> tuple[DatedSource, ...]:
        """The sources; a source that says when it was published has that day alone."""
        return tuple(self._dated(source) for source in self.sources)

    def _dated(self, source: Source) -> DatedSource:
        if source.published_on:
            return DatedSource(source, source.published_on, source.published_on)
        of_source = [each for each in self.figures if each.source_code == source.code]
        days = [each.as_of for each in of_source if each.as_of]
        return DatedSource(source, min(days, default=None), max(days, default=None))

    @cached_property
    def boundary_note(self) -> BoundaryNote | None:
        """One note for all figures on other boundaries."""
        with_data = len(self.figures) - self.no_data
        return boundary_note(self.on_other_boundaries, of=with_data)

    @cached_property
    def boundary_notes(self) -> dict[str, BoundaryNote]:
        """The same note for each of these figures, by code."""
        notes = {each.code: boundary_note([each]) for each in self.on_other_boundaries}
        return {code: note for code, note in notes.items() if note is not None}


@dataclass(frozen=True)
class Question:
    """The validated request for a figure table."""

    parent: AreaSummary
    level: Level
    edition: Edition | None

    def arguments(self) -> dict[str, Any]:
        return {
            "edition_id": self.edition.pk if self.edition else None,
            "level": self.level,
            "parent": self.parent.code,
        }


def figure_table(
    *,
    parent_code: str = "IR",
    level: Level | None = None,
    indicator_code: str | None = None,
    year: int | None = None,
    method: str = Method.QUANTILE,
    classes: int = 5,
    edition: str | None = None,
) -> FigureTable:
    """The figures of one indicator and year for the areas of a level inside a parent.

    level: default the one below the parent. indicator_code: default the first with a direction that
    most of the areas have. year: Jalali, default the newest with data. edition: the code of one
    edition instead of those in force.
    Raises NotFound for unknown codes, NoParts for the parts of a neighbourhood and BadParameter for
    a level that is not below the parent.
    """
    question = _question(parent_code, level, edition)
    years_by_indicator = _years(question)
    indicator = _indicator(indicator_code, years_by_indicator)
    years = tuple(years_by_indicator.get(indicator.pk, ()))
    chosen_year = year or (years[0] if years else None)
    rows = _rows(question, indicator, chosen_year)
    classification = classify(
        [row["value"] for row in rows],
        method=Method(method),
        classes=classes,
        decimals=indicator.decimals,
    )
    sources = Source.objects.in_bulk({row["source_id"] for row in rows if row["source_id"]})
    figures = _ranked(rows, indicator, classification, sources, question.level)
    return FigureTable(
        layer=area_layer(question.level).id,
        level=question.level,
        parent=question.parent,
        indicator=indicator,
        year=chosen_year,
        years=tuple(sorted(years)),
        method=Method(method),
        requested_classes=classes,
        classes=legend(classification, Indicator.Direction(indicator.direction)),
        note=classification.note,
        no_data=sum(f.value is None and "suppressed" not in f.flags for f in figures),
        suppressed=sum("suppressed" in figure.flags for figure in figures),
        figures=figures,
        sources=tuple(sorted(sources.values(), key=lambda source: source.code)),
        edition=question.edition,
        on_other_boundaries=on_other_boundaries(_shown(rows, chosen_year, question.edition)),
    )


def indicators_with_data(
    level: Level, parent_code: str, edition: str | None = None
) -> tuple[Indicator, ...]:
    """The indicators with a figure for some area of a level inside a parent, in catalogue order."""
    found = _years(_question(parent_code, level, edition))
    return tuple(Indicator.objects.filter(pk__in=found))


def check_below(parent_code: str, level: Level) -> None:
    """Raise BadParameter of the parent unless areas of a level can lie inside it."""
    levels = list(Level)
    if levels.index(level) <= levels.index(Level(area(parent_code).level)):
        raise BadParameter(
            "parent",
            _("این لایه بخش‌های این محدوده را نشان نمی‌دهد. کد محدوده‌ای بالاتر را بدهید."),
        )


def _question(parent_code: str, level: Level | None, edition_code: str | None) -> Question:
    parent = area(parent_code)
    below = list(Level)[list(Level).index(Level(parent.level)) + 1 :]
    if not below:
        raise NoParts(parent.code)
    if level is None:
        level = below[0]
    if level not in below:
        raise BadParameter(
            "level",
            _("تراز باید پایین‌تر از محدودهٔ انتخاب‌شده باشد. تراز پایین‌تری بدهید."),
        )
    edition = published_edition(edition_code) if edition_code else None
    if edition and edition.level != level:
        raise BadParameter("edition", OTHER_LEVEL)
    return Question(parent=summary(parent), level=level, edition=edition)


# By indicator id and year, newest first: the number of areas with a published figure.
Years = dict[int, dict[int, int]]


def _years(question: Question) -> Years:
    found: Years = {}
    rows = fetch(statement(SQL / "indicator_years.sql"), question.arguments())
    for indicator_id, year, areas in rows:
        found.setdefault(indicator_id, {})[year] = areas
    return found


def _default_indicator(with_data: Years) -> Indicator | None:
    """The first widely known indicator with a direction, else the first widely known one.

    Widely known: in its newest year, at least half as many areas have it as have the best known
    indicator. A map of one county among sixteen would be useless.
    """
    areas = {indicator: next(iter(years.values())) for indicator, years in with_data.items()}
    best_known = max(areas.values(), default=0)
    widely_known = Indicator.objects.filter(
        pk__in=[indicator for indicator, count in areas.items() if 2 * count >= best_known]
    )
    telling = widely_known.exclude(direction=Indicator.Direction.NEUTRAL)
    return telling.first() or widely_known.first() or Indicator.objects.first()


def _indicator(code: str | None, with_data: Years) -> Indicator:
    if code:
        indicator = Indicator.objects.filter(code=code).first()
    else:
        indicator = _default_indicator(with_data)
    if indicator is None:
        unknown = _("سنجه‌ای با کد «{code}» نیست. یکی از سنجه‌های فهرست را انتخاب کنید.", code=code)
        none_yet = _("هنوز سنجه‌ای بارگذاری نشده است. ‎./gis manage load_public را اجرا کنید.")
        raise NotFound(unknown if code else none_yet, parameter="indicator")
    return indicator


ROW_NAMES = (
    "code",
    "name_fa",
    "name_en",
    "parent_code",
    "province_code",
    "county_code",
    "edition_id",
    "in_force_from",
    "in_force_to",
    "area_m2",
    "x",
    "y",
    "west",
    "south",
    "east",
    "north",
    "synthetic",
    "value",
    "suppressed",
    "low",
    "high",
    "is_estimate",
    "source_id",
    "as_of",
    "conflicts",
)


def _rows(question: Question, indicator: Indicator, year: int | None) -> list[dict]:
    arguments = {**question.arguments(), "indicator_id": indicator.pk, "year": year}
    rows = fetch(statement(SQL / "figures.sql"), arguments)
    return [dict(zip(ROW_NAMES, row, strict=True)) for row in rows]


def _shown(rows: list[dict], year: int | None, edition: Edition | None) -> Iterator[Shown]:
    """The figures among the rows, with the drawing on which each is shown."""
    for row in rows:
        if year is not None and row["source_id"] is not None:
            yield Shown(
                code=row["code"],
                year=year,
                as_of=row["as_of"],
                in_force_from=row["in_force_from"],
                in_force_to=row["in_force_to"],
                area_m2=row["area_m2"],
                is_today=edition is None,
            )


def _ranked(
    rows: list[dict],
    indicator: Indicator,
    classification: Classification,
    sources: dict[int, Source],
    level: Level,
) -> tuple[Figure, ...]:
    higher_first = indicator.direction != Indicator.Direction.HIGHER_IS_BETTER
    ranks = rank(
        [row["value"] for row in rows],
        decimals=indicator.decimals,
        higher_first=higher_first,
    )
    rank_of = sum(place is not None for place in ranks)
    figures = [
        _figure(row, classification, place, rank_of, sources, level)
        for row, place in zip(rows, ranks, strict=True)
    ]
    return tuple(sorted(figures, key=lambda f: (f.rank is None, f.rank or 0, f.code)))


def _figure(
    row: dict,
    classification: Classification,
    place: int | None,
    rank_of: int,
    sources: dict[int, Source],
    level: Level,
) -> Figure:
    flags = {
        "synthetic": row["synthetic"],
        "suppressed": row["suppressed"],
        "conflict": row["conflicts"] > 0,
        "estimate": row["is_estimate"],
    }
    source = sources.get(row["source_id"])
    has_box = row["west"] is not None
    return Figure(
        code=row["code"],
        name_fa=row["name_fa"],
        name_en=row["name_en"],
        level=level,
        parent_code=row["parent_code"],
        province_code=row["province_code"],
        county_code=row["county_code"],
        value=row["value"],
        class_index=classification.class_of(row["value"]),
        rank=place,
        rank_of=rank_of,
        flags=tuple(flag for flag, holds in flags.items() if holds),
        low=row["low"],
        high=row["high"],
        source_code=source.code if source else "",
        as_of=row["as_of"],
        anchor=(row["x"], row["y"]),
        bounds=(row["west"], row["south"], row["east"], row["north"]) if has_box else None,
    )
