"""This file checks the parameter `datetime`: no feature has a time, so it leaves none out."""

from collections.abc import Mapping
from datetime import datetime

from layers.messages import message as _
from layers.problems import BadParameter

OPEN = ("", "..")


def check_datetime(values: Mapping[str, str]) -> None:
    """Raise BadParameter unless `datetime` is absent, a moment or an interval (RFC 3339)."""
    if "datetime" not in values:
        return
    ends = values["datetime"].split("/")
    is_interval = len(ends) == 2
    if not (is_interval or len(ends) == 1) or not all(_is_end(e, is_interval) for e in ends):
        raise BadParameter(
            "datetime",
            _(
                "زمان را مانند {moment} یا بازه را مانند {interval} بدهید.",
                moment="2024-03-20T00:00:00Z",
                interval="2024-03-20/..",
            ),
        )


def _is_end(text: str, is_interval: bool) -> bool:
    if text in OPEN:
        return is_interval
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
