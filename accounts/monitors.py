"""This file decides who may read how the installation is doing: administrators, and monitors."""

import hmac

from django.conf import settings
from django.db import Error
from django.http import HttpRequest

from accounts.access import manages_users

SCHEME = "Bearer "


def may_watch(request: HttpRequest) -> bool:
    """Whether the request has the monitors' token, or an administrator is signed in.

    The address it comes from proves nothing: behind a proxy every visitor comes from 127.0.0.1.
    Without a database only the token can be checked.
    """
    if has_token(request):
        return True
    try:
        return manages_users(request.user)
    except Error:
        return False


def has_token(request: HttpRequest) -> bool:
    """Whether `Authorization: Bearer` carries MAHALLEH_METRICS_TOKEN, which is set."""
    header = request.headers.get("Authorization", "")
    wanted = settings.METRICS_TOKEN
    given = header.removeprefix(SCHEME)
    return bool(wanted) and header != given and hmac.compare_digest(given.encode(), wanted.encode())
