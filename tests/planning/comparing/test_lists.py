"""This file tests the comparison of two lists, uploaded ones too."""

import csv
import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from shapely.geometry import MultiPolygon, box, mapping

from layers.budget import BudgetSpent, budget
from layers.geos import to_django
from layers.models import Level, Lineage
from planning.comparing.lineage import with_forebears
from planning.comparing.lists import ListItem, Why, compare_lists
from planning.comparing.result import result_csv
from planning.comparing.revisions import compare_revisions
from planning.comparing.uploads import MOST_ROWS, read_list
from planning.problems import BadEntry, BoundaryProblem
from planning.shapes import time_limit
from tests.layers.factories import area, edition, province_with_two_counties
from tests.markup import compact
from tests.planning.drafts import combs, saved
from tests.planning.drafts import square as square_of_drafts


def item(code: str, name: str = "", shape: MultiPolygon | None = None) -> ListItem:
    return ListItem(code, name, "", boundary=shape)


def square(west: float, side: float = 1.0) -> MultiPolygon:
    return MultiPolygon([box(50 + west, 35, 50 + west + side, 36)])


def test_what_only_one_has_and_what_both_have() -> None:
    found = compare_lists(
        [item("1", "الف"), item("2", "ب"), item("3", "ج")],
        [item("2", "ب"), item("3", "جیم"), item("4", "د")],
    )
    assert [each.code for each in found.only_first] == ["1"]
    assert [each.code for each in found.only_second] == ["4"]
    assert found.same == 1
    assert [reason.why for reason in found.changed[0].reasons] == [Why.NAME]


def test_names_match_however_they_are_spelled_but_only_where_they_are_single() -> None:
    found = compare_lists(
        [item("", "محلهٔ كوي یاس"), item("", "تکراری"), item("", "تکراری")],
        [item("", "کوی‌یاس"), item("", "تکراری")],
    )
    assert found.same == 1
    assert len(found.only_first) == 2
    assert len(found.only_second) == 1


def test_ground_matches_and_says_how_much_differs() -> None:
    found = compare_lists([item("1", "الف", square(0))], [item("9", "ب", square(0, 0.8))])
    reasons = {reason.why: reason.percent for reason in found.changed[0].reasons}
    # 0.2 of 1.0 square degrees belongs to the first alone.
    assert reasons[Why.BOUNDARY] == pytest.approx(20)
    assert set(reasons) == {Why.BOUNDARY, Why.CODE, Why.NAME}


def test_shapes_that_take_for_ever_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "MOST_SECONDS", 1)
    first, second = combs()
    with pytest.raises(BoundaryProblem):
        compare_lists([item("1", "الف", first)], [item("9", "ب", second)])


def test_revisions_that_take_for_ever_are_compared_but_for_the_map(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limit, "MOST_SECONDS", 1)
    one, two = saved(), saved(geometry=square_of_drafts(1))
    one.boundary, two.boundary = map(to_django, combs())
    found = compare_revisions(one.made_by, one, two)
    assert found.is_too_involved
    assert found.added.is_empty
    assert found.figures


def test_lineage_matches_before_ground_and_names() -> None:
    # 1 was divided into 7 and 8; 9 lies where 1 lay and has its name, but came from elsewhere.
    former = [item("1", "الف", square(0)), item("2", "ب", square(5))]
    heirs = [
        replace(item("7", "الف شرقی", square(0, 0.4)), forebears=frozenset({"1"})),
        replace(item("8", "الف غربی", square(0.4, 0.4)), forebears=frozenset({"1"})),
        item("9", "الف", square(0)),
    ]
    for found in (compare_lists(former, heirs), compare_lists(heirs, former)):
        pairs = [{pair.first.code, pair.second.code} for pair in found.changed]
        assert pairs == [{"1", "7"}, {"1", "8"}]
        assert all(Why.LINEAGE in [each.why for each in pair.reasons] for pair in found.changed)
        alone = {each.code for each in (*found.only_first, *found.only_second)}
        assert alone == {"2", "9"}


@pytest.mark.django_db
def test_codes_of_an_earlier_edition_are_found_through_every_edition_between() -> None:
    province_with_two_counties()
    codes = ["9901-001", "9901-002", "9901-003"]
    areas = []
    for place, code in enumerate(codes):
        made = edition(Level.NEIGHBOURHOOD, f"e{place}", is_published=True)
        areas.append(area(code, None, edition=made))
    for before, after in pairwise(areas):
        Lineage.objects.create(before=before, after=after, kind=Lineage.Kind.REDRAWN)
    [found] = with_forebears([item("9901-003")])
    assert found.forebears == {"9901-001", "9901-002"}


def workbook(
    sheet: str,
    *,
    texts: str = "",
    name: str = "xl/worksheets/sheet1.xml",
    encoding: str = "utf-8",
) -> bytes:
    """A workbook of one sheet and shared texts."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{related}"><sheets><sheet name="a" sheetId="1" r:id="x"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="x" Target="{name.removeprefix("xl/")}"/>'
            "</Relationships>",
        )
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        archive.writestr("xl/sharedStrings.xml", f"{head}<sst {main}>{texts}</sst>")
        archive.writestr(
            name, sheet if sheet.startswith("<!") else f"<worksheet {main}>{sheet}</worksheet>"
        )
    return body.getvalue()


def test_a_workbook_is_read_like_a_csv() -> None:
    texts = (
        "<si><t>کد محله</t></si><si><r><t>نام </t></r><r><t>محله</t></r></si><si><t>یاس</t></si>"
    )
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>۲۳۱۰-۰۰۵</t></is></c>'
        '<c r="C3" t="s"><v>2</v></c></row><row r="4"><c r="A4"><v>17</v></c></row>'
        '<row r="5"><c r="B5"><v>1</v></c></row>'
        "</sheetData>"
    )
    found = read_list("a.xlsx", workbook(sheet, texts=texts))
    assert [(each.code, each.name_fa) for each in found.items] == [("2310-005", "یاس"), ("17", "")]
    assert [each.row for each in found.skipped] == [3]


def hostile_workbooks() -> dict[str, bytes]:
    bomb = (
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
    )
    rows = "<row><c><v>1</v></c></row>" * (MOST_ROWS + 2)
    return {
        "entities": workbook(bomb),
        "cut": workbook("<sheetData/>")[:-40],
        "no sheet": workbook("<sheetData/>", name="xl/other.xml").replace(b"xl/other", b"xl/athar"),
        "empty": workbook("<sheetData/>"),
        "many rows": workbook(f"<sheetData>{rows}</sheetData>"),
        "blanks": workbook(" " * 60_000_000),
        "no column": workbook('<sheetData><row><c r="1"><v>1</v></c></row></sheetData>'),
        "unknown encoding": workbook("<sheetData/>", texts="<si/>", encoding="foo"),
        "an encoding of several bytes": workbook("<sheetData/>", texts="<si/>", encoding="gb2312"),
        "far": workbook('<sheetData><row><c r="ZZZZZ1"><v>1</v></c></row></sheetData>'),
        "zip": b"PK\x03\x04" + b"\0" * 100,
    }


def test_a_workbook_that_is_none_is_refused_with_words() -> None:
    for name, body in hostile_workbooks().items():
        with pytest.raises(BadEntry) as caught:
            read_list("a.xlsx", body)
        assert 400 <= caught.value.status < 500, name
        assert caught.value.detail_fa, name


def test_the_result_is_a_file_that_a_spreadsheet_does_not_run() -> None:
    found = compare_lists(
        [item("1", "=HYPERLINK(1)"), item("2", "ب", square(0)), item("4", "د")],
        [item("2", "پ", square(0, 0.8)), item("3", "ج"), item("4", "د")],
    )
    text = result_csv(found, "en")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row[:5] for row in rows[1:]] == [
        ["In both, with differences", "2", "ب", "2", "پ"],
        ["Only in the first", "1", "'=HYPERLINK(1)", "", ""],
        ["Only in the second", "", "", "3", "ج"],
        ["In both, the same", "4", "د", "4", "د"],
    ]
    assert rows[1][6] == "20.0"


@pytest.mark.django_db
def test_a_refused_file_keeps_the_page_and_what_was_chosen(
    client_of: Callable[[str], Client],
) -> None:
    file = SimpleUploadedFile("list.csv", b"x,y\n1,2\n")
    answer = client_of("visitor").post(
        "/en/planning/lists/", {"a": "edition-demo-alborz-66", "file": file}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert '<option value="edition-demo-alborz-66" selected>' in compact(page)


def test_areas_that_only_touch_do_not_match() -> None:
    found = compare_lists([item("1", "الف", square(0))], [item("9", "ب", square(1))])
    assert not found.changed
    assert len(found.only_first) == len(found.only_second) == 1


def test_a_csv_is_read_by_its_heads_in_any_digits_and_older_encodings() -> None:
    text = "نام;کد\nالف;۲۳۱۰-۰۰۱\n;\nب;\n"
    for encoding in ("utf-8", "utf-8-sig"):
        found = read_list("a.csv", text.encode(encoding))
        assert [(each.code, each.name_fa) for each in found.items] == [
            ("2310-001", "الف"),
            ("", "ب"),
        ]
    arabic = read_list("a.csv", "code,name\n1,علي\n".encode("cp1256"))
    assert arabic.items[0].name_fa == "علی"


def test_codes_are_read_with_any_dash_and_text_of_a_spreadsheet_is_read() -> None:
    for dash in "–−—‐－":
        found = read_list("a.csv", f"code\n 3001{dash}۰۱۰ \n".encode())
        assert found.items[0].code == "3001-010"
    for encoding in ("utf-16", "utf-16-be"):
        start = "\ufeff" if encoding == "utf-16-be" else ""
        found = read_list("a.txt", f"{start}کد\tنام\n۱\tالف\n".encode(encoding))
        assert [(each.code, each.name_fa) for each in found.items] == [("1", "الف")]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00zip", "CSV"),
        (b"MZ\x90\x00\x03", "CSV"),
        ('code,name\n1,"الف\n2,ب\n'.encode(), "گیومه"),
    ],
    ids=["zip", "exe", "open quote"],
)
def test_a_refusal_names_what_is_wrong(body: bytes, word: str) -> None:
    with pytest.raises(BadEntry) as caught:
        read_list("a", body)
    assert word in caught.value.detail_fa


@pytest.mark.django_db
def test_a_first_list_alone_is_answered_in_words(client_of: Callable[[str], Client]) -> None:
    answer = client_of("visitor").post("/planning/lists/", {"a": "edition-demo-alborz-66"})
    assert answer.status_code == 422
    assert "فهرست دوم" in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        "کد,نام\n1,الف\n۱,دوباره\n,بی‌کد\n,بی‌کد\n".encode(),
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "properties": about, "geometry": mapping(square(0))}
                    for about in (
                        {"code": "1"}, {"code": "۱"}, {"name_fa": "بی‌کد"}, {"name_fa": "بی‌کد"}
                    )
                ],
            }
        ).encode(),
    ],
    ids=["csv", "geojson"],
)  # fmt: skip
def test_a_code_that_stands_twice_is_said_and_in_no_list_twice(body: bytes) -> None:
    found = read_list("a", body)
    assert [each.code for each in found.items] == ["1", "", ""]
    assert [each.row for each in found.skipped] == [2]
    assert "ردیف ۱" in found.skipped[0].words.in_language("fa")
    assert compare_lists([item("1", "الف")], found.items).only_second == found.items[1:]


def test_rows_that_cannot_be_used_are_named() -> None:
    good = {"type": "Polygon", "coordinates": [[[51, 35], [51.1, 35], [51.1, 35.1], [51, 35]]]}
    bow = {
        "type": "Polygon",
        "coordinates": [[[51, 35], [51.1, 35.1], [51.1, 35], [51, 35.1], [51, 35]]],
    }
    features = [
        {"type": "Feature", "properties": {"code": "1"}, "geometry": good},
        {"type": "Feature", "properties": {"code": "2"}, "geometry": bow},
        {"type": "Feature", "properties": {}, "geometry": good},
        7,
    ]  # fmt: skip
    body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    found = read_list("a.geojson", body)
    assert [each.code for each in found.items] == ["1"]
    assert [each.row for each in found.skipped] == [2, 3, 4]
    assert all(
        each.words.in_language("fa") and each.words.in_language("en") for each in found.skipped
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x,y\n1,2\n",
        b"code\n",
        b"{}",
        b'{"features": 1}',
        b"[" * 100_000,
        ("code\n" + "1\n" * (MOST_ROWS + 1)).encode(),
        b"code\n" + b"x" * 5_000_001,
        b"\x89PNG\r\n\x1a\n\x00\xff",
    ],
    ids=["empty", "heads", "no rows", "no list", "features", "deep", "long", "big", "picture"],
)
def test_files_that_are_no_list_are_refused_with_words(body: bytes) -> None:
    with pytest.raises(BadEntry) as caught:
        read_list("a", body)
    assert caught.value.detail_fa
    assert 400 <= caught.value.status < 500


@pytest.mark.django_db
def test_the_page_compares_editions_and_an_uploaded_file(
    client_of: Callable[[str], Client],
) -> None:
    client = client_of("visitor")
    page = client.get("/en/planning/lists/?a=edition-demo-alborz-66&b=edition-demo-alborz-55")
    found = page.context["page"].comparison
    # 66 − 13 − 13 = 40 the same; 40 + 13 + 2 = 55.
    pairs = (*found.changed, *found.unchanged)
    assert len(found.only_first) + len({pair.first.code for pair in pairs}) == 66
    assert len(found.only_second) + len({pair.second.code for pair in pairs}) == 55
    file = SimpleUploadedFile("list.csv", "کد,نام\n3001-001,دیگر\n9999-999,نیست\n".encode())
    page = client.post("/planning/lists/", {"a": "edition-demo-alborz-66", "file": file})
    found = page.context["page"].comparison
    assert [each.code for each in found.only_second] == ["9999-999"]
    assert len(found.only_first) == 65
    assert client.get("/planning/lists/?a=edition-nowhere").status_code == 404


def test_a_list_of_shapes_ends_with_the_budget_of_its_request() -> None:
    first, second = combs()
    begun = time.monotonic()
    with budget(2), pytest.raises(BoundaryProblem):
        compare_lists([item("1", "الف", first)] * 9, [item("9", "ب", second)] * 9)
    assert time.monotonic() - begun < 3


def test_many_light_shapes_end_with_the_budget_too() -> None:
    near = [item(str(number), "", square(number / 1_000)) for number in range(800)]
    far = [item(f"n{number}", "", square(number / 1_000, 0.4)) for number in range(800)]
    begun = time.monotonic()
    with budget(1), pytest.raises((BoundaryProblem, BudgetSpent)):
        compare_lists(near, far)
    assert time.monotonic() - begun < 3


def test_long_lists_take_time_in_proportion_and_end_with_the_budget() -> None:
    first = [item(f"a{number}", f"نام {number}") for number in range(8_000)]
    second = [item(f"a{number}", f"نام {number}") for number in reversed(range(8_000))]
    begun = time.monotonic()
    assert compare_lists(first, second).same == 8_000
    assert time.monotonic() - begun < 3
    with budget(0), pytest.raises(BudgetSpent):
        compare_lists(first[:2], second[:2])


def test_a_code_that_stands_twice_in_both_lists_matches_twice() -> None:
    found = compare_lists([item("1"), item("1"), item("1")], [item("1"), item("1")])
    assert (found.same, len(found.only_first), len(found.only_second)) == (2, 1, 0)
