"""This file tests names against the defects found in real sources, and the folds' own laws."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persian.names import (
    CITY_PREFIX,
    PLACE_PREFIXES,
    display_name,
    fold,
    fold_place_name,
    similarity,
)

NAMES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="اآأبتهةۀیيىئکكوؤءمنر ٔ\u064e\u200c\u200e\u0640۱1", max_size=40),
)


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("قم\u200e", "قم"),
        ("\u200fیزد", "یزد"),
        ("\ufeffتهران", "تهران"),
        ("گيلان", "گیلان"),
        ("مجتمع تجاري اداري", "مجتمع تجاری اداری"),
        ("كرمان", "کرمان"),
        ("  آذربايجان شرقي ", "آذربایجان شرقی"),
        ("شهر\u00a0\t ری", "شهر ری"),
        ("اُستانِ تِهران", "استان تهران"),
        ("اِسلام\u200cشَهر", "اسلام\u200cشهر"),
        ("محلهٔ چیذر", "محلهٔ چیذر"),
        ("موسی\u200cآباد", "موسی\u200cآباد"),
        ("موسی\u200c", "موسی"),
        ("أهر", "أهر"),
        ("رسول\u0640آباد", "رسول\u0640آباد"),
        ("Ţāleqān", "Ţāleqān"),
        ("خانه ۲ (شرق)", "خانه ۲ (شرق)"),
        ("الف\x00ب", "الفب"),
        ("\u202eتهران\u202c", "تهران"),
        ("", ""),
        (" \u200e ", ""),
    ],
)
def test_a_name_is_shown_without_the_faults_of_its_source(found, shown):
    assert display_name(found) == shown


def test_a_hamza_typed_after_its_letter_is_joined_to_it():
    assert display_name("مسي\u0654ول") == "مسئول"


@given(NAMES)
def test_a_name_tidied_twice_is_tidied_once(text):
    assert display_name(display_name(text)) == display_name(text)


@given(NAMES)
def test_a_shown_name_is_nfc_and_has_no_mark_that_breaks_labels(text):
    shown = display_name(text)
    assert unicodedata.is_normalized("NFC", shown)
    assert not set(shown) & set("يك\u200e\u200f\ufeff\u064b\u064e\u0652")
    assert shown == shown.strip()
    assert "  " not in shown


@given(NAMES)
def test_showing_a_name_does_not_change_what_it_is_found_by(text):
    assert fold(display_name(text)) == fold(text)


@pytest.mark.parametrize(
    "same",
    [
        ["موسی\u200cآباد", "موسی آباد", "موسیآباد", "موسى آباد", "موسي اباد", "موسی-آباد"],
        ["قم", "قم\u200e", "\u200fقم", "قم "],
        ["گیلان", "گيلان", "گیـلان", "گِیلان"],
        ["کهگیلویه و بویر احمد", "کهگیلویه و بویراحمد", "كهگيلويه و بوير احمد"],
        ["ارزوئیه", "ارزوییه", "ارزوي\u0654یه", "ارزوی\u0654یه"],
        ["آبادان", "ابادان", "أبادان", "إبادان", "ٱبادان", "ا\u0653بادان"],
        ["نزهه", "نزهة", "نزهۀ", "نزهه\u0654", "نزهە", "نزهہ", "نزهھ"],
        ["مؤمن", "مومن"],
        ["لاهیجان", "\ufefbهیجان"],
        ["منطقه ۲۲", "منطقه ٢٢", "منطقه 22", "منطقه\u200c۲۲"],
        ["Qā’em Shahr", "qaem shahr", "QĀEMSHAHR", "Qa'em-Shahr", "Qāʼem Shahr"],
        ["", "—", " \u200c", "؟!"],
    ],
)
def test_names_that_differ_only_in_typing_fold_equal(same):
    assert len({fold(name) for name in same}) == 1


def test_a_fold_is_letters_and_ascii_digits_only():
    assert fold("محلهٔ «چیذر» (۱۲)، Tehrān") == "محلهچیذر12tehran"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("بیضا", "بیضاء"),
        ("ترکمن", "بندر ترکمن"),
        ("بوئین میاندشت", "بوئین و میاندشت"),
        ("باخزر", "باخرز"),
        ("کرمان", "کرمانشاه"),
        ("پارس", "بارس"),
        ("گرگان", "کرگان"),
    ],
)
def test_names_with_other_letters_stay_apart(first, second):
    assert fold(first) != fold(second)


@given(NAMES)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from(["شهر", "موسی", "آباد", "۱۲", "Rey"]), max_size=5))
def test_spacing_never_changes_a_fold(words):
    assert fold(" ".join(words)) == fold("\u200c".join(words)) == fold("".join(words))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("استان تهران", "تهران"),
        ("اُستانِ تِهران", "تهران"),
        ("شهرستان ری", "ری"),
        ("محلهٔ چیذر", "چیذر"),
        ("محلۀ چیذر", "چیذر"),
        ("محله\u200cی چیذر", "چیذر"),
        ("شهرستان دره\u200cشهر", "درهشهر"),
        ("Tehran Province", "tehran"),
        ("شهرستان", "شهرستان"),
        ("استانداری تهران", "استانداریتهران"),
        ("شهر بابک", "شهربابک"),
        ("شهرکرد", "شهرکرد"),
        ("کوچک محله", "کوچکمحله"),
        ("", ""),
    ],
)
def test_the_kind_of_place_is_dropped_only_as_a_word_of_its_own_in_front(name, key):
    assert fold_place_name(name) == key


def test_the_word_city_is_dropped_only_when_asked_for():
    with_city = (*PLACE_PREFIXES, CITY_PREFIX)
    assert fold_place_name("شهر قدس") == "شهرقدس"
    assert fold_place_name("شهر قدس", prefixes=with_city) == "قدس"
    assert fold_place_name("شهرکرد", prefixes=with_city) == "شهرکرد"


@given(NAMES)
def test_a_name_never_vanishes_by_dropping_what_it_is(text):
    assert bool(fold_place_name(text)) is bool(fold(text))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("بوئین میاندشت", "بوئین و میاندشت"),
        ("ترکمن", "بندر ترکمن"),
        ("بیضا", "بیضاء"),
        ("باخزر", "باخرز"),
        ("بندر لنزلی", "بندر انزلی"),
        ("آرلن و بیدگل", "آران و بیدگل"),
        ("جایپاره", "چایپاره"),
        ("اسلام آباد غر", "اسلام\u200cآباد غرب"),
    ],
)
def test_pairs_that_only_a_person_settles_are_proposed_but_not_equal(first, second):
    assert 0.75 <= similarity(first, second) < 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("کرمان", "کرمانشاه"),
        ("ری", "رشت"),
        ("تهران", "اسلامشهر"),
        ("قم", "بم"),
        ("و", "بندر"),
        ("ء", ""),
    ],
)
def test_different_places_are_not_proposed(first, second):
    assert similarity(first, second) < 0.75


@pytest.mark.parametrize(
    ("first", "second"),
    [("ارزوئیه", "ارزوییه"), ("استان قم", "قم\u200e"), ("شهر کرد", "شهرکرد"), ("", "—")],
)
def test_names_that_fold_equal_are_wholly_alike(first, second):
    assert similarity(first, second) == 1


@given(NAMES, NAMES)
def test_likeness_lies_between_0_and_1_and_has_no_direction(first, second):
    score = similarity(first, second)
    assert 0 <= score <= 1
    assert score == similarity(second, first)


@given(NAMES)
def test_a_name_is_wholly_like_itself(name):
    assert similarity(name, display_name(name)) == 1


def test_endless_names_are_compared_by_their_beginnings():
    assert similarity("ب" * 100_000, "ب" * 100_000 + "پ") == 1
