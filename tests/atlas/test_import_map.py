"""This file tests the import map of every page."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import storages
from django.test import Client

from atlas.templatetags.scripts import VENDORED, own_modules
from tests.markup import compact

pytestmark = pytest.mark.django_db


def test_a_page_maps_every_module_to_its_hashed_file() -> None:
    page = Client().get("/accounts/sign-in/")
    nonce = re.search(r"'nonce-([^']+)'", page["Content-Security-Policy"])
    script = re.search(
        r'<script type="importmap" nonce="([^"]+)">(.+?)</script>', compact(page.content.decode())
    )
    assert nonce
    assert script
    assert script[1] == nonce[1]
    imports = json.loads(script[2])["imports"]
    assert imports.keys() == own_modules().keys() | VENDORED.keys()
    assert re.fullmatch(r"/static/js/draw/state\.[0-9a-f]{12}\.js", imports["#draw/state"])
    for address in imports.values():
        assert storages["staticfiles"].exists(address.removeprefix("/static/")), address


def test_every_named_file_is_there() -> None:
    for path in [*own_modules().values(), *VENDORED.values()]:
        assert finders.find(path), path
