"""This file says what one entry of the wording tables is made of."""

from typing import NamedTuple


class Wording(NamedTuple):
    """What a finding says in Persian and English and what to do; {names} are filled in."""

    severity: str
    fa: str
    en: str
    advice_fa: str
    advice_en: str


ERROR, WARNING, NOTE = "error", "warning", "note"
