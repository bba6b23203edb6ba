"""This file reads query parameters: known names, once each, well formed."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.http import QueryDict

from layers.messages import Digits
from layers.messages import message as _
from layers.models import Level
from layers.problems import BadParameter
from persian.digits import to_ascii

MAX_LENGTH = 200
# PostgreSQL stores no NUL, and UTF-8 cannot encode half a surrogate pair.
UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def read(
    query: QueryDict,
    *,
    allowed: Collection[str],
    filled: Collection[str] = (),
    longest: Mapping[str, int] | None = None,
) -> dict[str, str]:
    """The parameters of a request by name, without empty ones.

    filled: parameters that must not be empty, because empty means something else than absent.
    longest: the number of characters of those that may have more than 200.
    Raises BadParameter for a parameter that is unknown, repeated, empty though in `filled`, or too
    long.
    """
    longest = longest or {}
    for name in query:
        if name not in allowed:
            raise unknown_parameter(name, allowed)
        values = query.getlist(name)
        if len(values) > 1:
            raise BadParameter(name, _("آن را تنها یک بار بدهید."))
        most = longest.get(name, MAX_LENGTH)
        if len(values[0]) > most:
            raise BadParameter(name, _("بیش از {most} نویسه دارد. آن را کوتاه کنید.", most=most))
        check_readable(name, values[0])
        if name in filled and not values[0].strip():
            raise BadParameter(name, _("خالی است. مقدار آن را بدهید یا آن را حذف کنید."))
    given = {name: str(query[name]).strip() for name in query}
    return {name: value for name, value in given.items() if value}


def check_readable(name: str, value: Any) -> None:
    """Raise BadParameter for a name or value, text or JSON, with a character not storable."""
    if any(UNREADABLE.search(text) for text in _texts([name, value])):
        raise BadParameter(
            UNREADABLE.sub("\ufffd", name)[:40],
            _("نویسه‌ای ناخوانا دارد. آن را دوباره بنویسید."),
        )


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, member names included, at any depth."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]


def unknown_parameter(name: str, allowed: Collection[str]) -> BadParameter:
    """The error for a parameter the address does not accept, listing those it does."""
    if not allowed:
        return BadParameter(name, _("این نشانی پارامتری نمی‌پذیرد."))
    return BadParameter(
        name, _("این پارامتر شناخته نیست. پارامترها: {allowed}.", allowed=list(allowed))
    )


def whole_number(
    values: Mapping[str, str], name: str, *, low: int, high: int, default: int | None = None
) -> int | None:
    """A parameter as an integer between low and high, or the default if absent."""
    if name not in values:
        return default
    text = to_ascii(values[name])
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise BadParameter(
            name, _("عددی صحیح از {low} تا {high} بدهید.", low=Digits(low), high=Digits(high))
        )
    return int(text)


def one_of(values: Mapping[str, str], name: str, choices: Collection[str], default: str) -> str:
    """A parameter that must be one of a few words; an empty word among them means absent."""
    value = values.get(name, default)
    if value in choices:
        return value
    words = [choice for choice in choices if choice]
    if len(words) == 1:
        raise BadParameter(name, _("«{word}» بدهید یا آن را حذف کنید.", word=words[0]))
    raise BadParameter(name, _("یکی از این‌ها را بدهید: {words}.", words=words))


def level(values: Mapping[str, str]) -> Level | None:
    """The level named by the parameter `level`, or None if absent."""
    if "level" not in values:
        return None
    return Level(one_of(values, "level", Level.values, ""))


def bounding_box(values: Mapping[str, str]) -> tuple[float, float, float, float] | None:
    """The box west,south,east,north of the parameter `bbox`, degrees, or None if absent."""
    if "bbox" not in values:
        return None
    wrong = BadParameter("bbox", _("چهار عدد غرب،جنوب،شرق،شمال به درجه بدهید، مانند ‎51,35,52,36‎."))
    try:
        numbers = [float(part) for part in values["bbox"].split(",")]
    except ValueError:
        raise wrong from None
    if len(numbers) != 4:
        raise wrong
    west, south, east, north = numbers
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise wrong
    return west, south, east, north
