"""This file builds the table of an area's figures, with comparison, trend and other sources."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from layers.drawing.trend import Trend, positions, trend
from layers.figures.boundary_notes import BoundaryNote, boundary_note
from layers.figures.descriptions import indicator_as_json
from layers.figures.one_area import AreaFigure, Rank, Reading
from layers.figures.predecessor import Predecessor, Series, predecessor
from layers.models import Indicator, Level
from layers.profile.registry import PlaceName, Subject


@dataclass(frozen=True)
class Dot:
    """A mark in the comparison. kind: own, near (the area above) or far (the next one).

    x: 0 to 1000 along the range. name: None for the area itself. is_median: of the parts of
    `name`, for a count; otherwise the figure of `name` itself.
    """

    kind: str
    x: int
    value: float
    name: PlaceName | None
    is_median: bool


@dataclass(frozen=True)
class RankCell:
    """A rank with the area in which it is given."""

    within: PlaceName
    rank: Rank


@dataclass(frozen=True)
class Row:
    """One indicator. dots: empty without a comparison; trend: None for fewer than two years.

    before: (year, value) of the predecessor, all before the first own year.

    ranks: one per context of the table. low, high: ends of the comparison, the least and
    greatest figure in the province (for a province, in the country).
    """

    figure: AreaFigure
    ranks: tuple[RankCell, ...]
    dots: tuple[Dot, ...]
    low: float | None
    high: float | None
    trend: Trend | None
    before: Series


@dataclass(frozen=True)
class Domain:
    """Indicators of one domain (population, health, …), in menu order. title: a translation."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Figures:
    """layers/_figures.html.

    missing: indicators that the area's neighbours have and it has in no year. contexts: the areas
    in which ranks are given, nearest first. compared: the one or two of them in the comparison.
    column_count: of the table. years: all years of any series, oldest first. series: for each
    figure (value, whether it is the predecessor's) in each of `years`, None if suppressed or
    missing. predecessor: the area that this one continues, or None. conflicts: figures on which
    sources disagree in some year. is_sample_area: the area itself is invented; has_samples: it is
    not, but some figures are. boundary_note: of all figures and years on other boundaries than
    their own. domains may be empty.
    """

    domains: tuple[Domain, ...]
    missing: tuple[AreaFigure, ...]
    contexts: tuple[PlaceName, ...]
    compared: tuple[PlaceName, ...]
    column_count: int
    years: tuple[int, ...]
    series: tuple[tuple[AreaFigure, tuple[tuple[float | None, bool], ...]], ...]
    predecessor: Predecessor | None
    conflicts: tuple[AreaFigure, ...]
    is_sample_area: bool
    has_samples: bool
    boundary_note: BoundaryNote | None

    def as_json(self) -> list[dict[str, Any]]:
        rows = (row for domain in self.domains for row in domain.rows)
        return [figure_as_json(row.figure) | self._earlier(row) for row in rows]

    def _earlier(self, row: Row) -> dict[str, Any]:
        if self.predecessor is None or not row.before:
            return {}
        series = [{"year": year, "value": value} for year, value in row.before]
        return {"predecessor": {"code": self.predecessor.code, "series": series}}


def build(subject: Subject) -> Figures:
    figures = tuple(each for each in subject.figures if each.reading or each.latest)
    missing = tuple(each for each in subject.figures if each not in figures)
    contexts = tuple(reversed(subject.above))
    compared = contexts[:2]
    earlier = predecessor(subject.drawings) if subject.level == Level.NEIGHBOURHOOD else None
    before = {each.indicator.pk: before_of(each, earlier) for each in figures}
    years = tuple(
        sorted({year for each in figures for year, _ in (*before[each.indicator.pk], *each.series)})
    )
    return Figures(
        domains=tuple(
            Domain(
                title=title,
                rows=tuple(row(each, contexts, before[each.indicator.pk]) for each in group),
            )
            for title, group in groupby(
                sorted(figures, key=lambda figure: domain_order(figure.indicator)),
                key=lambda figure: figure.indicator.get_domain_display(),
            )
        ),
        missing=missing,
        contexts=contexts,
        compared=compared,
        column_count=3 + bool(compared) + len(contexts),
        years=years,
        series=tuple(
            (each, values_in(each, before[each.indicator.pk], years))
            for each in figures
            if each.series
        ),
        predecessor=earlier if any(before.values()) else None,
        conflicts=tuple(figure for figure in figures if figure.conflicts),
        is_sample_area=subject.area.synthetic,
        has_samples=not subject.area.synthetic and any(each.synthetic for each in figures),
        boundary_note=boundary_note(
            [shown for figure in figures for shown in figure.on_other_boundaries]
        ),
    )


def domain_order(indicator: Indicator) -> tuple[int, int]:
    """Domains in the model's order, then catalogue order."""
    domains = [value for value, _ in Indicator._meta.get_field("domain").choices or ()]
    return domains.index(indicator.domain), indicator.position


def before_of(figure: AreaFigure, earlier: Predecessor | None) -> Series:
    """The predecessor's figures before the first own one."""
    if earlier is None:
        return ()
    first = figure.series[0][0] if figure.series else None
    return earlier.before(figure.indicator.pk, first)


def values_in(
    figure: AreaFigure, before: Series, years: tuple[int, ...]
) -> tuple[tuple[float | None, bool], ...]:
    own, earlier = dict(figure.series), dict(before)
    return tuple(
        (earlier[year], True) if year in earlier else (own.get(year), False) for year in years
    )


def row(figure: AreaFigure, contexts: tuple[PlaceName, ...], before: Series) -> Row:
    """The figure with its ranks, and its position between the least and greatest around it."""
    low, high, dots = comparison(figure, contexts[:2])
    return Row(
        figure=figure,
        ranks=tuple(
            RankCell(place, rank) for place, rank in zip(contexts, figure.ranks, strict=True)
        ),
        dots=dots,
        low=low,
        high=high,
        trend=trend(figure.series, before),
        before=before,
    )


def comparison(
    figure: AreaFigure, compared: tuple[PlaceName, ...]
) -> tuple[float | None, float | None, tuple[Dot, ...]]:
    """The ends of the comparison and the marks between them, the area itself last.

    There are no marks if the area has no figure, or nothing to compare it with.
    """
    kinds = ("near", "far")
    is_count = figure.indicator.kind == Indicator.Kind.COUNT
    marks: list[tuple[str, float | None, PlaceName | None, bool]]
    marks = [("own", figure.value, None, False)]
    marks += [
        (kind, figure.typical.get(place.code), place, is_count)
        for kind, place in zip(kinds, compared, strict=False)
    ]
    low, high = span(figure, [value for _, value, _, _ in marks])
    if figure.value is None or low is None or high is None or low == high:
        return low, high, ()
    spots = positions([value for _, value, _, _ in marks], low=low, high=high)
    dots = tuple(
        Dot(kind=kind, x=x, value=value, name=name, is_median=is_median)
        for x, (kind, value, name, is_median) in zip(spots, marks, strict=True)
        if x is not None and value is not None
    )
    return low, high, dots[::-1]


def span(figure: AreaFigure, marked: list[float | None]) -> tuple[float | None, float | None]:
    """From the least to the greatest of the neighbours in the province, marks included."""
    rank = scale_rank(figure.ranks)
    ends = [rank.low, rank.high] if rank else []
    known = [value for value in (*ends, *marked) if value is not None]
    return (min(known), max(known)) if known else (None, None)


def scale_rank(ranks: tuple[Rank, ...]) -> Rank | None:
    below = [rank for rank in ranks if rank.context != "IR"]
    return below[-1] if below else (ranks[-1] if ranks else None)


def figure_as_json(figure: AreaFigure) -> dict[str, Any]:
    """A figure with its source, ranks, years and the other sources' readings."""
    return {
        "indicator": indicator_as_json(figure.indicator),
        "year": figure.year,
        "value": figure.value,
        "flags": figure.flags,
        "boundary_note": figure.boundary_note.as_json() if figure.boundary_note else None,
        **(reading_as_json(figure.reading) if figure.reading else {}),
        "latest": figure.latest
        and {
            "year": figure.latest.year,
            "value": figure.latest.value,
            **reading_as_json(figure.latest),
        },
        "ranks": [
            {"within": rank.context, "rank": rank.place, "rank_of": rank.of}
            for rank in figure.ranks
        ],
        "compared_with": dict(figure.typical),
        "series": [{"year": year, "value": value} for year, value in figure.series],
        "conflicts": [
            {
                "year": conflict.year,
                "readings": [
                    {
                        "value": reading.value,
                        "preferred": reading.is_preferred,
                        **reading_as_json(reading),
                    }
                    for reading in (conflict.preferred, *conflict.others)
                ],
            }
            for conflict in figure.conflicts
        ],
    }


def reading_as_json(reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {
        "source": reading.source.code,
        "as_of": reading.as_of,
        "low": reading.low,
        "high": reading.high,
        "note_fa": reading.note_fa,
        "note_en": reading.note_en,
    }
    if reading.exact is not None:
        found["exact"] = reading.exact
    return found
