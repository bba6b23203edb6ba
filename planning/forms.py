"""This file reads what people send: a draft as JSON, a step and a comment as form fields."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from layers.models.base import EAST, NORTH, SOUTH, WEST
from layers.queries import is_code
from persian.digits import parse_number, to_ascii, to_persian
from persian.names import display_name
from planning.actions import Draft
from planning.models import Revision
from planning.problems import BadEntry

LONGEST_NAME, LONGEST_TEXT = 120, 4_000
MOST_CODES = 500
MOST_REVISIONS = 1_000_000
MEMBERS = (
    "code", "based_on", "geometry", "origin", "ticked", "county", "name_fa", "name_en", "purpose",
    "notes", "packages", "replaces", "key",
)  # fmt: skip


def read_draft(body: Mapping[str, Any]) -> Draft:
    """The draft that was sent. Raises BadEntry naming the member that is not of its form."""
    code = text(body, "code", most=12)
    name_fa = display_name(text(body, "name_fa", most=LONGEST_NAME))
    if not name_fa:
        raise BadEntry(
            "name_fa", "نام محدوده را بنویسید.", "Write the name of the area in Persian."
        )
    return Draft(
        code=to_ascii(code) or None,
        based_on=revision_number(body, "based_on") if code else None,
        geometry=body.get("geometry"),
        county=to_ascii(text(body, "county", most=8)),
        name_fa=name_fa,
        name_en=display_name(text(body, "name_en", most=LONGEST_NAME)),
        purpose=text(body, "purpose", most=LONGEST_TEXT),
        notes=text(body, "notes", most=LONGEST_TEXT),
        origin=origin(body),
        ticked=area_codes(body, "ticked"),
        packages=texts(body, "packages", most=40),
        replaces=area_codes(body, "replaces"),
        key=draft_key(body),
    )


def draft_key(body: Mapping[str, Any]) -> UUID | None:
    """The key that the drawing page gave a new area, if it did."""
    value = text(body, "key", most=36)
    try:
        return UUID(value) if value else None
    except ValueError as mistake:
        raise BadEntry(
            "key",
            "این کلید پیش‌نویس نیست. صفحهٔ رسم را تازه کنید.",
            "This is no key of a draft. Reload the drawing page.",
            status=400,
        ) from mistake


def text(body: Mapping[str, Any], name: str, *, most: int) -> str:
    """A member that is text, or nothing."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadEntry(name, "این عضو باید متن باشد.", "This member must be text.", status=400)
    value = value.replace("\r\n", "\n").strip()
    if len(value) > most:
        raise BadEntry(
            name,
            f"کوتاه‌تر از {to_persian(str(most))} نویسه باشد.",
            f"Give at most {most} characters.",
        )
    return value


def texts(body: Mapping[str, Any], name: str, *, most: int) -> tuple[str, ...]:
    """A member that is a list of texts, each once, in the order given."""
    values = body.get(name) or []
    is_list = isinstance(values, list) and all(isinstance(value, str) for value in values)
    if not is_list or len(values) > MOST_CODES or any(len(value) > most for value in values):
        raise BadEntry(
            name,
            f"این عضو باید فهرستی از متن‌ها باشد، تا {to_persian(str(MOST_CODES))} تا.",
            f"This member must be a list of texts, at most {MOST_CODES}.",
            status=400,
        )
    return tuple(dict.fromkeys(values))


def area_codes(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    codes = tuple(to_ascii(code) for code in texts(body, name, most=40))
    for code in codes:
        if not is_code(code):
            raise BadEntry(
                name,
                f"«{code[:20]}» کد محله نیست؛ کد محله مانند ۲۳۱۰-۰۰۱ است.",
                f"'{code[:20]}' is no code of a neighbourhood, such as 2310-001.",
            )
    return codes


def origin(body: Mapping[str, Any]) -> str:
    value = body.get("origin") or Revision.Origin.DRAWN
    if value not in Revision.Origin.values:
        listed = ", ".join(Revision.Origin.values)
        raise BadEntry(
            "origin", f"یکی از این‌ها باشد: {listed}.", f"Give one of: {listed}.", status=400
        )
    return str(value)


def revision_number(body: Mapping[str, Any], name: str = "number") -> int:
    """The number of a revision, which every change of something that exists must name."""
    value = body.get(name)
    number = value if isinstance(value, int) else parse_number(str(value or ""))
    is_whole = number is not None and not isinstance(value, bool) and number == int(number)
    if number is None or not is_whole or not 1 <= number <= MOST_REVISIONS:
        raise BadEntry(
            name,
            "شمارهٔ بازنگری‌ای را که دیده‌اید بفرستید. صفحه را تازه کنید.",
            "Send the number of the revision that you looked at. Reload the page.",
            status=400,
        )
    return int(number)


def point(body: Mapping[str, Any]) -> tuple[float, float] | None:
    """The place of a comment (longitude, latitude) from two fields; None where both are empty."""
    given = [str(body.get(name) or "").strip() for name in ("longitude", "latitude")]
    if not any(given):
        return None
    x, y = (parse_number(value) for value in given)
    if x is None or y is None or not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        raise BadEntry(
            "longitude",
            "جای سخن را با طول و عرض به درجه بدهید، مانند ۵۱٫۲ و ۳۵٫۵، یا هر دو را تهی بگذارید.",
            "Give the place as longitude and latitude in degrees, such as 51.2 and 35.5, or"
            " leave both empty.",
        )
    return float(x), float(y)
