"""This file makes the links of documents: absolute addresses that keep what was asked."""

from dataclasses import dataclass
from urllib.parse import urlencode

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
CONFORMANCE = "http://www.opengis.net/def/rel/ogc/1.0/conformance"
DATA = "http://www.opengis.net/def/rel/ogc/1.0/data"


@dataclass(frozen=True)
class Here:
    """The address of a request.

    root: the absolute address of the landing page, with a slash at its end. address: of this
    document, without query. query: its parameters by name.
    """

    root: str
    address: str
    query: dict[str, str]

    def with_query(self, **changes: str | None) -> str:
        """This address with other parameters; None removes one."""
        kept = {name: value for name, value in {**self.query, **changes}.items() if value}
        return f"{self.address}?{urlencode(kept)}" if kept else self.address

    def collection(self, layer_id: str, ending: str = "") -> str:
        return f"{self.root}collections/{layer_id}{ending}"


def link(href: str, rel: str, kind: str, title: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": kind, "title": title}


def self_and_alternate(here: Here, kind: str) -> list[dict[str, str]]:
    """The links of a document to itself and to its page."""
    return [
        link(here.with_query(), "self", kind, "این سند / This document"),
        link(here.with_query(f="html"), "alternate", HTML, "صفحه / Page"),
    ]
