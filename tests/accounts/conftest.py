"""This file provides an account to sign in with."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User

NAME, PASSWORD = "planner", "a-long-password-1404"


@pytest.fixture
def planner(db: None) -> User:
    return User.objects.create_user(NAME, password=PASSWORD, role=Role.PROVINCE, province_code="23")


@pytest.fixture
def sign_in(client: Client) -> Any:
    """sign_in(name, password, address=…, **form fields): the answer of the sign-in page."""

    def post(name: str, password: str, *, address: str = "10.0.0.7", **fields: str) -> Any:
        headers = fields.pop("headers", None)
        return client.post(
            fields.pop("path", "/accounts/sign-in/"),
            {"username": name, "password": password, **fields},
            REMOTE_ADDR=address,
            headers=headers,
        )

    return post
