"""This file parses KML: its polygons with their holes, in degrees; heights are left out.

expat calls back for each element, so that no tree is built of a hostile document. It runs in the
process that answers, so each step takes time in proportion to the text, and no more positions are
kept than a shape may have.
"""

import re
from typing import Any, NoReturn
from xml.parsers import expat

from layers.messages import message as _
from planning.problems import BoundaryProblem
from planning.shapes.geojson import RAW, check_counts

MOST_DEPTH = 50
POSITION = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{0,20})?),(-?[0-9]{1,3}(?:\.[0-9]{0,20})?)(?:,.*)?")
OTHERS = frozenset({"Point", "LineString", "Track"})


def polygons_of_kml(
    content: bytes, *, encoding: str | None = None
) -> tuple[list[dict[str, Any]], int]:
    """The polygons as GeoJSON, and the number of points and lines besides.

    encoding: whatever the document says; without it the document decides. Polygons without an
    outline are left out. Raises BoundaryProblem.
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
    except (expat.ExpatError, LookupError, ValueError):
        # The last two: an encoding that Python does not know, or of several bytes a character.
        reader.refuse()
    check_counts(reader.parts, reader.rings, reader.vertices, RAW)
    return reader.polygons, reader.others


class _Reader:
    """What was read so far. path: the elements around the present place, without prefixes.

    parts, rings, vertices: counted to the end; what exceeds the caps is not kept.
    """

    def __init__(self) -> None:
        self.polygons: list[dict[str, Any]] = []
        self.others = 0
        self.parts = self.rings = self.vertices = 0
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
            self.end_polygon()
        elif ended in OTHERS or (ended == "LinearRing" and "Polygon" not in self.path):
            self.others += 1

    def end_polygon(self) -> None:
        """Keep the polygon, if it has an outline and there may be one more."""
        if not self.outer:
            return
        self.parts += 1
        if self.parts <= RAW.parts:
            self.polygons.append({"type": "Polygon", "coordinates": [self.outer, *self.holes]})
        self.outer, self.holes = [], []

    def positions(self) -> list[list[float]]:
        """The positions of a ring that has ended; none if there are too many."""
        # Blanks around commas are no more than one each, before they are removed.
        text = " ".join("".join(self.words).split()).replace(" ,", ",").replace(", ", ",")
        words, self.words = text.split(" ") if text else [], []
        self.rings += 1
        self.vertices += len(words)
        if self.rings > RAW.rings or self.vertices > RAW.vertices:
            return []
        return [self.position(word) for word in words]

    def position(self, word: str) -> list[float]:
        found = POSITION.fullmatch(word)
        if found is None:
            self.refuse()
        return [float(found[1]), float(found[2])]

    def refuse(self) -> NoReturn:
        raise BoundaryProblem(
            _("این KML خوانده نمی‌شود. آن را دوباره ذخیره کنید، یا به‌صورت GeoJSON بدهید."),
            code="bad_kml",
        )
