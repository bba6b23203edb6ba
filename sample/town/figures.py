"""This file turns invented counts into figures: rates, gaps, ranges, disagreeing sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sample.town.recipe import Recipe, Series
from sample.town.series import ALL_COLUMNS

SURVEY, REGISTER, MUNICIPALITY = "demo-survey", "demo-register", "demo-municipality"
# Shares of the missing figures: all of one early year, single older ones, register rows.
GAP_YEAR, GAP_FIGURE, GAP_REGISTER = 0.06, 0.02, 0.04
# Indicators for which some areas have a second source, and in which years before the newest.
SECOND_SOURCE = {"population": (0, 2), "uninsured": (0,)}
SECOND_SHARE, SECOND_SPREAD = 0.22, 0.08
Z_95 = 1.96

NOTES = {
    MUNICIPALITY: (
        "برآورد شهرداری؛ با آمارگیری محله‌ها یکی نیست.",
        "Estimate of the municipality; it differs from the survey of neighbourhoods.",
    )
}


@dataclass(frozen=True)
class FigureRow:
    """One figure, with the code of its source and, if estimated, its range."""

    area: str
    indicator: str
    year: int
    numerator: float
    denominator: float | None
    value: float
    low: float | None = None
    high: float | None = None
    is_estimate: bool = False
    is_preferred: bool = True
    source: str = SURVEY

    @property
    def notes(self) -> tuple[str, str]:
        return NOTES.get(self.source, ("", ""))


@dataclass(frozen=True)
class Counts:
    """Counts of published areas: shape (years, areas, len(ALL_COLUMNS)).

    sparse: which areas may lack figures; whole provinces never do.
    """

    codes: Sequence[str]
    values: np.ndarray
    sparse: np.ndarray


def make_figures(recipe: Recipe, counts: Counts) -> Iterator[FigureRow]:
    """All figures of all areas, indicator by indicator and year by year."""
    random = recipe.random("figures")
    gap_year = counts.sparse & (random.random(len(counts.codes)) < GAP_YEAR)
    second = counts.sparse & (random.random(len(counts.codes)) < SECOND_SHARE)
    for series in recipe.series:
        for place, year in enumerate(recipe.years):
            if year < series.first_year:
                continue
            missing = gap_year if place == 1 else np.zeros(len(gap_year), dtype=bool)
            missing = missing | gaps(random, series, counts, is_newest=year == recipe.years[-1])
            numerator, denominator = columns(series, counts.values[place])
            shown = np.flatnonzero(~missing & (denominator > 0))
            yield from figures(series, year, counts, shown, numerator, denominator)
            if recipe.years[-1] - year in SECOND_SOURCE.get(series.code, ()):
                spread = SECOND_SPREAD * random.normal(size=len(counts.codes))
                others = np.round(numerator * np.clip(1.03 + spread, 0.7, 1.4))
                doubled = shown[second[shown]]
                yield from second_figures(series, year, counts, doubled, others, denominator)


def gaps(
    random: np.random.Generator, series: Series, counts: Counts, *, is_newest: bool
) -> np.ndarray:
    """Which figures are missing; none of the newest survey, because its blocks add up to it."""
    share = GAP_REGISTER if series.register else GAP_FIGURE
    drawn = random.random(len(counts.codes)) < share
    if is_newest and not series.register:
        return np.zeros(len(counts.codes), dtype=bool)
    return counts.sparse & drawn


def columns(series: Series, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numerator and denominator of every area; the denominator of a count is one."""
    numerator = values[:, ALL_COLUMNS.index(series.numerator)].astype(float)
    if not series.denominator:
        return numerator, np.ones(len(numerator))
    return numerator, values[:, ALL_COLUMNS.index(series.denominator)].astype(float)


def figures(
    series: Series,
    year: int,
    counts: Counts,
    shown: np.ndarray,
    numerator: np.ndarray,
    denominator: np.ndarray,
) -> Iterator[FigureRow]:
    value = numerator / denominator * series.per
    estimated = year in series.estimated_years
    margin = sampling_margin(series, numerator, denominator)
    for n in shown:
        yield FigureRow(
            area=counts.codes[n],
            indicator=series.code,
            year=year,
            numerator=float(numerator[n]),
            denominator=float(denominator[n]) if series.denominator else None,
            value=float(value[n]),
            low=float(max(0.0, value[n] - margin[n])) if estimated else None,
            high=float(value[n] + margin[n]) if estimated else None,
            is_estimate=estimated,
            source=REGISTER if series.register else SURVEY,
        )


def sampling_margin(series: Series, numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Half the width of the 95 % range of a rate from a sample of the denominator."""
    share = np.clip(numerator / denominator, 0, 1)
    asked = np.maximum(denominator * series.sample, 1)
    return Z_95 * np.sqrt(share * (1 - share) / asked) * series.per


def second_figures(
    series: Series,
    year: int,
    counts: Counts,
    shown: np.ndarray,
    numerator: np.ndarray,
    denominator: np.ndarray,
) -> Iterator[FigureRow]:
    """The municipality's figure for the same, with a range of a tenth to either side."""
    if series.denominator:
        numerator = np.minimum(numerator, denominator)
    value = numerator / denominator * series.per
    for n in shown:
        yield FigureRow(
            area=counts.codes[n],
            indicator=series.code,
            year=year,
            numerator=float(numerator[n]),
            denominator=float(denominator[n]) if series.denominator else None,
            value=float(value[n]),
            low=float(value[n] * 0.9),
            high=float(value[n] * 1.1),
            is_estimate=True,
            is_preferred=False,
            source=MUNICIPALITY,
        )
