"""This file answers the inbox of a user who draws or decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.parameters import one_of, read
from persian.digits import to_ascii
from planning.pages.inbox import BOXES, build_inbox_page
from planning.rules import SHOWN
from planning.views.sessions import needs_session
from planning.views.target_areas import private


@require_safe
@needs_session
def inbox(request: HttpRequest) -> HttpResponse:
    """?box= is waiting, late, sent or a state; ?code= the target area to show beside the list."""
    given = read(request.GET, allowed=("box", "code"))
    box = one_of(given, "box", (*BOXES, *SHOWN), "waiting")
    page = build_inbox_page(request.user, box, to_ascii(given.get("code", "")))
    return private(render(request, "planning/inbox.html", {"page": page}))
