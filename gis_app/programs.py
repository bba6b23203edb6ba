"""This file signs in programs by their tokens, for views that answer programs."""

import logging
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponseBase

from accounts.addresses import client_address
from accounts.models import Reach
from accounts.monitors import has_token
from accounts.programs import View, is_for_programs
from accounts.tokens import Refusal, TokenRefused, secret_in, token_of
from layers.messages import Number
from layers.messages import message as _
from layers.middleware import GetResponse
from layers.problems import Problem
from layers.views.problems import problem_response

logger = logging.getLogger(__name__)

# The name under which wrong tokens are counted, as wrong passwords are under theirs.
COUNTED_AS = {"username": "(token)"}
TITLE = _("توکن پذیرفته نشد")
REFUSED = {
    Refusal.UNKNOWN: _("چنین توکنی نیست. آن را کامل و بی‌تغییر بفرستید یا توکن تازه‌ای بسازید."),
    Refusal.ENDED: _("زمان این توکن به پایان رسیده است. در صفحهٔ «توکن‌ها» توکن تازه‌ای بسازید."),
    Refusal.REVOKED: _("این توکن باطل شده است. در صفحهٔ «توکن‌ها» توکن تازه‌ای بسازید."),
    Refusal.CLOSED: _("حساب صاحب این توکن بسته است. از مدیر سامانه بخواهید آن را باز کند."),
}
NOT_FOR_PROGRAMS = Problem(
    _("این نشانی با توکن باز نمی‌شود"),
    _("توکن تنها داده را می‌خواند و اندازه می‌گیرد. برای این کار در مرورگر وارد شوید."),
    status=403,
)


class ProgramMiddleware:
    """Makes the owner of a token the user of its request, whatever its cookies say.

    A token for published data alone makes a visitor. 401 in words to a token that does not work,
    403 where the view is not for programs. What is answered to a token is in no cache.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        secret = secret_in(request.headers.get("Authorization", ""))
        if not secret or has_token(request):
            return self.get_response(request)
        try:
            token = token_of(secret)
        except TokenRefused as refused:
            request.user = AnonymousUser()
            return refusal(request, refused.reason)
        request.user = token.user if token.reach == Reach.OWN else AnonymousUser()
        request.token = token  # type: ignore[attr-defined]
        # No browser adds a token by itself: no other site can send this request.
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: View, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if hasattr(request, "token") and not is_for_programs(view):
            return problem_response(request, NOT_FOR_PROGRAMS)
        return None


def refusal(request: HttpRequest, reason: Refusal) -> HttpResponseBase:
    """The answer to a token that does not work. Unknown ones are counted like wrong passwords."""
    logger.warning("token refused: %s, from %s", reason, client_address(request))
    if reason == Refusal.UNKNOWN:
        if not AxesProxyHandler.is_allowed(request, COUNTED_AS):
            return problem_response(request, too_many(request))
        user_login_failed.send(sender=__name__, credentials=COUNTED_AS, request=request)
    response = problem_response(request, Problem(TITLE, REFUSED[reason], status=401))
    response["WWW-Authenticate"] = 'Basic realm="Mahalleh", charset="UTF-8"'
    return response


def too_many(request: HttpRequest) -> Problem:
    wait = get_cool_off(request)
    return Problem(
        _("توکن‌های نادرست پیاپی"),
        _(
            "از این نشانی توکن‌های نادرست زیادی رسیده است. {minutes} دقیقهٔ دیگر دوباره تلاش کنید.",
            minutes=Number(wait.total_seconds() / 60),
        ),
        status=429,
        retry_after_s=int(wait.total_seconds()),
    )
