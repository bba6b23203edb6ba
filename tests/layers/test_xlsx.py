"""This file tests workbooks by reading them with openpyxl and comparing them with the GeoJSON."""

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from openpyxl.utils.escape import unescape

from layers.catalogue import EXPORT_FORMATS, layers
from layers.exporting import workroom, xlsx
from layers.exporting.making import FORMATS
from layers.publishing.publish import publish
from persian.dates import format_short_date
from tests.layers import factories

pytestmark = pytest.mark.django_db
PERSIAN = "[$-3000429]"
Row = dict[str, Any]


def workbook(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return openpyxl.load_workbook(io.BytesIO(answer.getvalue()))


def rows_of(book: Any) -> list[Row]:
    titles, names, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert all(titles)
    return [dict(zip(names, row, strict=True)) for row in rows]


def properties(client: Client, address: str) -> list[Row]:
    body = json.loads(client.get(address).getvalue())
    assert body["metadata"]["row_count"] == len(body["features"])
    return [each["properties"] for each in body["features"]]


def as_in_json(row: Row) -> Row:
    """A row without what only a sheet has; the day as its ISO text."""
    own = {"longitude", "latitude", "figure_as_of_jalali"}
    plain = {name: value for name, value in row.items() if name not in own}
    if day := plain.get("figure_as_of"):
        assert isinstance(day, datetime), "a day of the spreadsheet, that can be sorted"
        assert row["figure_as_of_jalali"] == format_short_date(day.date())
        plain["figure_as_of"] = day.date().isoformat()
    return plain


FIGURES = (
    "counties.%s?parent=23&indicator=uninsured",
    "neighbourhoods.%s?parent=2310&indicator=hard_to_treat",
)


@pytest.mark.parametrize(
    "path",
    [
        *(f"{each.id}.%s?parent=23" for each in layers() if each.id != "blocks"),
        "blocks.%s?bbox=51.2,35.5,51.26,35.58",
        *FIGURES,
    ],
)
def test_a_workbook_equals_the_geojson_feature_for_feature(client: Client, path: str) -> None:
    found = rows_of(workbook(client, f"/export/{path % 'xlsx'}"))
    expected = properties(client, f"/export/{path % 'geojson'}")
    assert expected
    assert [as_in_json(row) for row in found] == expected
    for row, told in zip(found, expected, strict=True):
        assert isinstance(row["synthetic"], bool) == isinstance(told["synthetic"], bool)


def test_withheld_counts_are_empty_cells_and_numbers_are_numbers(client: Client) -> None:
    path = "/export/" + FIGURES[1] % "xlsx"
    book = workbook(client, path)
    rows = rows_of(book)
    assert sum("suppressed" in (row["flags"] or "") for row in rows) >= 2
    assert all(row["value"] is None for row in rows if "suppressed" in (row["flags"] or ""))
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    names = [cell.value for cell in sheet[2]]
    shown = [row[names.index("value")] for row in sheet.iter_rows(min_row=3)]
    assert {cell.data_type for cell in shown if cell.value is not None} == {"n"}
    assert {cell.number_format[: len(PERSIAN)] for cell in shown if cell.value is not None} == {
        PERSIAN
    }
    assert sheet[1][names.index("value")].value == "مقدار"


def test_the_second_sheet_says_what_the_file_is(client: Client) -> None:
    path = FIGURES[0] % "xlsx"
    book = workbook(client, f"/export/{path}")
    told = [[cell or "" for cell in row] for row in book.worksheets[1].iter_rows(values_only=True)]
    about = json.loads(client.get("/export/" + FIGURES[0] % "geojson").getvalue())["metadata"]
    english = {row[1]: row[3] for row in told}
    assert english["Layer"] == about["title_en"]
    assert english["Edition"] in about["editions"]
    assert english["Number of rows"] == "16"
    assert english["Inside the area"] == "23"
    assert english["Indicator"] == about["indicator"]["name_en"]
    texts = {cell for row in told for cell in row}
    for source in about["sources"]:
        assert f"{source['title_fa']} ({source['code']})" in texts
        assert any(text.startswith(source["licence"]) for text in texts)
    columns = [cell.value for cell in book.worksheets[0][2]]
    assert [row[0] for row in told[-len(columns) :]] == columns
    assert all(all(row) for row in told[-len(columns) :])
    assert book.properties.created.date() == date.fromisoformat(about["made_on"])


HOSTILE = (
    "=1+1",
    "+98",
    "-5",
    "@SUM(A1)",
    "{=1}",
    "http://example.org",
    "<b>&\"'",
    "00",
    "_x0041_",
)


def test_no_text_runs_or_changes(client: Client) -> None:
    factories.province_with_two_counties()
    for number, name in enumerate(HOSTILE):
        factories.school(f"s-{number}", 50.2, 30.5, name_fa=name, name_en="'=2+2")
    publish(["schools"])
    book = workbook(client, "/export/schools.xlsx?parent=99")
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(min_row=3))
    names = [cell.value for cell in sheet[2]]
    cells = [row[names.index("name_fa")] for row in rows]
    # Excel reads the sign for such a sign itself; openpyxl leaves that to us.
    assert [unescape(cell.value) for cell in cells] == list(HOSTILE)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cell.quotePrefix for cell in cells[:4]] == [True] * 4
    assert not any(cell.hyperlink for row in rows for cell in row)


def test_more_rows_than_a_sheet_holds_are_refused_with_the_way_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 15)
    answer = client.get("/export/counties.xlsx?parent=23")
    assert answer.status_code == 422
    problem = answer.json()
    assert "۱۵ سطر" in problem["detail_fa"]
    assert "15 rows" in problem["detail"]
    assert "CSV" in problem["detail"]
    monkeypatch.setattr(xlsx, "MOST_ROWS", 16)
    assert len(rows_of(workbook(client, "/export/counties.xlsx?parent=23"))) == 16


def test_the_same_rows_give_the_same_bytes_and_nothing_stays(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.DOWNLOAD_FOLDER = str(tmp_path)
    first, second = (client.get("/export/counties.xlsx") for _ in range(2))
    assert first["ETag"] == second["ETag"]
    assert first.getvalue() == second.getvalue()
    part = client.get("/export/counties.xlsx", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.getvalue() == first.getvalue()[100:200]
    assert list(tmp_path.iterdir()) == []
    settings.DOWNLOAD_QUOTA_BYTES = 5_000
    assert client.get("/export/neighbourhoods.xlsx").status_code == 507
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_killed_writer_is_removed_by_the_next(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DOWNLOAD_FOLDER = str(tmp_path)
    left = tmp_path / f"{workroom.PREFIX}left"
    left.mkdir()
    (left / "rows").write_bytes(b"x")
    with workroom.Workroom() as young:
        assert left.exists(), "its process may not have locked it yet"
        monkeypatch.setattr(workroom, "LOCKED_AFTER_S", 0)
        with workroom.Workroom():
            assert not left.exists()
            assert young.folder.exists(), "it is in use"


def test_every_format_is_offered() -> None:
    assert {extension for extension, _ in EXPORT_FORMATS} == set(FORMATS)
