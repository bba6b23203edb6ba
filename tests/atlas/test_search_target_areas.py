"""This file tests that the search finds target areas, and only for whom may see them."""

from collections.abc import Callable

import pytest
from django.test import Client

from persian.digits import to_persian
from planning.models import State
from tests.planning.drafts import brought_to, saved

pytestmark = pytest.mark.django_db
NAME = "کوچهٔ بی‌مانند"


def codes(client: Client, question: str) -> list[str]:
    answer = client.get("/search.json", {"q": question})
    return [each["code"] for each in answer.json()["results"] if each["kind"] == "target_area"]


@pytest.mark.parametrize(
    ("state", "seen_by", "hidden_from"),
    [
        (State.SUBMITTED, ("county", "national"), ("viewer", "visitor")),
        (State.PUBLISHED, ("county", "national", "viewer", "visitor"), ()),
    ],
)
def test_a_target_area_is_found_by_name_part_and_code_by_whom_may_see_it(
    client_of: Callable[[str], Client],
    state: State,
    seen_by: tuple[str, ...],
    hidden_from: tuple[str, ...],
) -> None:
    target = brought_to(state, name_fa=NAME, name_en="Peerless lane")
    questions = (
        NAME, "بی مانند", "peerless", target.code, target.code.lower(), to_persian(target.code)
    )  # fmt: skip
    for role in (*seen_by, *hidden_from):
        client = client_of(role)
        for question in questions:
            wanted = [target.code] if role in seen_by else []
            assert codes(client, question) == wanted, (question, role)


def test_a_draft_is_found_by_its_author_alone(client_of: Callable[[str], Client]) -> None:
    revision = saved(name_fa=NAME)
    author = Client()
    author.force_login(revision.made_by, "django.contrib.auth.backends.ModelBackend")
    assert codes(author, NAME) == [revision.target_area.code]
    for role in ("county", "province", "national", "viewer", "visitor"):
        assert codes(client_of(role), NAME) == []


def test_what_a_user_finds_is_in_no_shared_cache(client_of: Callable[[str], Client]) -> None:
    visitor, county = client_of("visitor"), client_of("county")
    assert visitor.get("/search.json?q=x")["Cache-Control"] == "public, max-age=60"
    assert "no-store" in county.get("/search.json?q=x")["Cache-Control"]
    page = county.get("/search/", {"q": "T2310"}).content.decode()
    assert "/planning/target-areas/T2310-" in page
