"""This file answers the drawing page about shapes: findings, operations, boundaries, files."""

from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from layers.messages import Number, Verbatim
from layers.messages import message as _
from layers.parameters import bounding_box, read
from layers.problems import BadParameter
from persian.digits import to_ascii
from planning.problems import BadBody
from planning.shapes.checks import findings
from planning.shapes.files import file_too_large, read_text, read_upload
from planning.shapes.geojson import as_geojson
from planning.shapes.neighbours import TARGET_AREA, Neighbour, neighbours_in
from planning.shapes.operations import operate
from planning.shapes.projection import FIRST_ZONE, LAST_ZONE
from planning.shapes.text import MOST_CHARACTERS
from planning.shapes.time_limit import DRAWING_LIMITS
from planning.views.request_body import read_body, text_member
from planning.views.sessions import check_may_draw, needs_session

# A view in which single borders can be told apart: about 50 km.
WIDEST_BOX_DEG = 0.5
LONGEST_CODE = 12
OPERATION_MEMBERS = ("geometry", "other", "line", "codes", "ticked", "metres")


@require_POST
@needs_session
def check(request: HttpRequest) -> HttpResponse:
    """The findings about a drawn area, each with the operation that repairs it."""
    check_may_draw(request.user)
    body = read_body(request, allowed=("geometry", "target_area", "county", "replaces"))
    found = findings(
        body.get("geometry"),
        request.user,
        target_area=text_member(body, "target_area", most=LONGEST_CODE),
        county=text_member(body, "county", most=LONGEST_CODE),
        replaces=_codes(body, "replaces"),
    )
    return private({"findings": [each.as_json() for each in found]})


@require_POST
@needs_session
def operation(request: HttpRequest, name: str) -> HttpResponse:
    """A drawn area after an operation; nothing is stored."""
    check_may_draw(request.user)
    body = read_body(request, allowed=OPERATION_MEMBERS)
    return private(operate(name, body, request.user).as_json())


@require_POST
@needs_session
def reading(request: HttpRequest) -> HttpResponse:
    """The shape of a pasted text or a dropped file; nothing is stored."""
    check_may_draw(request.user)
    if request.content_type == "multipart/form-data":
        upload = request.FILES.get("file")
        if upload is None or upload.file is None:
            raise BadBody(_("درخواست فایل ندارد. فایل را در بخش file بفرستید."))
        zone = _zone(request.POST.get("zone"))
        if (upload.size or 0) > DRAWING_LIMITS.file_bytes:
            raise BadBody(file_too_large(), status=413)
        return private(
            read_upload(cast("BinaryIO", upload.file), str(upload.name), zone=zone).as_json()
        )
    body = read_body(request, allowed=("text", "zone"))
    text = text_member(body, "text", most=MOST_CHARACTERS)
    return private(read_text(text, zone=_zone(body.get("zone"))).as_json())


@require_safe
def neighbours(request: HttpRequest) -> HttpResponse:
    """Exact boundaries in ?bbox=: neighbourhoods for everybody, and visible target areas.

    ?kind=target_area: without the neighbourhoods, whose exact borders are most of the answer.
    """
    given = read(request.GET, allowed=("bbox", "kind"))
    if given.get("kind") not in (None, TARGET_AREA):
        raise BadParameter("kind", _("{kind} یا هیچ را بدهید.", kind=Verbatim(TARGET_AREA)))
    box = bounding_box(given)
    if box is None or max(box[2] - box[0], box[3] - box[1]) > WIDEST_BOX_DEG:
        raise BadParameter(
            "bbox",
            _(
                "غرب،جنوب،شرق،شمال را به درجه بدهید، هر ضلع تا {most} درجه. نقشه را نزدیک‌تر کنید.",
                most=Number(WIDEST_BOX_DEG, decimals=1),
            ),
        )
    found = neighbours_in(
        box, request.user, parameter="bbox", with_neighbourhoods="kind" not in given
    )
    body = {"type": "FeatureCollection", "features": [feature(each) for each in found]}
    response = JsonResponse(
        body,
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=60)
    return response


def feature(neighbour: Neighbour) -> dict[str, Any]:
    """A neighbour as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": neighbour.code,
        "properties": {
            "code": neighbour.code,
            "name_fa": neighbour.name_fa,
            "name_en": neighbour.name_en,
            "kind": neighbour.kind,
            "state": neighbour.state or None,
            "synthetic": neighbour.synthetic,
        },
        "geometry": as_geojson(neighbour.boundary),
    }


def private(body: dict[str, Any]) -> JsonResponse:
    """A JSON answer for one user, never cached."""
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, private=True, no_store=True)
    return response


def _codes(body: dict[str, Any], name: str) -> frozenset[str]:
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise BadParameter(name, _("فهرستی از کدها بدهید، مانند 2310-001."))
    return frozenset(value)


def _zone(value: Any) -> int | None:
    """A UTM zone from a number or text; None if missing. Raises BadParameter."""
    if value in (None, ""):
        return None
    text = to_ascii(str(value)) if isinstance(value, str | int) else ""
    if len(text) > 2 or not text.isdecimal() or not FIRST_ZONE <= int(text) <= LAST_ZONE:
        raise BadParameter("zone", _("زون ۳۸ تا ۴۱ بدهید."))
    return int(text)
