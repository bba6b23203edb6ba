"""This file answers the account pages: sign in, sign out and change the password."""

import math
from datetime import datetime
from typing import Any

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.generic import TemplateView

from accounts.forms import NewPasswordForm, SignInForm
from accounts.guessing import (
    MOST_NAMES,
    MOST_OLD_PASSWORDS,
    WRONG_OLD_PASSWORDS,
    count_wrong_old_password,
    strangers_wait_until,
)
from accounts.pages import LockedOutPage, PasswordPage, SessionEndedPage, SignInPage
from persian.dates import format_moment


class SignIn(LoginView):
    """The sign-in page. A signed-in user sees the account name instead of the form."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        context["page"] = SignInPage(
            form=context["form"],
            next_address=self.get_redirect_url(),
            signed_in_as=(user.get_full_name() or user.username) if user.is_authenticated else "",
        )
        return context


class SignOut(LogoutView):
    """Asks on GET and signs out on POST, so that a link from elsewhere cannot sign out."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "accounts/sign_out.html"


class NewPassword(LoginRequiredMixin, PasswordChangeView):
    """The page for a new password; it ends the user's other sessions."""

    form_class = NewPasswordForm
    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:password_changed")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"page": PasswordPage(form=context["form"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again; after ten wrong old passwords the session ends instead.

        Whoever sits at an open session must not find the password by trying.
        """
        if form.has_error("old_password", "password_incorrect") and count_wrong_old_password(
            self.request.session
        ):
            logout(self.request)
            page = SessionEndedPage(failures=MOST_OLD_PASSWORDS)
            answer = render(self.request, "accounts/session_ended.html", {"page": page}, status=403)
            answer["Cache-Control"] = "private, no-store"
            return answer
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        self.request.session.pop(WRONG_OLD_PASSWORDS, None)
        return answer


class PasswordChanged(LoginRequiredMixin, TemplateView):
    """Confirms the new password."""

    template_name = "accounts/password_changed.html"


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The answer (429) to too many failed sign-ins from one address; axes calls it.

    They were for this name, or for many names while this one is not known there.

    The same for existing and unknown names. Retry-After is in seconds.
    """
    name = (credentials or {}).get("username", "")
    strangers_at = strangers_wait_until(request, name)
    opens_at = strangers_at or _opens_at(request, name)
    wait_s = max(1, math.ceil((opens_at - timezone.now()).total_seconds()))
    page = LockedOutPage(
        failures=settings.AXES_FAILURE_LIMIT,
        names=MOST_NAMES if strangers_at else None,
        until=format_moment(opens_at, lang=get_language() or "fa"),
        minutes=math.ceil(wait_s / 60),
        next_address=_safe_next(request),
    )
    response = render(request, "accounts/locked_out.html", {"page": page}, status=429)
    response["Retry-After"] = str(wait_s)
    response["Cache-Control"] = "private, no-store"
    return response


def _opens_at(request: HttpRequest, username: str) -> datetime:
    """When the last counted failure of this name and address expires."""
    newest = (
        AccessAttempt.objects.filter(username=username, ip_address=get_client_ip_address(request))
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return (newest or timezone.now()) + get_cool_off(request)


def _safe_next(request: HttpRequest) -> str:
    """The address to continue to if it is on this host, else ""."""
    address = request.POST.get("next", request.GET.get("next", ""))
    if url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return ""
