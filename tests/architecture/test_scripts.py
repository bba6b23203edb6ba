"""This file tests that browser modules import in one direction, and only existing modules."""

import re
from pathlib import Path

import pytest

from atlas.templatetags.scripts import VENDORED, own_modules

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
# Each folder may import from itself and from these.
BELOW = {
    "lib": set(),
    "map": {"lib"},
    "view": {"lib", "map"},
    "atlas": {"lib", "map", "view"},
    "draw": {"lib", "map", "view"},
}
MODULES = sorted(SCRIPTS.rglob("*.js"))


def imports_of(text: str) -> set[str]:
    """Names that a module imports: statically, dynamically or for types alone."""
    return set(re.findall(r'(?:\bfrom |\bimport |\bimport\()"([^"]+)"', text))


def test_every_way_to_import_is_seen() -> None:
    text = """
    import { a } from "#lib/a"; import {
      b } from "#lib/b"; import "#lib/c"; const d = await import("#lib/d");
    /** @type {import("#lib/e").E} */ const word = "#lib/f";
    """
    assert imports_of(text) == {"#lib/a", "#lib/b", "#lib/c", "#lib/d", "#lib/e"}


def test_every_module_stands_in_one_of_the_folders() -> None:
    assert {path.relative_to(SCRIPTS).parts[0] for path in MODULES} == set(BELOW)
    assert all(len(path.relative_to(SCRIPTS).parts) == 2 for path in MODULES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_module_imports_from_its_own_folder_or_one_below(path: Path) -> None:
    folder = path.parent.name
    for name in imports_of(path.read_text()) - set(VENDORED):
        assert name in own_modules(), name
        assert name[1:].split("/")[0] in {folder, *BELOW[folder]}, name
