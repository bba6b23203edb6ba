"""This file reads what suggesting and comparing are asked for alike: a county, and an indicator."""

import re
from collections.abc import Mapping
from typing import Any

from layers.messages import message as _
from layers.models import Indicator
from layers.problems import BadParameter

COUNTY = re.compile(r"[0-9]{4}")
INDICATOR = re.compile(r"[-a-zA-Z0-9_]{1,40}")


def matching(body: Mapping[str, Any], name: str, pattern: re.Pattern[str], advice: Any) -> str:
    """A member that is a text of this form. Raises BadParameter."""
    value = body.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadParameter(name, advice)
    return value


def county_code(body: Mapping[str, Any]) -> str:
    """The member "county". Raises BadParameter for what has not the form of a county's code."""
    return matching(body, "county", COUNTY, _("کد شهرستان را بدهید، مانند ۲۳۱۰."))


def indicator_code(body: Mapping[str, Any]) -> str:
    """The member "indicator". Raises BadParameter for what has not the form of a code."""
    return matching(body, "indicator", INDICATOR, _("سنجه‌ای از فهرست انتخاب کنید."))


def usable_indicator(code: str) -> Indicator:
    """The indicator of this code. Raises BadParameter if need cannot be measured by it."""
    found: Indicator | None = usable_indicators().filter(code=code).first()
    if found is None:
        raise BadParameter(
            "indicator",
            _(
                "سنجه‌ای بدهید که از بلوک‌ها شمرده می‌شود و بیشتر بودن آن بدتر است. سنجه‌ای از فهرست"
                " انتخاب کنید."
            ),
        )
    return found


def usable_indicators() -> Any:
    """The indicators by which need is measured, in menu order: those that blocks have the counts
    of, and of which more is worse."""
    return Indicator.objects.filter(direction=Indicator.Direction.HIGHER_IS_WORSE).exclude(
        block_numerator=""
    )
