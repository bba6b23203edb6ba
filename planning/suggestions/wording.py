"""This file says in words how a suggested area came about."""

from collections.abc import Mapping
from typing import Any

from layers.messages import Digits, Names, Worded
from layers.messages import message as _
from layers.models import Indicator
from layers.problems import BadParameter
from planning.suggestions.parameters import read_suggestion

SHAPES = {
    "any": _("هر شکلی"),
    "fair": _("نسبتاً فشرده"),
    "compact": _("فشرده"),
}
COUNTY, VIEW = _("همهٔ شهرستان"), _("در دید نقشه")
EXACT, PUBLIC = _("رقم‌های دقیق"), _("رقم‌های منتشرشده")


def described(stored: Mapping[str, Any]) -> Worded | None:
    """The parameters of a stored suggestion as a sentence; None for an area that is none."""
    try:
        found = read_suggestion(stored)
    except BadParameter:
        return None
    asked = found.asked
    indicator = Indicator.objects.filter(code=asked.indicator).first()
    name = Names(indicator.name_fa, indicator.name_en) if indicator else Digits(asked.indicator)
    return _(
        "از پیشنهاد {number}: {indicator}، {low} تا {high} نفر، {shape}، {place}، {counts}",
        number=found.alternative,
        indicator=name,
        low=asked.people_from,
        high=asked.people_to,
        shape=SHAPES[asked.compactness],
        place=VIEW if asked.bbox else COUNTY,
        counts=EXACT if asked.exact else PUBLIC,
    )
