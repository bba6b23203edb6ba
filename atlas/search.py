"""This file finds places by name, beginning of a name, code or position."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from layers.db import statement
from layers.messages import Names
from layers.messages import message as _
from layers.models import Area, Level
from layers.models.areas import CODE_PATTERNS
from layers.queries import Bounds, current_areas
from persian.codes import TO_HYPHEN
from persian.coordinates import Position, Reason, Refusal, format_coordinates, parse_coordinates
from persian.digits import to_ascii
from persian.names import CITY_PREFIX, PLACE_PREFIXES, fold, fold_place_name

MOST_RESULTS = 12
# More than are shown, so that a word inside a name can still be preferred to a mere syllable.
MOST_CANDIDATES = 60
LONGEST_QUESTION = 100
# One letter is looked for at the beginning of names only; nearly the same needs three.
SHORTEST_INSIDE, SHORTEST_FUZZY = 2, 3
# A letter left out of a name of eight leaves half of its trigrams.
LEAST_SIMILARITY = 0.45
EXACT, PREFIX, WORD, INSIDE, NEARLY = range(5)

AREA_CODE_START = re.compile(r"[0-9]{1,4}|[0-9]{4}-[0-9]{0,3}")
# As spreadsheets and registers write it; files are read so too.
BARE_NEIGHBOURHOOD_CODE = re.compile(r"[0-9]{7}")
# The codes that an import accepts for a place; a plain word is not a code.
PLACE_CODE_START = re.compile(r"(?=.*[0-9._-])[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
HAS_CODE = "area.code LIKE %(begins)s OR area.code LIKE lower(%(begins)s)"
SOUNDS_LIKE = "%(first)s <%% name_folded"
BEGINS_WITH = (
    f"{HAS_CODE} OR (%(first)s <> '' AND (name_folded LIKE %(first)s || '%%'"
    " OR name_folded LIKE '%% ' || %(first)s || '%%'))"
)
HOLDS = (
    f"{HAS_CODE} OR (%(first)s <> '' AND (name_folded LIKE '%%' || %(first)s"
    " || '%%' OR name_folded LIKE '%%' || %(second)s || '%%' OR name_folded LIKE '%%' || %(third)s"
    " || '%%'))"
)
# What is quickly told of thousands of names: how alike, or whether they begin so; then the shorter.
MOST_ALIKE = "word_similarity(%(first)s, name_folded) DESC, length(name_fa), area.code"
FIRST_AND_SHORTEST = (
    "NOT (starts_with(name_folded, %(first)s) OR starts_with(lower(area.code), lower(%(code)s))),"
    " length(name_fa), area.code"
)
# How near the map goes, and what it lays over the areas, by kind of result.
ZOOMS = {"settlement": 11, "prison": 14, "house": 15, "school": 15, "coordinates": 13}
OVERLAYS = {"settlement": "places", "prison": "prisons", "house": "houses", "school": "schools"}

SQL = Path(__file__).parent / "search.sql"


@dataclass(frozen=True)
class Result:
    """One search result.

    kind: area, settlement, school, house, prison or coordinates. level: of an area, else empty.
    context: what holds it, the nearest first, in words. anchor: (longitude, latitude), None for a
    place that is only listed. address: the page to go to; on_map: the map there. Both are of this
    host and in Persian; the English ones have /en before them.
    """

    kind: str
    level: str
    code: str
    name_fa: str
    name_en: str
    context_fa: str
    context_en: str
    anchor: tuple[float, float] | None
    bounds: Bounds | None
    synthetic: bool
    address: str
    on_map: str


@dataclass(frozen=True)
class Found:
    """The results of a question. refusal: why a typed position cannot be shown."""

    question: str
    results: tuple[Result, ...]
    refusal: Reason | None = None


@dataclass(frozen=True)
class Candidate:
    """A row of search.sql."""

    kind: str
    sort: str
    code: str
    name_fa: str
    name_en: str
    province_code: str
    county_code: str
    neighbourhood_code: str
    synthetic: bool
    x: float | None
    y: float | None
    area_id: int | None
    match: int


def search(question: str) -> Found:
    """At most 12 results, the best first: by whole name or code, beginning, word, part, and
    otherwise similar names.

    A position gives the places that hold it, and is marked invented where they are. Questions are
    cut after 100 characters.
    """
    question = question[:LONGEST_QUESTION].strip()
    code = code_start(question)
    is_of_area = code is not None and AREA_CODE_START.fullmatch(code)
    position = None if is_of_area else parse_coordinates(question)
    if isinstance(position, Refusal) and code is None:
        return Found(question, (), position.reason)
    if isinstance(position, Position):
        return Found(question, (at(position),))
    candidates = named(question, code)
    level = level_named(question)
    ordered = sorted(
        candidates, key=lambda each: (each.match, level is not None and each.sort != level)
    )
    return Found(question, with_context(ordered[:MOST_RESULTS]))


def code_start(question: str) -> str | None:
    """The question as the beginning of a code, in ASCII digits; None if it cannot be one."""
    text = to_ascii(question).translate(TO_HYPHEN)
    if BARE_NEIGHBOURHOOD_CODE.fullmatch(text):
        return f"{text[:4]}-{text[4:]}"
    if AREA_CODE_START.fullmatch(text) or PLACE_CODE_START.fullmatch(text):
        return text
    return text.upper() if re.fullmatch(CODE_PATTERNS[Level.COUNTRY], text.upper()) else None


def level_named(question: str) -> Level | None:
    """The level that a question begins with, as in «شهرستان تهران»."""
    first = question.split(maxsplit=1)[0] if question else ""
    return next((level for level in Level if fold(str(level.label)) == fold(first)), None)


def named(question: str, code: str | None) -> list[Candidate]:
    """Places with a matching name or code, beginnings of words marked; else similar names."""
    folds = [
        fold(question),
        fold_place_name(question),
        fold_place_name(question, prefixes=(*PLACE_PREFIXES, CITY_PREFIX)),
    ]
    if not folds[0] and not code:
        return []
    short = len(folds[0]) < SHORTEST_INSIDE
    found = candidates(folds, code, BEGINS_WITH if short else HOLDS, fuzzy=False)
    if not found and len(folds[0]) >= SHORTEST_FUZZY:
        found = candidates([folds[-1]] * 3, code, SOUNDS_LIKE, fuzzy=True)
    return [refined(each, folds) for each in found]


def refined(candidate: Candidate, folds: list[str]) -> Candidate:
    """The candidate with its match as one of EXACT … NEARLY; words differ from syllables."""
    if candidate.match < 2:
        return candidate
    if candidate.match == 3:
        return replace(candidate, match=NEARLY)
    starts = any(
        begins_a_word(name, text)
        for name in (candidate.name_fa, candidate.name_en)
        for text in folds
    )
    return replace(candidate, match=WORD if starts else INSIDE)


def begins_a_word(name: str, folded: str) -> bool:
    """Whether a later word of a name begins with what was typed; words after it may follow."""
    words = [fold(word) for word in re.split(r"[\s\u200c()،-]+", name)]
    return any("".join(words[start:]).startswith(folded) for start in range(1, len(words)))


def candidates(folds: list[str], code: str | None, matches: str, *, fuzzy: bool) -> list[Candidate]:
    first, second, third = folds
    with transaction.atomic(), connection.cursor() as cursor:
        if fuzzy:
            cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = %s", [LEAST_SIMILARITY])
        cursor.execute(
            statement(SQL, matches=matches, best=MOST_ALIKE if fuzzy else FIRST_AND_SHORTEST),
            {
                "first": first,
                "second": second,
                "third": third,
                "code": code,
                "begins": code and code.replace("_", r"\_") + "%",
                "fuzzy": fuzzy,
                "limit": MOST_CANDIDATES,
            },
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def with_context(found: list[Candidate]) -> tuple[Result, ...]:
    """The results with the names of their parents and the bounds of areas. Two queries."""
    if not found:
        return ()
    wanted = {code for each in found for code in holders(each)}
    boxed = [each.area_id for each in found if each.area_id]
    areas = current_areas().filter(code__in=wanted)
    names = {
        code: in_full(level, name_fa, name_en)
        for code, level, name_fa, name_en in areas.values_list(
            "code", "level", "name_fa", "name_en"
        )
    }
    boxes = boxes_of(boxed)
    return tuple(result(each, names, boxes) for each in found)


def in_full(level: str, name_fa: str, name_en: str) -> tuple[str, str]:
    """A name in both languages; of a province or county with its level."""
    names = Names(name_fa, name_en)
    if level == Level.PROVINCE:
        full = _("استان {name}", name=names)
    elif level == Level.COUNTY:
        full = _("شهرستان {name}", name=names)
    else:
        return name_fa, name_en
    return full.fa, full.en


def boxes_of(area_ids: list[int]) -> dict[int, Bounds]:
    """West, south, east, north in degrees by area id, of those that have a boundary."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ST_XMin(boundary), ST_YMin(boundary), ST_XMax(boundary), ST_YMax(boundary)"
            " FROM layers_area WHERE id = ANY (%s) AND boundary IS NOT NULL",
            [area_ids],
        )
        return {row[0]: (row[1], row[2], row[3], row[4]) for row in cursor.fetchall()}


def holders(candidate: Candidate) -> list[str]:
    """Codes of the areas that contain a place, the smallest first, without the place itself."""
    codes = (candidate.neighbourhood_code, candidate.county_code, candidate.province_code)
    return [code for code in codes if code and code != candidate.code]


def result(
    candidate: Candidate, names: dict[str, tuple[str, str]], boxes: dict[int, Bounds]
) -> Result:
    held_by = [code for code in holders(candidate) if code in names]
    anchor = None if candidate.x is None or candidate.y is None else (candidate.x, candidate.y)
    on_map = map_address(candidate, held_by, anchor)
    page = candidate.code if candidate.kind == "area" else (held_by[0] if held_by else "IR")
    return Result(
        kind=candidate.kind,
        level=candidate.sort if candidate.kind == "area" else "",
        code=candidate.code,
        name_fa=candidate.name_fa,
        name_en=candidate.name_en or candidate.name_fa,
        context_fa="، ".join(names[code][0] for code in held_by),
        context_en=", ".join(names[code][1] for code in held_by),
        anchor=anchor,
        bounds=boxes.get(candidate.area_id) if candidate.area_id else None,
        synthetic=candidate.synthetic,
        address=f"/areas/{page}/" if candidate.kind == "area" or not anchor else on_map,
        on_map=on_map,
    )


def map_address(
    candidate: Candidate, held_by: list[str], anchor: tuple[float, float] | None
) -> str:
    """The address of the map: an area's parts, a chosen neighbourhood, or a centred place."""
    if candidate.kind == "area":
        if candidate.sort == Level.NEIGHBOURHOOD:
            return f"/?area={candidate.county_code}&sel={candidate.code}"
        return "/" if candidate.sort == Level.COUNTRY else f"/?area={candidate.code}"
    parents = [code for code in held_by if "-" not in code]
    area = f"area={parents[0]}" if parents else "area=IR"
    if anchor is None:
        return f"/?{area}"
    x, y = anchor
    overlay = OVERLAYS[candidate.kind]
    return f"/?{area}&layers={overlay}:100&map={y:.4f},{x:.4f},{ZOOMS[candidate.kind]}.00"


def at(position: Position) -> Result:
    """A position with the smallest area that covers it, and the parents of that area.

    Membership is by code: a county of which only a point is known is named all the same.
    """
    point = Point(*position.lon_lat, srid=4326)
    covering = current_areas().exclude(level=Level.COUNTRY).filter(boundary__covers=point)
    innermost = max(
        covering.only("code", "level", "county_code", "province_code", "synthetic"),
        key=lambda each: list(Level).index(Level(each.level)),
        default=None,
    )
    held_by = named_holders(innermost) if innermost else []
    parents = [code for code, _fa, _en in held_by if "-" not in code]
    longitude, latitude = position.lon_lat
    area = f"area={parents[0]}&" if parents else ""
    on_map = f"/?{area}map={latitude:.4f},{longitude:.4f},{ZOOMS['coordinates']}.00"
    return Result(
        kind="coordinates",
        level="",
        code=f"{latitude:.5f},{longitude:.5f}",
        name_fa=format_coordinates(longitude, latitude, lang="fa"),
        name_en=format_coordinates(longitude, latitude, lang="en"),
        context_fa="، ".join(name_fa for _code, name_fa, _en in held_by),
        context_en=", ".join(name_en for _code, _fa, name_en in held_by),
        anchor=position.lon_lat,
        bounds=None,
        synthetic=innermost is not None and innermost.synthetic,
        address=on_map,
        on_map=on_map,
    )


def named_holders(innermost: Area) -> list[tuple[str, str, str]]:
    """Code and names of an area and its parents, the smallest first."""
    codes = {innermost.code, innermost.county_code, innermost.province_code}
    holding = current_areas().filter(code__in=codes)
    return sorted(
        (
            (code, *in_full(level, name_fa, name_en))
            for code, level, name_fa, name_en in holding.values_list(
                "code", "level", "name_fa", "name_en"
            )
        ),
        key=lambda each: -len(each[0]),
    )
