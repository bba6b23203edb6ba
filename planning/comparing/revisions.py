"""This file compares two revisions of a target area: boundary, figures and texts."""

from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon

from layers.geos import to_shapely
from layers.messages import Digits, Worded, counted
from planning.models import Revision
from planning.problems import BoundaryProblem
from planning.shapes.time_limit import shaped
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.frozen import frozen_for
from planning.statistics.table import Row, rows

# Changes of ground smaller than this are noise of rounding, square degrees (about 10 m²).
LEAST_CHANGE_DEG2 = 1e-9
NOWHERE = shapely.Polygon()


@dataclass(frozen=True)
class FigureChange:
    """A figure in both. difference: second minus first, None if one is unknown or suppressed."""

    first: Row
    second: Row
    difference: float | None

    @property
    def is_changed(self) -> bool:
        return self.first.value != self.second.value


@dataclass(frozen=True)
class WordChange:
    """A text or list that differs. field: the name of the member; of "blocks", what only one
    of the revisions has."""

    field: str
    first: str
    second: str


@dataclass(frozen=True)
class RevisionComparison:
    """Two revisions compared. added, removed: ground (degrees) of only the second or only the
    first; empty if the boundaries are the same or too complex to compare. methods: how the people
    of each were counted, None where alike.
    """

    first: Revision
    second: Revision
    added: shapely.Geometry
    removed: shapely.Geometry
    is_too_involved: bool
    methods: tuple[Worded, Worded] | None
    figures: tuple[FigureChange, ...]
    words: tuple[WordChange, ...]


def compare_revisions(user: Any, first: Revision, second: Revision) -> RevisionComparison:
    """The differences between two revisions, as the user may see them."""
    before, after = (to_shapely(each.boundary) for each in (first, second))
    try:
        added, removed, is_too_involved = ground(after, before), ground(before, after), False
    except BoundaryProblem:
        added, removed, is_too_involved = NOWHERE, NOWHERE, True
    seen = frozen_for(user, first), frozen_for(user, second)
    return RevisionComparison(
        first=first,
        second=second,
        added=added,
        removed=removed,
        is_too_involved=is_too_involved,
        methods=method_change(*seen),
        figures=figure_changes(*map(rows, seen)),
        words=word_changes(first, second),
    )


def method_change(first: AreaStatistics, second: AreaStatistics) -> tuple[Worded, Worded] | None:
    """The two methods of counting in words, None if they are the same."""
    one, two = first.method, second.method
    return None if one.code == two.code else (one.title, two.title)


def ground(of: MultiPolygon, without: MultiPolygon) -> shapely.Geometry:
    """The ground of one boundary without the other; empty below LEAST_CHANGE_DEG2. Raises
    BoundaryProblem if it would take too long.
    """
    found = shapely.union_all(shaped("cut_out", of, without))
    return found if found.area >= LEAST_CHANGE_DEG2 else NOWHERE


def figure_changes(first: tuple[Row, ...], second: tuple[Row, ...]) -> tuple[FigureChange, ...]:
    """Every figure of either revision, in the order of the second."""
    before = {row.key: row for row in first}
    after = {row.key: row for row in second}
    keys = [*after, *(key for key in before if key not in after)]
    found = []
    for key in keys:
        one, two = before.get(key), after.get(key)
        known = one or two
        assert known is not None
        one, two = one or blank(known), two or blank(known)
        difference = None if None in (one.value, two.value) else two.value - one.value  # type: ignore[operator]
        found.append(FigureChange(one, two, difference))
    return tuple(found)


def blank(row: Row) -> Row:
    """The same figure with an unknown value."""
    return Row(row.key, row.name, None, unit=row.unit, decimals=row.decimals)


def only_in(revision: Revision, other: Revision) -> str:
    """How many painted blocks only one of two revisions has, and the first codes of them."""
    codes = sorted(set(revision.blocks) - set(other.blocks))
    if not codes:
        return ""
    return str(
        counted(
            "{count} بلوک: {codes}",
            count=len(codes),
            codes=[Digits(code) for code in codes],
        )
    )


def word_changes(first: Revision, second: Revision) -> tuple[WordChange, ...]:
    pairs = [
        (name, getattr(first, name), getattr(second, name))
        for name in ("name_fa", "name_en", "purpose", "notes")
    ]
    pairs += [
        (name, " ".join(getattr(first, name)), " ".join(getattr(second, name)))
        for name in ("packages", "replaces")
    ]
    pairs.append(("blocks", only_in(first, second), only_in(second, first)))
    return tuple(WordChange(name, one, two) for name, one, two in pairs if one != two)
