"""This file tests that styles work in both writing directions."""

import re
from pathlib import Path

import pytest

STYLES = sorted((Path(__file__).resolve().parents[2] / "static" / "css").glob("*.css"))
PHYSICAL = re.compile(
    r"^\s*(?:(?:left|right|top|bottom|(?:min-|max-)?(?:width|height))\s*:"
    r"|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)",
    re.MULTILINE,
)
# Selectors that scripts position by pixels of the canvas, which has no direction.
PLACED = (".maplibregl-canvas", ".maplibregl-boxzoom", ".tip", ".snap-tip")


def physical_rules(text: str) -> list[str]:
    """Selectors of the rules that name a side of the screen, without comments."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    rules = re.findall(r"([^{};]+)\{([^{}]*)\}", plain)
    return [" ".join(selector.split()) for selector, body in rules if PHYSICAL.search(body)]


def test_a_physical_property_is_found() -> None:
    text = ".a { color: red; } @media (max-width: 9px) { .b,\n.c {\n  margin-left: 1px;\n} }"
    assert physical_rules(text) == [".b, .c"]
    assert physical_rules(".d {\n  inline-size: 1px;\n  border-start-start-radius: 2px;\n}") == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_styles_name_no_side_of_the_screen(path: Path) -> None:
    assert set(physical_rules(path.read_text())) <= set(PLACED)
