"""This file answers the statistics of an area: a drawn one, or ticked neighbourhoods."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from accounts.access import scope_of
from layers.messages import message as _
from layers.parameters import MAX_LENGTH
from layers.problems import BadParameter
from planning.forms import truth
from planning.shapes.geojson import read_boundary
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.measure import measure, measure_ticked
from planning.views.request_body import read_body
from planning.views.sessions import check_same_person

MEMBERS = ("geometry", "ticked", "range", "areal", "target_area")


@require_POST
def measure_view(request: HttpRequest) -> JsonResponse:
    """AreaStatistics of a posted area, as the user may see them; nothing is stored."""
    check_same_person(request)
    body = read_body(request, allowed=MEMBERS)
    response = JsonResponse(
        measured(request, body).as_json(), json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "private, no-store"
    return response


def measured(request: HttpRequest, body: dict[str, Any]) -> AreaStatistics:
    """The requested statistics: of a geometry, or of ticked neighbourhoods."""
    if ("geometry" in body) == ("ticked" in body):
        raise BadParameter(
            "geometry",
            _("یا مرز (geometry) را بدهید یا کد محله‌ها (ticked) را."),
        )
    scope, leave_out = scope_of(request.user), code(body.get("target_area"))
    if "ticked" in body:
        return measure_ticked(
            codes(body["ticked"]), scope=scope, user=request.user, leave_out=leave_out
        )
    return measure(
        read_boundary(body["geometry"]),
        scope=scope,
        user=request.user,
        with_range=truth(body, "range", default=True),
        areal=truth(body, "areal"),
        leave_out=leave_out,
    )


def codes(ticked: Any) -> list[str]:
    """The posted codes, or [] if not a list; `ticked.neighbourhoods` validates them."""
    return ticked if isinstance(ticked, list) else []


def code(target_area: Any) -> str:
    """The code of the target area that is being measured, '' for a new one."""
    if target_area is None:
        return ""
    if not isinstance(target_area, str) or len(target_area) > MAX_LENGTH:
        raise BadParameter("target_area", _("کد یک محدودهٔ هدف را بدهید."))
    return target_area
