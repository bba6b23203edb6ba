"""This file reads codes of areas and places as people type them."""

from persian.digits import to_ascii
from persian.names import display_name

# Dashes that keyboards, word processors and spreadsheets put in place of a hyphen.
_HYPHENS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
TO_HYPHEN = str.maketrans(_HYPHENS)


def read_code(text: str) -> str:
    """The code as stored: ASCII digits, hyphens for all dashes, no spaces or invisible signs."""
    return to_ascii(display_name(text)).translate(TO_HYPHEN).replace(" ", "")
