"""This file tests that the texts of the product use the words of docs/glossary.md."""

import gettext
import re
from collections.abc import Iterator

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
ROW = re.compile(r"^\| (?P<fa>[^|]+?) \| (?P<en>[^|]+?) \| (?P<unwanted>[^|]*?) ?\|$", re.M)
LATIN = re.compile("[A-Za-z]+")
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.S)


def rows() -> list[tuple[str, str, list[str]]]:
    """Persian, English, unwanted words."""
    text = (ROOT / "docs/glossary.md").read_text("utf-8")
    found = [
        (row["fa"], row["en"], [word for word in row["unwanted"].split(", ") if word])
        for row in ROW.finditer(text)
    ]
    return [row for row in found if row[0] not in ("Persian", "---")]


def catalogue() -> dict[str, str]:
    """msgid → English; of a plural its first form."""
    with open(ROOT / "locale/en/LC_MESSAGES/django.mo", "rb") as file:
        texts = gettext.GNUTranslations(file)._catalog
    return {
        msgid[0] if isinstance(msgid, tuple) else msgid: english
        for msgid, english in texts.items()
        if msgid
    }


def texts() -> Iterator[tuple[str, str]]:
    """The location of a text, and the text. English in templates is markup, and is not checked."""
    for persian, english in catalogue().items():
        yield persian, persian
        yield persian, english
    for path in (ROOT / "templates").rglob("*.html"):
        yield path.name, LATIN.sub("", COMMENT.sub("", path.read_text("utf-8")))


def test_each_thing_has_one_word_in_each_language():
    persian = [fa for fa, _, _ in rows()]
    assert len(persian) == len(set(persian)) >= 60
    wanted = {word for fa, en, _ in rows() for word in (fa, en)}
    assert wanted.isdisjoint(word for _, _, unwanted in rows() for word in unwanted)


def test_terms_that_stand_alone_are_translated_as_the_glossary_says():
    found = catalogue()
    differing = {
        fa: (found[fa], en)
        for fa, en, _ in rows()
        if fa in found and found[fa].casefold() != en.casefold()
    }
    assert differing == {}


@pytest.mark.parametrize("word", [word for _, _, unwanted in rows() for word in unwanted])
def test_words_that_were_given_up_do_not_come_back(word):
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.I)
    assert [where for where, text in texts() if whole.search(text)] == []
