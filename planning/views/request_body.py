"""This file reads the JSON object of a request, within the cap."""

import json
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from layers.messages import Megabytes, Verbatim
from layers.messages import message as _
from layers.parameters import check_readable
from layers.problems import BadParameter
from persian.digits import to_ascii
from planning.problems import BadBody

JSON_ADVICE = _("بدنهٔ درخواست باید یک شیء JSON باشد، با Content-Type: application/json.")
# Members that hold codes, one or a list of them.
CODES = frozenset(
    {"blocks", "code", "codes", "county", "erased", "indicator", "packages", "painted"}
    | {"replaces", "target_area", "ticked"}
)


def read_body(request: HttpRequest, *, allowed: Collection[str]) -> dict[str, Any]:
    """The members of a JSON object; codes in ASCII digits, in whatever alphabet they were written.

    Raises BadBody; BadParameter for a member that is unknown or holds an unreadable character.
    """
    if request.content_type != "application/json":
        raise BadBody(JSON_ADVICE)
    try:
        body = json.loads(request.body.decode("utf-8"), parse_constant=_refuse_constant)
    except RequestDataTooBig:
        raise BadBody(
            _(
                "شکل بزرگ‌تر از {most} مگابایت است. مرز را ساده کنید یا آن را در چند بخش بدهید.",
                most=Megabytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
            ),
            status=413,
        ) from None
    except (ValueError, RecursionError):
        raise BadBody(JSON_ADVICE) from None
    if not isinstance(body, dict):
        raise BadBody(JSON_ADVICE)
    for name, value in body.items():
        check_readable(name, value)
    unknown = [name for name in body if name not in allowed]
    if unknown:
        raise BadParameter(
            ", ".join(name[:40] for name in unknown[:5]),
            _("شناخته نیست. عضوهای پذیرفته: {allowed}.", allowed=Verbatim(", ".join(allowed))),
        )
    return {name: in_ascii(value) if name in CODES else value for name, value in body.items()}


def in_ascii(codes: Any) -> Any:
    """A code, or the codes of a list, in ASCII digits; what is no text stays as it is."""
    if isinstance(codes, list):
        return [to_ascii(code) if isinstance(code, str) else code for code in codes]
    return to_ascii(codes) if isinstance(codes, str) else codes


def text_member(body: dict[str, Any], name: str, *, most: int) -> str:
    """A member that is a text, "" where it is absent or null. Raises BadParameter."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadParameter(name, _("متن بدهید."))
    if len(value) > most:
        raise BadParameter(
            name,
            _("بیش از {most} نویسه دارد. آن را کوتاه کنید.", most=most),
        )
    return value


def _refuse_constant(name: str) -> float:
    """NaN and Infinity are not JSON."""
    raise ValueError(name)
