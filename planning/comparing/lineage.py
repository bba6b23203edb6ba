"""This file finds from which codes of earlier editions the areas of a list came."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from layers.db import fetch, statement
from planning.comparing.lists import ListItem

SQL = Path(__file__).parent / "sql"


def with_forebears(items: Sequence[ListItem]) -> tuple[ListItem, ...]:
    """The items with the codes of earlier editions from which they came, in one question."""
    codes = sorted({code for item in items for code in item.codes})
    former = dict(fetch(statement(SQL / "forebears.sql"), {"codes": codes})) if codes else {}
    return tuple(
        replace(
            item, forebears=frozenset(old for code in item.codes for old in former.get(code, ()))
        )
        for item in items
    )
