"""This file guards addresses that need a session: pages redirect to sign-in, data answers 401.

A request from a page says whose page it is, because another person may have signed in since.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from accounts.access import Capability, may_anywhere
from layers.messages import message as _
from layers.problems import NotAllowed
from layers.views.problems import wants_data
from planning.problems import AnotherPerson, SignInNeeded

# The key of the person for whom the asking page was made; sent by static/js/lib/request.js.
OWNER_HEADER = "X-Page-Of"
View = Callable[..., HttpResponse]


def needs_session(view: View) -> View:
    """The view for users with a session.

    A visitor is redirected to sign-in and back; where JSON was asked for, SignInNeeded (401) is
    raised instead.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_same_person(request)
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_data(request):
            raise SignInNeeded
        return redirect_to_login(request.get_full_path())

    return guarded


def check_same_person(request: HttpRequest) -> None:
    """Raise AnotherPerson if the page that asks was opened by somebody else.

    A visitor is told to sign in instead: the person's session has ended.
    """
    owner = request.headers.get(OWNER_HEADER)
    if owner is not None and request.user.is_authenticated and owner != str(request.user.pk):
        raise AnotherPerson


def check_may_draw(user: Any) -> None:
    """Raise NotAllowed for a user who may not draw anywhere."""
    if not may_anywhere(user, Capability.DRAW):
        raise NotAllowed(
            _("نقش شما رسم محدوده را در بر ندارد. از مدیر سامانه بخواهید نقش شما را بررسی کند.")
        )
