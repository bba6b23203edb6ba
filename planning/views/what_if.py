"""This file answers a county's figures without and with a draft."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from shapely.geometry import MultiPolygon

from accounts.access import scope_of
from planning.statistics.ticked import union_of
from planning.statistics.way import Way
from planning.views.drafted import check_one_area, drawn, ticked_codes
from planning.views.request_body import read_body
from planning.views.sessions import check_may_draw, needs_session
from planning.views.shapes import private
from planning.what_if.compare import compare
from planning.what_if.parameters import MEMBERS, read_asked

DRAFT = ("geometry", "ticked", "blocks", "areal")


@require_POST
@needs_session
def what_if_view(request: HttpRequest) -> HttpResponse:
    """A county's target areas without and with a posted draft; nothing is stored."""
    check_may_draw(request.user)
    body = read_body(request, allowed=(*MEMBERS, *DRAFT))
    boundary, way = draft(body)
    return private(compare(read_asked(body), boundary, way, scope=scope_of(request.user)).as_json())


def draft(body: dict[str, Any]) -> tuple[MultiPolygon, Way]:
    """The boundary of the draft (EPSG:4326), and how the figures beside the map are counted."""
    check_one_area(body)
    if "ticked" in body:
        ticked = ticked_codes(body["ticked"])
        return union_of(ticked), Way(ticked=tuple(ticked))
    return drawn(body)
