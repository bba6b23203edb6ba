"""This file tests that every planning address that needs a session answers alike without one."""

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from planning import data_urls, urls

pytestmark = pytest.mark.django_db
VALUES = {"code": "T2310-001", "step": "submit", "pk": 1, "name": "repair"}
OPEN_PAGES = {"target_areas", "lists", "target_area", "compare"}
OPEN_DATA = {"measure", "neighbours", "target_area", "attachment"}


def address(namespace: str, pattern: URLPattern) -> str:
    values = {name: VALUES[name] for name in pattern.pattern.regex.groupindex}
    return reverse(f"{namespace}:{pattern.name}", kwargs=values)


PAGES = {str(each.name): address("planning", each) for each in urls.urlpatterns}
DATA = {str(each.name): address("planning_data", each) for each in data_urls.urlpatterns}


def asked(path: str, **headers: str):
    """The answer to a visitor, by the method of the address."""
    client = Client()
    found = client.get(path, headers=headers)
    return client.post(path, headers=headers) if found.status_code == 405 else found


def refused(answer) -> bool:
    """Whether the answer is the one problem of a missing session."""
    return (
        answer.status_code == 401
        and answer["Content-Type"] == "application/problem+json"
        and answer.json()["title"] == "Not signed in"
        and "no-store" in answer["Cache-Control"]
    )


@pytest.mark.parametrize("name", sorted(DATA.keys() - OPEN_DATA))
def test_a_data_address_answers_a_visitor_401(name):
    assert refused(asked(DATA[name]))


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("name", sorted(PAGES.keys() - OPEN_PAGES))
def test_a_page_sends_a_visitor_to_sign_in_and_back(name, lang):
    answer = asked(lang + PAGES[name])
    assert answer.status_code == 302
    assert answer["Location"] == f"{lang}/accounts/sign-in/?next={lang}{PAGES[name]}"


@pytest.mark.parametrize("name", sorted(PAGES.keys() - OPEN_PAGES))
def test_a_page_that_a_script_asks_answers_a_visitor_401(name):
    assert refused(asked(PAGES[name], accept="application/json"))


@pytest.mark.parametrize(
    "path",
    sorted([*(PAGES[name] for name in OPEN_PAGES), *(DATA[name] for name in OPEN_DATA)]),
)
def test_what_is_published_needs_no_session(path):
    assert asked(path).status_code not in (302, 401)
