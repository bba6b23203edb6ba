"""This file parses pasted text: GeoJSON, WKT, KML, or positions in degrees, DMS or UTM.

It uses no database. It returns the coordinates as written and names their form.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from layers.importing.files.geojson import parse_json
from layers.importing.findings import refusal
from layers.messages import Digits, Worded, counted
from layers.messages import message as _
from layers.sandbox.errors import JobError
from persian.coordinates import (
    LONGEST_POSITION,
    Notation,
    Order,
    Reason,
    Refusal,
    parse_coordinates,
)
from persian.digits import to_ascii
from planning.problems import BoundaryProblem
from planning.shapes.kml import polygons_of_kml
from planning.shapes.projection import FIRST_ZONE, LAST_ZONE

MOST_CHARACTERS = 4_000_000
MOST_POSITIONS = 20_000
# The SRID of a zone, less its number.
UTM_NORTH_WGS84 = 32_600


class Form(StrEnum):
    """The notation of a boundary."""

    GEOJSON = "geojson"
    WKT = "wkt"
    KML = "kml"
    DEGREES = "degrees"
    DMS = "dms"
    UTM = "utm"
    FILE = "file"


@dataclass
class Pasted:
    """The content of a text: GeoJSON polygons, as they were written.

    others: how many points and lines there are besides. latitude_first: positions whose order
    was turned round because only so they lie in Iran. zone: the UTM zone that a line named last.
    """

    form: Form
    polygons: list[dict[str, Any]] = field(default_factory=list)
    others: int = 0
    latitude_first: bool = False
    zone: int | None = None


def take_apart(text: str, *, zone: int | None = None) -> Pasted:
    """The polygons in a text. zone: for UTM coordinates without a zone.

    Raises BoundaryProblem where it is no boundary, with the line that could not be read.
    """
    if len(text) > MOST_CHARACTERS:
        raise BoundaryProblem(
            _("متن بیش از اندازه بلند است. آن را به‌صورت فایل بدهید."), code="text_too_long"
        )
    text = text.strip().lstrip("\ufeff")
    if not text:
        raise BoundaryProblem(
            _("متنی نوشته نشده است. مختصات، GeoJSON، WKT یا KML را بچسبانید."), code="no_text"
        )
    if text[0] == "{" or text.startswith("[["):
        return from_json(parsed(text))
    if WKT_START.match(text):
        return from_wkt(text)
    if text[0] == "<":
        return from_kml(text.encode(), encoding="utf-8")
    return from_positions(text, zone=zone)


def from_kml(content: bytes, *, encoding: str | None = None) -> Pasted:
    """The polygons of a KML. Raises BoundaryProblem."""
    polygons, others = polygons_of_kml(content, encoding=encoding)
    if not polygons:
        raise no_polygon(others)
    return Pasted(Form.KML, polygons, others=others)


def parsed(text: str) -> Any:
    """A text as JSON. Raises BoundaryProblem."""
    try:
        return parse_json(text.encode())
    except JobError as error:
        raise refused(error) from None


def refused(error: JobError) -> BoundaryProblem:
    """What the reader of files refused, as a problem of the drawing page."""
    found = refusal(error)
    words = _("{message} {advice}", message=found.message, advice=found.advice)
    return BoundaryProblem(words, code=error.code)


def from_json(document: Any) -> Pasted:
    """The polygons of a geometry, Feature, FeatureCollection, or bare list of positions."""
    pasted = Pasted(Form.GEOJSON)
    if isinstance(document, list):
        # A ring, or the coordinates of a polygon or of several.
        depth = _depth(document)
        wrapped = {2: [document], 3: document, 4: document}.get(depth)
        if wrapped is not None:
            kind = "MultiPolygon" if depth == 4 else "Polygon"
            pasted.polygons.append({"type": kind, "coordinates": wrapped})
    else:
        for geometry in _geometries(document):
            _sort_in(geometry, pasted)
    if not pasted.polygons:
        raise no_polygon(pasted.others)
    return pasted


def no_polygon(others: int) -> BoundaryProblem:
    if others:
        return BoundaryProblem(
            counted(
                "تنها {count} نقطه یا خط دارد و چندضلعی ندارد. مرز محدوده را به‌صورت چندضلعی بدهید.",
                count=others,
            ),
            code="no_polygon",
        )
    return BoundaryProblem(
        _(
            "چندضلعی ندارد. GeoJSON از نوع Polygon، MultiPolygon، Feature یا FeatureCollection"
            " بدهید."
        ),
        code="no_polygon",
    )


def _depth(document: Any) -> int:
    depth = 0
    while isinstance(document, list) and document:
        document, depth = document[0], depth + 1
    return depth


def _geometries(document: Any) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection":
        features = document.get("features")
        features = features if isinstance(features, list) else []
        return [each.get("geometry") for each in features if isinstance(each, dict)]
    return [document.get("geometry")] if kind == "Feature" else [document]


def _sort_in(geometry: Any, pasted: Pasted) -> None:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        # One level only: drawing software writes no nested collections.
        members = [each for each in geometry["geometries"] if isinstance(each, dict)]
        for member in members:
            if member.get("type") != "GeometryCollection":
                _sort_in(member, pasted)
    elif kind in ("Polygon", "MultiPolygon"):
        pasted.polygons.append(geometry)
    elif geometry is not None:
        pasted.others += 1


WKT_START = re.compile(
    r"(?:SRID=[0-9]{1,6};)?\s*(?:MULTI)?(?:POLYGON|POINT|LINESTRING)|GEOMETRYCOLLECTION",
    re.IGNORECASE,
)
WKT_POLYGON = re.compile(
    r"(?:SRID=([0-9]{1,6});)?\s*(MULTIPOLYGON|POLYGON)\s*(?:(?:ZM|Z|M)\s*)?(\([-+0-9.eE,()\s]*\))\s*;?",
    re.IGNORECASE,
)
WKT_NUMBERS = re.compile(r"[-+0-9.eE]+(?:\s+[-+0-9.eE]+)*")


def from_wkt(text: str) -> Pasted:
    """The polygon of a WKT text, with the zone that its SRID names.

    It is parsed here because GEOS's reader recurses without limit. Raises BoundaryProblem.
    """
    found = WKT_POLYGON.fullmatch(to_ascii(text).strip())
    if found is None:
        raise BoundaryProblem(
            _(
                "این WKT خوانده نمی‌شود. POLYGON یا MULTIPOLYGON بدهید، مانند POLYGON ((51.3 35.6,"
                " 51.4 35.6, 51.4 35.7, 51.3 35.6))."
            ),
            code="bad_wkt",
        )
    numbers = WKT_NUMBERS.sub(lambda run: "[" + ",".join(run[0].split()) + "]", found[3])
    coordinates = parsed(numbers.replace("(", "[").replace(")", "]"))
    kind = "MultiPolygon" if found[2].upper() == "MULTIPOLYGON" else "Polygon"
    return Pasted(
        Form.WKT, [{"type": kind, "coordinates": coordinates}], zone=zone_of_srid(found[1])
    )


def zone_of_srid(srid: str | None) -> int | None:
    """The UTM zone of an SRID; None for degrees and Web Mercator, which their numbers show.

    Raises BoundaryProblem for a system that is not read.
    """
    if srid is None or int(srid) in (4326, 3857):
        return None
    zone = int(srid) - UTM_NORTH_WGS84
    if not FIRST_ZONE <= zone <= LAST_ZONE:
        raise BoundaryProblem(
            _(
                "سیستم مختصات SRID={srid} خوانده نمی‌شود. 4326 (درجه)، 3857 یا 32638 تا 32641"
                " (UTM) بدهید.",
                srid=Digits(srid),
            ),
            code="srid_unknown",
        )
    return zone


FORM_OF = {
    Notation.DECIMAL: Form.DEGREES,
    Notation.MINUTES: Form.DMS,
    Notation.SECONDS: Form.DMS,
    Notation.UTM: Form.UTM,
}
# Each completes the sentence "The text …" or "Line 2 …".
UNREAD = _("خوانده نمی‌شود. در هر سطر یک جفت بنویسید، مانند ۳۵٫۶۹، ۵۱٫۳۹ یا ۳۵°۴۱′۲۰″N ۵۱°۲۳′۰۰″E.")
REASONS: dict[Reason, Worded] = {
    Reason.OUTSIDE_IRAN: _("بیرون از ایران است. ترتیب دو عدد و نقطهٔ اعشار را بررسی کنید."),
    Reason.MINUTES_OR_SECONDS: _("دقیقه یا ثانیه‌ای بیرون از بازهٔ ۰ تا ۵۹ دارد. آن را درست کنید."),
    Reason.COMMAS_ALONE: _(
        "چهار عدد است که تنها ویرگول میانشان است. نقطهٔ اعشار (35.41 51.23) یا نشان درجه (35°41′"
        " 51°23′) بگذارید."
    ),
    Reason.ZONE_MISSING: _("به متر است (UTM) و زون ندارد. زون ۳۸ تا ۴۱ را انتخاب کنید."),
    Reason.ZONE_OUTSIDE_IRAN: _("زونی بیرون از ایران دارد. زون ۳۸ تا ۴۱ را انتخاب کنید."),
}
# Pairs on one line, as KML and many forms write them: 51.3,35.6 51.4,35.6 …
PAIR = re.compile(r"-?[0-9]+(?:\.[0-9]+)?,-?[0-9]+(?:\.[0-9]+)?(?:,-?[0-9.]+)?")


# A zone that stands alone on its line: «زون ۳۹», "UTM zone 39 N", "39N".
ZONE_LINE = re.compile(
    r"(?:(?:utm|zone|زون)[\s:]*){1,2}(3[89]|4[01])\s*n?|(3[89]|4[01])\s*n", re.IGNORECASE
)
# Metres with thousands marks: 535,000 3,950,000.
GROUPED = re.compile(r"[0-9]{3},[0-9]{3}(?:\.[0-9]+)?\s+[0-9],[0-9]{3},[0-9]{3}(?:\.[0-9]+)?")


def from_positions(text: str, *, zone: int | None = None) -> Pasted:
    """One ring of positions, one per line, or separated by semicolons or blanks.

    Headings and line numbers are skipped. A UTM zone also applies to the lines below it. An
    empty line begins another ring, which is another polygon.
    """
    pasted = Pasted(FORM_OF[Notation.DECIMAL])
    rings: list[list[list[float]]] = [[]]
    lines = _position_lines(text)
    if len(lines) > MOST_POSITIONS:
        raise BoundaryProblem(
            _("متن بیش از {most} سطر دارد. مرز را ساده کنید.", most=MOST_POSITIONS),
            code="too_many_vertices",
        )
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            rings.append([])
        elif position := _position(line, number, pasted, rings[-1], zone=pasted.zone or zone):
            rings[-1].append(position)
    pasted.polygons = [{"type": "Polygon", "coordinates": [ring]} for ring in rings if ring]
    if not pasted.polygons:
        raise BoundaryProblem(_("متن {reason}", reason=UNREAD), code="no_positions")
    return pasted


def _position_lines(text: str) -> list[str]:
    plain = to_ascii(text).strip()
    if "\n" in plain:
        return plain.splitlines()
    pairs = plain.split()
    if len(pairs) > 1 and all(map(_is_pair, pairs)):
        return [",".join(pair.split(",")[:2]) for pair in pairs]
    return re.split(r"[;؛|]", plain.strip(" ;؛|"))


def _is_pair(word: str) -> bool:
    return len(word) <= LONGEST_POSITION and PAIR.fullmatch(word) is not None


def _position(
    line: str, number: int, pasted: Pasted, ring: list[list[float]], *, zone: int | None
) -> list[float] | None:
    """The position of a line; None for a heading. Raises BoundaryProblem."""
    line = line.strip().rstrip(",;،؛")
    if alone := ZONE_LINE.fullmatch(line):
        pasted.zone = int(alone[1] or alone[2])
        return None
    if GROUPED.fullmatch(line):
        line = line.replace(",", "")
    found = parse_coordinates(line)
    if found is None:
        # A running number before the position, or a heading above the first.
        found = parse_coordinates(re.sub(r"^\s*[0-9]{1,5}\s*[.:)\-,;\t ]\s*", "", line, count=1))
    if isinstance(found, Refusal) and found.reason == Reason.ZONE_MISSING and zone:
        found = parse_coordinates(f"{zone}N {line}")
    if found is None and not ring and not re.search(r"[0-9]{2}", line):
        return None
    if found is None or isinstance(found, Refusal):
        reason = REASONS[found.reason] if isinstance(found, Refusal) else UNREAD
        raise BoundaryProblem(
            _(
                "سطر {number} («{line}») {reason}",
                number=Digits(number),
                line=line[:40],
                reason=reason,
            ),
            code=found.reason.value if isinstance(found, Refusal) else "bad_line",
        )
    pasted.form = FORM_OF[found.notation]
    pasted.zone = found.zone or pasted.zone
    pasted.latitude_first |= found.order == Order.LATITUDE_FIRST
    return list(found.lon_lat)
