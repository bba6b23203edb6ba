"""This file tests the catalogue: every text has its English, and the compiled file is current.

To fix it, run `./gis manage makemessages -l en` and `compilemessages -l en --ignore var`.
"""

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

CATALOGUE = settings.BASE_DIR / "locale/en/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s|(?<!\{)\{\w+\}")
Texts = dict[str | tuple[str, int], str]


def compiled(catalogue: Path, folder: Path) -> Texts:
    """msgid → English of a .po file; a plural's two forms as (msgid, 0) and (msgid, 1)."""
    binary = folder / "compiled.mo"
    subprocess.run(["msgfmt", "--check", "-o", binary, catalogue], check=True)
    return texts_of(binary)


def texts_of(binary: Path) -> Texts:
    with open(binary, "rb") as file:
        return gettext.GNUTranslations(file)._catalog


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> Texts:
    return compiled(CATALOGUE, tmp_path_factory.mktemp("catalogue"))


def test_there_is_one_english_catalogue():
    found = subprocess.run(
        ["git", "ls-files", "*/en/*.po"], cwd=settings.BASE_DIR, check=True, capture_output=True
    )
    assert found.stdout.decode().split() == ["locale/en/LC_MESSAGES/django.po"]


def test_the_catalogue_holds_just_the_texts_that_the_code_has(tmp_path, settings, monkeypatch):
    copy = tmp_path / "locale/en/LC_MESSAGES/django.po"
    copy.parent.mkdir(parents=True)
    shutil.copy(CATALOGUE, copy)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(settings.BASE_DIR)
    call_command("makemessages", locale=["en"], verbosity=0)
    assert copy.read_text("utf-8").split("\n\n") == CATALOGUE.read_text("utf-8").split("\n\n")


@pytest.mark.parametrize("gap", ["--untranslated", "--only-fuzzy", "--only-obsolete"])
def test_no_text_lacks_its_english(gap):
    found = subprocess.run(
        ["msgattrib", gap, CATALOGUE], check=True, capture_output=True, encoding="utf-8"
    )
    assert found.stdout == ""


def test_the_committed_binary_is_made_of_the_catalogue(texts):
    assert texts_of(CATALOGUE.with_suffix(".mo")) == texts


def test_both_languages_of_a_text_take_the_same_values(texts):
    differing = {
        msgid: english for msgid, english in texts.items() if not same_values(msgid, english)
    }
    assert differing == {}


def same_values(msgid: str | tuple[str, int], english: str) -> bool:
    """Whether the placeholders agree; a singular may write its number in words."""
    persian, is_singular = (msgid[0], msgid[1] == 0) if isinstance(msgid, tuple) else (msgid, False)
    wanted, found = set(PLACEHOLDER.findall(persian)), set(PLACEHOLDER.findall(english))
    return found <= wanted if is_singular else found == wanted
