"""This file guards addresses that need a session: pages redirect to sign-in, data answers 401."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from accounts.access import Capability, may_anywhere
from layers.messages import message as _
from layers.problems import NotAllowed
from layers.views.problems import wants_data
from planning.problems import SignInNeeded

View = Callable[..., HttpResponse]


def needs_session(view: View) -> View:
    """The view for users with a session.

    A visitor is redirected to sign-in and back; where JSON was asked for, SignInNeeded (401) is
    raised instead.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_data(request):
            raise SignInNeeded
        return redirect_to_login(request.get_full_path())

    return guarded


def check_may_draw(user: Any) -> None:
    """Raise NotAllowed for a user who may not draw anywhere."""
    if not may_anywhere(user, Capability.DRAW):
        raise NotAllowed(
            _("نقش شما رسم محدوده را در بر ندارد. از مدیر سامانه بخواهید نقش شما را بررسی کند.")
        )
