"""This file marks the views that answer programs: with a token, or without any session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponseBase]


def for_programs(view: View) -> View:
    """The view, which a token opens. Only what reads or measures is marked; the rest is refused."""
    view.for_programs = True  # type: ignore[attr-defined]
    return view


def is_for_programs(view: View) -> bool:
    return getattr(view, "for_programs", False)


def without_page_token(view: View) -> View:
    """The view, whose plain POST needs no page token where the request has no session.

    Without a session there is nothing that another site could use through a visitor's browser.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        return (protected if has_session else view)(request, *args, **kwargs)

    return asked
