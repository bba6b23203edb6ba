"""This file holds the dataclasses of the account pages, one per template."""

from dataclasses import dataclass

from django.forms import BaseForm

from accounts.models import Token


@dataclass(frozen=True)
class SignInPage:
    """accounts/sign_in.html.

    form: name and password. next_address: where to go afterwards, empty for the map; only ever
    an address of this host. signed_in_as: the name of a person who already is, else empty.
    """

    form: BaseForm
    next_address: str
    signed_in_as: str


@dataclass(frozen=True)
class LockedOutPage:
    """accounts/locked_out.html. failures: the number of wrong passwords that led to the lock.

    names: instead, the number of names that were tried from this address; else None.
    until: when sign-in opens again, in the page's language; minutes: how long
    that is from now, at least 1. next_address: as in SignInPage.
    """

    failures: int
    names: int | None
    until: str
    minutes: int
    next_address: str


@dataclass(frozen=True)
class PasswordPage:
    """accounts/password.html: the form with the old password and the new one twice."""

    form: BaseForm


@dataclass(frozen=True)
class SessionEndedPage:
    """accounts/session_ended.html. failures: the number of wrong old passwords."""

    failures: int


@dataclass(frozen=True)
class TokensPage:
    """accounts/tokens.html.

    form: for a new token. tokens: those that work, the newest first; most: how many a person may
    have. secret: of the one that was just made, with its name; it is not shown again.
    """

    form: BaseForm
    tokens: tuple[Token, ...]
    most: int
    secret: str = ""
    made_name: str = ""
