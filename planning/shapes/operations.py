"""This file changes drawn shapes: each operation takes what was sent and gives a storable shape.

The geometry itself is in planning.shapes.geometry. What is asked of an operation stands in `Asked`;
each gives an `Outcome` with a sentence in both languages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import STORED_DECIMALS, area_m2, hectares
from layers.problems import BadParameter, NotFound
from persian.digits import format_number
from planning.problems import BoundaryProblem
from planning.shapes.geojson import (
    MOST_VERTICES,
    are_positions,
    as_geojson,
    check_place,
    read_boundary,
    read_shape,
)
from planning.shapes.heavy import shaped
from planning.shapes.neighbours import Neighbour, box_around, named, neighbours_in

# Half a street: nearer borders are meant to be the same (docs/data-dictionary.md).
SNAP_M = 15.0
MOST_SNAP_M = 200.0
MOST_BUFFER_M = 5_000.0
# A metre: what a hand on a screen does not see at the scale of a street.
SIMPLIFY_M = 1.0
MOST_SIMPLIFY_M = 500.0
MOST_LINE_VERTICES = 1_000


@dataclass(frozen=True)
class Asked:
    """One request. body: its members as they came. user: who asks, for the areas he may name."""

    body: dict[str, Any]
    user: Any

    def area(self) -> MultiPolygon:
        """The area to be changed, sound."""
        return read_boundary(self.body.get("geometry"))

    def metres(self, *, low: float, high: float, default: float | None = None) -> float:
        """The member "metres". Raises BadParameter outside of what is allowed."""
        value: Any = self.body.get("metres", default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= value <= high:
            raise BadParameter(
                "metres",
                f"عددی از {format_number(low)} تا {format_number(high)} متر بدهید.",
                f"Give a number of metres from {low:,.0f} to {high:,.0f}.",
            )
        return float(value)

    def codes(self, name: str = "codes") -> list[str]:
        """A member with codes of areas; empty where it is absent."""
        value = self.body.get(name) or []
        if not isinstance(value, list) or not all(
            isinstance(code, str) and 0 < len(code) <= 12 for code in value
        ):
            raise BadParameter(
                name, "فهرستی از کدها بدهید، مانند 2310-001.", "Give a list of codes: 2310-001."
            )
        return value

    def neighbours(self, area: BaseGeometry, *, reach_m: float = 0.0) -> list[Neighbour]:
        """The areas that "codes" names; without it the neighbourhoods around the area.

        Target areas are proposals: nothing is laid onto them unless it is asked for.
        """
        codes = self.codes()
        if codes:
            return named(codes, self.user, parameter="codes")
        return [
            each
            for each in neighbours_in(box_around(area, reach_m=reach_m), self.user)
            if each.kind == "neighbourhood"
        ]


@dataclass(frozen=True)
class Outcome:
    """What comes of an operation. parts: of a split, the largest first, else empty."""

    shape: MultiPolygon
    note_fa: str
    note_en: str
    parts: list[BaseGeometry] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The answer, with the shape as a GeoJSON MultiPolygon."""
        body: dict[str, Any] = {
            "geometry": as_geojson(self.shape),
            "note_fa": self.note_fa,
            "note_en": self.note_en,
        }
        if self.parts:
            body["parts"] = [as_geojson(part) for part in self.parts]
        return body


def operate(name: str, body: dict[str, Any], user: Any) -> Outcome:
    """What the operation of this name makes. Raises NotFound for one that there is not.

    Raises BoundaryProblem for shapes that cannot be used and where nothing would be left or
    changed, BadParameter for other members.
    """
    operation = OPERATIONS.get(name)
    if operation is None:
        known = ", ".join(OPERATIONS)
        raise NotFound(
            f"کاری به نام «{name[:20]}» نیست؛ آنچه هست: {known}.",
            f"There is no operation '{name[:20]}'; there are: {known}.",
        )
    return operation(Asked(body, user))


def hole(asked: Asked) -> Outcome:
    """Cut the polygon "other" out of the area."""
    area, other = asked.area(), read_boundary(asked.body.get("other"))
    rest = stored(shaped("cut_out", area, other))
    _must_change(area, rest, "سوراخ را درون محدوده بکشید.", "Draw the hole inside the area.")
    return _changed(area, rest, "سوراخ بریده شد.", "The hole was cut out.")


def split(asked: Asked) -> Outcome:
    """Cut the area along "line"; the geometry of the outcome is the largest part."""
    area, line = asked.area(), read_line(asked.body.get("line"))
    parts = shaped("split", area, line)
    if len(parts) <= len(area.geoms):
        raise BoundaryProblem(
            "خط محدوده را از این سو تا آن سو نمی‌برد. آن را از بیرون تا بیرون محدوده بکشید.",
            "The line does not cut through the area. Draw it from outside to outside.",
            code="not_cut",
        )
    storable = [stored([part]) for part in parts]
    count = len(storable)
    return Outcome(
        storable[0],
        f"محدوده به {format_number(count)} بخش بریده شد.",
        f"The area was cut into {count} parts.",
        parts=list(storable),
    )


def merge(asked: Asked) -> Outcome:
    """Join the area with the polygon "other", or with the areas that "codes" names."""
    area = asked.area()
    if asked.body.get("other") is not None:
        others: list[BaseGeometry] = [read_boundary(asked.body["other"])]
    else:
        others = [each.boundary for each in named(_needed(asked), asked.user, parameter="codes")]
    joined = stored(shaped("join", area, *others))
    return _changed(area, joined, "یکی شد.", "They were merged.")


def union(asked: Asked) -> Outcome:
    """Join the neighbourhoods that "ticked" names, with their exact borders."""
    codes = _needed(asked, "ticked")
    ground = named(codes, asked.user, parameter="ticked")
    joined = stored(shaped("join", *(each.boundary for each in ground)))
    size_fa, size_en = _hectares(joined)
    return Outcome(
        joined,
        f"{format_number(len(ground))} محله یکی شد: {size_fa} هکتار.",
        f"{len(ground)} neighbourhoods were joined: {size_en} ha.",
    )


def buffer(asked: Asked) -> Outcome:
    """Grow the area by "metres" on all sides, or shrink it where they are negative."""
    area = asked.area()
    metres = asked.metres(low=-MOST_BUFFER_M, high=MOST_BUFFER_M)
    wider = stored(shaped("widen", area, metres=metres))
    return _changed(area, wider, "مرز جابه‌جا شد.", "The border was moved.")


def snap(asked: Asked) -> Outcome:
    """Lay the area's border onto its neighbours' where it runs within "metres" of theirs."""
    area = asked.area()
    metres = asked.metres(low=0.1, high=MOST_SNAP_M, default=SNAP_M)
    around = asked.neighbours(area, reach_m=metres)
    laid = shaped("snap", area, *(each.boundary for each in around), metres=metres)
    if not laid:
        return Outcome(
            area,
            f"در {format_number(metres)} متری مرز، مرز همسایه‌ای نیست که روی آن بنشیند.",
            f"No neighbour's border runs within {metres:,.0f} m of this one.",
        )
    return _changed(area, stored(laid), "مرز روی مرز همسایه‌ها نشست.", "The border was snapped.")


def clip(asked: Asked) -> Outcome:
    """Cut away what the area shares with the areas that "codes" names, or with all around."""
    area = asked.area()
    around = asked.neighbours(area)
    rest = stored(shaped("clip", area, *(each.boundary for each in around)))
    return _changed(area, rest, "همپوشانی بریده شد.", "The overlap was cut away.")


def fill(asked: Asked) -> Outcome:
    """Add the ground narrower than "metres" between the area and its neighbours."""
    area = asked.area()
    metres = asked.metres(low=0.1, high=MOST_SNAP_M, default=SNAP_M)
    around = asked.neighbours(area, reach_m=metres)
    filled = shaped("fill", area, *(each.boundary for each in around), metres=metres)
    if not filled:
        return Outcome(area, "شکافی نیست که پر شود.", "There is no gap to fill.")
    return _changed(area, stored(filled), "شکاف پر شد.", "The gap was filled.")


def simplify(asked: Asked) -> Outcome:
    """Leave out vertices so that the border moves by no more than "metres", below the cap."""
    area = read_shape(asked.body.get("geometry"))
    metres = asked.metres(low=0.01, high=MOST_SIMPLIFY_M, default=SIMPLIFY_M)
    simpler = stored(shaped("simplify", area, metres=metres, most=MOST_VERTICES))
    before = int(shapely.get_num_coordinates(area))
    after = int(shapely.get_num_coordinates(simpler))
    return Outcome(
        simpler,
        f"از {format_number(before)} رأس {format_number(after)} رأس ماند.",
        f"Of {before:,} vertices {after:,} are left.",
    )


def repair(asked: Asked) -> Outcome:
    """Make an unsound area sound, and say what size it had before and has now.

    Where a border crosses itself, what it encloses counts twice or against itself before.
    """
    area = read_shape(asked.body.get("geometry"))
    sound = stored(shaped("repair", area))
    before_fa, before_en = _hectares(area)
    after_fa, after_en = _hectares(sound)
    parts = len(sound.geoms)
    return Outcome(
        sound,
        f"مرز درست شد و اکنون {after_fa} هکتار در {format_number(parts)} پاره است؛ پیش از آن"
        f" {before_fa} هکتار به شمار می‌آمد.",
        f"The boundary was repaired. It has {after_en} ha in {parts} parts; before, it came to"
        f" {before_en} ha.",
    )


Operation = Callable[[Asked], Outcome]
OPERATIONS: dict[str, Operation] = {
    operation.__name__: operation
    for operation in (
        hole,
        split,
        merge,
        buffer,
        snap,
        clip,
        fill,
        simplify,
        repair,
        union,
    )
}


def stored(shapes: list[BaseGeometry]) -> MultiPolygon:
    """The first of some shapes, such as can be saved. Raises BoundaryProblem otherwise."""
    if not shapes:
        raise BoundaryProblem(
            "پس از این کار چیزی از محدوده نمی‌ماند. شکل پیشین دست‌نخورده است؛ اندازهٔ کمتری بدهید.",
            "Nothing of the area would be left. It is unchanged; give a smaller measure.",
            code="nothing_left",
        )
    return read_boundary(as_geojson(shapes[0]))


def read_line(geometry: Any) -> LineString:
    """A GeoJSON LineString, 7 decimals. Raises BoundaryProblem."""
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if (
        not isinstance(coordinates, list)
        or geometry.get("type") != "LineString"
        or not 2 <= len(coordinates) <= MOST_LINE_VERTICES
        or not are_positions(coordinates)
    ):
        raise BoundaryProblem(
            f"خط برش باید LineString با ۲ تا {format_number(MOST_LINE_VERTICES)} رأس باشد.",
            f"The line to cut along must be a LineString of 2 to {MOST_LINE_VERTICES:,} vertices.",
            code="not_a_line",
        )
    line = LineString([[round(n, STORED_DECIMALS) for n in place[:2]] for place in coordinates])
    check_place(line.bounds)
    return line


def _needed(asked: Asked, name: str = "codes") -> list[str]:
    codes = asked.codes(name)
    if not codes:
        raise BadParameter(name, "دست‌کم یک کد بدهید.", "Give at least one code.")
    return codes


def _must_change(area: MultiPolygon, result: MultiPolygon, fa: str, en: str) -> None:
    if area.normalize().equals_exact(result.normalize(), tolerance=1e-9):
        raise BoundaryProblem(
            f"چیزی دگرگون نشد. {fa}", f"Nothing changed. {en}", code="nothing_changed"
        )


def _changed(before: MultiPolygon, after: MultiPolygon, fa: str, en: str) -> Outcome:
    """An outcome whose note says by how many hectares the area grew or shrank."""
    change = hectares(area_m2(after) - area_m2(before))
    size = abs(change)
    if size < 0.005:
        return Outcome(after, f"{fa} مساحت همان ماند.", f"{en} The area stayed the same.")
    shown_fa, shown_en = (format_number(size, decimals=2, lang=lang) for lang in ("fa", "en"))
    grew_fa, grew_en = ("افزوده", "more") if change > 0 else ("کم", "less")
    return Outcome(
        after, f"{fa} {shown_fa} هکتار {grew_fa} شد.", f"{en} It is {shown_en} ha {grew_en}."
    )


def _hectares(shape: MultiPolygon) -> tuple[str, str]:
    size = hectares(area_m2(shape))
    return format_number(size, decimals=1), format_number(size, decimals=1, lang="en")
