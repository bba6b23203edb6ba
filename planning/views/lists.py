"""This file answers the list of target areas, and two lists compared."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import scope_of
from layers.messages import message as _
from layers.models import Level
from layers.parameters import one_of, read
from layers.problems import Problem
from layers.queries import current_areas
from layers.views.problems import wants_data
from persian.digits import to_ascii
from planning.comparing.uploads import MOST_BYTES, Upload, read_list
from planning.pages.lists import build_list_page
from planning.pages.two_lists import build_refused_page, build_two_lists_page
from planning.problems import BadEntry
from planning.rules import SHOWN
from planning.views.target_areas import private, too_big


@require_safe
def target_areas(request: HttpRequest) -> HttpResponse:
    """The visible target areas of ?province= and in ?state=.

    Without ?province= those of the user's own province; ?province=IR is the whole country.
    ?deleted= is the code of a draft that the user has just deleted.
    """
    given = read(request.GET, allowed=("province", "state", "deleted"))
    provinces = current_areas(Level.PROVINCE).values_list("code", flat=True)
    own = scope_of(request.user).province_code
    province = one_of(
        {name: to_ascii(value) for name, value in given.items()},
        "province",
        ("IR", "", *provinces),
        own,
    )
    state = one_of(given, "state", ("", *SHOWN), "")
    page = build_list_page(
        request.user,
        "" if province == "IR" else province,
        state,
        deleted=to_ascii(given.get("deleted", "")),
    )
    return private(render(request, "planning/target_areas.html", {"page": page}))


@require_http_methods(["GET", "HEAD", "POST"])
def two_lists(request: HttpRequest) -> HttpResponse:
    """Two lists compared: ?a= and ?b=, or a posted file as the second; the file is not kept."""
    if request.method == "POST":
        return posted_lists(request)
    given = read(request.GET, allowed=("a", "b"))
    page = build_two_lists_page(request.user, given.get("a", ""), given.get("b", ""))
    return private(render(request, "planning/two_lists.html", {"page": page}))


def posted_lists(request: HttpRequest) -> HttpResponse:
    """The comparison of a posted form; a refusal keeps the page and what was chosen."""
    first, second = request.POST.get("a", "")[:80], request.POST.get("b", "")[:80]
    try:
        upload = posted_file(request, first, second)
        page = build_two_lists_page(request.user, first, second, upload)
    except Problem as problem:
        if wants_data(request):
            raise
        page = build_refused_page(request.user, first, second)
        context = {"page": page, "problem": problem}
        return private(render(request, "planning/two_lists.html", context, status=problem.status))
    return private(render(request, "planning/two_lists.html", {"page": page}))


def posted_file(request: HttpRequest, first: str, second: str) -> Upload | None:
    """The list in the posted file, None without one. Raises BadEntry."""
    file: Any = request.FILES.get("file")
    if file is not None and file.size > MOST_BYTES:
        raise too_big()
    upload = read_list(file.name, file.read()) if file is not None else None
    if not first:
        raise BadEntry("a", _("فهرست نخست را انتخاب کنید."))
    if not (second or upload):
        raise BadEntry("b", _("فهرست دوم را انتخاب کنید یا فایلی به‌جای آن بدهید."))
    return upload
