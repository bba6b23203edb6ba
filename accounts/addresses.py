"""This file finds the network address of a request, for limits and for counting failed sign-ins."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that a request came from; None if unknown."""
    return address_in(request.META)


def address_in(environment: Mapping[str, Any]) -> str | None:
    """The address that a request with this WSGI environment came from; None if unknown.

    Without TRUSTED_PROXIES it is the other end of the connection, and X-Forwarded-For, which
    anybody can send, is not looked at. With n proxies of our own in front, each of which appends
    the address it was called from (nginx: $proxy_add_x_forwarded_for), it is the n-th entry from
    the right: what stands left of it was written by the caller and is never believed.
    """
    proxies = settings.TRUSTED_PROXIES
    if not proxies:
        return _address(environment.get("REMOTE_ADDR", ""))
    forwarded = environment.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _address(forwarded[-proxies]) if len(forwarded) >= proxies else None


def _address(text: str) -> str | None:
    """The address without blanks; None if invalid (a Unix socket has no address)."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None
