"""This file answers suggested areas."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.access import scope_of
from planning.suggestions.parameters import ASKED, read_parameters
from planning.suggestions.suggest import suggest
from planning.views.request_body import read_body
from planning.views.sessions import check_may_draw, needs_session
from planning.views.shapes import private


@require_POST
@needs_session
def suggest_view(request: HttpRequest) -> HttpResponse:
    """Up to three suggested areas, as the person may see them; nothing is stored."""
    check_may_draw(request.user)
    asked = read_parameters(read_body(request, allowed=ASKED))
    found = suggest(asked, scope=scope_of(request.user), user=request.user)
    return private({"alternatives": [each.as_json() for each in found]})
