"""This file tests that problem pages are in the reader's language and say what to do next."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from atlas.views import area as area_views
from layers.templatetags import formats
from tests.layers import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "words", "way_on"),
    [
        ("/nowhere/", "این صفحه پیدا نشد", "/areas/IR/"),
        ("/en/nowhere/", "This page was not found", "/en/areas/IR/"),
        ("/areas/99/", "کد را بررسی کنید", 'href="/"'),
        ("/en/areas/99/", "Check the code or search", 'href="/en/"'),
    ],
)
def test_an_address_that_leads_nowhere(client: Client, path: str, words: str, way_on: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    text = answer.content.decode()
    assert words in text
    assert way_on in text


def test_the_other_language_is_on_this_host(client: Client) -> None:
    text = client.get("/en//example.org/x").content.decode()
    assert 'href="/example.org/x"' in text
    assert 'href="//' not in text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/areas/23/?colour=red", "پارامتر «colour» درست نیست"),
        ("/en/areas/23/?colour=red", "The parameter “colour” is not valid"),
    ],
)
def test_a_bad_parameter_is_named_with_what_was_expected(
    client: Client, path: str, words: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    text = plain(answer)
    assert words in text
    assert "edition" in text


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("صفحهٔ خود محله: ‎/areas/2310-003/", "صفحهٔ خود محله: ⟨/areas/2310-003/⟩"),
        ("فهرست در ‎/tiles/‎ است.", "فهرست در ⟨/tiles/⟩ است."),
        ("‎./gis manage load_public را اجرا کنید.", "⟨./gis manage load_public⟩ را اجرا کنید."),
        ("اجرا کنید: ‎./gis backup FILE.", "اجرا کنید: ⟨./gis backup FILE⟩."),
        ("در پوشهٔ /srv/a-b نمی‌توان نوشت.", "در پوشهٔ ⟨/srv/a-b⟩ نمی‌توان نوشت."),
        ("فایل‌های ‎.shp، ‎.dbf و ‎--keep N:", "فایل‌های ⟨.shp⟩، ⟨.dbf⟩ و ⟨--keep N⟩:"),
        ("نسبت ۳/۴ و and/or و 1404/09/01.", "نسبت ۳/۴ و and/or و 1404/09/01."),
    ],
)
def test_a_command_or_path_keeps_its_direction(sentence: str, shown: str) -> None:
    isolated = shown.replace("⟨", "\u2066").replace("⟩", "\u2069")
    assert formats.isolated(sentence) == isolated


def plain(answer: Any) -> str:
    """A page without the marks that isolate quotations and commands."""
    return str(answer.content.decode()).translate({0x2066: None, 0x2068: None, 0x2069: None})


@pytest.mark.parametrize(
    ("query", "fa", "en"),
    [
        ("area=23&rows=x", "«all» بدهید", "Give all or leave it out."),
        ("area=23&method=x", "یکی از این‌ها را بدهید: quantile، ", "Give one of: quantile, "),
        ("area=9901-101", "محله بخش‌های کوچک‌تر ندارد", "A neighbourhood has no parts"),
        ("area=%00", "نویسه‌ای ناخوانا دارد", "It contains an unreadable character."),
        ("area=" + "2" * 201, "بیش از ۲۰۰ نویسه دارد", "It has more than 200 characters."),
    ],
)
def test_a_parameter_is_told_what_it_may_be(client: Client, query: str, fa: str, en: str) -> None:
    factories.area("9901-101", None)
    persian, english = client.get(f"/?{query}"), client.get(f"/en/?{query}")
    assert (persian.status_code, english.status_code) == (400, 400)
    assert fa in plain(persian)
    assert en in plain(english)
    for text in (persian.content.decode(), english.content.decode()):
        assert "level" not in re.sub("<[^>]*>", "", text), "which nobody gave"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("post", "/values/counties/population.json", 405),
        ("post", "/tiles/", 405),
        ("post", "/areas/23.json", 405),
        ("delete", "/export/schools.csv", 405),
        ("get", "/tiles/schools/a/b/c.mvt", 404),
        ("get", "/export/", 404),
    ],
)
def test_data_addresses_tell_what_they_refuse_as_problems(
    method: str, path: str, status: int
) -> None:
    answer = getattr(Client(enforce_csrf_checks=False), method)(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail_fa"]
    assert answer.json()["detail"]
    assert status != 405 or "GET" in answer["Allow"]


def test_a_data_address_refuses_a_foreign_form_as_a_problem() -> None:
    answer = Client(enforce_csrf_checks=True).post("/areas/23.json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_what_a_person_typed_is_never_markup(client: Client) -> None:
    for path in ("/areas/<b>x/", "/<script>x/", "/search/?q=<b>x", "/areas/23/?<b>=1"):
        assert "<b>x" not in client.get(path).content.decode()
        assert "<script>x" not in client.get(path).content.decode()


def test_a_broken_page_needs_no_database_and_speaks_both_languages(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(area_views, "read", broken)
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        answer = client.get("/areas/23/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "سرور نتوانست پاسخ بدهد" in text
    assert "The server could not answer" in text
    assert "a mistake of ours" not in text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/accounts/sign-in/", "فرم پذیرفته نشد"),
        ("/en/accounts/sign-in/", "The form was not accepted"),
    ],
)
def test_a_form_without_its_token_is_refused_in_words(path: str, words: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"username": "x"})
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert "DEBUG" not in answer.content.decode()


def test_a_page_that_is_not_open_to_a_person_says_so(client_of: Any) -> None:
    client = client_of("province")
    User.objects.filter(username="test-province").update(is_staff=True)
    answer = client.get("/admin/accounts/user/")
    assert answer.status_code == 403
    assert "حساب <bdi>test-province</bdi> اجازهٔ دیدن این صفحه را ندارد" in answer.content.decode()


def test_a_host_that_is_not_ours_is_refused_in_both_languages() -> None:
    answer = Client(headers={"host": "elsewhere.example"}).get("/")
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "این درخواست پذیرفتنی نیست" in text
    assert "This request cannot be accepted" in text


def test_a_code_in_a_persian_sentence_has_persian_digits(client: Client) -> None:
    told = client.get("/areas/2399.json").json()
    assert "«۲۳۹۹»" in told["detail_fa"]
    assert "“2399”" in told["detail"]
