"""This file tests that the architecture document names every module of the two large apps."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text()


def section(app: str) -> str:
    """The part of the document that is about the inside of an app."""
    return TEXT.partition(f"## Inside `{app}/`")[2].partition("\n## ")[0]


def rooms(app: str) -> set[str]:
    """Packages and modules directly inside an app, as the tables name them."""
    folder = ROOT / app
    packages = {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}
    modules = {path.name for path in folder.glob("*.py")}
    return (packages | modules) - {"migrations/", "__init__.py"}


@pytest.mark.parametrize("app", ["layers", "planning"])
def test_the_tables_name_exactly_the_rooms_of_the_app(app: str) -> None:
    first_cells = re.findall(r"^\| (`[^|]+`) \|", section(app), flags=re.MULTILINE)
    named = {name for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)}
    assert named == rooms(app)


@pytest.mark.parametrize("app", ["layers", "planning"])
def test_each_row_names_exactly_the_modules_of_its_package(app: str) -> None:
    rows = re.findall(r"^\| `(\w+)/` \|[^|]*\| ([^|]*) \|$", section(app), flags=re.MULTILINE)
    assert rows
    for package, cell in rows:
        folder = ROOT / app / package
        modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
        inner = {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}
        assert set(re.findall(r"`([^`]+)`", cell)) == modules | inner, package
