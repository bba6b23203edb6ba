"""This file writes the documents about the service: landing page, conformance, collections."""

import json
from collections.abc import Mapping

from layers.catalogue import Field, LayerSpec, layers
from layers.exporting.metadata import SUPPRESSION_NOTE
from layers.exporting.selection import KIND_COLUMNS, KindColumns
from layers.figures.descriptions import source_as_json
from layers.messages import message as _
from layers.models import Source
from layers.ogc.conformance import CLASSES
from layers.ogc.crs import CRS84, SYSTEMS
from layers.ogc.items import Answer
from layers.ogc.links import (
    CONFORMANCE,
    DATA,
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    QUERYABLES,
    SCHEMA,
    Here,
    link,
    self_and_alternate,
)
from layers.ogc.properties import GEOMETRY, JSON_TYPES
from layers.tiles.extents import extent
from layers.tiles.tilejson import holds_invented, layer_sources

Document = dict[str, object]
TURNED = {"next": "صفحهٔ بعد / Next page", "prev": "صفحهٔ پیش / Previous page"}
TITLE = _("محله: لایه‌های اطلس")
DESCRIPTION = _(
    "لایه‌های منتشرشدهٔ اطلس محله‌های کم‌برخوردار به استاندارد OGC API – Features، با همان رقم‌های"
    " نقشه و خروجی."
)


def landing(here: Here) -> Document:
    return {
        "title": TITLE.fa,
        "description": DESCRIPTION.fa,
        "title_en": TITLE.en,
        "description_en": DESCRIPTION.en,
        "links": [
            *self_and_alternate(here, JSON),
            link(f"{here.root}api?f=json", "service-desc", OPENAPI, "OpenAPI 3.0"),
            link(f"{here.root}api?f=html", "service-doc", HTML, "راهنما / Guide"),
            link(f"{here.root}conformance", "conformance", JSON, "Conformance"),
            link(f"{here.root}conformance", CONFORMANCE, JSON, "Conformance"),
            link(f"{here.root}collections", "data", JSON, "لایه‌ها / Layers"),
            link(f"{here.root}collections", DATA, JSON, "لایه‌ها / Layers"),
        ],
    }


def conformance(here: Here) -> Document:
    return {"conformsTo": list(CLASSES), "links": self_and_alternate(here, JSON)}


def collections(here: Here) -> Document:
    return {
        "links": self_and_alternate(here, JSON),
        "crs": [system.uri for system in SYSTEMS],
        "collections": [collection(spec, here) for spec in layers()],
    }


def collection(spec: LayerSpec, here: Here) -> Document:
    """What a collection is, and where its features are."""
    sources = layer_sources(spec)
    address = here.collection(spec.id)
    return {
        "id": spec.id,
        "title": spec.title.fa,
        "description": f"{spec.title.en}. {SUPPRESSION_NOTE}",
        "title_en": spec.title.en,
        "itemType": "feature",
        "extent": {"spatial": {"bbox": [list(extent(spec))], "crs": CRS84.uri}},
        "crs": [system.uri for system in SYSTEMS],
        "storageCrs": CRS84.uri,
        "synthetic": holds_invented(spec),
        "restricted": spec.restricted,
        "attribution": " · ".join(source.attribution_fa for source in sources),
        "sources": [source_as_json(source) for source in sources],
        "links": [
            link(address, "self", JSON, "این سند / This document"),
            link(f"{address}?f=html", "alternate", HTML, "صفحه / Page"),
            link(f"{address}/items", "items", GEOJSON, spec.title.fa),
            link(f"{address}/items?f=html", "items", HTML, spec.title.fa),
            link(f"{address}/queryables", QUERYABLES, SCHEMA, "ویژگی‌ها / Queryables"),
            # By the name of the draft, too: GDAL looks for it.
            link(f"{address}/queryables", "queryables", SCHEMA, "ویژگی‌ها / Queryables"),
            *licences(sources),
        ],
    }


def licences(sources: list[Source]) -> list[dict[str, str]]:
    """A link to the licence of each source that has an address for it."""
    addresses = {s.licence_url: s.licence for s in sources if s.licence_url}
    return [link(address, "license", HTML, title) for address, title in addresses.items()]


def queryables(spec: LayerSpec, here: Here) -> Document:
    """The properties that a filter may name, as a JSON schema.

    The member `queryables` is of the draft; GDAL sends conditions on what it lists.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": here.collection(spec.id, "/queryables"),
        "type": "object",
        "title": spec.title.fa,
        "description": spec.title.en,
        "properties": {
            GEOMETRY: {
                "title": "geometry",
                "x-ogc-role": "primary-geometry",
                "format": "geometry-any",
            },
            **{field.name: property_schema(field) for field in spec.fields},
        },
        "additionalProperties": False,
        "queryables": [{"id": field.name, "type": JSON_TYPES[field.type]} for field in spec.fields],
    }


def property_schema(field: Field) -> dict[str, str]:
    return {
        "title": field.description.fa,
        "description": field.description.en,
        "type": JSON_TYPES[field.type],
    }


def columns_of(spec: LayerSpec) -> KindColumns:
    """The geometry columns of a collection."""
    return KIND_COLUMNS[spec.kind]


def feature_page(here: Here, found: Answer, turned: Mapping[str, str]) -> tuple[bytes, bytes]:
    """A page of features in two parts: the moment of the answer stands between them.

    turned: the addresses of the pages before and after, by relation.
    """
    links = [
        *self_and_alternate(here, GEOJSON),
        *(link(address, rel, GEOJSON, TURNED[rel]) for rel, address in turned.items()),
    ]
    head = '{"type":"FeatureCollection",'
    if found.matched is not None:
        head += f'"numberMatched":{found.matched},'
    head += f'"numberReturned":{len(found.features)},'
    listed = json.dumps(links, ensure_ascii=False)
    rows = ",\n".join(found.features)
    # Encoded once: the text of a page is long.
    return head.encode(), f'"links":{listed},"features":[\n{rows}\n]}}'.encode()


def one_feature(here: Here, spec: LayerSpec, feature: str) -> str:
    """A feature as text, with its links."""
    address = here.collection(spec.id)
    links = [
        *self_and_alternate(here, GEOJSON),
        link(address, "collection", JSON, spec.title.fa),
    ]
    return f'{feature[:-1]},"links":{json.dumps(links, ensure_ascii=False)}}}'
