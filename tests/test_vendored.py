"""This file tests that vendored files match static/vendor/VENDORED.md."""

import hashlib
import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "static"
LISTED = re.findall(
    r"^\| `([^`]+)` \| (.+?) \|.*\| `([0-9a-f]{64})` \|$",
    (STATIC / "vendor/VENDORED.md").read_text(),
    re.MULTILINE,
)


def test_every_listed_file_is_unchanged() -> None:
    assert LISTED
    for name, _package, sha256 in LISTED:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == sha256, name


def test_every_vendored_file_and_font_is_listed() -> None:
    known = {name for name, _package, _sha256 in LISTED}
    files = [*(STATIC / "vendor").rglob("*"), *(STATIC / "fonts").rglob("*")]
    found = {
        str(path.relative_to(STATIC))
        for path in files
        if path.is_file() and not re.match(r"LICENSE|OFL|VENDORED", path.name)
    }
    assert found <= known


def test_no_script_asks_for_a_source_map() -> None:
    for path in STATIC.rglob("*.mjs"):
        assert "sourceMappingURL" not in path.read_text(), path.name
