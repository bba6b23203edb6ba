"""This file reads what a drawing page sends: who may send it, and a JSON object within the cap."""

import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from accounts.access import Capability, may_anywhere
from layers.parameters import check_readable
from layers.problems import BadParameter, NotAllowed
from persian.digits import to_persian
from planning.problems import BadBody, SignInNeeded

JSON_ADVICE = (
    "بدنهٔ درخواست باید یک شیء JSON باشد، با Content-Type: application/json.",
    "The body must be a JSON object, with Content-Type: application/json.",
)


def check_may_draw(user: Any) -> None:
    """Raise SignInNeeded for a visitor, NotAllowed for a person who may not draw anywhere."""
    if not user.is_authenticated:
        raise SignInNeeded
    if not may_anywhere(user, Capability.DRAW):
        raise NotAllowed(
            "نقش شما رسم محدوده را در بر ندارد. از مدیر سامانه بخواهید.",
            "Your role does not include drawing areas. Ask the system administrator.",
        )


def read_body(request: HttpRequest, *, allowed: Collection[str]) -> dict[str, Any]:
    """The members of a JSON object.

    Raises BadBody; BadParameter for a member that is unknown or holds an unreadable character.
    """
    if request.content_type != "application/json":
        raise BadBody(*JSON_ADVICE)
    try:
        body = json.loads(request.body.decode("utf-8"), parse_constant=_refuse_constant)
    except RequestDataTooBig:
        raise BadBody(
            "شکل بزرگ‌تر از ۵ مگابایت است. مرز را ساده کنید یا آن را در چند بخش بدهید.",
            "The shape is larger than 5 MB. Simplify it, or give it in several parts.",
            status=413,
        ) from None
    except (ValueError, RecursionError):
        raise BadBody(*JSON_ADVICE) from None
    if not isinstance(body, dict):
        raise BadBody(*JSON_ADVICE)
    for name, value in body.items():
        check_readable(name, value)
    unknown = [name for name in body if name not in allowed]
    if unknown:
        raise BadParameter(
            ", ".join(name[:40] for name in unknown[:5]),
            f"شناخته نیست؛ عضوهای پذیرفته: {'، '.join(allowed)}.",
            f"It is unknown; the members are: {', '.join(allowed)}.",
        )
    return body


def truth(body: dict[str, Any], name: str, *, default: bool) -> bool:
    """A member that is true or false. Raises BadParameter."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise BadParameter(name, "true یا false باشد.", "Give true or false.")
    return value


def text_member(body: dict[str, Any], name: str, *, most: int) -> str:
    """A member that is a text, "" where it is absent or null. Raises BadParameter."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadParameter(name, "متن باشد.", "Give a text.")
    if len(value) > most:
        raise BadParameter(
            name,
            f"بیش از {to_persian(f'{most:,}')} نویسه دارد؛ کوتاهش کنید.",
            f"It has more than {most:,} characters. Shorten it.",
        )
    return value


def _refuse_constant(name: str) -> float:
    """NaN and Infinity are not JSON."""
    raise ValueError(name)
