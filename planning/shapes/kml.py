"""This file parses KML: its polygons with their holes, in degrees; heights are left out.

expat calls back for each element, so that no tree is built of a hostile document.
"""

import re
from typing import Any
from xml.parsers import expat

from layers.messages import message as _
from planning.problems import BoundaryProblem

MOST_DEPTH = 50
POSITION = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{0,20})?),(-?[0-9]{1,3}(?:\.[0-9]{0,20})?)(?:,.*)?")
AROUND_COMMA = re.compile(r"\s*,\s*")
OTHERS = frozenset({"Point", "LineString", "Track"})


def polygons_of_kml(
    content: bytes, *, encoding: str | None = None
) -> tuple[list[dict[str, Any]], int]:
    """The polygons as GeoJSON, and the number of points and lines besides.

    encoding: whatever the document says; without it the document decides. Raises BoundaryProblem.
    """
    reader = _Reader()
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.hear
    # Entities can grow without limit; KML needs none.
    parser.StartDoctypeDeclHandler = lambda *_: reader.refuse()
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        reader.refuse()
    return reader.polygons, reader.others


class _Reader:
    """What was read so far. path: the elements around the present place, without prefixes."""

    def __init__(self) -> None:
        self.polygons: list[dict[str, Any]] = []
        self.others = 0
        self.path: list[str] = []
        self.outer: list[list[float]] = []
        self.holes: list[list[list[float]]] = []
        self.words: list[str] = []

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        self.path.append(name.rpartition(":")[2])
        if len(self.path) > MOST_DEPTH:
            self.refuse()
        if self.path[-1] == "Polygon":
            self.outer, self.holes = [], []
        self.words = []

    def hear(self, words: str) -> None:
        if self.path[-1] == "coordinates":
            self.words.append(words)

    def end(self, _name: str) -> None:
        ended = self.path.pop()
        if ended == "coordinates" and "Polygon" in self.path:
            positions = self.positions()
            if "innerBoundaryIs" in self.path:
                self.holes.append(positions)
            else:
                self.outer = positions
        elif ended == "Polygon":
            self.polygons.append({"type": "Polygon", "coordinates": [self.outer, *self.holes]})
        elif ended in OTHERS or (ended == "LinearRing" and "Polygon" not in self.path):
            self.others += 1

    def positions(self) -> list[list[float]]:
        found = []
        for word in AROUND_COMMA.sub(",", "".join(self.words)).split():
            position = POSITION.fullmatch(word)
            if position is None:
                self.refuse()
            else:
                found.append([float(position[1]), float(position[2])])
        return found

    def refuse(self) -> None:
        raise BoundaryProblem(
            _("این KML خوانده نمی‌شود. آن را دوباره ذخیره کنید، یا به‌صورت GeoJSON بدهید."),
            code="bad_kml",
        )
