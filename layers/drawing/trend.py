"""This file computes trend lines: whole numbers for SVG, without colours or words.

x runs from left to right; the style sheet mirrors it on right-to-left pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Width and height of a trend line, in units of its view box; the dot needs room at the edges.
TREND_WIDTH, TREND_HEIGHT, TREND_EDGE = 960, 280, 50
SCALE = 1000


@dataclass(frozen=True)
class Trend:
    """A line through the years, in a view box of 960 × 280.

    lines: SVG points of each unbroken run of years; a suppressed or missing year breaks the line.
    dots: (x, y) of years that stand alone. x, y: the newest figure. break_x: between the figures of
    a predecessor and its own; None without a predecessor.
    """

    lines: tuple[str, ...]
    dots: tuple[tuple[int, int], ...]
    x: int
    y: int
    break_x: int | None


def trend(
    series: Sequence[tuple[int, float | None]], before: Sequence[tuple[int, float | None]] = ()
) -> Trend | None:
    """The trend line of (year, value), oldest first; None for fewer than two figures.

    before: those of a predecessor, all earlier; the line is broken after them.
    """
    known = [(year, value) for year, value in (*before, *series) if value is not None]
    if len(known) < 2:
        return None
    years = [year for year, _ in known]
    values = [value for _, value in known]
    runs: list[list[str]] = [[]]
    own_from = series[0][0] if series else years[-1]
    for year, value in (*before, (own_from, None), *series):
        if value is None:
            runs.append([])
            continue
        x, y = _spot(year, value, years, values)
        runs[-1].append(f"{x},{y}")
    x, y = _spot(*known[-1], years, values)
    alone = [run[0].split(",") for run in runs if len(run) == 1]
    return Trend(
        lines=tuple(" ".join(run) for run in runs if len(run) > 1),
        dots=tuple((int(dot_x), int(dot_y)) for dot_x, dot_y in alone),
        x=x,
        y=y,
        break_x=_break_x(before, own_from, years) if before else None,
    )


def _break_x(
    before: Sequence[tuple[int, float | None]], own_from: int, years: Sequence[int]
) -> int:
    """Halfway between the last year of a predecessor and the first of its own."""
    share = _share((before[-1][0] + own_from) / 2, min(years), max(years))
    return round(TREND_EDGE + share * (TREND_WIDTH - 2 * TREND_EDGE))


def _spot(
    year: int, value: float, years: Sequence[int], values: Sequence[float]
) -> tuple[int, int]:
    x = _share(year, min(years), max(years))
    y = 1 - _share(value, min(values), max(values))
    return (
        round(TREND_EDGE + x * (TREND_WIDTH - 2 * TREND_EDGE)),
        round(TREND_EDGE + y * (TREND_HEIGHT - 2 * TREND_EDGE)),
    )


def positions(values: Sequence[float | None], *, low: float, high: float) -> tuple[int | None, ...]:
    """The positions of values between low and high, 0 to 1000; None for a missing value."""
    return tuple(
        None if value is None else round(SCALE * _share(value, low, high)) for value in values
    )


def _share(value: float, low: float, high: float) -> float:
    """The position from low to high, 0 to 1; 0.5 if both are equal."""
    return 0.5 if high <= low else min(1.0, max(0.0, (value - low) / (high - low)))
