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


# The items of a list that are in no pair yet, by their place in it.
Free = dict[int, ListItem]


def compare_lists(first: Iterable[ListItem], second: Iterable[ListItem]) -> ListComparison:
    """Match by code, then by lineage, unique name and overlap, and list the differences.

    Raises BudgetSpent, and BoundaryProblem for shapes that are too complex.
    """
    left, right = dict(enumerate(first)), dict(enumerate(second))
    pairs = [
        *matched_by_code(left, right),
        *matched_by_lineage(left, right),
        *matched_by_name(left, right),
        *matched_by_ground(left, right),
    ]
    found = [Pair(one, two, reasons(one, two)) for one, two in pairs]
    return ListComparison(
        only_first=tuple(left.values()),
        only_second=tuple(right.values()),
        changed=tuple(pair for pair in found if pair.reasons),
        unchanged=tuple(pair for pair in found if not pair.reasons),
    )


def matched_by_code(left: Free, right: Free) -> list[tuple[ListItem, ListItem]]:
    """The pairs that share a code; removes them from both lists."""
    by_code: dict[str, list[int]] = defaultdict(list)
    for place, item in reversed(right.items()):
        for code in item.codes:
            by_code[code].append(place)
    pairs = []
    for place, item in list(left.items()):
        check_budget()
        for code in sorted(item.codes):
            places = by_code.get(code, [])
            while places and places[-1] not in right:
                places.pop()
            if places:
                pairs.append((left.pop(place), right.pop(places[-1])))
                break
    return pairs


def matched_by_lineage(left: Free, right: Free) -> list[tuple[ListItem, ListItem]]:
    """The pairs of which one came from the other; removes them from both lists.

    An area that was divided or merged is in a pair with each of the others.
    """
    by_code: dict[str, list[int]] = defaultdict(list)
    by_forebear: dict[str, list[int]] = defaultdict(list)
    for place, item in right.items():
        for code in item.codes:
            by_code[code].append(place)
        for code in item.forebears:
            by_forebear[code].append(place)
    pairs = []
    for place, item in left.items():
        heirs = (other for code in sorted(item.codes) for other in by_forebear.get(code, ()))
        former = (other for code in sorted(item.forebears) for other in by_code.get(code, ()))
        for other in dict.fromkeys((*heirs, *former)):
            check_budget()
            pairs.append((place, other))
    found = [(left[one], right[two]) for one, two in pairs]
    for one, two in pairs:
        left.pop(one, None)
        right.pop(two, None)
    return found


def matched_by_name(left: Free, right: Free) -> list[tuple[ListItem, ListItem]]:
    """The pairs whose folded Persian name is unique in each list; removes them from both."""
    here, there = by_single_name(left), by_single_name(right)
    return [
        (left.pop(place), right.pop(there[name])) for name, place in here.items() if name in there
    ]


def by_single_name(items: Free) -> dict[str, int]:
    """The places of the items whose folded Persian name no other has, by that name."""
    names = {}
    for place, item in items.items():
        check_budget()
        names[place] = fold_place_name(item.name_fa)
    often = Counter(names.values())
    return {name: place for place, name in names.items() if name and often[name] == 1}


def matched_by_ground(left: Free, right: Free) -> list[tuple[ListItem, ListItem]]:
    """The pairs that cover mostly the same ground; removes them from both lists."""
    shaped = [place for place, item in right.items() if item.boundary is not None]
    tree = shapely.STRtree([right[place].boundary for place in shaped])
    pairs = []
    for place, item in list(left.items()):
        if item.boundary is None:
            continue
        check_budget()
        # By boxes alone: whether two combs cross takes as long to find as where.
        near = (shaped[number] for number in sorted(tree.query(item.boundary)))
        shares = [(1 - difference(item, right[other]), -other) for other in near if other in right]
        if shares and max(shares)[0] >= SAME_GROUND:
            pairs.append((left.pop(place), right.pop(-max(shares)[1])))
    return pairs


def difference(one: ListItem, two: ListItem) -> float:
    """The share of the union of two areas that only one of them covers, 0 to 1.

    Raises BoundaryProblem for shapes that are too complex, and BudgetSpent; anybody can upload a
    list.
    """
    check_budget()
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
    """How two areas that are a pair differ. Raises what difference() raises."""
    check_budget()
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
