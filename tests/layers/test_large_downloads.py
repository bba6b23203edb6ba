"""This file tests what limits large downloads: slots and their queue, the quota, the disk."""

import resource
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from layers.db import within_budget
from layers.exporting import making, queue, unlinked
from layers.exporting.kept import KeptFiles, kept_files
from layers.exporting.making import Format
from layers.exporting.metadata import metadata
from layers.exporting.selection import Selection
from layers.exporting.unlinked import TooLarge, WholeFile
from layers.exporting.writing import write_geojson
from layers.models import WaitingDownload

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LARGE, SMALL = "/export/blocks.geojson", "/export/provinces.geojson"
# KML is written as CSV is.
LARGE_FILES = [LARGE, "/export/blocks.csv", "/export/blocks.xlsx", "/export/blocks.gpkg"]
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept_files.drop_all()
    yield
    kept_files.drop_all()


@pytest.fixture
def ask() -> Ask:
    """ask(n, address): the answer to the n-th office."""

    def get(office: int, address: str = LARGE, **headers: str) -> Any:
        return Client(REMOTE_ADDR=f"10.0.0.{office}").get(address, headers=headers)

    return get


def leave(answer: Any) -> None:
    """Close an answer as a reader's leaving does; closing it whole would end the connection."""
    for close in answer._resource_closers:
        close()


@pytest.fixture
def one_slot(settings: Any) -> None:
    settings.LARGE_DOWNLOADS = 1


def test_who_comes_while_all_slots_are_taken_is_told_the_place(one_slot: None, ask: Ask) -> None:
    first = ask(1)
    assert first.status_code == 200
    places = {}
    for office in (2, 3, 2, 3):
        answer = ask(office)
        assert answer.status_code == 503
        assert answer["Retry-After"] == "5"
        assert "no-store" in answer["Cache-Control"]
        places[office] = answer.json()["place"]
        assert f"Your place in the queue: {places[office]}" in answer.json()["detail"]
    assert places == {2: 1, 3: 2}
    leave(first)
    assert ask(3).json()["place"] == 2, "the second does not overtake the first"
    second = ask(2)
    assert second.status_code == 200
    assert ask(3).json()["place"] == 1
    leave(second)
    assert ask(3).status_code == 200
    assert not WaitingDownload.objects.exists()


def test_one_office_never_has_all_slots(settings: Any, ask: Ask) -> None:
    settings.LARGE_DOWNLOADS = 2
    held = ask(1)
    refused = ask(1)
    assert refused.status_code == 503
    assert refused["Retry-After"] == "5"
    assert "1 large file is being" in refused.json()["detail"]
    assert "۱ فایل بزرگ" in refused.json()["detail_fa"]
    other = ask(2)
    assert other.status_code == 200, "who may not have more does not hold back others"
    leave(held)
    leave(other)


def test_a_small_file_waits_for_nobody(one_slot: None, ask: Ask) -> None:
    held = ask(1)
    assert ask(2, SMALL).status_code == 200
    assert ask(2, "/export/target_areas.csv").status_code == 200
    assert Client().head(SMALL).status_code == 200
    leave(held)


def test_who_gives_up_loses_the_place(
    one_slot: None, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = ask(1)
    assert ask(2).json()["place"] == 1
    monkeypatch.setattr(queue, "WAITS_S", 0)
    assert ask(3).json()["place"] == 1
    leave(held)


def test_a_slot_is_given_back_by_a_reader_who_leaves(one_slot: None, ask: Ask) -> None:
    begun = ask(1)
    next(iter(begun.streaming_content))
    leave(begun)
    unread = ask(2)
    leave(unread)
    assert ask(3).status_code == 200


def test_a_browser_gets_a_page_that_asks_again(one_slot: None, ask: Ask) -> None:
    held = ask(1)
    answer = ask(2, Accept="text/html,application/xhtml+xml")
    assert answer.status_code == 503
    assert answer["Refresh"] == "5"
    assert "text/html" in answer["Content-Type"]
    page = answer.content.decode()
    assert "نوبت شما: ۱" in page
    assert "Your place in the queue: 1" in page
    leave(held)


def test_whose_turn_does_not_come_is_told_so(ask: Ask, client_of: Callable[[str], Client]) -> None:
    making._one_large_file.acquire()
    end = threading.Timer(8, making._one_large_file.release)
    end.start()
    with within_budget(2):
        answer = ask(1)
    with within_budget(2):
        page = client_of("national").get(LARGE, headers={"Accept": "text/html"})
    end.join()
    assert answer.status_code == page.status_code == 503
    assert answer["Retry-After"] == page["Retry-After"] == "60"
    assert "writing another large file" in answer.json()["detail"]
    assert "فایل بزرگ دیگری" in answer.json()["detail_fa"]
    assert "فایل بزرگ دیگری" in page.content.decode()
    assert queue._slots._of.total() == 0


def slow_file(selection: Selection, most_bytes: int | None) -> WholeFile:
    """A large file whose statement alone takes longer than the budget of the request."""
    if most_bytes is not None:
        raise TooLarge
    metadata(selection)
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(2.5)")
    return write_geojson(selection, most_bytes)


def test_writing_has_its_own_time_from_its_turn_on(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(making.FORMATS, "geojson", Format("application/geo+json", slow_file))
    with within_budget(2):
        assert ask(1).status_code == 200


def test_a_file_that_takes_too_long_is_told_after_the_time_of_the_request_too(
    client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(making.FORMATS, "geojson", Format("application/geo+json", slow_file))
    monkeypatch.setattr(making, "LONGEST_S", 2.2)
    with within_budget(2):
        page = client_of("national").get(LARGE, headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "Writing this file was stopped" in page.content.decode()


@pytest.mark.parametrize("address", LARGE_FILES)
def test_a_file_that_takes_longer_than_that_is_stopped_in_words(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(making, "LONGEST_S", 0.01)
    answer = ask(1, address)
    assert answer.status_code == 503
    assert "Writing this file was stopped" in answer.json()["detail"]
    assert queue._slots._of.total() == 0


def test_every_problem_of_a_link_is_a_page_for_a_browser(ask: Ask) -> None:
    answer = ask(1, "/export/blocks.geojson?bbox=x", Accept="text/html")
    assert answer.status_code == 400
    assert "text/html" in answer["Content-Type"]
    assert "Refresh" not in answer


@pytest.mark.parametrize("address", [SMALL, *LARGE_FILES])
@pytest.mark.parametrize(
    ("name", "size_bytes"), [("DOWNLOAD_QUOTA_BYTES", 100_000), ("DOWNLOAD_SPARE_BYTES", 10**18)]
)
def test_without_room_there_is_507_in_words_and_nothing_stays(
    settings: Any, ask: Ask, address: str, name: str, size_bytes: int
) -> None:
    setattr(settings, name, size_bytes)
    refused_for_room(ask(1, address))


@pytest.mark.parametrize("address", [SMALL, *LARGE_FILES])
def test_a_disk_that_refuses_to_write_is_507_in_words(ask: Ask, address: str) -> None:
    """The kernel refuses to write more than 50 kB into a file, as on a full disk."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, usual[1]))
    try:
        answer = ask(1, address)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    refused_for_room(answer)


def refused_for_room(answer: Any) -> None:
    assert answer.status_code == 507
    assert "دیسک" in answer.json()["title_fa"]
    assert "disk is full" in answer.json()["title"]
    assert "no-store" in answer["Cache-Control"]
    assert unlinked.quota._used_bytes == 0
    assert queue._slots._of.total() == 0


def test_a_folder_that_is_missing_is_told_to_the_administrator(settings: Any, ask: Ask) -> None:
    settings.DOWNLOAD_FOLDER = "/nowhere"
    answer = ask(1, SMALL)
    assert answer.status_code == 507
    assert "MAHALLEH_DOWNLOAD_FOLDER" in answer.json()["detail_fa"]
    assert "MAHALLEH_DOWNLOAD_FOLDER" in answer.json()["detail"]
    assert unlinked.quota._used_bytes == 0


def test_a_kept_file_goes_by_itself(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.exporting.making.kept_files", KeptFiles())
    monkeypatch.setattr("layers.exporting.kept.KEPT_S", 0.2)
    assert ask(1, SMALL).status_code == 200
    assert unlinked.quota._used_bytes > 0
    deadline = time.monotonic() + 10
    while unlinked.quota._used_bytes and time.monotonic() < deadline:
        time.sleep(0.05)
    assert unlinked.quota._used_bytes == 0


def test_kept_files_make_room_for_new_ones(settings: Any, ask: Ask) -> None:
    ask(1, "/export/schools.geojson")
    settings.DOWNLOAD_QUOTA_BYTES = 600_000
    assert ask(1, "/export/neighbourhoods.geojson").status_code == 200
