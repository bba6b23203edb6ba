"""This file tests the command `import_layer` as a person types it."""

import ast
import csv
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from layers.importing.messages.by_code import TEXTS
from layers.management.commands.import_layer import Command
from layers.messages import Message, Verbatim
from layers.models import Area, Edition, ImportRun
from tests.layers.importing.files import county, eastern, feature, point, write_geojson

# Functions that take the code of a finding and the values of its texts.
SAYING = {"find", "JobError", "BadCell", "_Unusable"}
pytestmark = pytest.mark.own_interpreter
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def typed(source: Any) -> Run:
    """typed(path, …words) runs the command and gives its exit code and what it printed."""

    def run(path: Path, *words: str, layer: str = "counties") -> tuple[int, str]:
        out = StringIO()
        try:
            call_command(
                "import_layer", path, "--layer", layer, "--source", source.code, *words, stdout=out
            )
        except SystemExit as end:
            return int(end.code or 0), out.getvalue()
        return 0, out.getvalue()

    return run


def both(folder: Path) -> Path:
    return write_geojson(folder / "a.geojson", county(), eastern(), feature(point()))


def test_a_trial_says_that_it_was_one(tmp_path: Path, typed: Run) -> None:
    before = Area.objects.count()
    status, printed = typed(both(tmp_path))
    assert status == 0
    assert "آزمایشی بود و چیزی نوشته نشد" in printed
    assert "This was a trial run. Nothing was written. Give --commit" in printed
    assert "[هشدار در ردیف ۳] این ردیف چندضلعی نیست (Point)" in printed
    assert "[warning in row 3] This row is not a polygon (Point)" in printed
    assert "۳ ردیف خوانده شد  |  3 rows read" in printed
    assert Area.objects.count() == before


def test_a_commit_says_which_edition_it_made(tmp_path: Path, typed: Run) -> None:
    status, printed = typed(
        both(tmp_path), "--commit", "--in-force-from", "۱۴۰۴/۱۰/۱۱", "--title-fa", "مرز نو"
    )
    edition = Edition.objects.get(title_fa="مرز نو")
    assert status == 0
    assert edition.in_force_from.isoformat() == "2026-01-01"
    assert f"داده در ویرایش {edition.code} ثبت شد." in printed
    assert f"The data were loaded into the edition {edition.code}." in printed
    assert "۲ ردیف ثبت شد  |  2 rows loaded" in printed


def test_errors_end_with_status_one(tmp_path: Path, typed: Run) -> None:
    status, printed = typed(write_geojson(tmp_path / "a.geojson", county(code="x")), "--commit")
    assert status == 1
    assert "داده به سبب خطاهای بالا پذیرفته نشد" in printed
    assert "The data were refused because of the errors above. Nothing has changed." in printed


@pytest.mark.parametrize(
    ("words", "fa", "en"),
    [
        (["--source", "nobody"], "منبعی با کد «nobody» نیست", "no source “nobody”"),
        (["--edition", "none"], "ویرایش بازی با کد «none»", "no open edition “none”"),
        (["--edition", "provinces-natural-earth"], "ویرایش بازی", "no open edition"),
    ],
)
def test_what_is_unknown_is_answered_with_what_is_known(
    tmp_path: Path, typed: Run, words: list[str], fa: str, en: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        typed(both(tmp_path), *words)
    assert refusal.value.returncode == 2
    assert fa in str(refusal.value)
    assert en in str(refusal.value)
    known = "test-survey" if words[0] == "--source" else "test-county"
    assert known in str(refusal.value)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("words", "fa", "en"),
    [
        (["--layer", "blocks"], "لایه‌ای با نام «blocks»", "No layer “blocks”"),
        (["--crs", "+proj=utm +nadgrids=/etc/passwd"], "EPSG:32639", "EPSG:32639"),
        (["--crs", "EPSG:32639; DROP"], "سیستم مختصات نیست", "not a coordinate system"),
        (["--in-force-from", "yesterday"], "«yesterday» تاریخ نیست", "“yesterday” is not a date"),
        (["--in-force-from", "1403/13/45"], "۱۴۰۵/۰۹/۰۱", "1405/09/01"),
    ],
)
def test_what_cannot_be_meant_is_not_taken(
    tmp_path: Path, typed: Run, words: list[str], fa: str, en: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        typed(both(tmp_path), *words)
    assert refusal.value.returncode == 2
    assert fa in str(refusal.value)
    assert en in str(refusal.value)
    assert not ImportRun.objects.exists()


def test_a_folder_that_is_not_there_is_told_before_anything_is_done(
    tmp_path: Path, typed: Run
) -> None:
    with pytest.raises(CommandError, match="is not writable") as refusal:
        typed(both(tmp_path), "--commit", "--findings", str(tmp_path / "none" / "f.csv"))
    assert "نمی‌توان نوشت" in str(refusal.value)
    assert not ImportRun.objects.exists()


def test_codes_are_not_proposed_for_points(tmp_path: Path, typed: Run) -> None:
    with pytest.raises(CommandError, match="only for layers of areas"):
        typed(both(tmp_path), "--propose-mapping", str(tmp_path / "m.csv"), layer="schools")


def test_a_proposal_of_a_bad_file_says_why(tmp_path: Path, typed: Run) -> None:
    (tmp_path / "a.geojson").write_text("{")
    status, printed = typed(tmp_path / "a.geojson", "--propose-mapping", str(tmp_path / "m.csv"))
    assert status == 1
    assert "JSON درست نیست" in printed
    assert not (tmp_path / "m.csv").exists()


def test_all_findings_go_to_a_file_that_a_spreadsheet_reads(tmp_path: Path, typed: Run) -> None:
    strays = [feature(point()) for _ in range(40)]
    formula = county(code="=HYPERLINK(1)", name_fa="=1+1")
    path = write_geojson(tmp_path / "a.geojson", formula, *strays)
    status, printed = typed(path, "--findings", str(tmp_path / "f.csv"))
    content = (tmp_path / "f.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert sum(line["code"] == "stray_geometry" for line in lines) == 40
    assert lines[0]["severity"] == "error"
    assert {len(line) for line in lines} == {8}
    assert not any(
        value.startswith(("=", "+", "-", "@")) for line in lines for value in line.values()
    )
    assert "… ۳۷ ردیف دیگر مانند این" in printed
    assert "… 37 more rows like this" in printed
    assert status == 1


def test_a_flag_copied_from_a_persian_sentence_is_understood(
    tmp_path: Path, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A left-to-right mark precedes it there; it is invisible."""
    taken: list[bool] = []
    monkeypatch.setattr(Command, "handle", lambda self, **options: taken.append(options["commit"]))
    words = ["manage.py", "import_layer", str(both(tmp_path)), "--layer", "counties"]
    Command().run_from_argv([*words, "--source", source.code, "\u200e--commit"])
    assert taken == [True]


@pytest.mark.parametrize("code", list(TEXTS))
def test_every_finding_speaks_both_languages_in_whole_sentences(code: str) -> None:
    _, *texts = TEXTS[code]
    for text in texts:
        for words, is_persian in ((text.text, True), (english(text), False)):
            assert words.rstrip("}").endswith((".", "reason"))
            letters = re.sub(r"\{\w+\}", "", words)
            assert any("\u0600" < sign < "\u06ff" for sign in letters) == is_persian


def english(text: Message) -> str:
    """The text in English, with its placeholders."""
    names = re.findall(r"\{(\w+)\}", text.text)
    return text.with_values(**{name: Verbatim(f"{{{name}}}") for name in names}).en


def test_every_code_in_the_importer_has_its_text_and_its_values() -> None:
    """Codes are strings, because a confined process answers with them: this test looks up each."""
    for path in (settings.BASE_DIR / "layers").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            code = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else 0
            if call.func.id not in SAYING or not code:
                continue
            _, *texts = TEXTS[code]
            given = {keyword.arg for keyword in call.keywords}
            if None not in given:
                wanted = re.findall(r"\{(\w+)\}", texts[0].text + texts[1].text)
                assert set(wanted) <= given, (path.name, call.lineno, code)
