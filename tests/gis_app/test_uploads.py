"""This file tests that a form with too large a file is refused before it is read."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gis_app.gate import read_body
from gis_app.uploads import FORM_BYTES, MOST_FILE_BYTES, is_small

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/planning/read/",
    "/planning/lists/",
    "/en/planning/lists/",
    "/planning/target-areas/T2310-001/attachments/",
    "/accounts/sign-in/",
    "/admin/login/",
    "/leads/nowhere/",
]
MOST = MOST_FILE_BYTES + FORM_BYTES


class Untouched(io.RawIOBase):
    """A body that must not be read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")


def post(address: str, length: str, **headers: Any) -> Any:
    """The answer to a browser's form with this Content-Length."""
    client = Client(enforce_csrf_checks=True)
    # Without the token the form is refused unread anyway; anyone can send one.
    client.cookies["csrftoken"] = "x" * 32
    sent = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": length,
        "wsgi.input": Untouched(),
    }
    return client.generic("POST", address, **sent, **headers)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_form_that_is_too_large_is_refused_unread(address: str) -> None:
    answer = post(address, str(MOST + 1))
    assert answer.status_code == 413
    page = answer.content.decode()
    told = "Choose a smaller file" if address.startswith("/en/") else "فایل کوچک‌تری انتخاب کنید"
    assert told in page


@pytest.mark.parametrize("length", ["", "x", "-1", "1e3", "٥", "9" * 5_000])
def test_so_is_one_that_does_not_say_how_large_it_is(length: str) -> None:
    problem = post("/planning/read/", length, HTTP_ACCEPT="application/json")
    assert problem.status_code == 413
    assert "larger than 5 MB" in problem.json()["detail"]
    assert "۵ مگابایت" in problem.json()["detail_fa"]


def test_the_largest_file_passes_and_is_judged_by_its_view() -> None:
    assert is_small(str(MOST))
    assert not is_small(str(MOST + 1))
    file = SimpleUploadedFile("a.csv", b"x" * MOST_FILE_BYTES)
    answer = Client().post("/planning/lists/", {"file": file})
    assert answer.status_code != 413


@pytest.mark.parametrize("length", ["3", "000000000003"])
def test_the_gate_reads_every_body_that_passes(length: str) -> None:
    assert is_small(length)
    body = io.BytesIO()
    read_body({"CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(b"abc")}, body)
    assert body.read() == b"abc"


def test_other_posts_need_no_length() -> None:
    answer = Client().generic("POST", "/planning/lists/", b"a=", content_type="text/plain")
    # Not 411 or 413: the view itself says that a list is missing.
    assert answer.status_code == 422


def test_the_page_of_the_refusal_still_knows_its_person(client_of: Callable[[str], Client]) -> None:
    file = SimpleUploadedFile("a.csv", b"x" * (MOST + 1))
    answer = client_of("county").post("/planning/lists/", {"file": file})
    assert answer.status_code == 413
    assert "/accounts/sign-out/" in answer.content.decode()
