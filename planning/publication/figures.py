"""This file writes the first figures of a new neighbourhood.

They are the figures frozen with the decided revision, marked as estimates with their range.
"""

from datetime import date
from typing import Any

from layers.messages import Digits
from layers.messages import message as _
from layers.models import Indicator, Measurement, Source
from planning.models import Revision, TargetArea
from planning.statistics.area_statistics import (
    AREAL,
    BLOCKS,
    TICKED,
    AreaStatistics,
    IndicatorFigure,
)

ESTIMATED = _("برآورد برای محدودهٔ هدف {code}، هنگام تصمیم.")
ESTIMATED_BY_AREA = _("برآورد برای محدودهٔ هدف {code}، هنگام تصمیم، به نسبت سطح بلوک‌ها.")
ADDED = _("جمع رقم‌های محله‌های محدودهٔ هدف {code}، هنگام تصمیم.")
COUNTED = _("شمارش بلوک‌های محدودهٔ هدف {code}، هنگام تصمیم.")

NOTES = {TICKED.code: ADDED, BLOCKS.code: COUNTED, AREAL.code: ESTIMATED_BY_AREA}


def write_figures(code: str, revision: Revision, target: TargetArea, source: Source) -> int:
    """Write the frozen figures of a revision for a code without figures; returns the number.

    Statistics that were rounded or suppressed for their author are not exact: they give none. The
    exact figures are for the scope; published are those that people out of scope measure.
    """
    statistics = AreaStatistics.from_json(revision.statistics)
    if statistics.rounded or statistics.withheld:
        return 0
    public = public_figures(revision)
    indicators = {each.code: each for each in Indicator.objects.all()}
    is_estimate = statistics.method.code != TICKED.code
    note = NOTES.get(statistics.method.code, ESTIMATED).with_values(code=Digits(target.code))
    covered = statistics.covered_note
    note_fa, note_en = (
        f"{note.in_language(lang)} {covered.in_language(lang) if covered else ''}".rstrip()
        for lang in ("fa", "en")
    )
    rows = [
        Measurement(
            area_id=code,
            indicator=indicators[found.context.code],
            source=source,
            is_estimate=is_estimate,
            synthetic=target.synthetic or found.context.synthetic,
            as_of=measured_on(statistics),
            note_fa=note_fa,
            note_en=note_en,
            is_measured=True,
            **figure(found),
            **public.get(found.context.code, {}),
        )
        for found in statistics.indicators
        if found.context.code in indicators and is_known(found)
    ]
    return len(Measurement.objects.bulk_create(rows))


def public_figures(revision: Revision) -> dict[str, dict[str, Any]]:
    """The fields public_* of a Measurement by indicator code, of what is frozen for people out of
    scope."""
    if not revision.public_statistics:
        return {}
    names = ("value", "low", "high", "numerator", "denominator")
    return {
        found.context.code: {f"public_{name}": figure(found)[name] for name in names}
        for found in AreaStatistics.from_json(revision.public_statistics).indicators
    }


def is_known(found: IndicatorFigure) -> bool:
    """Whether a figure has a value and a year."""
    return found.figure.value is not None and found.context.year is not None


def figure(found: IndicatorFigure) -> dict[str, Any]:
    """The fields of a Measurement: value, range, numerator and denominator."""
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
