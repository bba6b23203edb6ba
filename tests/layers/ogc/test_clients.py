"""This file tests the service with other people's programs: GDAL, against the real server."""

from collections.abc import Iterator

import pyogrio
import pytest
from django.db import connection
from django.test import Client

from bench.server import Server
from tests.served import served

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with served(connection.settings_dict["NAME"]) as running:
        yield running


def test_gdal_reads_the_provinces(server: Server) -> None:
    layers = pyogrio.list_layers(f"OAPIF:{server.address}/ogc/")
    assert "provinces" in layers[:, 0]
    meta, _, geometry, _ = pyogrio.raw.read(f"OAPIF:{server.address}/ogc/", layer="provinces")
    assert len(geometry) == 31


def test_json(client: Client) -> None:
    for path in (
        "",
        "conformance",
        "api",
        "collections",
        "collections/blocks",
        "collections/blocks/queryables",
        "collections/blocks/items",
        "collections/blocks/items?limit=1000",
    ):
        answer = client.get("/ogc/" + path)
        print(path, answer.status_code, answer.content.decode()[:1500])
        assert answer.status_code == 200
