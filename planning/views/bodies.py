"""This file reads the JSON body of a request: an object with known members."""

import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from layers.problems import BadParameter, Problem


class NotJson(Problem):
    """A body that is not a JSON object."""

    def __init__(self) -> None:
        super().__init__(
            title_fa="JSON نادرست",
            title_en="Bad JSON",
            detail_fa="بدنهٔ درخواست باید یک شیء JSON باشد، با Content-Type: application/json.",
            detail_en="The body must be a JSON object, with Content-Type: application/json.",
        )


class TooLarge(Problem):
    """A body larger than may be sent."""

    def __init__(self) -> None:
        super().__init__(
            title_fa="بیش از اندازه بزرگ",
            title_en="Too large",
            detail_fa="این درخواست از ۵ مگابایت بزرگ‌تر است. مرز را ساده کنید.",
            detail_en="The request is larger than 5 MB. Simplify the boundary.",
            status=413,
        )


def read_body(request: HttpRequest, *, allowed: Collection[str]) -> dict[str, Any]:
    """The members of a JSON object. Raises NotJson, TooLarge, or BadParameter for others."""
    if request.content_type != "application/json":
        raise NotJson
    try:
        body = json.loads(request.body, parse_constant=refuse_constant)
    except RequestDataTooBig:
        raise TooLarge from None
    except (ValueError, RecursionError):
        raise NotJson from None
    if not isinstance(body, dict):
        raise NotJson
    unknown = [name for name in body if name not in allowed]
    if unknown:
        listed = ", ".join(name[:40] for name in unknown[:5])
        raise BadParameter(
            listed,
            f"شناخته نیست؛ عضوهای پذیرفته: {'، '.join(allowed)}.",
            f"It is unknown; the members are: {', '.join(allowed)}.",
        )
    return body


def refuse_constant(name: str) -> None:
    """NaN and Infinity are not JSON."""
    raise ValueError(name)


def truth(body: dict[str, Any], name: str, *, default: bool) -> bool:
    """A member that is true or false."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise BadParameter(name, "true یا false باشد.", "Give true or false.")
    return value
