"""This file tests how codes are proposed, confirmed and applied."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from layers.importing.checks.codes import cell, uncell
from layers.models import Area
from tests.layers.factories import area, square
from tests.layers.importing.conftest import codes, found, says
from tests.layers.importing.files import (
    EAST_HALF,
    WEST_HALF,
    feature,
    point,
    polygon,
    write_geojson,
)


def nameless_code_file(
    folder: Path, west: str = "شهرستان جای 9901", east: str = "جای 9902"
) -> Path:
    """Both counties of the test province with names and without codes, and a stray point."""
    return write_geojson(
        folder / "a.geojson",
        feature(polygon(*WEST_HALF), name=west),
        feature(polygon(*EAST_HALF), name=east),
        feature(point()),
    )


def propose(path: Path, source: Any, layer: str = "counties") -> tuple[Path, list[dict[str, str]]]:
    out = path.with_suffix(".csv")
    asked = {"layer": layer, "source": source.code, "propose_mapping": out}
    call_command("import_layer", path, **asked)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with open(out, encoding="utf-8-sig", newline="") as file:
        return out, list(csv.DictReader(file))


def answer(out: Path, lines: list[dict[str, str]], *words: str) -> Path:
    """The mapping file with these words in the column confirmed, one per line."""
    with open(out, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        for line, word in zip(lines, words, strict=True):
            writer.writerow(line | {"confirmed": word})
    return out


def test_name_and_point_together_are_full_evidence(tmp_path: Path, source: Any) -> None:
    before = Area.objects.count()
    _, lines = propose(nameless_code_file(tmp_path), source)
    assert [(line["row"], line["proposed_code"]) for line in lines] == [
        ("1", "9901"),
        ("2", "9902"),
    ]
    assert lines[0]["name_in_file"] == "شهرستان جای 9901"
    assert lines[0]["name_of_code"] == "جای 9901"
    assert "نام یکسان است" in lines[0]["evidence_fa"]
    assert "۱٫۰۰" in lines[0]["evidence_fa"]
    assert "point lies inside the boundary (score 1.00)" in lines[0]["evidence_en"]
    assert {line["confirmed"] for line in lines} == {""}
    assert Area.objects.count() == before


def test_a_point_alone_is_half_the_evidence(tmp_path: Path, source: Any) -> None:
    _, lines = propose(nameless_code_file(tmp_path, west="کاشان"), source)
    assert lines[0]["proposed_code"] == "9901"
    assert "نام متفاوت است" in lines[0]["evidence_fa"]
    assert "(score 0.50)" in lines[0]["evidence_en"]


def test_a_name_alone_says_how_far_away_the_known_point_is(tmp_path: Path, source: Any) -> None:
    """The known anchor of the west is at 50.25° E, 0.35° from the box: 39 km at 111 km a degree."""
    path = write_geojson(
        tmp_path / "a.geojson", feature(polygon(50.6, 30, 50.7, 31), name="جای 9901")
    )
    _, lines = propose(path, source)
    assert lines[0]["proposed_code"] == "9901"
    assert "39.0 km outside" in lines[0]["evidence_en"]
    assert "۳۹٫۰ کیلومتر" in lines[0]["evidence_fa"]


def test_nothing_known_proposes_nothing(tmp_path: Path, source: Any) -> None:
    path = write_geojson(tmp_path / "a.geojson", feature(polygon(60, 35, 60.1, 35.1), name="ققق"))
    _, lines = propose(path, source)
    assert lines[0]["proposed_code"] == ""
    assert "شناخته‌ای" in lines[0]["evidence_fa"]
    assert "No known area" in lines[0]["evidence_en"]


def test_two_rows_for_one_code_are_told(tmp_path: Path, source: Any) -> None:
    path = write_geojson(
        tmp_path / "a.geojson",
        feature(polygon(*WEST_HALF), name="جای 9901"),
        feature(polygon(50.0, 30.0, 50.4, 31.0), name="جای 9901"),
    )
    _, lines = propose(path, source)
    for line in lines:
        assert "ردیف دیگری نیز پیشنهاد" in line["evidence_fa"]
        assert "for another row too" in line["evidence_en"]


@pytest.mark.parametrize("word", ["yes", "YES ", "بله", "1", "۱"])
def test_confirmed_rows_are_taken_and_kept_with_the_run(
    tmp_path: Path, source: Any, bring: Callable[..., Any], word: str
) -> None:
    path = nameless_code_file(tmp_path)
    mapping = answer(*propose(path, source), word, word)
    run, findings = bring(path, mapping=mapping, commit=True, partial=False)
    assert run.outcome == "committed", findings
    assert set(run.edition.area_set.values_list("code", flat=True)) == {"9901", "9902"}
    assert run.mapping["codes"] == [
        {"row": 1, "name_in_file": "شهرستان جای 9901", "code": "9901"},
        {"row": 2, "name_in_file": "جای 9902", "code": "9902"},
    ]


@pytest.mark.parametrize("word", ["", "no", "خیر", "؟", "perhaps"])
def test_rows_not_confirmed_are_left_out_and_told(
    tmp_path: Path, source: Any, bring: Callable[..., Any], word: str
) -> None:
    path = nameless_code_file(tmp_path)
    mapping = answer(*propose(path, source), "بله", word)
    run, findings = bring(path, mapping=mapping, commit=True, partial=False)
    assert run.outcome == "refused"
    assert "areas_missing" in codes(findings)
    run, findings = bring(path, mapping=mapping, commit=True, partial=True)
    says(found(findings, "not_confirmed"), "«جای 9902» تأیید نشده", "“جای 9902” is not confirmed")
    assert set(run.edition.area_set.values_list("code", flat=True)) == {"9901"}


def test_a_mapping_of_another_file_is_refused(
    tmp_path: Path, source: Any, refused: Callable[..., Any]
) -> None:
    path = nameless_code_file(tmp_path)
    mapping = answer(*propose(path, source), "yes", "yes")
    other = nameless_code_file(tmp_path, west="جای 9902", east="شهرستان جای 9901")
    finding = refused(other, "mapping_of_other_file", mapping=mapping)
    says(finding, "نگاشت با فایل سازگار نیست", "does not match the file")


def test_a_person_may_write_another_code(
    tmp_path: Path, source: Any, bring: Callable[..., Any]
) -> None:
    path = nameless_code_file(tmp_path)
    out, lines = propose(path, source)
    lines[0]["proposed_code"] = "۹۹۰۹"
    run, findings = bring(
        path, mapping=answer(out, lines, "yes", "yes"), commit=True, new_codes=True
    )
    assert set(run.edition.area_set.values_list("code", flat=True)) == {"9909", "9902"}, findings


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        b"row,name_in_file,proposed_code,confirmed\nx,y,z,yes\n",
    ],
)
def test_a_mapping_that_is_none_is_refused(
    tmp_path: Path, refused: Callable[..., Any], content: bytes
) -> None:
    mapping = tmp_path / "m.csv"
    mapping.write_bytes(content)
    finding = refused(nameless_code_file(tmp_path), "bad_mapping", mapping=mapping)
    says(finding, "فایل نگاشت", "mapping file")


def test_a_mapping_that_is_not_there_is_refused(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    finding = refused(nameless_code_file(tmp_path), "mapping_not_there", mapping=Path("none.csv"))
    says(finding, "none.csv» نیست", "none.csv” does not exist")


def test_a_mapping_in_another_encoding_says_so(tmp_path: Path, refused: Callable[..., Any]) -> None:
    """A file as a spreadsheet saves it by default, not in UTF-8."""
    mapping = tmp_path / "m.csv"
    mapping.write_bytes(
        "row,name_in_file,proposed_code,confirmed\n1,باختر,9901,بله".encode("cp1256")
    )
    finding = refused(nameless_code_file(tmp_path), "mapping_not_utf8", mapping=mapping)
    says(finding, "UTF-8 نیست", "not UTF-8")


@pytest.mark.parametrize("text", ["=1+1", "+98", "-1", "@x", "'quoted", "ری", "", "\tx"])
def test_no_cell_is_a_formula_and_all_come_back(text: str) -> None:
    assert not cell(text).startswith(("=", "+", "-", "@", "\t"))
    assert uncell(cell(text)) == text


class TestNewNeighbourhoods:
    def file(self, folder: Path) -> Path:
        return write_geojson(
            folder / "a.geojson",
            feature(polygon(50.1, 30.1, 50.2, 30.2), name="محلهٔ الف"),
            feature(polygon(50.2, 30.1, 50.3, 30.2), name="محلهٔ ب"),
            feature(polygon(50.6, 30.1, 50.7, 30.2), name="محلهٔ پ"),
            feature(polygon(60, 35, 60.1, 35.1), name="دور"),
        )

    def test_they_are_offered_the_next_free_code_of_their_county(
        self, tmp_path: Path, source: Any
    ) -> None:
        area("9901-004", None)
        _, lines = propose(self.file(tmp_path), source, "neighbourhoods")
        assert [line["proposed_code"] for line in lines] == ["9901-005", "9901-006", "9902-001", ""]
        assert "کد تازه" in lines[0]["evidence_fa"]
        assert "A new code" in lines[0]["evidence_en"]
        assert "جای 9901" in lines[0]["evidence_fa"]

    def test_invented_neighbourhoods_are_no_evidence(
        self, tmp_path: Path, source: Any, bring: Callable[..., Any]
    ) -> None:
        """A known point of the sample data inside a real boundary is not evidence."""
        area("9901-001", square(50.1, 30.1, 50.2, 30.2), synthetic=True)
        path = self.file(tmp_path)
        _, lines = propose(path, source, "neighbourhoods")
        assert lines[0]["proposed_code"] == "9901-002"
        taken = feature(polygon(50.1, 30.1, 50.2, 30.2), code="9901-001", name_fa="الف")
        _, findings = bring(write_geojson(tmp_path / "b.geojson", taken), "neighbourhoods")
        says(found(findings, "code_invented"), "دادهٔ نمونه (ساختگی)", "belongs to sample data")

    def test_they_load_when_confirmed(
        self, tmp_path: Path, source: Any, bring: Callable[..., Any]
    ) -> None:
        path = self.file(tmp_path)
        mapping = answer(*propose(path, source, "neighbourhoods"), "بله", "بله", "بله", "")
        run, findings = bring(path, "neighbourhoods", mapping=mapping, commit=True)
        stored = set(run.edition.area_set.values_list("code", "name_fa"))
        assert stored == {("9901-001", "الف"), ("9901-002", "ب"), ("9902-001", "پ")}, findings
