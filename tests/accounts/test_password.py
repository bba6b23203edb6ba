"""This file tests that a new password needs the old one, and ends every other session."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "another-long-password-1405"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def change(client: Client, old: str = PASSWORD, first: str = NEW, second: str = NEW) -> object:
    return client.post(
        "/accounts/password/",
        {"old_password": old, "new_password1": first, "new_password2": second},
    )


def test_a_new_password_holds_and_ends_the_other_sessions(planner: User, client: Client) -> None:
    other = Client()
    for session in (client, other):
        session.force_login(planner, backend=BACKEND)
    assert change(client)["Location"] == "/accounts/password/changed/"  # type: ignore[index]
    planner.refresh_from_db()
    assert planner.check_password(NEW)
    assert client.get("/accounts/password/changed/").status_code == 200
    assert other.get("/accounts/password/").status_code == 302


@pytest.mark.parametrize(
    ("old", "first", "second"),
    [("wrong", NEW, NEW), (PASSWORD, NEW, NEW + "x"), (PASSWORD, "1234", "1234")],
)
def test_a_mistake_changes_nothing(
    planner: User, client: Client, old: str, first: str, second: str
) -> None:
    client.force_login(planner, backend=BACKEND)
    assert change(client, old, first, second).status_code == 200  # type: ignore[attr-defined]
    planner.refresh_from_db()
    assert planner.check_password(PASSWORD)


def test_a_visitor_is_sent_to_the_door_and_back(client: Client) -> None:
    assert (
        client.get("/accounts/password/")["Location"]
        == "/accounts/sign-in/?next=/accounts/password/"
    )


@pytest.mark.parametrize(("prefix", "words"), [("", "۱۰ بار"), ("/en", "10 times")])
def test_ten_wrong_old_passwords_end_the_session(
    planner: User, client: Client, prefix: str, words: str
) -> None:
    client.force_login(planner, backend=BACKEND)
    form = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    statuses = [client.post(f"{prefix}/accounts/password/", form).status_code for _ in range(9)]
    assert statuses == [200] * 9
    last = client.post(f"{prefix}/accounts/password/", form)
    assert last.status_code == 403
    assert words in last.content.decode()
    assert "_auth_user_id" not in client.session
    assert change(client).status_code == 302  # type: ignore[attr-defined]
    planner.refresh_from_db()
    assert planner.check_password(PASSWORD)


def test_other_mistakes_are_no_guesses(planner: User, client: Client) -> None:
    client.force_login(planner, backend=BACKEND)
    for _ in range(12):
        assert change(client, second="another").status_code == 200  # type: ignore[attr-defined]
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("weak", "persian", "english"),
    [
        ("k7!qz", "گذرواژه کوتاه است", "too short"),
        ("password1234", "این گذرواژه رایج است", "common"),
        ("8301746295", "گذرواژه تنها رقم است", "digits alone"),
        ("planner-planner-name", "گذرواژه شبیه نام شماست", "resembles your name"),
    ],
)
def test_a_weak_password_is_refused_in_the_words_of_the_page(
    planner: User, client: Client, weak: str, persian: str, english: str
) -> None:
    planner.last_name = "planner-planner-name"
    planner.save()
    for address, words in (("/accounts/password/", persian), ("/en/accounts/password/", english)):
        client.force_login(planner, backend=BACKEND)
        page = client.post(
            address, {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
        ).content.decode()
        assert words in page


def test_the_account_menu_leads_to_the_new_password(planner: User, client: Client) -> None:
    client.force_login(planner, backend=BACKEND)
    assert 'href="/accounts/password/"' in client.get("/").content.decode()
