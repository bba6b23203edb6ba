"""This file tests that the documents say what the code does."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver

from layers.catalogue import layers
from layers.models import BLOCK_COUNTS, Indicator

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


def read(name: str) -> str:
    return (ROOT / name).read_text()


def environment_names() -> set[str]:
    """Variables that Python code reads from the environment."""
    found: set[str] = set()
    for folder in ("gis_app", "sample", "planning", "layers", "atlas", "accounts"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= set(re.findall(r"^(MAHALLEH_[A-Z_]+|DATABASE_URL)$", node.value))
    for path in [ROOT / "gis", *(ROOT / "deploy").glob("*.*")]:
        found |= set(re.findall(r"\bMAHALLEH_[A-Z_]+\b", path.read_text()))
    return found


def test_every_setting_is_described_and_every_described_one_exists() -> None:
    described = set(re.findall(r"`(MAHALLEH_[A-Z_]+|DATABASE_URL)`", read("docs/settings.md")))
    assert environment_names() - described == set()
    assert described - environment_names() == set()


@pytest.mark.parametrize("spec", layers(), ids=lambda spec: spec.id)
def test_every_layer_and_field_is_in_the_data_dictionary(spec: object) -> None:
    text = read("docs/data-dictionary.md")
    assert f"`{spec.id}`" in text
    for field in spec.fields:
        assert f"`{field.name}`" in text, field.name


@pytest.mark.django_db
def test_every_indicator_is_in_the_data_dictionary() -> None:
    text = read("docs/data-dictionary.md")
    for indicator in Indicator.objects.all():
        assert f"`{indicator.code}`" in text, indicator.code
    for name in BLOCK_COUNTS:
        assert f"`{name}`" in text, name


def test_every_model_is_in_the_data_dictionary() -> None:
    text = read("docs/data-dictionary.md")
    own = ("layers", "planning", "sample")
    models = [model for app in own for model in apps.get_app_config(app).get_models()]
    for model in models:
        if not model.__name__.endswith("Event"):
            assert f"`{model.__name__}`" in text, model.__name__


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text()):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_named_in_documents_exist(path: Path) -> None:
    for name in re.findall(
        r"`((?:layers|planning|atlas|accounts|persian|gis_app|tests|docs|fixtures|static|bench|deploy)/[\w./-]+)`",
        path.read_text(),
    ):
        found = ROOT / name.rstrip("/")
        assert found.exists() or found.with_suffix(".py").exists(), name


def test_every_command_of_the_launcher_is_in_the_architecture() -> None:
    [row] = re.findall(r"^\| `gis` \|.*$", read("docs/architecture.md"), re.MULTILINE)
    commands = re.findall(r"^    ([a-z]+)\)", read("gis").partition("case $command in")[2], re.M)
    assert len(commands) > 5
    for command in commands:
        assert re.search(rf"\b{command}\b", row), command


def test_every_public_address_is_in_the_architecture() -> None:
    text = read("docs/architecture.md")
    for beginning in sorted(beginnings(get_resolver().url_patterns)):
        assert f"`/{beginning}" in text, beginning


def beginnings(patterns: list) -> set[str]:
    """The first folder or file of every address, without those requested by pages only."""
    found: set[str] = set()
    for pattern in patterns:
        route = str(getattr(pattern.pattern, "_route", ""))
        first = re.split(r"[/.<]", route)[0]
        if first:
            found.add(first)
        elif hasattr(pattern, "url_patterns"):
            found |= beginnings(pattern.url_patterns)
    return found - {"panels"}
