"""This file answers an area's page as JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.access import scope_of
from accounts.programs import for_programs
from layers.parameters import one_of, read
from layers.profile.registry import Subject, sections_for, subject
from layers.views.answers import public_json


@for_programs
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """The content of the area's page: the same sections and figures, in both languages.

    Published figures for all; with ?exact=1 the suppressed ones too, for people in scope.
    """
    given = read(request.GET, allowed=("edition", "exact"))
    exact = one_of(given, "exact", ("", "1"), "") == "1"
    scope = scope_of(request.user if exact else None)
    found = subject(code, edition_code=given.get("edition"), scope=scope, exact=exact)
    if not exact:
        return public_json(request, area_body(found))
    response = JsonResponse(area_body(found), json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, private=True, no_store=True)
    return response


def area_body(found: Subject) -> dict[str, Any]:
    """An area and its sections, as plain JSON values."""
    area = found.area
    body: dict[str, Any] = {
        "code": area.code,
        "level": area.level,
        "name_fa": area.name_fa,
        "name_en": area.name_en,
        "parent": area.parent_code,
        "above": [place.code for place in found.above],
        "anchor": (area.anchor.x, area.anchor.y),
        "settlement_type": area.settlement_type,
        "synthetic": area.synthetic,
        "exact": found.exact,
        "edition": {
            "code": area.edition.code,
            "title_fa": area.edition.title_fa,
            "title_en": area.edition.title_en,
            "in_force_from": area.edition.in_force_from,
            "in_force_to": area.edition.in_force_to,
        },
    }
    for section in sections_for(found):
        content = section.content.as_json()
        if content is not None:
            body[section.key] = content
    return body
