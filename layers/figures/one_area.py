"""This file reads the figures of one area: value, ranks, comparison, years, other sources."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from layers.db import fetch, statement
from layers.figures.boundary_notes import BoundaryNote, Shown, boundary_note, on_other_boundaries
from layers.figures.newest import newest_years
from layers.models import Area, Edition, Indicator, Measurement, Source

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Rank:
    """The rank of a figure among the areas of the same level inside a context.

    context: code of the county, province or country. place: 1 is the most deprived, or the greatest
    if the indicator has no direction; None without a published figure. low, median and high are of
    the published figures inside the context; None without any.
    """

    context: str
    place: int | None
    of: int
    low: float | None
    median: float | None
    high: float | None


@dataclass(frozen=True)
class Reading:
    """One source's reading: the published value, None if suppressed.

    exact: the value of a figure that is suppressed or was measured in a drawn area, only for people
    in scope. The reason for suppression is not shown,
    because it would help to guess the value.
    """

    year: int
    value: float | None
    is_suppressed: bool
    is_preferred: bool
    is_estimate: bool
    low: float | None
    high: float | None
    source: Source
    as_of: date | None
    note_fa: str
    note_en: str
    synthetic: bool
    exact: float | None


@dataclass(frozen=True)
class Conflict:
    """A year in which sources disagree: the preferred reading, and the other readings."""

    year: int
    preferred: Reading
    others: tuple[Reading, ...]

    @property
    def rows(self) -> int:
        """The number of readings."""
        return 1 + len(self.others)


@dataclass(frozen=True)
class AreaFigure:
    """One indicator of one area, the same for every output.

    year: the newest with data among the area's neighbours, as on the map. reading: None if the area
    has no figure of that year. latest: the area's newest reading if that is older, else None.
    conflicts: the years in which sources disagree, newest first. ranks: the nearest context first.
    typical: by context, the figure to compare with: the context's own figure for a rate, the median
    of its parts for a count; None if unknown. series: (year, published value or None), oldest
    first. synthetic: the shown figure (reading or latest) or the area itself is invented.
    on_other_boundaries: the years of the series whose days lie outside those of the boundaries on
    the page.
    """

    indicator: Indicator
    year: int
    reading: Reading | None
    latest: Reading | None
    conflicts: tuple[Conflict, ...]
    ranks: tuple[Rank, ...]
    typical: Mapping[str, float | None]
    series: tuple[tuple[int, float | None], ...]
    synthetic: bool
    on_other_boundaries: tuple[Shown, ...]

    @property
    def boundary_note(self) -> BoundaryNote | None:
        """The note on the figure shown, or on the latest one if `year` has no figure."""
        reading = self.reading or self.latest
        year = reading.year if reading else None
        return boundary_note([each for each in self.on_other_boundaries if each.year == year])

    @property
    def value(self) -> float | None:
        return self.reading.value if self.reading else None

    @property
    def flags(self) -> tuple[str, ...]:
        """Of "synthetic", "suppressed", "conflict", "estimate", as in /values/…json."""
        reading = self.reading
        holds = {
            "synthetic": self.synthetic,
            "suppressed": reading is not None and reading.is_suppressed,
            "conflict": any(conflict.year == self.year for conflict in self.conflicts),
            "estimate": reading is not None and reading.is_estimate,
        }
        return tuple(flag for flag, is_so in holds.items() if is_so)


def area_figures(
    area: Area,
    *,
    edition: Edition | None,
    drawn: Iterable[Area],
    contexts: Sequence[str],
    exact: bool,
) -> tuple[AreaFigure, ...]:
    """The figures of an area, one per indicator with data around it, in catalogue order.

    drawn: the area in every published edition. contexts: codes of the areas that hold it, nearest
    first; empty for the country, whose years are its own. exact: include the suppressed values; the
    caller has checked the person's scope. Three queries.
    """
    readings = _readings(area, contexts, exact)
    own = readings[area.code]
    if contexts:
        ranks = _ranks(area, edition, contexts)
        years = {indicator_id: found[0] for indicator_id, found in ranks.items()}
    else:
        ranks = {}
        years = newest_years([area.code])
    indicators = Indicator.objects.filter(pk__in=years).order_by("position", "code")
    shown = {
        indicator_id: _shown(area, edition, by_year)
        for indicator_id, by_year in own.items()
        if indicator_id in years
    }
    elsewhere = set(on_other_boundaries(chain.from_iterable(shown.values()), drawn=drawn))
    return tuple(
        _area_figure(
            area,
            indicator,
            years[indicator.pk],
            own.get(indicator.pk, {}),
            ranks[indicator.pk][1] if indicator.pk in ranks else (),
            {code: readings[code].get(indicator.pk, {}) for code in contexts},
            tuple(each for each in shown.get(indicator.pk, ()) if each in elsewhere),
        )
        for indicator in indicators
    )


Years = dict[int, list[Reading]]


def _area_figure(
    area: Area,
    indicator: Indicator,
    year: int,
    own: Years,
    ranks: tuple[Rank, ...],
    above: Mapping[str, Years],
    elsewhere: tuple[Shown, ...],
) -> AreaFigure:
    reading = preferred(own.get(year, ()))
    newest = max((year for year, found in own.items() if preferred(found)), default=None)
    older = newest is not None and reading is None
    latest = preferred(own[newest]) if older and newest is not None else None
    shown = reading or latest
    return AreaFigure(
        indicator=indicator,
        year=year,
        reading=reading,
        latest=latest,
        conflicts=tuple(
            conflict
            for each in sorted(own, reverse=True)
            if (conflict := disagreement(each, own[each])) is not None
        ),
        ranks=ranks if reading and reading.value is not None else _without_place(ranks),
        typical=_typical(indicator, year, ranks, above),
        series=tuple(
            (each, preferred_value(own[each])) for each in sorted(own) if preferred(own[each])
        ),
        synthetic=area.synthetic or bool(shown and shown.synthetic),
        on_other_boundaries=elsewhere,
    )


def _shown(area: Area, edition: Edition | None, by_year: Years) -> list[Shown]:
    """The preferred readings of one indicator, oldest first, with the drawing on the page."""
    chosen = [preferred(by_year[year]) for year in sorted(by_year)]
    return [
        Shown(
            code=area.code,
            year=reading.year,
            as_of=reading.as_of,
            in_force_from=area.edition.in_force_from,
            in_force_to=area.edition.in_force_to,
            area_m2=area.area_m2,
            is_today=edition is None,
        )
        for reading in chosen
        if reading is not None
    ]


def preferred(readings: Iterable[Reading]) -> Reading | None:
    return next((reading for reading in readings if reading.is_preferred), None)


def preferred_value(readings: Iterable[Reading]) -> float | None:
    found = preferred(readings)
    return found.value if found else None


def disagreement(year: int, readings: Sequence[Reading]) -> Conflict | None:
    """The conflict of a year: another source publishes a different value from the preferred one."""
    chosen = preferred(readings)
    others = tuple(other for other in readings if not other.is_preferred)
    if chosen is None or all(other.value == chosen.value for other in others):
        return None
    return Conflict(year=year, preferred=chosen, others=others)


def _without_place(ranks: tuple[Rank, ...]) -> tuple[Rank, ...]:
    return tuple(Rank(r.context, None, r.of, r.low, r.median, r.high) for r in ranks)


def _typical(
    indicator: Indicator, year: int, ranks: tuple[Rank, ...], above: Mapping[str, Years]
) -> dict[str, float | None]:
    if indicator.kind == Indicator.Kind.COUNT:
        return {rank.context: rank.median for rank in ranks}
    return {code: preferred_value(by_year.get(year, ())) for code, by_year in above.items()}


def _readings(area: Area, contexts: Sequence[str], exact: bool) -> dict[str, dict[int, Years]]:
    """Readings by area code, indicator id and year; of other areas, the preferred only."""
    found: dict[str, dict[int, Years]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    rows = (
        Measurement.objects.filter(area_id__in=[area.code, *contexts])
        .select_related("source")
        .order_by("-is_preferred", "source__code")
    )
    for row in rows:
        if row.is_preferred or row.area_id == area.code:
            found[row.area_id][row.indicator_id][row.year].append(_reading(row, exact))
    return found


def _reading(row: Measurement, exact: bool) -> Reading:
    is_suppressed = bool(row.suppression)
    return Reading(
        year=row.year,
        value=row.published_value,
        is_suppressed=is_suppressed,
        is_preferred=row.is_preferred,
        is_estimate=row.is_estimate,
        low=row.published_low,
        high=row.published_high,
        source=row.source,
        as_of=row.as_of,
        note_fa=row.note_fa,
        note_en=row.note_en,
        synthetic=row.synthetic,
        exact=row.value if exact and (is_suppressed or row.is_measured) else None,
    )


def _ranks(
    area: Area, edition: Edition | None, contexts: Sequence[str]
) -> dict[int, tuple[int, tuple[Rank, ...]]]:
    """By indicator id: the year, and the rank in each context in the given order."""
    found: dict[int, dict[str, Rank]] = defaultdict(dict)
    years: dict[int, int] = {}
    arguments = {
        "edition_id": edition.pk if edition else None,
        "level": area.level,
        "code": area.code,
        "parent": contexts[0],
        "contexts": list(contexts),
    }
    rows = fetch(statement(SQL / "area_ranks.sql"), arguments)
    for indicator_id, year, context, place, of, low, median, high in rows:
        years[indicator_id] = year
        found[indicator_id][context] = Rank(context, place, of, low, median, high)
    return {
        indicator_id: (years[indicator_id], tuple(by_context[code] for code in contexts))
        for indicator_id, by_context in found.items()
    }
