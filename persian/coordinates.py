"""This file parses a typed or pasted position, and formats one, in either language.

Positions are (longitude, latitude) in degrees, WGS 84. Inside Iran the ranges of longitude and
latitude do not meet, so the order of two plain numbers is always certain.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pyproj import Transformer

from persian.digits import format_number, is_persian, to_ascii

LONGEST_POSITION = 200
# Iran with its territorial waters, degrees, rounded outwards.
IRAN_LONGITUDES = (44.0, 63.5)
IRAN_LATITUDES = (24.5, 40.5)
IRAN_UTM_ZONES = range(38, 42)
# Decimals of stored and exported coordinates; 1e-7 degrees is about a centimetre.
STORED_DECIMALS = 7


class Notation(StrEnum):
    """The notation of the position."""

    DECIMAL = "decimal"
    MINUTES = "degrees_minutes"
    SECONDS = "degrees_minutes_seconds"
    UTM = "utm"


class Order(StrEnum):
    """The coordinate that came first."""

    LATITUDE_FIRST = "latitude_first"
    LONGITUDE_FIRST = "longitude_first"


class Reason(StrEnum):
    """The reason why a text that looks like a position cannot be used."""

    OUTSIDE_IRAN = "outside_iran"
    MINUTES_OR_SECONDS = "minutes_or_seconds_not_0_to_59"
    COMMAS_ALONE = "commas_alone_divide_four_numbers"
    ZONE_MISSING = "utm_zone_missing"
    ZONE_OUTSIDE_IRAN = "utm_zone_outside_iran"


@dataclass(frozen=True)
class Position:
    """A point inside Iran's bounds and the interpretation of its text.

    longitude, latitude: degrees, WGS 84, 7 decimals. zone: the UTM zone, for UTM only.
    """

    longitude: float
    latitude: float
    notation: Notation
    order: Order
    zone: int | None = None

    @property
    def lon_lat(self) -> tuple[float, float]:
        """(longitude, latitude), the order of GeoJSON and PostGIS."""
        return self.longitude, self.latitude


@dataclass(frozen=True)
class Refusal:
    """The text is a position that cannot be used."""

    reason: Reason


# One angle as written: degrees, then minutes and seconds if given.
_Angle = list[float]


class _Refused(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


# Spellings of the signs, after the text is in lower case. "n", "e", "s", "w" are directions,
# "D", "M", "S" the marks of degree, minute and second.
_SPELLINGS = (
    ("عرض جغرافیایی", " lat "),
    ("طول جغرافیایی", " lon "),
    ("عرض", " lat "),
    ("طول", " lon "),
    ("شمالی", " n "),
    ("شمال", " n "),
    ("جنوبی", " s "),
    ("جنوب", " s "),
    ("شرقی", " e "),
    ("شرق", " e "),
    ("غربی", " w "),
    ("غرب", " w "),
    ("درجه", "D"),
    ("دقیقه", "M"),
    ("ثانیه", "S"),
    ("زون", " zone "),
    ("latitude", " lat "),
    ("longitude", " lon "),
    ("long", " lon "),
    ("lng", " lon "),
    ("north", " n "),
    ("south", " s "),
    ("east", " e "),
    ("west", " w "),
    ("degrees", "D"),
    ("minutes", "M"),
    ("seconds", "S"),
    ("deg", "D"),
    ("min", "M"),
    ("sec", "S"),
)
_SIGNS = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "٫": ".",
        "٬": None,
        "،": " , ",
        "؛": " , ",
        ";": " , ",
        "\u2212": "-",
        **dict.fromkeys("°º˚", "D"),
        **dict.fromkeys("′'’‘ʹ´`‵", "M"),
        **dict.fromkeys('″"”“„ʺ‶', "S"),
        **dict.fromkeys("()[]{}:=|", " "),
        **dict.fromkeys("\u200b\u200c\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"),
    }
)
_COMMA_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[,،](?=[0-9])")
# 35,41,51,23 reads as 35.41 and 51.23 or as 35°41′ and 51°23′, which are 30 km apart.
_COMMAS_ALONE = re.compile(r"-?[0-9]+(?:[,،][0-9]+){3}")
_HYPHEN_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])-(?=[0-9])")
_TOKEN = re.compile(
    r"(?P<number>-?[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<word>utm|zone|lat|lon|[nsewrtmdDMS])"
    r"|(?P<between>[,/]|\s+|و(?=\s))"
)
_MARK_RANKS = {"D": 1, "d": 1, "M": 2, "m": 2, "S": 3}
_DIRECTIONS = {"n": 1, "s": -1, "e": 1, "w": -1}
_LABELS = {"lat": "n", "lon": "e"}
_NOTATIONS = {1: Notation.DECIMAL, 2: Notation.MINUTES, 3: Notation.SECONDS}
_UTM_EASTINGS_M = (1e5, 999_999.999)
_UTM_NORTHINGS_M = (1e6, 9_999_999.999)
# Hemisphere or latitude band (all of Iran is north, in bands R, S and T), axis, metre.
_UTM_WORDS = {"n", "e", "r", "s", "t", "m", "utm", "zone"}

_Token = float | str


def parse_coordinates(text: str) -> Position | Refusal | None:
    """Parse a position; a Refusal with its reason, or None if the text is not a position.

    Understands, with digits and marks of either language:
    - decimal degrees in either order: "35.69, 51.39", «۵۱٫۳۹، ۳۵٫۶۹», "35.69N 51.39E",
      "35,69 51,39";
    - degrees, minutes, seconds: «۳۵°۴۱′۲۰″N ۵۱°۲۳′۰۰″E», "35 41 20 51 23 0", "N35°41.5' E51°23'",
      «۳۵ درجه و ۴۱ دقیقه شمالی ۵۱ درجه و ۲۳ دقیقه شرقی»;
    - UTM, zones 38–41, metres: "39N 535000 3950000"; the letter may be a band (R, S, T).
    Written directions or labels (lat, «طول») decide the order; otherwise Iran's bounds (longitude
    44–63.5, latitude 24.5–40.5) do. Two bare numbers that fit nowhere are refused, not None, and so
    are four numbers separated by commas only. Texts over 200 characters are None.
    """
    if len(text) > LONGEST_POSITION:
        return None
    if _COMMAS_ALONE.fullmatch(to_ascii(text.strip())):
        return Refusal(Reason.COMMAS_ALONE)
    tokens = _tokens(text)
    if tokens is None:
        return None
    try:
        if any(_is_between(number, _UTM_EASTINGS_M) for number in _numbers(tokens)):
            return _parse_utm(tokens)
        return _parse_degrees(tokens)
    except _Refused as refused:
        return Refusal(refused.reason)


def format_coordinates(
    longitude: float, latitude: float, *, decimals: int = 5, lang: str = "fa"
) -> str:
    """Write a position, latitude first: «۳۵٫۶۹° شمالی، ۵۱٫۳۹° شرقی» or "35.69° N, 51.39° E".

    longitude, latitude: degrees, north and east (Iran). parse_coordinates reads it back.
    """
    north = format_number(latitude, decimals=decimals, lang=lang)
    east = format_number(longitude, decimals=decimals, lang=lang)
    if is_persian(lang):
        return f"{north}° شمالی، {east}° شرقی"
    return f"{north}° N, {east}° E"


def _tokens(text: str) -> list[_Token] | None:
    """Numbers and words of the vocabulary above; None if the text contains anything else."""
    plain = _plain(text)
    tokens: list[_Token] = []
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None:
            return None
        at = found.end()
        if found["number"]:
            tokens.append(float(found["number"]))
        elif found["word"]:
            tokens.append(found["word"])
    return tokens


def _plain(text: str) -> str:
    """The text with one spelling for each sign."""
    plain = to_ascii(text.lower())
    if not {".", "٫"} & set(plain) and len(_COMMA_BETWEEN_DIGITS.findall(plain)) == 2:
        # The decimal comma of many spreadsheets: 35,69 51,39. Such a pair has one comma per number;
        # one with minutes or seconds has more than two.
        plain = _COMMA_BETWEEN_DIGITS.sub(".", plain)
    plain = plain.translate(_SIGNS).replace("MM", "S")
    for spelling, sign in _SPELLINGS:
        plain = plain.replace(spelling, sign)
    if "." not in plain and plain.count("/") == 2:
        # The decimal mark of Persian handwriting: ۳۵/۶۹ ۵۱/۳۹.
        plain = plain.replace("/", ".")
    return _HYPHEN_BETWEEN_DIGITS.sub(" ", plain)


def _numbers(tokens: list[_Token]) -> list[float]:
    return [token for token in tokens if isinstance(token, float)]


def _is_between(number: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= number <= bounds[1]


def _parse_utm(tokens: list[_Token]) -> Position | None:
    numbers = _numbers(tokens)
    eastings = [number for number in numbers if _is_between(number, _UTM_EASTINGS_M)]
    northings = [number for number in numbers if _is_between(number, _UTM_NORTHINGS_M)]
    zones = [number for number in numbers if number.is_integer() and 1 <= number <= 60]
    words_fit = {token for token in tokens if isinstance(token, str)} <= _UTM_WORDS
    if not words_fit or (len(eastings), len(northings)) != (1, 1) or len(numbers) > 3:
        return None
    if len(numbers) == 2:
        raise _Refused(Reason.ZONE_MISSING)
    if not zones:
        return None
    zone = int(zones[0])
    if zone not in IRAN_UTM_ZONES:
        raise _Refused(Reason.ZONE_OUTSIDE_IRAN)
    longitude, latitude = _from_utm(zone).transform(eastings[0], northings[0])
    easting_first = numbers.index(eastings[0]) < numbers.index(northings[0])
    order = Order.LONGITUDE_FIRST if easting_first else Order.LATITUDE_FIRST
    return _position(longitude, latitude, notation=Notation.UTM, order=order, zone=zone)


@lru_cache(maxsize=len(IRAN_UTM_ZONES))
def _from_utm(zone: int) -> Transformer:
    return Transformer.from_crs(f"EPSG:{32600 + zone}", "EPSG:4326", always_xy=True)


def _parse_degrees(tokens: list[_Token]) -> Position | None:
    angles, directions = _angles_and_directions(tokens)
    if angles is None or len(angles) != 2:
        return None
    first, second = map(_degrees, angles)
    notation = _NOTATIONS[max(map(len, angles))]
    if not directions:
        return _position_by_bounds(first, second, notation=notation)
    axes = ["latitude" if direction in "ns" else "longitude" for direction in directions]
    if sorted(axes) != ["latitude", "longitude"]:
        return None
    first *= _DIRECTIONS[directions[0]]
    second *= _DIRECTIONS[directions[1]]
    if axes[0] == "latitude":
        return _position(second, first, notation=notation, order=Order.LATITUDE_FIRST)
    return _position(first, second, notation=notation, order=Order.LONGITUDE_FIRST)


def _angles_and_directions(tokens: list[_Token]) -> tuple[list[_Angle] | None, list[str]]:
    """The angles as written (None if the marks are inconsistent) and the directions, in order."""
    numbers: list[tuple[float, int | None]] = []
    labels: list[str] = []
    directions: list[str] = []
    previous: _Token | None = None
    for token in tokens:
        if isinstance(token, float):
            numbers.append((token, None))
        elif rank := _mark_rank(token, previous, numbers):
            numbers[-1] = (numbers[-1][0], rank)
        elif token in _LABELS:
            labels.append(_LABELS[token])
        elif token in _DIRECTIONS:
            directions.append(token)
        else:
            return None, []
        previous = token
    group = _group_by_marks if any(rank for _, rank in numbers) else _group_evenly
    return group(numbers), directions or labels


def _mark_rank(
    word: str, previous: _Token | None, numbers: list[tuple[float, int | None]]
) -> int | None:
    """1, 2, 3 if the word marks the preceding number as degrees, minutes, seconds."""
    if not isinstance(previous, float):
        return None
    if word == "s" and len(numbers) > 1 and numbers[-2][1] == 2:
        return 3
    return _MARK_RANKS.get(word)


def _group_evenly(numbers: list[tuple[float, int | None]]) -> list[_Angle] | None:
    """Bare numbers: 2 are degrees, 4 with minutes, 6 with minutes and seconds."""
    if len(numbers) not in (2, 4, 6):
        return None
    half = len(numbers) // 2
    values = [number for number, _ in numbers]
    return [values[:half], values[half:]]


def _group_by_marks(numbers: list[tuple[float, int | None]]) -> list[_Angle] | None:
    """Each number with the rank of its mark; an unmarked one follows the rank of the last one."""
    angles: list[_Angle] = []
    for number, marked in numbers:
        open_rank = len(angles[-1]) if angles and angles[-1][-1].is_integer() else 0
        rank = marked or open_rank % 3 + 1
        if rank == 1:
            angles.append([number])
        elif rank == open_rank + 1:
            angles[-1].append(number)
        else:
            return None
    return angles


def _degrees(angle: _Angle) -> float:
    """Decimal degrees; only the last part may have a fraction."""
    whole, smaller = angle[:-1], angle[1:]
    if not all(part.is_integer() for part in whole) or not all(0 <= part < 60 for part in smaller):
        raise _Refused(Reason.MINUTES_OR_SECONDS)
    fraction = sum(part / 60**power for power, part in enumerate(smaller, start=1))
    return angle[0] + fraction


def _position_by_bounds(first: float, second: float, *, notation: Notation) -> Position:
    if _is_between(first, IRAN_LONGITUDES):
        return _position(first, second, notation=notation, order=Order.LONGITUDE_FIRST)
    return _position(second, first, notation=notation, order=Order.LATITUDE_FIRST)


def _position(
    longitude: float, latitude: float, *, notation: Notation, order: Order, zone: int | None = None
) -> Position:
    if not _is_between(longitude, IRAN_LONGITUDES) or not _is_between(latitude, IRAN_LATITUDES):
        raise _Refused(Reason.OUTSIDE_IRAN)
    return Position(
        longitude=round(longitude, STORED_DECIMALS),
        latitude=round(latitude, STORED_DECIMALS),
        notation=notation,
        order=order,
        zone=zone,
    )
