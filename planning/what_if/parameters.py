"""This file reads what a comparison without and with a draft is asked for, the draft apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.messages import Digits
from layers.messages import message as _
from layers.models import Area, Indicator, Level
from layers.problems import BadParameter
from layers.queries import current_areas
from planning.asked import county_code, indicator_code, usable_indicator, usable_indicators
from planning.statistics.ticked import MOST_TICKED

MEMBERS = ("county", "indicator", "replaces")


@dataclass(frozen=True)
class Asked:
    """What is compared. replaces: codes of neighbourhoods in force that the draft replaces."""

    county: Area
    indicator: Indicator
    replaces: frozenset[str]


def read_asked(body: Mapping[str, Any]) -> Asked:
    """What a JSON object asks for. Raises BadParameter."""
    return Asked(
        county=county(body),
        indicator=rate(body),
        replaces=replaced(body.get("replaces") or []),
    )


def county(body: Mapping[str, Any]) -> Area:
    code = county_code(body)
    found: Area | None = current_areas(Level.COUNTY).filter(code=code).first()
    if found is None:
        raise BadParameter(
            "county", _("شهرستانی با کد «{code}» در مرزهای امروز نیست.", code=Digits(code))
        )
    return found


def comparable_indicators() -> Any:
    """The indicators by which areas can be compared, in menu order: rates that blocks have the
    counts of, and of which more is worse."""
    return usable_indicators().exclude(block_denominator="")


def rate(body: Mapping[str, Any]) -> Indicator:
    found = usable_indicator(indicator_code(body))
    if not found.block_denominator:
        raise BadParameter("indicator", _("سنجه‌ای از فهرست انتخاب کنید."))
    return found


def replaced(codes: Any) -> frozenset[str]:
    """The posted codes of neighbourhoods in force."""
    if (
        not isinstance(codes, list)
        or len(codes) > MOST_TICKED
        or not all(isinstance(code, str) for code in codes)
    ):
        raise BadParameter("replaces", _("فهرستی از کدها بدهید، مانند 2310-001."))
    asked = frozenset(codes)
    known = current_areas(Level.NEIGHBOURHOOD).filter(code__in=asked)
    if missing := sorted(asked - set(known.values_list("code", flat=True))):
        raise BadParameter(
            "replaces",
            _(
                "این محله‌ها در مرزهای امروز نیستند: {codes}. کدها را بررسی کنید.",
                codes=[Digits(code[:20]) for code in missing[:5]],
            ),
        )
    return asked
