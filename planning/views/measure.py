"""This file answers the statistics of an area: drawn, painted or ticked."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from accounts.access import scope_of
from accounts.programs import for_programs, without_page_token
from layers.messages import message as _
from layers.parameters import MAX_LENGTH
from layers.problems import BadParameter
from planning.forms import truth
from planning.shapes.geojson import as_geojson
from planning.statistics.measure import measure, measure_ticked
from planning.views.drafted import check_one_area, drawn, ticked_codes
from planning.views.request_body import read_body
from planning.views.sessions import check_same_person

MEMBERS = (
    "geometry", "ticked", "blocks", "painted", "erased", "range", "areal", "target_area",
)  # fmt: skip


@for_programs
@without_page_token
@require_POST
def measure_view(request: HttpRequest) -> JsonResponse:
    """AreaStatistics of a posted area, as the user may see them; nothing is stored.

    After a stroke of the block brush the answer has the new boundary too, as `outline`.
    """
    check_same_person(request)
    body = read_body(request, allowed=MEMBERS)
    response = JsonResponse(measured(request, body), json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    return response


def measured(request: HttpRequest, body: dict[str, Any]) -> dict[str, Any]:
    """The requested statistics: of a geometry, painted blocks or both, or of neighbourhoods."""
    check_one_area(body)
    scope, leave_out = scope_of(request.user), code(body.get("target_area"))
    if "ticked" in body:
        return measure_ticked(
            ticked_codes(body["ticked"]), scope=scope, user=request.user, leave_out=leave_out
        ).as_json()
    boundary, way = drawn(body)
    found = measure(
        boundary,
        scope=scope,
        user=request.user,
        with_range=truth(body, "range", default=True),
        way=way,
        leave_out=leave_out,
    ).as_json()
    is_stroke = "geometry" not in body or "painted" in body or "erased" in body
    return found | {"outline": as_geojson(boundary)} if is_stroke else found


def code(target_area: Any) -> str:
    """The code of the target area that is being measured, '' for a new one."""
    if target_area is None:
        return ""
    if not isinstance(target_area, str) or len(target_area) > MAX_LENGTH:
        raise BadParameter("target_area", _("کد یک محدودهٔ هدف را بدهید."))
    return target_area
