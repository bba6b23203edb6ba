"""This file compares two lists of areas: areas in one list only, and differences in both."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import shapely
from shapely.geometry import MultiPolygon

from layers.budget import check_budget
from persian.names import fold_place_name
from planning.shapes.time_limit import area_of_union

# Boundaries of one and the same area share at least this much of what they cover together.
SAME_GROUND = 0.5
# A boundary that differs by less than this share is the same line, drawn again.
LEAST_DIFFERENCE = 0.01


@dataclass(frozen=True)
class ListItem:
    """An area in a list. code: empty where the list has none. aliases: other codes it goes by.
    forebears: codes of earlier editions from which it came.

    boundary: degrees, or None where the list has no shapes. address: of its page, or empty.
    """

    code: str
    name_fa: str
    name_en: str
    aliases: frozenset[str] = frozenset()
    boundary: MultiPolygon | None = None
    address: str = ""
    forebears: frozenset[str] = frozenset()

    @property
    def codes(self) -> frozenset[str]:
        return self.aliases | {self.code} - {""}


class Why(StrEnum):
    """A way in which an area differs from one list to the other."""

    CODE = "code"
    NAME = "name"
    LINEAGE = "lineage"
    BOUNDARY = "boundary"


@dataclass(frozen=True)
class Reason:
    """percent: for a boundary, the share of the common union that only one of the two covers."""

    why: Why
    percent: float | None = None


@dataclass(frozen=True)
class Pair:
    """An area that both lists have. reasons: empty where it is the same."""

    first: ListItem
    second: ListItem
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class ListComparison:
    """only_first, only_second: in their order. changed: with reasons; an area that was divided is
    in several of them. unchanged: the others."""

    only_first: tuple[ListItem, ...]
    only_second: tuple[ListItem, ...]
    changed: tuple[Pair, ...]
    unchanged: tuple[Pair, ...]

    @property
    def same(self) -> int:
        return len(self.unchanged)


def compare_lists(first: Iterable[ListItem], second: Iterable[ListItem]) -> ListComparison:
    """Match by code, then by lineage, unique name and overlap, and list the differences."""
    left, right = list(first), list(second)
    pairs = [
        *matched_by_code(left, right),
        *matched_by_lineage(left, right),
        *matched_by_name(left, right),
        *matched_by_ground(left, right),
    ]
    found = [Pair(one, two, reasons(one, two)) for one, two in pairs]
    return ListComparison(
        only_first=tuple(left),
        only_second=tuple(right),
        changed=tuple(pair for pair in found if pair.reasons),
        unchanged=tuple(pair for pair in found if not pair.reasons),
    )


def matched_by_code(left: list[ListItem], right: list[ListItem]) -> list[tuple[ListItem, ListItem]]:
    """The pairs that share a code; removes them from both lists."""
    by_code = {code: item for item in right for code in item.codes}
    pairs = []
    for item in list(left):
        other = next((by_code[code] for code in sorted(item.codes) if code in by_code), None)
        if other is not None and other in right:
            pairs.append(take(left, right, item, other))
    return pairs


def matched_by_lineage(
    left: list[ListItem], right: list[ListItem]
) -> list[tuple[ListItem, ListItem]]:
    """The pairs of which one came from the other; removes them from both lists.

    An area that was divided or merged is in a pair with each of the others.
    """
    by_code: dict[str, list[ListItem]] = defaultdict(list)
    by_forebear: dict[str, list[ListItem]] = defaultdict(list)
    for item in right:
        for code in item.codes:
            by_code[code].append(item)
        for code in item.forebears:
            by_forebear[code].append(item)
    pairs = []
    for item in left:
        heirs = (other for code in sorted(item.codes) for other in by_forebear.get(code, ()))
        former = (other for code in sorted(item.forebears) for other in by_code.get(code, ()))
        pairs += [(item, other) for other in dict.fromkeys((*heirs, *former))]
    for items, place in ((left, 0), (right, 1)):
        matched = {id(pair[place]) for pair in pairs}
        items[:] = [item for item in items if id(item) not in matched]
    return pairs


def matched_by_name(left: list[ListItem], right: list[ListItem]) -> list[tuple[ListItem, ListItem]]:
    """The pairs whose folded Persian name is unique in each list; removes them from both."""
    names = [Counter(fold_place_name(item.name_fa) for item in items) for items in (left, right)]
    by_name = {fold_place_name(item.name_fa): item for item in right}
    pairs = []
    for item in list(left):
        name = fold_place_name(item.name_fa)
        if name and names[0][name] == names[1][name] == 1:
            pairs.append(take(left, right, item, by_name[name]))
    return pairs


def matched_by_ground(
    left: list[ListItem], right: list[ListItem]
) -> list[tuple[ListItem, ListItem]]:
    """The pairs that cover mostly the same ground; removes them from both lists."""
    shaped = [item for item in right if item.boundary is not None]
    tree = shapely.STRtree([item.boundary for item in shaped])
    pairs = []
    for item in list(left):
        if item.boundary is None:
            continue
        check_budget()
        # By boxes alone: whether two combs cross takes as long to find as where.
        near = [shaped[place] for place in sorted(tree.query(item.boundary))]
        free = [other for other in near if other in right]
        shares = [(1 - difference(item, other), -place) for place, other in enumerate(free)]
        if shares and max(shares)[0] >= SAME_GROUND:
            pairs.append(take(left, right, item, free[-max(shares)[1]]))
    return pairs


def take(
    left: list[ListItem], right: list[ListItem], one: ListItem, two: ListItem
) -> tuple[ListItem, ListItem]:
    left.remove(one)
    right.remove(two)
    return one, two


def difference(one: ListItem, two: ListItem) -> float:
    """The share of the union of two areas that only one of them covers, 0 to 1.

    Raises BoundaryProblem for shapes that are too complex; anybody can upload a list.
    """
    first, second = one.boundary, two.boundary
    assert first is not None
    assert second is not None
    if not boxes_meet(first, second):
        return 1.0
    together = area_of_union(first, second)
    return max(2 * together - first.area - second.area, 0.0) / together


def boxes_meet(first: MultiPolygon, second: MultiPolygon) -> bool:
    """Whether two areas can have ground in common."""
    return bool(shapely.box(*first.bounds).intersects(shapely.box(*second.bounds)))


def reasons(one: ListItem, two: ListItem) -> tuple[Reason, ...]:
    found = []
    if one.codes and two.codes and not one.codes & two.codes:
        found.append(Reason(Why.CODE))
    if one.codes & two.forebears or two.codes & one.forebears:
        found.append(Reason(Why.LINEAGE))
    if fold_place_name(one.name_fa) != fold_place_name(two.name_fa) and one.name_fa and two.name_fa:
        found.append(Reason(Why.NAME))
    if one.boundary is not None and two.boundary is not None:
        share = difference(one, two)
        if share > LEAST_DIFFERENCE:
            found.append(Reason(Why.BOUNDARY, share * 100))
    return tuple(found)
