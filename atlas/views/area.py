"""This file answers the page of one area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.access import scope_of
from atlas.area_page import GonePage, build_area_page
from layers.parameters import one_of, read
from layers.problems import NotFound
from layers.profile.registry import editions_with, subject
from layers.profile.sections.history import history


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """The page of an area, without scripts; ?edition= shows it in an older edition.

    ?exact=1 shows suppressed figures to people in scope and is kept nowhere. A code that only
    older editions know is a 404 that leads there.
    """
    given = read(request.GET, allowed=("edition", "exact"))
    exact = one_of(given, "exact", ("", "1"), "") == "1"
    try:
        found = subject(
            code, edition_code=given.get("edition"), scope=scope_of(request.user), exact=exact
        )
    except NotFound:
        older = history(code, areas=editions_with(code))
        if not older.drawings:
            raise
        return render(request, "atlas/area_gone.html", {"page": GonePage(code, older)}, status=404)
    response = render(request, "atlas/area.html", {"page": build_area_page(found, request.user)})
    if exact:
        patch_cache_control(response, private=True, no_store=True)
    return response
