"""This file formats numbers for Persian and English readers, and parses them.

Storage is ASCII; Persian digits exist only at the edge. The product's one rounding rule is here
too, so that map, legend, table and document show the same figure.
"""

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import SupportsFloat

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
ASCII_DIGITS = "0123456789"
MISSING = "—"
MINUS = "\u2212"
LONGEST_NUMBER = 200

_TO_PERSIAN = str.maketrans(ASCII_DIGITS + ARABIC_DIGITS, PERSIAN_DIGITS * 2)
_TO_ASCII = str.maketrans(PERSIAN_DIGITS + ARABIC_DIGITS, ASCII_DIGITS * 2)
_ENGLISH_TO_PERSIAN_MARKS = str.maketrans({".": "٫", ",": "٬"})
_PERSIAN_TO_ENGLISH_MARKS = str.maketrans({"٫": ".", "٬": ",", MINUS: "-"})
_BIDI_MARKS = str.maketrans("", "", "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)

# Precision for the largest float written in full with its decimals.
_EXACT = Context(prec=700, rounding=ROUND_HALF_UP)


def to_persian(text: str) -> str:
    """Replace ASCII and Arabic-Indic digits by Persian ones; nothing else changes."""
    return text.translate(_TO_PERSIAN)


def to_ascii(text: str) -> str:
    """Replace Persian and Arabic-Indic digits by ASCII ones; nothing else changes."""
    return text.translate(_TO_ASCII)


def is_persian(lang: str) -> bool:
    """Whether a language code means Persian: "fa", "fa-ir"; every other code is English."""
    return lang.lower().split("-")[0] == "fa"


def round_half_up(value: SupportsFloat, decimals: int) -> float:
    """The value as displayed: halves round away from zero, 0.125 → 0.13 and -2.5 → -3.

    Rounding applies to the decimal digits and not to the binary fraction, so 1.005 gives 1.01.
    PostgreSQL's round(numeric) and the browser's Intl.NumberFormat do the same.
    decimals: below zero rounds to tens, hundreds. Minus zero becomes zero.
    Raises ValueError for NaN and infinities.
    """
    return float(_round(value, decimals))


def format_number(value: SupportsFloat | None, *, decimals: int = 0, lang: str = "fa") -> str:
    """Format a figure: «۱۲٬۳۴۵٫۶» or "12,345.6"; None and NaN give «—».

    The sign is U+2212; a page puts signed figures in `<bdi dir="ltr">`, because in a Persian
    sentence the sign would jump to the other side. Raises ValueError for infinities.
    """
    if _is_missing(value):
        return MISSING
    assert value is not None
    return _write(_round(value, decimals), lang=lang)


def format_percent(value: SupportsFloat | None, *, decimals: int = 1, lang: str = "fa") -> str:
    """Format a figure already in percent: 12.5 → «۱۲٫۵٪» or "12.5%"; missing gives «—»."""
    text = format_number(value, decimals=decimals, lang=lang)
    if text == MISSING:
        return text
    return text + ("٪" if is_persian(lang) else "%")


def parse_number(text: str) -> float | None:
    """Parse a typed number, in either language's digits and separators; None if it is not one.

    Thousands separators must separate groups of three, so «۱٬۲۳» and "1,5" are refused and not
    guessed. Percent marks and units are refused too. Longer than 200 characters is None.
    """
    if len(text) > LONGEST_NUMBER:
        return None
    plain = to_ascii(text).translate(_PERSIAN_TO_ENGLISH_MARKS).translate(_BIDI_MARKS).strip()
    if not _NUMBER.fullmatch(plain):
        return None
    return float(plain.replace(",", ""))


def _is_missing(value: SupportsFloat | None) -> bool:
    return value is None or math.isnan(value)


def _round(value: SupportsFloat, decimals: int) -> Decimal:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be shown as a figure")
    # str() of a float is its shortest decimal form, the one a person would write.
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    return abs(rounded) if rounded == 0 else rounded


def _write(value: Decimal, *, lang: str) -> str:
    text = format(value, ",f").replace("-", MINUS)
    if is_persian(lang):
        return to_persian(text).translate(_ENGLISH_TO_PERSIAN_MARKS)
    return text
