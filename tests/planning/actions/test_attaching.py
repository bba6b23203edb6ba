"""This file tests attachments of a target area: which are accepted, and how they are served."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from layers.problems import NotAllowed, NotFound
from planning import actions
from planning.actions.attaching import MOST_ATTACHMENTS, tidy_name
from planning.models import Attachment, State, TargetArea
from planning.problems import BadEntry
from tests.conftest import ROLES
from tests.planning.drafts import brought_to, person, saved, square

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n..."
JPG = b"\xff\xd8\xff\xe0..."


MACROS = '<Override PartName="/x" ContentType="application/vnd.ms-office.vbaProject"/>'


def office(part: str, *others: str, types: str | bytes = "<x/>") -> bytes:
    """A document of the office format with these parts and this list of their types."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name in (part, *others):
            archive.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("نقشه.pdf", PDF),
        ("a.PNG", PNG),
        ("a.jpeg", JPG),
        ("گزارش.docx", office("word/document.xml")),
        ("a.xlsx", office("xl/workbook.xml")),
        ("a.xlsx", office("XL/Workbook.xml")),
    ],
)
def test_documents_are_kept_as_what_they_are(name: str, body: bytes) -> None:
    target = brought_to(State.SUBMITTED)
    kept = actions.attach(person(Role.COUNTY), target.code, file_name=name, body=body)
    assert bytes(kept.body) == body
    assert kept.size_bytes == len(body)
    assert kept.content_type.split("/")[0] in ("application", "image")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.pdf", PNG),
        ("a.png", b"<html>"),
        ("a.exe", b"MZ"),
        ("a.svg", b"<svg/>"),
        ("a.html", b"<script>"),
        ("a.docx", office("xl/workbook.xml")),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("a.docx", office("word/document.xml", "word/VBAPROJECT.BIN")),
        ("a.xlsx", office("xl/workbook.xml", "XL\\VbaProject.Bin")),
        ("a.docx", office("word/document.xml", "word/ＶＢＡProject.bin")),
        ("a.docx", office("word/document.xml", "word/other.bin", types=MACROS)),
        ("a.docx", office("word/document.xml", "word/other.bin", types=MACROS.upper())),
        ("a.docx", office("word/document.xml", "word/other.bin", types=MACROS.encode("utf-16"))),
        ("a.docx", office("word/document.xml", types="x" * 2_000_000)),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.pdf", b""),
        ("a.pdf", PDF + b"x" * 5_000_001),
        ("pdf", PDF),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, body: bytes) -> None:
    target = brought_to(State.SUBMITTED)
    with pytest.raises(BadEntry):
        actions.attach(target.author, target.code, file_name=name, body=body)
    assert not target.attachments.exists()


def test_there_are_at_most_twenty() -> None:
    target = brought_to(State.SUBMITTED)
    for number in range(MOST_ATTACHMENTS):
        actions.attach(target.author, target.code, file_name=f"{number}.pdf", body=PDF)
    with pytest.raises(BadEntry):
        actions.attach(target.author, target.code, file_name="more.pdf", body=PDF)
    first = target.attachments.order_by("pk")[0]
    actions.remove(target.author, target.code, first.pk)
    actions.attach(target.author, target.code, file_name="more.pdf", body=PDF)


def stored(target: TargetArea, user: User, size_bytes: int, count: int) -> None:
    """Attachments that are counted with this size each."""
    for number in range(count):
        Attachment.objects.create(
            target_area=target,
            file_name=f"{number}.pdf",
            content_type="application/pdf",
            size_bytes=size_bytes,
            body=PDF,
            added_by=user,
        )


def test_an_area_has_room_for_fifty_megabytes_of_all_people() -> None:
    target = brought_to(State.SUBMITTED)
    stored(target, target.author, 5_000_000, 10)
    with pytest.raises(BadEntry) as refused:
        actions.attach(person(Role.COUNTY), target.code, file_name="a.pdf", body=PDF)
    assert refused.value.status == 413
    assert "50 MB" in refused.value.detail_en


def test_a_person_has_room_for_two_hundred_megabytes_in_all_areas() -> None:
    target = brought_to(State.SUBMITTED)
    county = person(Role.COUNTY)
    stored(saved(name_fa="جای دیگر", geometry=square(1)).target_area, county, 5_000_000, 40)
    with pytest.raises(BadEntry) as refused:
        actions.attach(county, target.code, file_name="a.pdf", body=PDF)
    assert "200 MB" in refused.value.detail_en
    actions.attach(target.author, target.code, file_name="a.pdf", body=PDF)


def test_the_bytes_of_a_removed_document_go_after_thirty_days_and_count_until_then() -> None:
    target = brought_to(State.SUBMITTED)
    stored(target, target.author, 5_000_000, 10)
    first, *_ = target.attachments.order_by("pk")
    actions.remove(target.author, target.code, first.pk)
    with pytest.raises(BadEntry):
        actions.attach(target.author, target.code, file_name="a.pdf", body=PDF)
    target.attachments.filter(pk=first.pk).update(removed_at=timezone.now() - timedelta(days=31))
    actions.attach(target.author, target.code, file_name="a.pdf", body=PDF)
    first.refresh_from_db()
    assert bytes(first.body) == b""
    assert first.file_name == "0.pdf"


def test_a_name_carries_no_folder_and_no_mark_that_turns_text_round() -> None:
    assert tidy_name("../../etc/x.pdf") == "x.pdf"
    assert tidy_name("C:\\temp\\گزارش.pdf") == "گزارش.pdf"
    assert tidy_name("fdp.\u202eexe.pdf") == "fdp.exe.pdf"
    assert len(tidy_name("ن" * 500 + ".pdf")) <= 120
    assert tidy_name("ن" * 500 + ".pdf").endswith(".pdf")


def test_only_who_added_it_removes_it_and_the_record_keeps_it() -> None:
    target = brought_to(State.SUBMITTED)
    kept = actions.attach(target.author, target.code, file_name="a.pdf", body=PDF)
    with pytest.raises(NotAllowed):
        actions.remove(person(Role.COUNTY), target.code, kept.pk)
    actions.remove(target.author, target.code, kept.pk)
    with pytest.raises(NotFound):
        actions.attachment(target.author, target.code, kept.pk)
    assert Attachment.objects.get(pk=kept.pk).removed_at


def test_a_document_leaves_as_a_download_and_only_to_those_in_scope(
    client_of: Callable[[str], Client],
) -> None:
    """One area for all roles, because publishing takes longer than a request."""
    target = brought_to(State.PUBLISHED)
    kept = actions.attach(target.author, target.code, file_name="گزارش.pdf", body=PDF)
    address = f"/planning/target-areas/{target.code}/attachments/{kept.pk}/"
    in_scope = {"agency", "county", "province", "national"}
    clients = {role: client_of(role) for role in ROLES}
    answers = {role: client.get(address) for role, client in clients.items()}
    heads = {role: client.head(address) for role, client in clients.items()}
    assert {role: answer.status_code for role, answer in answers.items()} == {
        role: 200 if role in in_scope else 404 for role in ROLES
    }
    for role in in_scope:
        leaves_as_a_download(answers[role])
        assert heads[role].headers == answers[role].headers
        assert not heads[role].content


def leaves_as_a_download(answer: Any) -> None:
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]


def test_the_form_adds_a_document(client_of: Callable[[str], Client]) -> None:
    target = brought_to(State.SUBMITTED)
    address = f"/planning/target-areas/{target.code}/attachments/"
    client = client_of("province")
    file = SimpleUploadedFile("a.pdf", PDF)
    assert client.post(address, {"file": file}).status_code == 303
    assert client.post(address, {}).status_code == 422
    big = SimpleUploadedFile("a.pdf", PDF + b"x" * 5_000_001)
    assert client.post(address, {"file": big}).status_code == 413
    assert target.attachments.count() == 1
