"""This file tests who may open the drawing page, and in which counties."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client

from accounts.models import User
from planning.models import Revision, State, TargetArea
from tests.markup import compact

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
NEW = "/planning/target-areas/new/"


def config_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="page-config"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def drawn(author: User, state: State = State.DRAFT) -> TargetArea:
    """A target area with one revision, a square north of Islamshahr."""
    target = TargetArea.objects.create(
        code="T2310-901", province_code="23", county_code="2310", author=author, state=state
    )
    Revision.objects.create(
        target_area=target,
        number=1,
        name_fa="آزمون",
        origin=Revision.Origin.DRAWN,
        boundary=MultiPolygon(Polygon.from_bbox((51.22, 35.565, 51.23, 35.575)), srid=4326),
        statistics={},
        packages=["health"],
        made_by=author,
    )
    return target


@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_visitor_signs_in_first_and_comes_back(client: Client, lang: str) -> None:
    answer = client.get(f"{lang}{NEW}?county=2310")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{lang}/accounts/sign-in/?next={lang}{NEW}")


def test_each_role_draws_within_its_scope(role: str, client_of: ClientOf) -> None:
    may = {"agency", "county", "province", "national"}
    expected = 302 if role == "visitor" else 200 if role in may else 403
    assert client_of(role).get(f"{NEW}?county=2310").status_code == expected


def test_counties_to_choose_from_are_those_in_scope(client_of: ClientOf) -> None:
    for role, count in {"county": 1, "province": 16}.items():
        html = client_of(role).get(NEW).content.decode()
        found = re.search(r'<select id="county".*?</select>', html, re.DOTALL)
        assert found
        assert len(re.findall("<option", found[0])) == count
        chosen = config_of(html)["draw"]["county"]
        assert f'<option value="{chosen}" selected>' in html


def test_no_form_of_the_scripts_can_leave_the_page(client_of: ClientOf) -> None:
    """A key that comes before its script would load the page anew, without the drawing."""
    html = client_of("county").get(f"{NEW}?county=2310").content.decode()
    forms = re.findall(r"<form\b[^>]*>", html)
    assert len(forms) > 10
    leaving = [
        form
        for form in forms
        if 'method="dialog"' not in form
        and not re.search(r"action=|data-view|data-submit-form", form)
    ]
    assert leaving == []


def test_a_county_outside_the_scope_is_refused_with_words(client_of: ClientOf) -> None:
    answer = client_of("county").get(f"{NEW}?county=2301")
    assert answer.status_code == 403
    assert "در حوزهٔ شما نیست" in answer.content.decode()
    assert client_of("national").get(f"{NEW}?county=9999").status_code == 404


def test_the_page_of_a_person_is_kept_by_nobody_on_the_way(client_of: ClientOf) -> None:
    assert "no-store" in client_of("county").get(NEW)["Cache-Control"]


def test_an_author_goes_on_from_the_newest_revision(client_of: ClientOf) -> None:
    client = client_of("county")
    drawn(User.objects.get(username="test-county"))
    html = compact(client.get("/planning/target-areas/T2310-901/draw/").content.decode())
    draw = config_of(html)["draw"]
    assert (draw["code"], draw["saved"]["number"]) == ("T2310-901", 1)
    assert draw["saved"]["geometry"]["coordinates"][0][0][0] == [51.22, 35.565]
    assert draw["saved"]["packages"] == ["health"]
    assert re.search(r'value="health" checked', html)


def test_nobody_else_revises_it_and_nobody_once_it_is_handed_in(client_of: ClientOf) -> None:
    author = User.objects.create_user(
        "author", role="county", province_code="23", county_code="2310"
    )
    target = drawn(author)
    address = "/planning/target-areas/T2310-901/draw/"
    assert client_of("province").get(address).status_code == 404
    TargetArea.objects.filter(pk=target.pk).update(state=State.SUBMITTED)
    client = Client()
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 403


def test_a_package_that_the_list_no_longer_has_stays_wanted(client_of: ClientOf) -> None:
    client = client_of("county")
    target = drawn(User.objects.get(username="test-county"))
    revision = target.revisions.get()
    Revision.objects.create(
        target_area=target,
        number=2,
        name_fa="آزمون",
        origin=Revision.Origin.DRAWN,
        boundary=revision.boundary,
        statistics={},
        packages=["health", "neighbourhood-structures"],
        made_by=target.author,
    )
    html = compact(client.get("/planning/target-areas/T2310-901/draw/").content.decode())
    assert re.search(r'value="neighbourhood-structures" checked', html)
