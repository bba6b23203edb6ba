"""This file knows which texts a spreadsheet would run as a formula."""

import unicodedata

# As they are after compatibility folding, which covers the full-width and the small forms.
FORMULA_SIGNS = frozenset("=+-@\N{MINUS SIGN}")
LINE_SIGNS = ("\t", "\r", "\n")


def starts_formula(text: str) -> bool:
    """Whether Excel or LibreOffice could take a cell with this text for a formula.

    White space and invisible characters before the sign do not count; a tab or an end of line at
    the start is enough, since it can move the rest into a cell of its own.
    """
    if text.startswith(LINE_SIGNS):
        return True
    first = next((sign for sign in text if not _is_unseen(sign)), "")
    return bool(FORMULA_SIGNS & set(unicodedata.normalize("NFKC", first)))


def _is_unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in ("Cf", "Cc")
