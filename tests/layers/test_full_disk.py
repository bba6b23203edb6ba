"""This file tests the answers of the site while a disk is full: the database's, and its own."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.planning.drafts import saved

FULL_TABLE = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no_room();
"""


class FullDisk(TemporaryFileUploadHandler):
    """Writes the files of a form to a device that is always full."""

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        self.file.close()
        self.file.file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.file.write(raw_data)


def fill_table(table: str) -> None:
    """Let the database say that it has no room for a row of this table."""
    with connection.cursor() as cursor:
        cursor.execute(FULL_TABLE.format(table=table))


def check_page(answer: Any, words: str) -> None:
    assert answer.status_code == 507
    assert words in answer.content.decode()
    assert answer["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "دیسک سرور پر است"), ("/en", "The disk of the server is full")]
)
def test_a_form_says_that_the_disk_of_the_database_is_full(
    db: None, prefix: str, words: str
) -> None:
    revision = saved()
    client = Client()
    client.force_login(revision.made_by, backend="django.contrib.auth.backends.ModelBackend")
    fill_table("planning_comment")
    address = f"{prefix}/planning/target-areas/{revision.target_area.code}/comments/"
    form = {"text": "نظر", "kind": "comment", "revision": revision.number}
    check_page(client.post(address, form), words)


def test_a_sign_in_says_so_where_the_session_cannot_be_stored(client_of: Any) -> None:
    client_of("national")
    fill_table("django_session")
    client = Client(raise_request_exception=False)
    user = User.objects.get(username="test-national")
    user.set_password("secret-words")
    user.save()
    answer = client.post(
        "/accounts/sign-in/", {"username": user.username, "password": "secret-words"}
    )
    check_page(answer, "دیسک سرور پر است")


def test_an_upload_says_that_the_disk_of_the_site_is_full(client_of: Any, settings: Any) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["tests.layers.test_full_disk.FullDisk"]
    client = client_of("national")
    client.raise_request_exception = False
    answer = client.post("/planning/read/", {"file": SimpleUploadedFile("a.geojson", b"{}" * 9)})
    assert answer.status_code == 507
    assert json.loads(answer.content)["title_fa"] == "دیسک سرور پر است"
