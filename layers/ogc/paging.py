"""This file turns pages: a signed token holds the keys of the row from which the next one goes on.

No row is counted or skipped to find a page, so the thousandth is as fast as the first, and rows
that are added or removed meanwhile move no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from layers.messages import message as _
from layers.ogc.conditions import Condition
from layers.ogc.sorting import Key
from layers.problems import BadParameter

SALT = "ogc.page"


@dataclass(frozen=True)
class Place:
    """Where a page begins: after the row with these keys, or before it.

    keys: as texts of PostgreSQL. matched: how many features match, counted for the first page.
    """

    keys: tuple[str | None, ...]
    matched: int | None
    backwards: bool = False


def token(place: Place, order: str) -> str:
    """A place as text. order: what it belongs to, the collection and its order."""
    return _signer(order).sign_object([*place.keys, place.matched, place.backwards], compress=True)


def place(text: str, order: str, key_count: int) -> Place:
    """The place of a token. Raises BadParameter for one that was changed or is of another order."""
    try:
        *keys, matched, backwards = _signer(order).unsign_object(text)
    except (BadSignature, ValueError):
        raise wrong_token() from None
    if len(keys) != key_count:
        raise wrong_token()
    return Place(tuple(keys), matched, backwards)


def _signer(order: str) -> Signer:
    return Signer(salt=f"{SALT}:{order}")


def wrong_token() -> BadParameter:
    return BadParameter(
        "token",
        _("این نشان از همین فهرست و همین ترتیب نیست. از صفحهٔ نخست آغاز کنید."),
    )


def beyond(keys: Sequence[Key], at: Place) -> Condition:
    """The rows after a place, or before it, in the order of the keys."""
    branches, equal = [], "TRUE"
    for position, (key, value) in enumerate(zip(keys, at.keys, strict=True)):
        given = f"%(key{position})s::{key.cast}"
        branches.append(f"{equal} AND {_further(key, given, value, backwards=at.backwards)}")
        equal += f" AND {key.sql} " + ("IS NULL" if value is None else f"= {given}")
    return Condition(
        " OR ".join(f"({branch})" for branch in branches),
        {f"key{position}": value for position, value in enumerate(at.keys)},
    )


def _further(key: Key, given: str, value: str | None, *, backwards: bool) -> str:
    """The rows beyond a value of one key; null is the last value."""
    if value is None:
        return f"{key.sql} IS NOT NULL" if backwards else "FALSE"
    sign = "<" if key.descending != backwards else ">"
    compared = f"{key.sql} {sign} {given}"
    return f"({compared} OR {key.sql} IS NULL)" if key.nullable and not backwards else compared
