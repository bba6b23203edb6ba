"""This file tests who may open, change and close accounts."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"


def staff(name: str, **fields: Any) -> Client:
    user = User.objects.create_user(name, is_staff=True, **fields)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def national(db: None) -> Client:
    return staff("national", role=Role.NATIONAL)


@pytest.fixture
def province(db: None) -> Client:
    return staff("tehran", role=Role.PROVINCE, province_code="23")


def account(**changes: Any) -> dict[str, Any]:
    return {
        "username": "newcomer",
        "usable_password": "true",
        "password1": "a-long-password-1404",
        "password2": "a-long-password-1404",
        "role": Role.PROVINCE,
        "province_code": "30",
    } | changes


def test_the_national_staff_open_an_account(national: Client) -> None:
    assert national.post(f"{LIST}add/", account()).status_code == 302
    assert User.objects.get(username="newcomer").province_code == "30"


def test_a_role_without_its_place_is_refused_in_words(national: Client) -> None:
    answer = national.post(f"{LIST}add/", account(province_code=""))
    assert "این نقش بدون این کد کار نمی‌کند" in answer.content.decode()
    assert not User.objects.filter(username="newcomer").exists()


def test_a_county_of_another_province_is_refused(national: Client) -> None:
    data = account(role=Role.COUNTY, county_code="2310")
    assert national.post(f"{LIST}add/", data).status_code == 200


@pytest.mark.parametrize("path", [LIST, f"{LIST}add/"])
def test_the_staff_of_a_province_see_no_accounts(province: Client, path: str) -> None:
    assert province.get(path).status_code == 403


def test_nobody_makes_themselves_a_superuser(national: Client) -> None:
    user = User.objects.create_user("plain", password="…", role=Role.VIEWER)
    data = {"username": "plain", "role": Role.VIEWER, "is_active": "on", "is_superuser": "on"}
    assert national.post(f"{LIST}{user.pk}/change/", data).status_code == 302
    user.refresh_from_db()
    assert not user.is_superuser


@pytest.mark.parametrize("page", ["change", "password"])
def test_a_superuser_is_out_of_reach_from_below(national: Client, page: str) -> None:
    root = User.objects.create_superuser("root", password="…")
    answer = national.post(
        f"{LIST}{root.pk}/{page}/",
        {"password1": "taken-over-1404", "password2": "taken-over-1404", "username": "taken"},
    )
    assert answer.status_code == 403
    root.refresh_from_db()
    assert root.username == "root"
    assert not root.check_password("taken-over-1404")


def test_accounts_are_closed_not_deleted(national: Client) -> None:
    user = User.objects.create_user("leaver", password="…")
    assert national.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}).status_code == 403


def test_codes_are_typed_in_any_digits_and_as_many_as_they_have(national: Client) -> None:
    assert national.post(f"{LIST}add/", account(province_code="۳۰")).status_code == 302
    assert User.objects.get(username="newcomer").province_code == "30"
    answer = national.post(f"{LIST}add/", account(username="another", province_code="۳"))
    assert "این کد باید ۲ رقم باشد" in answer.content.decode()
