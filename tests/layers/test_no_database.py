"""This file tests the messages while the database is down, and that no request hangs."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg2.errors
import pytest
from django.db import OperationalError

from layers.views.problems import database_problem

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import json, sys
import django
django.setup()
from django.test import Client
client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
if sys.argv[1]:
    client.cookies["sessionid"] = sys.argv[1]
answers = {}
for address in sys.argv[2:]:
    how, _, path = address.rpartition(" ")
    if "/" in how:
        answer = client.post(path, "{}", content_type=how)
    else:
        answer = client.generic(how or "GET", path)
    body = answer.getvalue() if answer.streaming else answer.content
    answers[address] = [answer.status_code, body.decode(), dict(answer.headers)]
print(json.dumps(answers))
"""


def ask(database_url: str, *addresses: str, session: str = "") -> dict[str, list]:
    """The answers of a process whose database is down, with the cookie of a session or without.

    An address is a path; with a content type before it one to post to, with a method before it
    one to ask so.
    """
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, session, *addresses],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "gis_app.settings",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def answers(collected_static: None) -> dict[str, list]:
    return ask(
        f"postgis://gis@127.0.0.1:{unused_port()}/mahalleh",
        "/healthz",
        "/readyz",
        "/",
        "/en/",
        "/areas/23/",
        "/areas/23.json",
        "/values/provinces/population.json",
        "/tiles/provinces/5/20/12.mvt",
        "/tiles/provinces.json",
        "/export/provinces.geojson",
        "/search.json?q=تهران",
    )


def test_the_process_says_that_it_lives_but_is_not_ready(answers: dict[str, list]) -> None:
    assert answers["/healthz"][0] == 200
    assert answers["/readyz"][0] == 503


@pytest.mark.parametrize("address", ["/", "/areas/23/"])
def test_a_page_says_so_in_persian(answers: dict[str, list], address: str) -> None:
    status, body, headers = answers[address]
    assert status == 503
    assert "پایگاه داده در دسترس نیست" in body
    assert "چیزی از دست نرفته است" in body
    assert headers["Retry-After"] == "5"


def test_and_in_english(answers: dict[str, list]) -> None:
    status, body, _ = answers["/en/"]
    assert status == 503
    assert "The database is not available" in body


@pytest.mark.parametrize(
    "address",
    [
        "/areas/23.json",
        "/values/provinces/population.json",
        "/tiles/provinces/5/20/12.mvt",
        "/tiles/provinces.json",
        "/export/provinces.geojson",
        "/search.json?q=تهران",
    ],
)
def test_data_answers_are_problems_with_both_languages(
    answers: dict[str, list], address: str
) -> None:
    status, body, headers = answers[address]
    assert status == 503
    assert headers["Content-Type"] == "application/problem+json"
    assert "پایگاه داده" in json.loads(body)["title_fa"]
    assert "no-store" in headers["Cache-Control"]


def test_two_edits_that_wait_for_each_other_are_not_told_as_a_missing_database() -> None:
    error = OperationalError("deadlock detected")
    error.__cause__ = psycopg2.errors.DeadlockDetected()
    problem = database_problem(error)
    assert (problem.status, problem.title_en) == (503, "Another user was changing the same data")
    assert "تغییر شما ثبت نشد" in problem.detail_fa


@pytest.fixture(scope="module")
def answers_to_a_person(collected_static: None) -> dict[str, list]:
    return ask(
        f"postgis://gis@127.0.0.1:{unused_port()}/mahalleh",
        *PAGES_OF_PEOPLE,
        *DATA_OF_PEOPLE,
        *ALIVE,
        session="s" * 32,
    )


ALIVE = (
    "/healthz",
    *(f"{method} /healthz" for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "ODD")),
    "application/json /healthz",
    "application/x-www-form-urlencoded /healthz",
    "multipart/form-data /healthz",
)
PAGES_OF_PEOPLE = (
    "/",
    "/en/",
    "/areas/23/",
    "/planning/inbox/",
    "/en/planning/target-areas/",
    "/accounts/password/",
    "/admin/",
    "application/x-www-form-urlencoded /planning/target-areas/2310-T001/comments/",
    "application/x-www-form-urlencoded /en/accounts/sign-in/",
)
DATA_OF_PEOPLE = (
    "/areas/23.json",
    "/values/provinces/population.json",
    "/tiles/provinces/5/20/12.mvt",
    "/tiles/target_areas/8/164/100.mvt",
    "/tiles/target_areas.json",
    "/planning/neighbours.geojson?bbox=51.2,35.5,51.3,35.6",
    "application/json /planning/measure/",
    "application/json /planning/target-areas/save/",
)


@pytest.mark.parametrize("address", ALIVE)
def test_the_process_lives_whoever_asks_and_how(
    answers_to_a_person: dict[str, list], address: str
) -> None:
    assert answers_to_a_person[address][:2] == [200, "" if address.startswith("HEAD") else "ok\n"]


@pytest.mark.parametrize("address", PAGES_OF_PEOPLE)
def test_a_person_gets_a_page_in_words_too(
    answers_to_a_person: dict[str, list], address: str
) -> None:
    status, body, headers = answers_to_a_person[address]
    assert status == 503
    is_english = " /en/" in f" {address}"
    assert ("The database is not available" if is_english else "پایگاه داده در دسترس نیست") in body
    assert headers["Retry-After"] == "5"
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize("address", DATA_OF_PEOPLE)
def test_a_persons_data_are_problems_too(
    answers_to_a_person: dict[str, list], address: str
) -> None:
    status, body, headers = answers_to_a_person[address]
    assert status == 503
    assert headers["Content-Type"] == "application/problem+json"
    assert "پایگاه داده" in json.loads(body)["title_fa"]
    assert headers["Retry-After"] == "5"
