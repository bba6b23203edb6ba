"""This file tests that log lines are dated, and tracebacks are of our own errors only."""

import io
import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from atlas.views import area as area_views

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The output of the handler in the settings."""
    (handler,) = [each for each in logging.root.handlers if type(each) is logging.StreamHandler]
    text = io.StringIO()
    before = handler.setStream(text)
    yield text
    if before:
        handler.setStream(before)


def test_a_refused_page_is_one_line_with_the_hour(written: io.StringIO) -> None:
    user = User.objects.create_user("test-staff", is_staff=True)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/accounts/user/").status_code == 403
    (line,) = written.getvalue().splitlines()
    assert re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3} WARNING", line)
    assert "/admin/accounts/user/" in line


def test_a_mistake_of_ours_is_told_whole_and_once(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(area_views, "read", broken)
    assert Client(raise_request_exception=False).get("/areas/23/").status_code == 500
    assert written.getvalue().count("Traceback") == 1
