"""This file describes the service in OpenAPI 3.0, for programs and for its page."""

from functools import cache

from layers.catalogue import layers
from layers.ogc.documents import DESCRIPTION, TITLE
from layers.ogc.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from layers.ogc.parameters import ANY, ITEM, ITEMS, MEANINGS, SCHEMAS

Described = dict[str, object]
PROBLEM = "application/problem+json"
VERSION = "1.0.0"
# Path below the root, name, summary, parameters, type of the data.
OPERATIONS = (
    ("/", "landing", "The landing page", ANY, JSON),
    ("/conformance", "conformance", "Which parts of the standards are kept", ANY, JSON),
    ("/api", "api", "This document", ANY, OPENAPI),
    ("/collections", "collections", "All layers", ANY, JSON),
    ("/collections/{collectionId}", "collection", "One layer", ANY, JSON),
    (
        "/collections/{collectionId}/queryables",
        "queryables",
        "The properties that a filter may name",
        ANY,
        SCHEMA,
    ),
    ("/collections/{collectionId}/items", "items", "A page of features", ITEMS, GEOJSON),
    ("/collections/{collectionId}/items/{featureId}", "item", "One feature", ITEM, GEOJSON),
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
        "paths": {path: {"get": operation(path, *rest)} for path, *rest in OPERATIONS},
        "components": components(),
    }


def operation(path: str, name: str, summary: str, parameters: tuple[str, ...], kind: str) -> object:
    places = [each for each in ("collectionId", "featureId") if f"{{{each}}}" in path]
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["features"],
        "parameters": [
            {"$ref": f"#/components/parameters/{each}"} for each in (*places, *parameters)
        ],
        "responses": {
            "200": {
                "description": "OK",
                "content": {
                    kind: {"schema": {"type": "object"}},
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
