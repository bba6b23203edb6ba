"""This file gives a newly published neighbourhood its first figures: those frozen when it was
decided on, marked as estimates with their range.
"""

from datetime import date
from typing import Any

from layers.models import Indicator, Measurement, Source
from persian.digits import to_persian
from planning.models import Revision, TargetArea
from planning.statistics.area_statistics import TICKED, AreaStatistics, IndicatorFigure

ESTIMATED = (
    "برآورد برای محدودهٔ هدف {code}، هنگام تصمیم.",
    "Estimated for target area {code} when it was decided on.",
)
ADDED = (
    "جمع رقم‌های محله‌های محدودهٔ هدف {code}، هنگام تصمیم.",
    "The sum of the neighbourhoods of target area {code} when it was decided on.",
)


def write_figures(code: str, revision: Revision, target: TargetArea, source: Source) -> int:
    """Write the frozen figures of a revision for a code that has none; returns how many.

    Statistics that were rounded or withheld for their author are nobody's exact figures: they
    give none.
    """
    statistics = AreaStatistics.from_json(revision.statistics)
    if statistics.rounded or statistics.withheld:
        return 0
    indicators = {each.code: each for each in Indicator.objects.all()}
    is_estimate = statistics.method.code != TICKED.code
    note_fa, note_en = ESTIMATED if is_estimate else ADDED
    rows = [
        Measurement(
            area_id=code,
            indicator=indicators[found.context.code],
            source=source,
            is_estimate=is_estimate,
            synthetic=target.synthetic or found.context.synthetic,
            as_of=measured_on(statistics),
            note_fa=note_fa.format(code=to_persian(target.code)),
            note_en=note_en.format(code=target.code),
            **figure(found),
        )
        for found in statistics.indicators
        if found.context.code in indicators
        and found.figure.value is not None
        and found.context.year
    ]
    return len(Measurement.objects.bulk_create(rows))


def is_known(found: IndicatorFigure) -> bool:
    """Whether a figure has a value and a year."""
    return found.figure.value is not None and found.context.year is not None


def figure(found: IndicatorFigure) -> dict[str, Any]:
    """The fields of a figure: its value with its range, and the two counts that it is made of."""
    value, low, high = found.figure.value, found.figure.low, found.figure.high
    if value is None or low is None or high is None or not low <= value <= high:
        low = high = None
    is_rate = found.denominator is not None
    return {
        "year": found.context.year,
        "value": value,
        "low": low,
        "high": high,
        "numerator": found.numerator.estimate if is_rate else None,
        "denominator": (found.denominator.estimate or None) if found.denominator else None,
    }


def measured_on(statistics: AreaStatistics) -> date | None:
    moment = statistics.data.get("measured_at")
    return date.fromisoformat(moment[:10]) if moment else None
