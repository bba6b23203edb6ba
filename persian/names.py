"""This file normalises Persian and Latin names for display and search, and measures similarity.

There are three functions: `display_name` for the screen, `fold` for search, `similarity` to propose
to a person that two sources mean the same place.
"""

import unicodedata
from collections.abc import Iterable

from persian.digits import to_ascii

LONGEST_NAME = 200

# Invisible characters that break comparison or change text direction: zero-width space, LRM, RLM,
# Arabic letter mark, bidi embeddings and isolates, word joiner, byte order mark. The half space
# (ZWNJ) and ZWJ shape letters and stay.
_INVISIBLE = (
    "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# MapLibre draws vowel marks detached from their letters; it draws the hamza above (U+0654) well.
_HARAKAT = "".join(map(chr, range(0x064B, 0x0653)))
_CONTROLS = "".join(
    chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()
)
_NOT_SHOWN = str.maketrans("", "", _INVISIBLE + _HARAKAT + _CONTROLS)
_PERSIAN_LETTERS = str.maketrans("يك", "یک")
_EDGES = " \u200c\u200d"

# Characters that differ in code, or by neighbouring alphabets, but are one letter to a reader.
_SAME_LETTER = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ې": "ی",
        "ے": "ی",
        "ك": "ک",
        "ڪ": "ک",
        "ة": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ٱ": "ا",
    }
)
_KEPT_CATEGORIES = {"Lu", "Ll", "Lt", "Lo", "Nd"}

PLACE_PREFIXES = ("استان", "شهرستان", "بخش", "محله")
CITY_PREFIX = "شهر"
PLACE_SUFFIXES = ("province", "county", "district", "neighbourhood", "neighborhood")
# Words that one source writes and another omits:
# بندر ترکمن ~ ترکمن, بوئین و میاندشت ~ بوئین میاندشت.
_OPTIONAL_WORDS = {"بندر", "و", CITY_PREFIX}
_STANDING_HAMZA = "ء"


def display_name(text: str) -> str:
    """The name as displayed and stored.

    Unicode NFC; Arabic ي and ك become ی and ک; invisible characters and vowel marks (U+064B–U+0652)
    are removed; spaces are trimmed and runs of them become one. The hamza of «محلهٔ» (U+0654), half
    spaces inside the name, tatweel and all else stay. Idempotent.
    """
    seen = unicodedata.normalize("NFC", text.translate(_NOT_SHOWN))
    return " ".join(seen.translate(_PERSIAN_LETTERS).split()).strip(_EDGES)


def fold(text: str) -> str:
    """The search key of a name: letters and ASCII digits only, without spaces.

    Two names have equal folds if they differ only in typing:
    - code: ي ى ی, ك ک, ة ه, presentation forms, Persian and Arabic digits, Latin case;
    - marks: vowels, tatweel, Latin diacritics and every hamza or madda on a letter, so
      آ أ إ ٱ → ا, ؤ → و, ئ → ی, ۀ هٔ → ه (ارزوئیه = ارزوییه: one word, two spellings);
    - spacing: blanks, half spaces and punctuation («موسی‌آباد» = «موسی آباد» = «موسیآباد»).
    A letter is never dropped: the standing hamza of «بیضاء» stays, see `similarity`. Empty if
    nothing is left. Idempotent.
    """
    bare = _letters_and_digits(text).casefold()
    return to_ascii(_letters_and_digits(bare)).translate(_SAME_LETTER)


def fold_place_name(text: str, *, prefixes: Iterable[str] = PLACE_PREFIXES) -> str:
    """The fold of a name without the word for its kind.

    That word is a leading «استان», «شهرستان», «بخش», «محلهٔ» or a trailing English "Province",
    "County" …. Only a separate word is dropped, and never the whole name. «شهر» is in `prefixes`
    only if asked for (`(*PLACE_PREFIXES, CITY_PREFIX)`): «شهر بابک» and «شهر کرد» are names, and
    other sources write them in one word.
    """
    return "".join(_place_words(text, prefixes=prefixes))


def similarity(first: str, second: str) -> float:
    """The similarity of two place names, 0 to 1; their order does not matter.

    It is 1 if they fold equal. Otherwise it is 0.95 times one minus the share of letters to change
    (insert, delete, replace, swap neighbours), after removing what sources disagree on: the words
    «بندر», «شهر», «و» and a standing hamza. So «بیضا» ~ «بیضاء» and «ترکمن» ~ «بندر ترکمن» give
    0.95. A pair is worth showing to a person from 0.75 on; the score alone decides nothing: تهران ~
    مهران has 0.76 too. Only the first 200 characters are compared.
    """
    keys = [fold_place_name(name[:LONGEST_NAME]) for name in (first, second)]
    if keys[0] == keys[1]:
        return 1.0
    skeletons = [_skeleton(name[:LONGEST_NAME]) for name in (first, second)]
    longest = max(map(len, skeletons))
    if longest == 0:
        return 0.0
    return 0.95 * (1 - _changes(*skeletons) / longest)


def _letters_and_digits(text: str) -> str:
    """Compatibility-decomposed text without marks, spaces, punctuation and modifier letters."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if unicodedata.category(sign) in _KEPT_CATEGORIES)


def _place_words(text: str, *, prefixes: Iterable[str]) -> list[str]:
    words = [word for word in map(fold, text.split()) if word]
    # The ی of «محله‌ی چیذر» is the linking vowel, not a letter of the word.
    openings = {form for prefix in map(fold, prefixes) for form in (prefix, prefix + "ی")}
    while len(words) > 1 and words[0] in openings:
        words = words[1:]
    while len(words) > 1 and words[-1] in PLACE_SUFFIXES:
        words = words[:-1]
    return words


def _skeleton(text: str) -> str:
    words = _place_words(text, prefixes=PLACE_PREFIXES)
    telling = [word for word in words if word not in _OPTIONAL_WORDS] or words
    return "".join(telling).replace(_STANDING_HAMZA, "")


def _changes(first: str, second: str) -> int:
    """The fewest letters to insert, delete, replace or swap with their neighbour."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        before, above = row, before
        row = [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


# An area's text in the column of folded names.
LONGEST_FOLDED = 250


def folded_names(name_fa: str, name_en: str) -> str:
    """Both names folded, as search matches them."""
    return f"{fold(name_fa)} {fold(name_en)}".strip()[:LONGEST_FOLDED]
