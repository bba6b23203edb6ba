"""This file answers the statistics of an area: drawn, painted or ticked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST
from shapely.geometry import MultiPolygon

from accounts.access import scope_of
from layers.messages import message as _
from layers.parameters import MAX_LENGTH
from layers.problems import BadParameter
from planning.forms import truth
from planning.shapes.geojson import as_geojson, read_boundary
from planning.shapes.outline import outline_of, painted_blocks
from planning.shapes.strokes import painted_over, storable
from planning.statistics.measure import measure, measure_ticked
from planning.statistics.way import Way, way_of
from planning.views.request_body import read_body
from planning.views.sessions import check_same_person

MEMBERS = (
    "geometry", "ticked", "blocks", "painted", "erased", "range", "areal", "target_area",
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What a request says of the way of counting. blocks: codes, unchecked."""

    blocks: Sequence[str]
    areal: bool
    ticked: tuple[str, ...] = ()


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
            codes(body["ticked"]), scope=scope, user=request.user, leave_out=leave_out
        ).as_json()
    boundary, way = asked(body)
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


def check_one_area(body: dict[str, Any]) -> None:
    """Raise BadParameter unless either ticked neighbourhoods are given, or a boundary or blocks."""
    if ("ticked" in body) == ("geometry" in body or "blocks" in body):
        raise BadParameter(
            "geometry",
            _(
                "یکی را بدهید: مرز (geometry)، کد بلوک‌ها (blocks)، هر دو با هم، یا کد محله‌ها"
                " (ticked)."
            ),
        )


def asked(body: dict[str, Any]) -> tuple[MultiPolygon, Way]:
    """The boundary to measure and the way of counting it.

    Blocks alone are counted by their codes. With a geometry, a stroke is added to it first.
    """
    areal = truth(body, "areal")
    if "geometry" not in body:
        found = painted_blocks(body["blocks"])
        boundary = storable(outline_of(found))
        return boundary, Way(areal=True) if areal else Way(painted=tuple(each.pk for each in found))
    boundary = read_boundary(body["geometry"])
    blocks = body.get("blocks", [])
    if blocks:
        painted_blocks(blocks)
    if "painted" in body or "erased" in body:
        boundary = painted_over(boundary, body.get("painted", []), body.get("erased", []))
    return boundary, way_of(Given(blocks, areal), boundary)


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
