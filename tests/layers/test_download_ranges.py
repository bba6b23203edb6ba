"""This file tests the answers to HEAD, ranges and conditions of a download, without a server."""

import json
from typing import Any

import pytest
from django.test import Client

from layers.catalogue import layer
from layers.exporting.kept import kept_files
from layers.models import House, School
from layers.publishing.versions import raise_version

pytestmark = pytest.mark.django_db

ADDRESS = "/export/provinces.geojson"
SAME = ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "X-Row-Count")
ALSO_SAME = ("Cache-Control", "Accept-Ranges")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept_files.drop_all()


def part(client: Client, wanted: str, **headers: str) -> Any:
    return client.get(ADDRESS, headers={"Range": wanted, **headers})


@pytest.mark.parametrize("address", [ADDRESS, "/export/prisons.csv", "/export/target_areas.csv"])
def test_head_has_the_headers_of_get_and_no_body(client: Client, address: str) -> None:
    head, got = client.head(address), client.get(address)
    assert head.status_code == got.status_code == 200
    assert not head.content
    assert int(head["Content-Length"]) == len(got.content)
    assert [head[name] for name in (*SAME, *ALSO_SAME)] == [
        got[name] for name in (*SAME, *ALSO_SAME)
    ]


@pytest.mark.parametrize(
    ("wanted", "first", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-199", 100, 200),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=-99999999", 0, None),
        ("bytes=100-99999999", 100, None),
        ("Bytes = 5-5", 5, 6),
    ],
)
def test_a_range_is_that_part_of_the_file(
    client: Client, wanted: str, first: int, end: int | None
) -> None:
    whole = client.get(ADDRESS).content
    answer = part(client, wanted)
    assert answer.status_code == 206
    assert answer.content == whole[first:end]
    begin = first % len(whole)
    told = f"bytes {begin}-{begin + len(answer.content) - 1}/{len(whole)}"
    assert answer["Content-Range"] == told
    assert int(answer["Content-Length"]) == len(answer.content)


@pytest.mark.parametrize(
    "wanted", ["bytes=0-1,5-6", "bytes=9-2", "bytes=a-b", "bytes=-", "rows=0-1"]
)
def test_what_is_not_one_range_gives_the_whole_file(client: Client, wanted: str) -> None:
    answer = part(client, wanted)
    assert answer.status_code == 200
    assert len(json.loads(answer.content)["features"]) == 31


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_416_with_the_length(client: Client, wanted: str) -> None:
    answer = part(client, wanted)
    assert answer.status_code == 416
    length = client.head(ADDRESS)["Content-Length"]
    assert answer["Content-Range"] == f"bytes */{length}"
    assert "فایل" in answer.json()["detail_fa"]


def test_a_range_of_another_file_gives_this_one_from_the_start(client: Client) -> None:
    etag = client.head(ADDRESS)["ETag"]
    assert part(client, "bytes=10-19", **{"If-Range": etag}).status_code == 206
    for other in ('"other"', f"W/{etag}", "Sat, 29 Nov 2026 19:43:31 GMT"):
        assert part(client, "bytes=10-19", **{"If-Range": other}).status_code == 200


def test_a_file_that_was_not_changed_is_not_sent_again(client: Client) -> None:
    etag = client.head(ADDRESS)["ETag"]
    answer = client.get(ADDRESS, headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert answer["ETag"] == etag


def test_the_same_data_give_the_same_bytes_in_every_process(client: Client) -> None:
    first = client.get(ADDRESS)
    kept_files.drop_all()
    second = client.get(ADDRESS)
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]


def test_a_download_never_comes_from_a_kept_file(client: Client) -> None:
    before = client.get("/export/houses.geojson")
    House.objects.filter(pk=House.objects.order_by("code")[0].pk).update(name_fa="نام دیگر")
    after = client.get("/export/houses.geojson")
    assert "نام دیگر" in after.content.decode()
    assert after["ETag"] != before["ETag"]


def test_a_range_of_a_kept_file_ends_with_the_next_publication(client: Client) -> None:
    House.objects.filter(pk=House.objects.order_by("code")[0].pk).update(name_fa="نام دیگر")
    before = client.head("/export/houses.geojson")["ETag"]
    assert client.head("/export/houses.geojson")["ETag"] == before
    House.objects.filter(name_fa="نام دیگر").update(name_fa="نام سوم")
    raise_version(layer("houses"), None)
    assert client.head("/export/houses.geojson")["ETag"] != before


def test_ranges_are_of_the_bytes_that_a_browser_gets(client: Client) -> None:
    """A compressed body would have other bytes than the ranges."""
    answer = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer
    assert int(answer["Content-Length"]) == len(answer.content)


def test_the_number_of_rows_is_told_and_no_row_tells_it(client: Client) -> None:
    found = client.get("/export/schools.geojson")
    about = json.loads(found.content)["metadata"]
    assert about["row_count"] == School.objects.count() == int(found["X-Row-Count"])
    listed = client.get("/export/schools.csv")
    assert int(listed["X-Row-Count"]) == School.objects.count()
    assert len(listed.content.decode("utf-8-sig").splitlines()) == School.objects.count() + 1


def test_an_export_without_rows_is_whole_too(client: Client) -> None:
    nowhere = "?bbox=0,0,1,1"
    found = client.get(f"/export/schools.geojson{nowhere}")
    assert json.loads(found.content)["features"] == []
    assert found["X-Row-Count"] == "0"
    assert client.get(f"/export/schools.csv{nowhere}")["X-Row-Count"] == "0"


def test_only_restricted_content_is_private(client: Client) -> None:
    for method in (client.get, client.head):
        answer = method("/export/target_areas.geojson")
        assert answer["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in answer
        assert method(ADDRESS)["Cache-Control"] == "no-cache"
    etag = client.head("/export/target_areas.geojson")["ETag"]
    known = client.get("/export/target_areas.geojson", headers={"If-None-Match": etag})
    assert known.status_code == 304
    assert known["Cache-Control"] == "private, no-store"


def test_nothing_restricted_is_kept(client: Client) -> None:
    client.get("/export/target_areas.geojson")
    assert kept_files._files == {}
