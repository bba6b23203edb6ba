"""This file answers tiles, TileJSON and the list of layers."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from accounts.programs import for_programs
from layers.catalogue import LayerSpec, layer, layers
from layers.editions.in_force import published_edition
from layers.messages import Digits
from layers.messages import message as _
from layers.models import Edition, Level
from layers.parameters import read
from layers.problems import NotFound
from layers.tiles.cut import layer_token, tile, tile_state
from layers.tiles.tilejson import tilejson

TILE_TYPE = "application/vnd.mapbox-vector-tile"
ONE_YEAR = "public, max-age=31536000, immutable"
ONE_MINUTE = "public, max-age=60, must-revalidate"


def public_tile(
    request: HttpRequest, *, layer_id: str, token: str | None, zoom: str, x: str, y: str
) -> HttpResponse | None:
    """A tile of a public layer, or None when the layer needs a signed-in person."""
    read(request.GET, allowed=())
    spec = layer(layer_id)
    if spec.restricted:
        return None
    z, column, row = position(spec, zoom, x, y)
    edition_id, version = parse_token(token)
    if token is None:
        return newest_tile(request, spec, z, column, row)
    found = tile(spec, z, column, row, edition_id=edition_id)
    # An old address still answers with the current tile, but it is not cached.
    return tile_response(found.body, ONE_YEAR if version == found.token else ONE_MINUTE)


def newest_tile(request: HttpRequest, spec: LayerSpec, z: int, x: int, y: int) -> HttpResponse:
    """The tile at the plain address: short cache, and 304 while its content is unchanged."""
    etag = f'"{tile_state(spec, z, x, y)}-{z}-{x}-{y}"'
    if etag in request.headers.get("If-None-Match", "").replace("W/", "").split(", "):
        response: HttpResponse = HttpResponseNotModified()
        response["Cache-Control"] = ONE_MINUTE
    else:
        response = tile_response(tile(spec, z, x, y).body, ONE_MINUTE)
    response["ETag"] = etag
    return response


def tile_response(body: bytes, cache_control: str) -> HttpResponse:
    response = HttpResponse(body, content_type=TILE_TYPE, status=200 if body else 204)
    response["Content-Length"] = str(len(body))
    response["Cache-Control"] = cache_control
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def position(spec: LayerSpec, zoom: str, x: str, y: str) -> tuple[int, int, int]:
    """Zoom, column and row as numbers. Raises NotFound outside the layer's zooms or the grid."""
    z, column, row = int(zoom), int(x), int(y)
    if not spec.min_zoom <= z <= spec.max_zoom:
        raise NotFound(
            _(
                "لایهٔ {layer} کاشی‌هایی از بزرگ‌نمایی {low} تا {high} دارد.",
                layer=spec.id,
                low=spec.min_zoom,
                high=spec.max_zoom,
            )
        )
    last = (1 << z) - 1
    if max(column, row) > last:
        raise NotFound(
            _(
                "در بزرگ‌نمایی {zoom} ستون و ردیف از ۰ تا {last} است.",
                zoom=z,
                last=Digits(last),
            )
        )
    return z, column, row


def parse_token(token: str | None) -> tuple[int | None, str]:
    """The edition (None: those in force) and version encoded in an address's token."""
    if token is None:
        return None, ""
    edition, _, version = token.rpartition("-")
    return (int(edition) if edition else None), version


@for_programs
@require_safe
def restricted_tile(request: HttpRequest, layer_id: str, zoom: int, x: int, y: int) -> HttpResponse:
    """A tile of a restricted layer: the rows that this person may see, never cached."""
    read(request.GET, allowed=())
    spec = layer(layer_id)
    if spec.visible is None:
        # The middleware already answered public tiles; only a wrong address comes here.
        raise NotFound(_("نشانی این کاشی نادرست است."))
    z, column, row = position(spec, str(zoom), str(x), str(y))
    found = tile(spec, z, column, row, ids=spec.visible(request.user))
    response = tile_response(found.body, "private, no-store")
    del response["Access-Control-Allow-Origin"]
    return response


@for_programs
@require_safe
def layer_list(request: HttpRequest) -> JsonResponse:
    """All layers with the address of their TileJSON."""
    read(request.GET, allowed=())
    rows = [
        {
            "id": spec.id,
            "kind": spec.kind,
            "title_fa": spec.title.fa,
            "title_en": spec.title.en,
            "min_zoom": spec.min_zoom,
            "max_zoom": spec.max_zoom,
            "restricted": spec.restricted,
            "tilejson": request.build_absolute_uri(f"/tiles/{spec.id}.json"),
        }
        for spec in layers()
    ]
    response = JsonResponse({"layers": rows}, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@for_programs
@require_safe
def tilejson_view(request: HttpRequest, layer_id: str) -> JsonResponse:
    """The TileJSON of a layer, for the editions in force or for ?edition=."""
    values = read(request.GET, allowed=("edition",))
    spec = layer(layer_id)
    edition = edition_for(spec, values["edition"]) if "edition" in values else None
    token = layer_token(spec)
    version = f"{edition.pk}-{token}" if edition else token
    base = request.build_absolute_uri("/tiles/").removesuffix("/")
    # Content that depends on the person gets no cacheable address.
    folder = spec.id if spec.restricted else f"{spec.id}/{version}"
    address = f"{base}/{folder}/{{z}}/{{x}}/{{y}}.mvt"
    response = JsonResponse(
        tilejson(spec, address, edition=edition), json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def edition_for(spec: LayerSpec, code: str) -> Edition:
    """The edition of this code. Raises NotFound unless it is published and of the layer's level."""
    edition = published_edition(code)
    if spec.level is None or Level(edition.level) != spec.level:
        raise NotFound(_("این لایه چنین ویرایشی ندارد."), parameter="edition")
    return edition
