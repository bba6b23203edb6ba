"""This file answers OGC API – Features: documents about the service, and features.

Each address answers JSON, or a page where `f=html` or a browser asks for one.
"""

import json
from dataclasses import replace
from hashlib import md5
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.programs import for_programs
from layers.catalogue import LayerKind, LayerSpec, layer, layers
from layers.exporting.selection import Selection
from layers.ogc import documents
from layers.ogc.boxes import box_of
from layers.ogc.crs import ReferenceSystem, system
from layers.ogc.filters import filter_of
from layers.ogc.instants import check_datetime
from layers.ogc.items import Question, one, page
from layers.ogc.links import GEOJSON, JSON, OPENAPI, SCHEMA, Here
from layers.ogc.openapi import description
from layers.ogc.pages import (
    ApiPage,
    CollectionPage,
    CollectionsPage,
    ConformancePage,
    ItemPage,
    ItemsPage,
    LandingPage,
    QueryablesPage,
    features_of,
)
from layers.ogc.paging import place, token
from layers.ogc.parameters import (
    ANY,
    DEFAULT_LIMIT,
    ITEM,
    ITEMS,
    LARGEST_LIMIT,
    LONGEST,
    MOST_FEATURES,
    MOST_ROWS,
    OF_AREAS,
)
from layers.ogc.properties import returned, selected
from layers.ogc.sorting import keys
from layers.parameters import check_readable, one_of, read, whole_number
from layers.queries import is_code
from layers.views.exports import check_figure_parameters, figures
from persian.digits import to_ascii

PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"


class Asked:
    """A request: its checked parameters, whether it wants a page, and where it is."""

    def __init__(self, request: HttpRequest, allowed: tuple[str, ...] = ANY) -> None:
        self.request = request
        self.values = read(request.GET, allowed=allowed, filled=allowed, longest=LONGEST)
        chosen = one_of(self.values, "f", ("", "json", "html"), "")
        accepted = request.headers.get("Accept", "")
        self.wants_page = chosen == "html" or (not chosen and "text/html" in accepted)
        self.language = one_of(self.values, "lang", ("fa", "en"), "fa")
        self.here = Here(
            root=request.build_absolute_uri(reverse("layers:ogc")),
            address=request.build_absolute_uri(request.path),
            query=self.values,
        )

    def page(self, template: str, shown: Any, *, restricted: bool = False) -> HttpResponse:
        """A page of templates/layers/ogc in the language asked for; it names who is signed in."""
        with override(self.language):
            response = render(self.request, f"layers/ogc/{template}", {"page": shown})
        response["Cache-Control"] = PRIVATE if restricted else "no-cache"
        patch_vary_headers(response, ["Accept"])
        return response

    def data(
        self, body: bytes, kind: str, *, restricted: bool = False, mark: bytes = b""
    ) -> HttpResponse:
        """A document as data; 304 if the client's copy is current.

        mark: what its ETag is made of, if not the body.
        """
        response = HttpResponse(body, content_type=kind)
        if restricted:
            response["Cache-Control"] = PRIVATE
            return response
        etag = f'W/"{md5(mark or body, usedforsecurity=False).hexdigest()[:20]}"'
        if etag in self.request.headers.get("If-None-Match", ""):
            response = HttpResponseNotModified()
        response["ETag"] = etag
        response["Cache-Control"] = PUBLIC
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Content-Crs, ETag"
        patch_vary_headers(response, ["Accept"])
        return response

    def document(self, body: documents.Document, kind: str = JSON) -> HttpResponse:
        return self.data(json.dumps(body, ensure_ascii=False, default=str).encode(), kind)


@for_programs
@csrf_exempt
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What the service is, and the addresses of its documents."""
    asked = Asked(request)
    if asked.wants_page:
        return asked.page("landing.html", LandingPage(asked.here, layers()))
    return asked.document(documents.landing(asked.here))


@for_programs
@csrf_exempt
@require_safe
def conformance(request: HttpRequest) -> HttpResponse:
    asked = Asked(request)
    if asked.wants_page:
        return asked.page("conformance.html", ConformancePage(asked.here))
    return asked.document(documents.conformance(asked.here))


@for_programs
@csrf_exempt
@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """The service in OpenAPI 3.0, or as a page."""
    asked = Asked(request)
    if asked.wants_page:
        return asked.page("api.html", ApiPage(asked.here))
    return asked.document(description(asked.here.root), OPENAPI)


@for_programs
@csrf_exempt
@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    asked = Asked(request)
    if asked.wants_page:
        return asked.page("collections.html", CollectionsPage(asked.here, layers()))
    return asked.document(documents.collections(asked.here))


@for_programs
@csrf_exempt
@require_safe
def collection(request: HttpRequest, layer_id: str) -> HttpResponse:
    asked = Asked(request)
    spec = layer(layer_id)
    if asked.wants_page:
        return asked.page("collection.html", CollectionPage(asked.here, spec))
    return asked.document(documents.collection(spec, asked.here))


@for_programs
@csrf_exempt
@require_safe
def queryables(request: HttpRequest, layer_id: str) -> HttpResponse:
    """The properties that a filter of this collection may name."""
    asked = Asked(request)
    spec = layer(layer_id)
    if asked.wants_page:
        return asked.page("queryables.html", QueryablesPage(asked.here, spec))
    # GDAL takes no other type than the one that it names.
    accepted = request.headers.get("Accept", "")
    kind = JSON if JSON in accepted and SCHEMA not in accepted else SCHEMA
    return asked.document(documents.queryables(spec, asked.here), kind)


@for_programs
@csrf_exempt
@require_safe
def items(request: HttpRequest, layer_id: str) -> HttpResponse:
    """A page of features; of a restricted layer those that this person may see."""
    spec = layer(layer_id)
    asked = Asked(request, parameters_of(spec))
    question = question_of(asked, spec)
    order = order_of(spec, asked.values)
    found = page(question)
    turned = {
        rel: asked.here.with_query(token=token(at, order))
        for rel, at in (("prev", found.previous), ("next", found.following))
        if at
    }
    if asked.wants_page:
        features = features_of(found)
        shown = ItemsPage(asked.here, spec, question.properties, features, turned, found.matched)
        return asked.page("items.html", shown, restricted=spec.restricted)
    head, body = documents.feature_page(asked.here, found, turned)
    moment = f'"timeStamp":"{timezone.now():%Y-%m-%dT%H:%M:%SZ}",'.encode()
    response = asked.data(
        head + moment + body, GEOJSON, restricted=spec.restricted, mark=head + body
    )
    return told_in(response, question.told)


@for_programs
@csrf_exempt
@require_safe
def item(request: HttpRequest, layer_id: str, code: str) -> HttpResponse:
    """One feature by its code."""
    spec = layer(layer_id)
    asked = Asked(request, ITEM)
    told = system(asked.values, "crs")
    selection = Selection(spec, ids=visible(request, spec))
    question = Question(selection, returned(selection), told=told)
    check_readable("featureId", code)
    code = to_ascii(code) if is_code(code) else code
    feature = one(question, code)
    if asked.wants_page:
        shown = ItemPage(asked.here, spec, json.loads(feature), question.properties)
        return asked.page("item.html", shown, restricted=spec.restricted)
    body = documents.one_feature(asked.here, spec, feature)
    return told_in(asked.data(body.encode(), GEOJSON, restricted=spec.restricted), told)


def question_of(asked: Asked, spec: LayerSpec) -> Question:
    """The checked question of a request for features. Raises BadParameter."""
    values = asked.values
    check_datetime(values)
    columns = documents.columns_of(spec)
    selection = selection_of(asked, spec)
    ordered = keys(selection, values)
    limit = whole_number(values, "limit", low=1, high=LARGEST_LIMIT) or DEFAULT_LIMIT
    asks = [box_of(values, columns), filter_of(selection, values)]
    question = Question(
        selection=selection,
        properties=selected(selection, values),
        keys=ordered,
        conditions=[condition for condition in asks if condition],
        told=system(values, "crs"),
        limit=min(limit, MOST_ROWS if asked.wants_page else MOST_FEATURES),
    )
    if "token" not in values:
        return question
    at = place(values["token"], order_of(spec, values), len(ordered))
    return replace(question, place=at)


def parameters_of(spec: LayerSpec) -> tuple[str, ...]:
    if spec.kind == LayerKind.AREAS:
        return ITEMS
    return tuple(name for name in ITEMS if name not in OF_AREAS)


def selection_of(asked: Asked, spec: LayerSpec) -> Selection:
    """The rows of a collection that this person may see, with the figures that are asked for."""
    values = asked.values
    check_figure_parameters(values)
    table = figures(spec, values, "IR") if "indicator" in values else None
    return Selection(spec, ids=visible(asked.request, spec), table=table)


def order_of(spec: LayerSpec, values: dict[str, str]) -> str:
    """What a token belongs to: the collection, its order, and which of its features are counted."""
    told = ("sortby", "filter", "filter-crs", "bbox", "bbox-crs", "indicator", "year")
    return json.dumps([spec.id, *(values.get(name, "") for name in told)])


def visible(request: HttpRequest, spec: LayerSpec) -> list[int] | None:
    """The rows of a restricted layer that this person may see; None for all of a public one."""
    return spec.visible(request.user) if spec.visible else None


def told_in(response: HttpResponse, told: ReferenceSystem) -> HttpResponse:
    response["Content-Crs"] = f"<{told.uri}>"
    return response
