"""This file answers the page of a person's tokens: list, make, revoke."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import TokenForm
from accounts.models import Reach
from accounts.pages import TokensPage
from accounts.tokens import MOST_TOKENS, TooManyTokens, make_token, revoke, working


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens; a POST makes one and shows its secret, this once."""
    if request.method == "POST":
        return made(request, TokenForm(request.POST))
    return shown(request, TokenForm())


@sensitive_variables("secret")
def made(request: HttpRequest, form: TokenForm) -> HttpResponse:
    if not form.is_valid():
        return shown(request, form, status=422)
    about = form.cleaned_data
    try:
        token, secret = make_token(
            request.user,  # type: ignore[arg-type]
            name=about["name"],
            reach=Reach(about["reach"]),
            days=int(about["days"]),
        )
    except TooManyTokens:
        form.add_error(None, _("بیش از این توکن نمی‌توان داشت. یکی را باطل کنید."))
        return shown(request, form, status=422)
    return shown(request, TokenForm(), secret=secret, made_name=token.name)


@login_required
@require_POST
def revoked(request: HttpRequest, pk: int) -> HttpResponse:
    """Revokes a token of this person; another person's is left alone without a word."""
    revoke(request.user, pk)  # type: ignore[arg-type]
    return redirect("accounts:tokens")


def shown(request: HttpRequest, form: TokenForm, *, status: int = 200, **made: Any) -> HttpResponse:
    page = TokensPage(
        form=form,
        tokens=tuple(working(request.user)),  # type: ignore[arg-type]
        most=MOST_TOKENS,
        **made,
    )
    return render(request, "accounts/tokens.html", {"page": page}, status=status)
