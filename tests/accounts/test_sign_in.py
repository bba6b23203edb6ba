"""This file tests sign-in: who succeeds, who is locked out and for how long, and the redirect."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings as project
from django.db.models import F
from django.test import Client, RequestFactory

from accounts.addresses import client_address
from accounts.guessing import MOST_NAMES
from accounts.models import Role, User
from persian.dates import format_moment
from tests.accounts.conftest import NAME, PASSWORD

pytestmark = pytest.mark.django_db

GUESSES = 100
SAME_FOR_ALL = "نام کاربری یا گذرواژه درست نیست."


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def guess(sign_in: Any, times: int, name: str = NAME, **kept: Any) -> list[int]:
    return [sign_in(name, f"guess-{number}", **kept).status_code for number in range(times)]


def test_the_right_password_opens_the_map(planner: User, sign_in: Any, client: Client) -> None:
    answer = sign_in(NAME, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)


def test_the_english_door_leads_to_the_english_map(planner: User, sign_in: Any) -> None:
    assert sign_in(NAME, PASSWORD, path="/en/accounts/sign-in/")["Location"] == "/en/"


def test_a_wrong_name_a_wrong_password_and_a_closed_account_sound_the_same(
    planner: User, sign_in: Any
) -> None:
    User.objects.create_user("closed", password=PASSWORD, is_active=False)
    answers = [sign_in(NAME, "x"), sign_in("nobody", "x"), sign_in("closed", PASSWORD)]
    said = [answer.context["page"].form.non_field_errors() for answer in answers]
    assert said[0] == said[1] == said[2]
    assert SAME_FOR_ALL in answers[0].content.decode()


def test_after_ten_failures_the_name_is_shut_out_from_that_address(
    planner: User, sign_in: Any
) -> None:
    statuses = guess(sign_in, GUESSES)
    assert statuses == [200] * 9 + [429] * (GUESSES - 9)


def test_the_right_password_is_refused_while_the_door_is_shut(
    planner: User, sign_in: Any, client: Client
) -> None:
    guess(sign_in, GUESSES)
    assert sign_in(NAME, PASSWORD).status_code == 429
    assert not is_in(client)


def test_another_person_at_the_same_address_comes_in(
    planner: User, sign_in: Any, client: Client
) -> None:
    User.objects.create_user("colleague", password=PASSWORD, role=Role.VIEWER)
    guess(sign_in, GUESSES)
    assert sign_in("colleague", PASSWORD).status_code == 302
    assert is_in(client)


def test_the_same_person_at_another_address_comes_in(planner: User, sign_in: Any) -> None:
    guess(sign_in, GUESSES)
    assert sign_in(NAME, PASSWORD, address="10.0.0.8").status_code == 302


def test_changing_the_browser_gives_no_further_guesses(planner: User, sign_in: Any) -> None:
    statuses = [
        sign_in(NAME, "x", headers={"user-agent": f"browser {number}"}).status_code
        for number in range(12)
    ]
    assert statuses[9:] == [429, 429, 429]


def test_a_name_that_does_not_exist_is_shut_out_in_the_same_words(sign_in: Any) -> None:
    assert guess(sign_in, 10, name="nobody")[-1] == 429


def test_the_page_says_until_when_in_both_languages(planner: User, sign_in: Any) -> None:
    guess(sign_in, 10)
    persian = sign_in(NAME, PASSWORD)
    english = sign_in(NAME, PASSWORD, path="/en/accounts/sign-in/")
    assert 14 * 60 < int(persian["Retry-After"]) <= 15 * 60
    opens_at = AccessAttempt.objects.get().attempt_time + timedelta(minutes=15)
    for answer, words, lang in ((persian, "۱۰ بار", "fa"), (english, "10 times", "en")):
        assert words in answer.content.decode()
        assert format_moment(opens_at, lang=lang) in answer.content.decode()
    assert "no-store" in persian["Cache-Control"]


def test_guessing_on_does_not_prolong_the_wait(planner: User, sign_in: Any) -> None:
    guess(sign_in, 10)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=10))
    guess(sign_in, 5)
    assert int(sign_in(NAME, PASSWORD)["Retry-After"]) <= 5 * 60


def test_after_a_quarter_of_an_hour_the_door_is_open_again(planner: User, sign_in: Any) -> None:
    guess(sign_in, 10)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=15, seconds=1))
    assert sign_in(NAME, PASSWORD).status_code == 302


def test_no_password_is_kept_of_a_failed_attempt(planner: User, sign_in: Any) -> None:
    sign_in(NAME, "a-secret-typed-in-the-wrong-field")
    assert "a-secret-typed" not in AccessAttempt.objects.get().post_data


def test_an_invented_header_gives_no_further_guesses(planner: User, sign_in: Any) -> None:
    statuses = [
        sign_in(NAME, "x", headers={"x-forwarded-for": f"192.0.2.{number}"}).status_code
        for number in range(12)
    ]
    assert statuses[9:] == [429, 429, 429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "192.0.2.1", "10.0.0.7"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.9, 192.0.2.1, 10.1.1.1", "192.0.2.1"),
        (1, "", None),
        (1, "not an address", None),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_behind_n_proxies_the_nth_address_from_the_right_counts(
    settings: Any, proxies: int, forwarded: str, found: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == found


def test_a_unix_socket_has_no_address() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) is None


def test_no_proxy_is_trusted_unless_the_place_says_so() -> None:
    assert project.TRUSTED_PROXIES == 0
    assert project.AXES_CLIENT_IP_CALLABLE == "accounts.addresses.client_address"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//x.y",
    ],
)
def test_nobody_is_sent_to_another_host(planner: User, sign_in: Any, elsewhere: str) -> None:
    assert sign_in(NAME, PASSWORD, next=elsewhere)["Location"] == "/"


def test_whoever_was_sent_to_the_door_goes_back_to_where_they_were(
    planner: User, sign_in: Any
) -> None:
    assert sign_in(NAME, PASSWORD, next="/areas/23/?exact=1")["Location"] == "/areas/23/?exact=1"


def test_a_session_from_before_does_not_become_the_signed_in_one(
    planner: User, sign_in: Any, client: Client
) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies[project.SESSION_COOKIE_NAME] = planted
    sign_in(NAME, PASSWORD)
    assert is_in(client)
    assert client.session.session_key != planted


def test_a_link_signs_nobody_out_but_the_button_does(planner: User, client: Client) -> None:
    client.force_login(planner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/accounts/sign-out/").status_code == 200
    assert is_in(client)
    assert client.post("/accounts/sign-out/")["Location"] == "/"
    assert not is_in(client)


def test_who_is_in_already_sees_their_name_and_no_form(planner: User, client: Client) -> None:
    client.force_login(planner, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/accounts/sign-in/?next=/areas/23/").content.decode()
    assert NAME in page
    assert 'type="password"' not in page
    assert 'href="/areas/23/"' in page


def test_forms_from_elsewhere_are_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/accounts/sign-in/", {"username": "x", "password": "y"}).status_code == 403


def test_the_staff_use_the_same_door(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/sign-in/?next=%2Fadmin%2F"


@pytest.mark.parametrize(
    "path", ["/", "/areas/23/", "/search/?q=x", "/planning/target-areas/", "/accounts/password/"]
)
def test_a_page_that_names_the_person_is_in_no_cache(
    planner: User, client: Client, path: str
) -> None:
    client.force_login(planner, "django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 200
    assert (planner.get_full_name() or planner.username) in answer.content.decode()
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}


def many_names_fail(sign_in: Any, count: int = MOST_NAMES) -> None:
    for number in range(count):
        sign_in(f"guessed-{number}", "x")


def test_where_twenty_names_have_failed_a_strange_name_waits(planner: User, sign_in: Any) -> None:
    many_names_fail(sign_in, MOST_NAMES - 1)
    assert sign_in("one-more", "x").status_code == 200
    persian, english = sign_in(NAME, PASSWORD), sign_in(NAME, "x", path="/en/accounts/sign-in/")
    for answer, words in ((persian, "با ۲۰ نام"), (english, "20 names")):
        assert answer.status_code == 429
        assert words in answer.content.decode()
        assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert sign_in("nobody", "x").status_code == 429
    assert sign_in(NAME, PASSWORD, address="10.0.0.8").status_code == 302


def test_who_has_signed_in_there_within_thirty_days_is_not_slowed(
    planner: User, sign_in: Any, client: Client
) -> None:
    assert sign_in(NAME, PASSWORD).status_code == 302
    client.logout()
    many_names_fail(sign_in)
    assert sign_in(NAME, PASSWORD).status_code == 302
    client.logout()
    AccessLog.objects.update(attempt_time=F("attempt_time") - timedelta(days=31))
    assert sign_in(NAME, PASSWORD).status_code == 429


def test_after_a_quarter_of_an_hour_strange_names_may_try_again(
    planner: User, sign_in: Any
) -> None:
    many_names_fail(sign_in)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=15, seconds=1))
    assert sign_in(NAME, PASSWORD).status_code == 302
