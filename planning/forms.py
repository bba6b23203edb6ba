"""This file parses user input: a draft as JSON, a step and a comment as form fields."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict

from layers.messages import message as _
from layers.models.base import EAST, NORTH, SOUTH, WEST
from layers.parameters import check_readable
from layers.queries import is_code
from persian.digits import parse_number, to_ascii
from persian.names import display_name
from planning.actions import Draft
from planning.models import Revision
from planning.problems import BadEntry
from planning.shapes.outline import MOST_PAINTED, are_codes
from planning.suggestions.signature import read_signed

LONGEST_NAME, LONGEST_TEXT = 120, 4_000
MOST_CODES = 500
MOST_REVISIONS = 1_000_000
MEMBERS = (
    "code", "based_on", "geometry", "origin", "ticked", "county", "name_fa", "name_en", "purpose",
    "notes", "packages", "replaces", "key", "areal", "blocks", "suggestion",
)  # fmt: skip


def read_draft(body: Mapping[str, Any]) -> Draft:
    """The posted draft. Raises BadEntry with the name of an invalid member."""
    code = text(body, "code", most=12)
    name_fa = display_name(text(body, "name_fa", most=LONGEST_NAME))
    if not name_fa:
        raise BadEntry("name_fa", _("نام محدوده را به فارسی بنویسید."))
    return Draft(
        code=code or None,
        based_on=revision_number(body, "based_on") if code else None,
        geometry=body.get("geometry"),
        county=text(body, "county", most=8),
        name_fa=name_fa,
        name_en=display_name(text(body, "name_en", most=LONGEST_NAME)),
        purpose=text(body, "purpose", most=LONGEST_TEXT),
        notes=text(body, "notes", most=LONGEST_TEXT),
        origin=origin(body),
        areal=truth(body, "areal"),
        ticked=area_codes(body, "ticked"),
        packages=texts(body, "packages", most=40),
        replaces=area_codes(body, "replaces"),
        blocks=block_codes(body),
        **suggestion(body),
        key=draft_key(body),
    )


def truth(body: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    """A member that is true or false."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise BadEntry(name, _("true یا false بدهید."), status=400)
    return value


def draft_key(body: Mapping[str, Any]) -> UUID | None:
    """The key of a new area from the drawing page, or None."""
    value = text(body, "key", most=36)
    try:
        return UUID(value) if value else None
    except ValueError as mistake:
        raise BadEntry(
            "key",
            _("کلید پیش‌نویس درست نیست. صفحهٔ رسم را تازه کنید."),
            status=400,
        ) from mistake


def text(body: Mapping[str, Any], name: str, *, most: int) -> str:
    """A member that is text; "" if it is missing."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadEntry(name, _("«{name}» باید متن باشد.", name=name), status=400)
    value = value.replace("\r\n", "\n").strip()
    if len(value) > most:
        raise BadEntry(
            name,
            _("بیش از {most} نویسه دارد. آن را کوتاه کنید.", most=most),
        )
    return value


def texts(body: Mapping[str, Any], name: str, *, most: int) -> tuple[str, ...]:
    """A member that is a list of texts, without duplicates, in the order given."""
    values = body.get(name) or []
    is_list = isinstance(values, list) and all(isinstance(value, str) for value in values)
    if not is_list or len(values) > MOST_CODES or any(len(value) > most for value in values):
        raise BadEntry(
            name,
            _("«{name}» باید فهرستی از حداکثر {most} متن باشد.", name=name, most=MOST_CODES),
            status=400,
        )
    return tuple(dict.fromkeys(values))


def block_codes(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of painted blocks, in order, each once; saving looks them up."""
    codes = body.get("blocks") or []
    if codes and not are_codes(codes):
        raise BadEntry(
            "blocks", _("فهرستی از ۱ تا {most} کد بلوک بدهید.", most=MOST_PAINTED), status=400
        )
    return tuple(sorted(set(codes)))


def suggestion(body: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a draft about the suggestion from which it began; none for others."""
    if not body.get("suggestion"):
        return {}
    found, is_signed = read_signed(body["suggestion"])
    return {"suggestion": found.as_json(), "suggestion_is_signed": is_signed}


def area_codes(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    codes = texts(body, name, most=40)
    for code in codes:
        if not is_code(code):
            raise BadEntry(
                name,
                _("«{code}» کد محله نیست. کدی مانند ۲۳۱۰-۰۰۱ بنویسید.", code=code[:20]),
            )
    return codes


def codes_of(posted: QueryDict, name: str) -> list[str]:
    """The codes of target areas in all fields of a name, each with one or more; ASCII digits."""
    values = posted.getlist(name)[:MOST_CODES]
    check_readable(name, values)
    return [to_ascii(code) for value in values for code in value.split()][:MOST_CODES]


def origin(body: Mapping[str, Any]) -> str:
    value = body.get("origin") or Revision.Origin.DRAWN
    if value not in Revision.Origin.values:
        known = list(Revision.Origin.values)
        raise BadEntry("origin", _("یکی از این‌ها را بدهید: {known}.", known=known), status=400)
    return str(value)


def revision_number(body: Mapping[str, Any], name: str = "number") -> int:
    """The number of the revision that the user saw; every change of an existing area needs it."""
    value = body.get(name)
    number = value if isinstance(value, int) else parse_number(str(value or ""))
    is_whole = number is not None and not isinstance(value, bool) and number == int(number)
    if number is None or not is_whole or not 1 <= number <= MOST_REVISIONS:
        raise BadEntry(
            name,
            _("شمارهٔ بازنگری در درخواست نیست یا درست نیست. صفحه را تازه کنید."),
            status=400,
        )
    return int(number)


def point(body: Mapping[str, Any]) -> tuple[float, float] | None:
    """The position of a comment (longitude, latitude) from two fields; None if both are empty."""
    given = [str(body.get(name) or "").strip() for name in ("longitude", "latitude")]
    if not any(given):
        return None
    x, y = (parse_number(value) for value in given)
    if x is None or y is None or not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        raise BadEntry(
            "longitude",
            _(
                "جای نظر را با طول و عرض به درجه بدهید، مانند ۵۱٫۲ و ۳۵٫۵، یا هر دو را خالی"
                " بگذارید."
            ),
        )
    return float(x), float(y)
