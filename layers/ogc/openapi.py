"""This file describes the service in OpenAPI 3.0, for programs and for its page."""

from dataclasses import dataclass
from functools import cache

from layers.catalogue import layers
from layers.messages import Message
from layers.messages import message as _
from layers.ogc.documents import DESCRIPTION, TITLE
from layers.ogc.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from layers.ogc.parameters import ANY, ITEM, ITEMS, MEANINGS, SCHEMAS

Described = dict[str, object]
PROBLEM = "application/problem+json"
VERSION = "1.0.0"


@dataclass(frozen=True)
class Operation:
    """One address below the landing page, its parameters, and the type of its data."""

    path: str
    name: str
    summary: Message
    parameters: tuple[str, ...]
    kind: str


LAYER = "/collections/{collectionId}"
OPERATIONS = (
    Operation("/", "landing", _("صفحهٔ آغاز"), ANY, JSON),
    Operation("/conformance", "conformance", _("بخش‌های رعایت‌شدهٔ استاندارد"), ANY, JSON),
    Operation("/api", "api", _("نشانی‌ها و پارامترها"), ANY, OPENAPI),
    Operation("/collections", "collections", _("لایه‌ها"), ANY, JSON),
    Operation(LAYER, "collection", _("یک لایه"), ANY, JSON),
    Operation(f"{LAYER}/queryables", "queryables", _("ویژگی‌های یک لایه"), ANY, SCHEMA),
    Operation(f"{LAYER}/items", "items", _("عارضه‌های یک لایه"), ITEMS, GEOJSON),
    Operation(f"{LAYER}/items/{{featureId}}", "item", _("یک عارضه"), ITEM, GEOJSON),
)
REFUSALS = {
    "400": "A parameter is unknown, repeated or wrong; the answer names it.",
    "404": "There is no such address, layer or feature.",
    "405": "Only GET and HEAD are allowed.",
    "503": "Busy or too slow; Retry-After says when to try again.",
}


def description(root: str) -> Described:
    """The OpenAPI document. root: the absolute address of the landing page."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{TITLE.fa} / {TITLE.en}",
            "description": f"{DESCRIPTION.fa}\n\n{DESCRIPTION.en}",
            "version": VERSION,
        },
        "servers": [{"url": root.removesuffix("/")}],
        "paths": {each.path: {"get": operation(each)} for each in OPERATIONS},
        "components": components(),
    }


def operation(each: Operation) -> Described:
    places = [name for name in ("collectionId", "featureId") if f"{{{name}}}" in each.path]
    return {
        "operationId": each.name,
        "summary": f"{each.summary.fa} / {each.summary.en}",
        "tags": ["features"],
        "parameters": [
            {"$ref": f"#/components/parameters/{name}"} for name in (*places, *each.parameters)
        ],
        "responses": {
            "200": {
                "description": "OK",
                "content": {
                    each.kind: {"schema": {"type": "object"}},
                    HTML: {"schema": {"type": "string"}},
                },
            },
            **{status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS},
        },
    }


@cache
def components() -> Described:
    return {
        "parameters": {
            "collectionId": in_path("collectionId", [spec.id for spec in layers()]),
            "featureId": in_path("featureId", None),
            **{name: in_query(name) for name in ITEMS},
        },
        "responses": {status: refusal(text) for status, text in REFUSALS.items()},
        "schemas": {
            "problem": {
                "type": "object",
                "required": ["status", "title", "detail", "title_fa", "detail_fa"],
                "properties": {
                    "status": {"type": "integer"},
                    **{
                        name: {"type": "string"}
                        for name in ("title", "detail", "title_fa", "detail_fa", "parameter")
                    },
                },
            }
        },
    }


def in_path(name: str, choices: list[str] | None) -> Described:
    schema: Described = {"type": "string"}
    if choices:
        schema["enum"] = choices
    return {"name": name, "in": "path", "required": True, "schema": schema}


def in_query(name: str) -> Described:
    meaning = MEANINGS[name]
    found: Described = {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{meaning.fa}\n\n{meaning.en}",
        "schema": SCHEMAS[name],
    }
    # Lists are written with commas in between.
    return found | ({"style": "form", "explode": False} if SCHEMAS[name]["type"] == "array" else {})


def refusal(text: str) -> Described:
    schema = {"$ref": "#/components/schemas/problem"}
    return {"description": text, "content": {PROBLEM: {"schema": schema}}}
