"""This file makes, recognises and revokes the tokens of programs."""

import base64
import binascii
import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Reach, Token, User

# By it people and scanners of leaked secrets recognise a token.
PREFIX = "mahalleh_"
MOST_TOKENS = 20
# Days that a token may work.
LIFETIMES = (30, 90, 180, 365)
# The time of the last use is written at most so often.
WRITTEN_EACH = timedelta(minutes=1)
LONGEST_HEADER = 1_000


class Refusal(StrEnum):
    """Why a token does not open anything."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    REVOKED = "revoked"
    CLOSED = "closed"


class TokenRefused(Exception):
    """A token that is not, or no longer, valid."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyTokens(Exception):
    """The person has MOST_TOKENS that work."""


@transaction.atomic
def make_token(user: User, *, name: str, reach: Reach, days: int) -> tuple[Token, str]:
    """A new token and its secret, which is nowhere stored. Raises TooManyTokens."""
    # One after another, so that two requests at once do not both take the last place.
    User.objects.select_for_update().get(pk=user.pk)
    if working(user).count() >= MOST_TOKENS:
        raise TooManyTokens
    secret = PREFIX + secrets.token_urlsafe(32)
    made = Token.objects.create(
        user=user,
        name=name,
        reach=reach,
        digest=digest_of(secret),
        ends_on=timezone.localdate() + timedelta(days=days),
    )
    return made, secret


def working(user: User) -> QuerySet[Token]:
    """The tokens of a person that still work."""
    return Token.objects.filter(
        user=user, revoked_at__isnull=True, ends_on__gte=timezone.localdate()
    )


def revoke(user: User, pk: int) -> bool:
    """End a token of this person at once; whether there was one that worked."""
    return bool(working(user).filter(pk=pk).update(revoked_at=timezone.now()))


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_in(header: str) -> str:
    """The secret in an Authorization header, "" if it has none.

    It is the value of Bearer, or the password of Basic, which QGIS and GDAL send. A Basic password
    without the prefix of tokens is not looked at: it is for a proxy in front of the site.
    """
    scheme, _, value = header[:LONGEST_HEADER].partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        _name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return password if password.startswith(PREFIX) else ""


def token_of(secret: str) -> Token:
    """The token of this secret, which is now used. Raises TokenRefused."""
    found = Token.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if found is None:
        raise TokenRefused(Refusal.UNKNOWN)
    if found.revoked_at:
        raise TokenRefused(Refusal.REVOKED)
    if found.ends_on < timezone.localdate():
        raise TokenRefused(Refusal.ENDED)
    if not found.user.is_active:
        raise TokenRefused(Refusal.CLOSED)
    now = timezone.now()
    is_due = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - WRITTEN_EACH)
    Token.objects.filter(is_due, pk=found.pk).update(last_used_at=now)
    return found
