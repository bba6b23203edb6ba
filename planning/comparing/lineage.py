"""This file finds from which codes of earlier editions the areas of a list came."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from layers.db import fetch, statement
from planning.comparing.lists import ListItem

SQL = Path(__file__).parent / "sql"


def with_forebears(items: Sequence[ListItem]) -> tuple[ListItem, ...]:
    """The items with the codes of earlier editions from which they came, in one question.

    Known forebears stay, and have forebears too.
    """
    codes = sorted({code for item in items for code in item.codes | item.forebears})
    former = dict(fetch(statement(SQL / "forebears.sql"), {"codes": codes})) if codes else {}
    return tuple(replace(item, forebears=item.forebears | earlier(item, former)) for item in items)


def earlier(item: ListItem, former: dict[str, list[str]]) -> frozenset[str]:
    return frozenset(old for code in item.codes | item.forebears for old in former.get(code, ()))
