"""This file changes drawn shapes: each operation takes the request and returns a storable shape.

The geometry itself is in planning.shapes.geometry. An operation reads its parameters from `Asked`
and returns an `Outcome` with a sentence for the user.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import STORED_DECIMALS, area_m2, hectares
from layers.messages import Message, Number, Worded, counted
from layers.messages import message as _
from layers.problems import BadParameter, NotFound
from planning.problems import BoundaryProblem
from planning.shapes.geojson import (
    MOST_VERTICES,
    are_positions,
    as_geojson,
    check_place,
    read_boundary,
    read_shape,
)
from planning.shapes.neighbours import Neighbour, box_around, named, neighbours_in
from planning.shapes.time_limit import shaped

# Half a street: nearer borders are meant to be the same (docs/data-dictionary.md).
SNAP_M = 15.0
MOST_SNAP_M = 200.0
MOST_BUFFER_M = 5_000.0
# A metre: what a hand on a screen does not see at the scale of a street.
SIMPLIFY_M = 1.0
MOST_SIMPLIFY_M = 500.0
MOST_LINE_VERTICES = 1_000
# Of a ring: more handles would hide the boundary.
MOST_EDITED = 1_500


@dataclass(frozen=True)
class Asked:
    """One request. body: its members, unchecked. user: decides which areas can be named."""

    body: dict[str, Any]
    user: Any

    def area(self) -> MultiPolygon:
        """The valid area to change."""
        return read_boundary(self.body.get("geometry"))

    def metres(self, *, low: float, high: float, default: float | None = None) -> float:
        """The member "metres". Raises BadParameter outside of what is allowed."""
        value: Any = self.body.get("metres", default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= value <= high:
            raise BadParameter(
                "metres",
                _("عددی از {low} تا {high} متر بدهید.", low=low, high=high),
            )
        return float(value)

    def codes(self, name: str = "codes") -> list[str]:
        """A member with codes of areas; empty where it is absent."""
        value = self.body.get(name) or []
        if not isinstance(value, list) or not all(
            isinstance(code, str) and 0 < len(code) <= 12 for code in value
        ):
            raise BadParameter(name, _("فهرستی از کدها بدهید، مانند 2310-001."))
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
    """The result of an operation. parts: of a split, the largest first, else empty."""

    shape: MultiPolygon
    note: Worded
    parts: list[BaseGeometry] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The answer, with the shape as a GeoJSON MultiPolygon."""
        body: dict[str, Any] = {
            "geometry": as_geojson(self.shape),
            "note_fa": self.note.in_language("fa"),
            "note_en": self.note.in_language("en"),
        }
        if self.parts:
            body["parts"] = [as_geojson(part) for part in self.parts]
        return body


def operate(name: str, body: dict[str, Any], user: Any) -> Outcome:
    """The result of the operation of this name. Raises NotFound for an unknown name.

    Raises BoundaryProblem for shapes that cannot be used and where nothing would be left or
    changed, BadParameter for other members.
    """
    operation = OPERATIONS.get(name)
    if operation is None:
        raise NotFound(
            _(
                "عملی به نام «{name}» نیست. یکی از این‌ها را بدهید: {known}.",
                name=name[:20],
                known=list(OPERATIONS),
            )
        )
    return operation(Asked(body, user))


def drawn(asked: Asked) -> MultiPolygon:
    """The polygon "other", which was drawn for this operation. Raises BoundaryProblem."""
    try:
        return read_boundary(asked.body.get("other"))
    except BoundaryProblem as problem:
        if problem.code != "self_crossing":
            raise
        # It is not on the map any more: no vertex of it can be moved.
        raise BoundaryProblem(
            _("آنچه کشیدید خودش را قطع می‌کند. دوباره بکشید، چنان که هیچ ضلعی از روی دیگری نگذرد."),
            code=problem.code,
            point=problem.point,
        ) from None


def hole(asked: Asked) -> Outcome:
    """Cut the polygon "other" out of the area."""
    area, other = asked.area(), drawn(asked)
    rest = stored(shaped("cut_out", area, other))
    _must_change(area, rest, _("سوراخ را درون محدوده بکشید."))
    return _changed(area, rest, _("سوراخ بریده شد."))


def split(asked: Asked) -> Outcome:
    """Cut the area along "line"; the geometry of the outcome is the largest part."""
    area, line = asked.area(), read_line(asked.body.get("line"))
    parts = shaped("split", area, line)
    if len(parts) <= len(area.geoms):
        raise BoundaryProblem(
            _("خط برش از محدوده نمی‌گذرد. آن را از یک سوی بیرون محدوده تا سوی دیگر بکشید."),
            code="not_cut",
        )
    storable = [stored([part]) for part in parts]
    return Outcome(
        storable[0],
        _("محدوده به {count} بخش بریده شد.", count=len(storable)),
        parts=list(storable),
    )


def merge(asked: Asked) -> Outcome:
    """Join the area with the polygon "other", or with the areas that "codes" names."""
    area = asked.area()
    if asked.body.get("other") is not None:
        others: list[BaseGeometry] = [drawn(asked)]
    else:
        others = [each.boundary for each in named(_needed(asked), asked.user, parameter="codes")]
    joined = stored(shaped("join", area, *others))
    return _changed(area, joined, _("محدوده‌ها یکی شدند."))


def union(asked: Asked) -> Outcome:
    """Join the neighbourhoods that "ticked" names, with their exact borders."""
    codes = _needed(asked, "ticked")
    ground = named(codes, asked.user, parameter="ticked")
    joined = stored(shaped("join", *(each.boundary for each in ground)))
    return Outcome(
        joined,
        counted("{count} محله یکی شد: {size} هکتار.", count=len(ground), size=_hectares(joined)),
    )


def buffer(asked: Asked) -> Outcome:
    """Grow the area by "metres" on all sides, or shrink it where they are negative."""
    area = asked.area()
    metres = asked.metres(low=-MOST_BUFFER_M, high=MOST_BUFFER_M)
    wider = stored(shaped("widen", area, metres=metres))
    return _changed(area, wider, _("مرز جابه‌جا شد."))


def snap(asked: Asked) -> Outcome:
    """Snap the area's boundary to its neighbours' within "metres"."""
    area = asked.area()
    metres = asked.metres(low=0.1, high=MOST_SNAP_M, default=SNAP_M)
    around = asked.neighbours(area, reach_m=metres)
    laid = shaped("snap", area, *(each.boundary for each in around), metres=metres)
    if not laid:
        return Outcome(
            area,
            _("تا {metres} متری این مرز، مرز همسایه‌ای نیست.", metres=Number(metres)),
        )
    return _changed(area, stored(laid), _("مرز روی مرز همسایه‌ها نشست."))


def clip(asked: Asked) -> Outcome:
    """Cut away what the area shares with the areas that "codes" names, or with all around."""
    area = asked.area()
    around = asked.neighbours(area)
    rest = stored(shaped("clip", area, *(each.boundary for each in around)))
    return _changed(area, rest, _("هم‌پوشانی بریده شد."))


def fill(asked: Asked) -> Outcome:
    """Add the ground narrower than "metres" between the area and its neighbours."""
    area = asked.area()
    metres = asked.metres(low=0.1, high=MOST_SNAP_M, default=SNAP_M)
    around = asked.neighbours(area, reach_m=metres)
    filled = shaped("fill", area, *(each.boundary for each in around), metres=metres)
    if not filled:
        return Outcome(area, _("شکافی برای پر کردن نیست."))
    return _changed(area, stored(filled), _("شکاف پر شد."))


def simplify(asked: Asked) -> Outcome:
    """Remove vertices so that the boundary moves by at most "metres", or by more where needed: to
    as many as can be stored, and of a storable one to as many as can be edited by hand."""
    area = read_shape(asked.body.get("geometry"))
    metres = asked.metres(low=0.01, high=MOST_SIMPLIFY_M, default=SIMPLIFY_M)
    before = int(shapely.get_num_coordinates(area))
    most = MOST_VERTICES if before > MOST_VERTICES else MOST_EDITED
    simpler = stored(shaped("simplify", area, metres=metres, most=most))
    after = int(shapely.get_num_coordinates(simpler))
    return Outcome(
        simpler,
        _("از {before} رأس، {after} رأس ماند.", before=before, after=after),
    )


def repair(asked: Asked) -> Outcome:
    """Make an invalid area valid; the note has its size before and after.

    Where a border crosses itself, what it encloses counts twice or against itself before.
    """
    area = read_shape(asked.body.get("geometry"))
    sound = stored(shaped("repair", area))
    return Outcome(
        sound,
        counted(
            "مرز درست شد. مساحت آن اکنون {after} هکتار در {count} پاره است؛ پیش از آن {before}"
            " هکتار بود.",
            after=_hectares(sound),
            count=len(sound.geoms),
            before=_hectares(area),
        ),
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
    """The first of some shapes, storable. Raises BoundaryProblem if there is none."""
    if not shapes:
        raise BoundaryProblem(
            _("پس از این کار چیزی از محدوده نمی‌ماند. شکل تغییری نکرد؛ اندازهٔ کمتری بدهید."),
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
            _("خط برش باید LineString با ۲ تا {most} رأس باشد.", most=MOST_LINE_VERTICES),
            code="not_a_line",
        )
    line = LineString([[round(n, STORED_DECIMALS) for n in place[:2]] for place in coordinates])
    check_place(line.bounds)
    return line


def _needed(asked: Asked, name: str = "codes") -> list[str]:
    codes = asked.codes(name)
    if not codes:
        raise BadParameter(name, _("دست‌کم یک کد بدهید."))
    return codes


def _must_change(area: MultiPolygon, result: MultiPolygon, advice: Message) -> None:
    if area.normalize().equals_exact(result.normalize(), tolerance=1e-9):
        raise BoundaryProblem(_("چیزی تغییر نکرد. {advice}", advice=advice), code="nothing_changed")


def _changed(before: MultiPolygon, after: MultiPolygon, done: Message) -> Outcome:
    """An outcome whose note says by how many hectares the area grew or shrank."""
    change = hectares(area_m2(after) - area_m2(before))
    size = Number(abs(change), decimals=2)
    if abs(change) < 0.005:
        return Outcome(after, _("{done} مساحت تغییری نکرد.", done=done))
    if change > 0:
        return Outcome(after, _("{done} {size} هکتار افزوده شد.", done=done, size=size))
    return Outcome(after, _("{done} {size} هکتار کم شد.", done=done, size=size))


def _hectares(shape: MultiPolygon) -> Number:
    return Number(hectares(area_m2(shape)), decimals=1)
