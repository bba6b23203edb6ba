"""This file gives a newly published neighbourhood its first figures: those frozen when it was
decided on, marked as estimates with their range.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from layers.models import Indicator, Measurement, Source
from persian.digits import to_persian
from planning.models import Revision, TargetArea

# Where the statistics are a sum of published figures, they are no estimate.
SUMMED = "ticked"
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
    measured = revision.statistics
    if measured.get("rounded") or measured.get("withheld"):
        return 0
    indicators = {each.code: each for each in Indicator.objects.all()}
    is_estimate = method_of(measured) != SUMMED
    note_fa, note_en = ESTIMATED if is_estimate else ADDED
    rows = [
        Measurement(
            area_id=code,
            indicator=indicators[entry["code"]],
            source=source,
            is_estimate=is_estimate,
            synthetic=bool(target.synthetic or entry.get("synthetic")),
            as_of=measured_on(measured),
            note_fa=note_fa.format(code=to_persian(target.code)),
            note_en=note_en.format(code=target.code),
            **figure(entry),
        )
        for entry in entries(measured)
        if entry["code"] in indicators
    ]
    return len(Measurement.objects.bulk_create(rows))


def method_of(measured: dict[str, Any]) -> str:
    return str((measured.get("method") or {}).get("code", ""))


def entries(measured: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The indicators that have a value and a year."""
    for entry in measured.get("indicators") or []:
        if entry.get("value") is not None and entry.get("year"):
            yield entry


def figure(entry: dict[str, Any]) -> dict[str, Any]:
    """The fields of a figure: its value with its range, and the two counts that it is made of."""
    value, low, high = entry["value"], entry.get("low"), entry.get("high")
    if low is None or high is None or not low <= value <= high:
        low = high = None
    denominator = (entry.get("denominator") or {}).get("estimate")
    is_rate = entry.get("kind") == Indicator.Kind.RATE
    return {
        "year": entry["year"],
        "value": value,
        "low": low,
        "high": high,
        "numerator": (entry.get("numerator") or {}).get("estimate") if is_rate else None,
        "denominator": denominator if is_rate and denominator else None,
    }


def measured_on(measured: dict[str, Any]) -> date | None:
    moment = (measured.get("data") or {}).get("measured_at")
    return date.fromisoformat(moment[:10]) if moment else None
