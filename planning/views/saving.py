"""This file answers the data addresses of target areas: saving, and one of them as JSON."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.programs import for_programs
from layers.geos import to_shapely
from planning import actions, queries
from planning.forms import MEMBERS, read_draft
from planning.publication import obstacle
from planning.shapes.geojson import as_geojson
from planning.statistics.frozen import frozen_for
from planning.views.request_body import read_body
from planning.views.sessions import needs_session


def page_address(request: HttpRequest, code: str) -> str:
    """The page of a target area, in the language of the Referer, because data has none."""
    asked_from = urlsplit(request.headers.get("Referer", "")).path
    with translation.override("en" if asked_from.startswith("/en/") else "fa"):
        return reverse("planning:target_area", args=(code,))


@require_POST
@needs_session
@never_cache
def save(request: HttpRequest) -> HttpResponse:
    """Save a draft as the next revision: 201 for a new target area, 200 for an existing one."""
    draft = read_draft(read_body(request, allowed=MEMBERS))
    revision = actions.save(request.user, draft)
    code = revision.target_area.code
    words = obstacle(revision.target_area)
    return JsonResponse(
        {
            "code": code,
            "number": revision.number,
            "address": page_address(request, code),
            "statistics": revision.statistics,
            "obstacle_fa": words.fa if words else None,
            "obstacle_en": words.en if words else None,
        },
        status=HTTPStatus.OK if draft.code else HTTPStatus.CREATED,
        json_dumps_params={"ensure_ascii": False},
    )


@for_programs
@require_safe
@never_cache
def target_area(request: HttpRequest, code: str) -> HttpResponse:
    """The newest revision as GeoJSON with the texts and figures of its page."""
    target = queries.target_area(code, request.user)
    revision = queries.revisions(request.user, target)[0]
    exact = queries.in_scope_of(request.user, target)
    body = {
        "type": "Feature",
        "id": target.code,
        "geometry": as_geojson(to_shapely(revision.boundary)),
        "properties": {
            "code": target.code,
            "province": target.province_code,
            "county": target.county_code,
            "state": target.state,
            "due_on": target.due_on.isoformat() if target.due_on else None,
            "number": revision.number,
            "name_fa": revision.name_fa,
            "name_en": revision.name_en,
            "purpose": revision.purpose,
            "notes": revision.notes if exact else "",
            "origin": revision.origin,
            "ticked": revision.ticked,
            "blocks": revision.blocks,
            "suggestion": revision.suggestion,
            "areal": revision.areal,
            "packages": revision.packages,
            "replaces": revision.replaces,
            "published_code": target.published_code,
            "made_at": revision.made_at.isoformat(),
            "may_edit": queries.may_edit(request.user, target),
            "synthetic": target.synthetic,
            "statistics": frozen_for(request.user, revision).as_json(),
        },
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
