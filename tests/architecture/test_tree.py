"""This file tests the code's structure: imports, sizes, first sentences, roles in one place."""

import ast
import re
import shutil
import subprocess
import unicodedata
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
# Each package may import from those after it.
ORDER = ["gis_app", "sample", "atlas", "planning", "layers", "accounts", "persian"]
SOURCES = sorted(
    path
    for app in [*ORDER, "bench", "deploy"]
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_foreign_keys_point_down_the_tree() -> None:
    for model in apps.get_models():
        owner = model._meta.app_label
        if owner not in ORDER:
            continue
        for field in model._meta.get_fields():
            if field.many_to_one and field.concrete:
                target = field.related_model._meta.app_label
                if target in ORDER:
                    assert ORDER.index(owner) <= ORDER.index(target), field


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_says_what_it_is_in_its_first_sentence(path: Path) -> None:
    tree = ast.parse(path.read_text())
    if tree.body:
        sentence = ast.get_docstring(tree) or ""
        assert sentence.startswith(("This file ", "This package ")), name(path)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 420, name(path)


def test_every_file_of_tests_has_one() -> None:
    """A file that was emptied by mistake would pass."""
    files = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "tests").rglob("*.test.js")]
    found = re.compile(r"^ *(async )?def test_|^ *test\(", re.MULTILINE)
    assert [name(path) for path in files if not found.search(path.read_text())] == []


def roles_compared_in(path: Path) -> list[int]:
    """Lines that compare an attribute `role`."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(side, ast.Attribute) and side.attr == "role" for side in sides):
                lines.append(node.lineno)
    return lines


def test_roles_are_compared_in_one_place_only() -> None:
    elsewhere = {
        name(path): lines
        for path in SOURCES
        if path != ROOT / "accounts" / "access.py" and (lines := roles_compared_in(path))
    }
    assert elsewhere == {}
    assert roles_compared_in(ROOT / "accounts" / "access.py")


def constants_raised_in(path: Path) -> list[str]:
    """Names in capitals that are raised: one exception, which grows with each raise."""
    raised = [n.exc for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Raise)]
    names = [each.id for each in raised if isinstance(each, ast.Name)]
    return [each for each in names if each.isupper()]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_each_raise_makes_its_own_exception(path: Path) -> None:
    assert constants_raised_in(path) == []


def test_no_page_script_or_style_names_another_host() -> None:
    allowed = ("http://www.w3.org/", "https://www.w3.org/")
    for folder in ("templates", "static/js", "static/css"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in (".html", ".js", ".css"):
                for number, line in enumerate(path.read_text().splitlines(), start=1):
                    if "http://" in line or "https://" in line:
                        assert any(a in line for a in allowed), f"{name(path)}:{number}"


# A handler or style in an attribute, a style element, a script without address or nonce.
INLINE = re.compile(r"\son\w+=|<style|\sstyle=|<script(?![^>]*(?:src|nonce)=)")


def test_no_template_carries_inline_style_or_a_script_without_nonce() -> None:
    for text in ('<a onclick="x">', "<style>", "<b style='x'>", "<script>x</script>"):
        assert INLINE.search(text)
    for path in (ROOT / "templates").rglob("*.html"):
        assert INLINE.search(path.read_text()) is None, name(path)


def columns(line: str) -> int:
    """The width of a line on the screen; half spaces and marks above letters have no width."""
    return sum(unicodedata.category(letter) not in ("Cf", "Mn") for letter in line)


def test_no_template_line_is_longer_than_120_columns() -> None:
    long = [
        f"{name(path)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if columns(line) > 120
    ]
    assert long == []


def tracked_files() -> list[str]:
    if shutil.which("git") is None:
        return []
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return listed.stdout.splitlines()


def test_the_top_level_is_the_one_of_the_design() -> None:
    folders = {path.split("/")[0] for path in tracked_files() if "/" in path}
    if not folders:
        pytest.skip("no git, or no checkout of it")
    assert folders <= {
        ".ci", "accounts", "atlas", "bench", "deploy", "docs", "fixtures", "gis_app", "layers",
        "locale", "persian", "planning", "sample", "static", "templates", "tests",
    }  # fmt: skip


NAMED_IN_TEMPLATES = re.compile(r"\b((?:atlas|planning|layers|accounts)(?:\.[a-z_]+)+\.[A-Z]\w+)")


def test_classes_named_in_templates_exist() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        for found in NAMED_IN_TEMPLATES.findall(path.read_text()):
            module, _, cls = found.rpartition(".")
            assert hasattr(import_module(module), cls), f"{name(path)}: {found}"
