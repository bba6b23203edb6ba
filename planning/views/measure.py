"""This file answers the statistics of an area: a drawn one, or ticked neighbourhoods."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from accounts.access import scope_of
from planning.boundaries import read_boundary
from planning.statistics import AreaStatistics, measure
from planning.views.bodies import read_body, truth

MEMBERS = ("geometry", "ticked", "range", "areal", "target_area")


@require_POST
def measure_view(request: HttpRequest) -> JsonResponse:
    """AreaStatistics of a posted area, as the asking person may know them; kept nowhere."""
    body = read_body(request, allowed=MEMBERS)
    response = JsonResponse(
        measured(request, body).as_json(), json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "private, no-store"
    return response


def measured(request: HttpRequest, body: dict) -> AreaStatistics:
    """The statistics that a body asks for."""
    return measure(
        read_boundary(body.get("geometry")),
        scope=scope_of(request.user),
        user=request.user,
        with_range=truth(body, "range", default=True),
        areal=truth(body, "areal", default=False),
        leave_out=str(body.get("target_area") or ""),
    )
