"""This file tests which cells a spreadsheet would run as a formula."""

import csv
import io

import pytest
from django.test import Client

from layers.importing.checks.codes import cell, uncell
from layers.models import Prison
from layers.spreadsheets import starts_formula

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫x",
    "−1",
    " =1",
    "\u3000＝1",
    "\ufeff=1",
    "\u200f=1",
    "\u200c＝1",
]
TEXTS = ["", "تهران", "2310-005", "a=b", "۱-۲", "ـ", "'=1", "(=1)"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_known_by_its_start(text: str) -> None:
    assert starts_formula(text)
    assert cell(text) == f"'{text}"
    assert uncell(cell(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert not starts_formula(text)
    assert uncell(cell(text)) == text


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["=1+1", "＝1+1", "＠x"])
def test_no_cell_of_an_export_runs(client: Client, text: str) -> None:
    Prison.objects.filter(pk=Prison.objects.order_by("pk")[0].pk).update(name_en=text)
    body = client.get("/export/prisons.csv").content.decode("utf-8-sig")
    names = [row["name_en"] for row in csv.DictReader(io.StringIO(body))]
    assert f"'{text}" in names
    assert text not in names
