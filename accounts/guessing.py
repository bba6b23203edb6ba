"""This file recognises guessing: many names from one address, and old passwords in a session.

django-axes counts wrong passwords for one name at one address. These two cases it does not know.
"""

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.addresses import client_address

# From an address where so many different names have failed within WINDOW, only names may try that
# have signed in from there within KNOWN_FOR. An office of twenty people with a bad day is known.
MOST_NAMES = 20
WINDOW = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=30)
MOST_OLD_PASSWORDS = 10
WRONG_OLD_PASSWORDS = "wrong_old_passwords"


class GuessingHandler(AxesDatabaseHandler):
    """django-axes, which also refuses strange names where many names were tried."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        name = (credentials or {}).get("username", "")
        return strangers_wait_until(request, name) is not None or super().is_locked(
            request, credentials
        )


def strangers_wait_until(request: HttpRequest, name: str) -> datetime | None:
    """When this name may be tried again from this address; None if it may now."""
    address = client_address(request)
    since = timezone.now() - WINDOW
    # The last failure of each name: the address opens when one of the newest twenty is old enough.
    last = (
        AccessAttempt.objects.filter(ip_address=address, attempt_time__gt=since)
        .values_list("username", "attempt_time")
        .order_by("-attempt_time")
    )
    newest: dict[str, datetime] = {}
    for username, failed_at in last:
        newest.setdefault(username or "", failed_at)
    if address is None or len(newest) < MOST_NAMES or is_known(name, address):
        return None
    return sorted(newest.values(), reverse=True)[MOST_NAMES - 1] + WINDOW


def is_known(name: str, address: str) -> bool:
    """Whether this name has lately signed in from this address."""
    return AccessLog.objects.filter(
        username=name, ip_address=address, attempt_time__gt=timezone.now() - KNOWN_FOR
    ).exists()


@transaction.atomic
def count_wrong_old_password(session: SessionBase) -> bool:
    """Count one more in this session; whether the session must end.

    The row is locked, so that many requests at once are counted one by one.
    """
    key = session.session_key
    if not Session.objects.select_for_update().filter(session_key=key).exists():
        return True
    stored = type(session)(key)
    wrong = stored.get(WRONG_OLD_PASSWORDS, 0) + 1
    stored[WRONG_OLD_PASSWORDS] = wrong
    stored.save()
    return wrong >= MOST_OLD_PASSWORDS
