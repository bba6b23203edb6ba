"""This file asks the service as a program does, and reads what it answers."""

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client

Feature = dict[str, Any]


def address(layer: str, **parameters: Any) -> str:
    """The address of a page of features; an underscore of a name stands for a hyphen."""
    query = urlencode({name.replace("_", "-"): value for name, value in parameters.items()})
    return f"/ogc/collections/{layer}/items?{query}"


def page(client: Client, layer: str, **parameters: Any) -> dict[str, Any]:
    answer = client.get(address(layer, **parameters))
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def linked(body: dict[str, Any], rel: str) -> str:
    """The address of a link without host; empty if there is none."""
    found = [link["href"] for link in body["links"] if link["rel"] == rel]
    return found[0].partition("testserver")[2] if found else ""


def follow(client: Client, body: dict[str, Any], rel: str = "next") -> list[dict[str, Any]]:
    """This page and all that its links lead to."""
    pages = [body]
    while target := linked(pages[-1], rel):
        answer = client.get(target)
        assert answer.status_code == 200, answer.content.decode()
        pages.append(answer.json())
    return pages


def features(pages: list[dict[str, Any]]) -> list[Feature]:
    return [feature for each in pages for feature in each["features"]]


def codes(body: dict[str, Any]) -> list[str]:
    return [feature["id"] for feature in body["features"]]


def exported(client: Client, layer: str, query: str = "") -> list[Feature]:
    """The features of the export of the same layer."""
    answer = client.get(f"/export/{layer}.geojson{query}")
    return json.loads(answer.getvalue())["features"]


def path_of(href: str) -> str:
    split = urlsplit(href)
    return f"{split.path}?{split.query}" if split.query else split.path
