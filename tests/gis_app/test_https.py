"""This file tests HTTPS: what is redirected, and what browsers are told to remember."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import json, sys
import django
django.setup()
from django.test import Client
client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
answers = {}
for address in sys.argv[1:]:
    for secure in (False, True):
        answer = client.get(address, secure=False, **(
            {"HTTP_X_FORWARDED_PROTO": "https"} if secure else {}))
        answers[f"{secure} {address}"] = [answer.status_code, dict(answer.headers)]
print(json.dumps(answers))
"""
TILE = "/tiles/nowhere/5/20/12.mvt"


def ask(*addresses: str, **environment: str) -> dict[str, list]:
    """The answers of the product with other settings; these addresses need no database."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *addresses],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": "postgis://gis@127.0.0.1:9/mahalleh",
            "DJANGO_SETTINGS_MODULE": "gis_app.settings",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", "max-age=31536000"),
        ("subdomains", "max-age=31536000; includeSubDomains"),
        ("preload", "max-age=31536000; includeSubDomains; preload"),
    ],
)
def test_other_hosts_of_the_domain_are_bound_only_where_it_is_asked_for(
    asked: str, told: str
) -> None:
    answers = ask("/healthz", TILE, MAHALLEH_HTTPS="1", MAHALLEH_HSTS=asked)
    for address in ("/healthz", TILE):
        assert answers[f"True {address}"][1]["Strict-Transport-Security"] == told


def test_a_tile_is_redirected_like_a_page(collected_static: None) -> None:
    answers = ask("/healthz", "/accounts/sign-in/", TILE, MAHALLEH_HTTPS="1")
    for address in ("/accounts/sign-in/", TILE):
        status, headers = answers[f"False {address}"]
        assert (status, headers["Location"]) == (301, f"https://127.0.0.1{address}")
    # A monitor on the machine itself asks without TLS.
    assert answers["False /healthz"][0] == 200


def test_without_https_nothing_is_redirected_or_remembered() -> None:
    answers = ask("/healthz", TILE)
    assert answers[f"False {TILE}"][0] == 404
    assert "Strict-Transport-Security" not in answers["False /healthz"][1]
