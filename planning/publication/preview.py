"""This file says beforehand what the publication of approved areas would change."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from layers.messages import Worded
from layers.models import Area
from planning.models import State, TargetArea
from planning.problems import BoundaryProblem
from planning.publication.checking import obstacles
from planning.publication.grounds import Left, left_ground
from planning.publication.proposals import (
    InForce,
    Proposal,
    claimants,
    groups,
    in_force,
    proposals,
    replaced_codes,
)
from planning.publication.successors import kept_code

UNDECIDED = (State.SUBMITTED, State.COUNTY, State.PROVINCE)


@dataclass(frozen=True)
class Change:
    """What a set of approved areas that are published together would change.

    kept: code of the target area → the neighbourhood code that it keeps; others get a new one.
    replaced: the neighbourhoods that end. left: ground that would be in no area. again: target
    areas under decision that have to be submitted again afterwards. obstacle: why the set cannot be
    published, or None.
    """

    areas: tuple[Proposal, ...]
    kept: dict[str, str]
    replaced: tuple[Area, ...]
    left: Left | None
    again: tuple[TargetArea, ...]
    obstacle: Worded | None


def changes(approved: Iterable[TargetArea], province: str) -> list[Change]:
    """The sets of approved areas of a province, by the code of their first area."""
    chosen = proposals(approved)
    now = in_force(province, drawn=replaced_codes(chosen))
    sets = [sorted(group, key=code_of) for group in groups(chosen)]
    return [change(each, now) for each in sorted(sets, key=lambda group: code_of(group[0]))]


def code_of(each: Proposal) -> str:
    return each.target.code


def change(group: list[Proposal], now: InForce) -> Change:
    claims = Counter(code for each in group for code in each.replaces)
    words: Worded | None = next(obstacles(group, now), None)
    kept, left = {}, None
    if words is None:
        try:
            kept = {each.target.code: kept_code(each, claims, now) for each in group}
            left = left_ground(group, now)
        except BoundaryProblem as problem:
            words = problem.detail
    return Change(
        areas=tuple(group),
        kept={code: known for code, known in kept.items() if known},
        replaced=tuple(
            now.areas[code] for code in sorted(replaced_codes(group)) if code in now.areas
        ),
        left=left,
        again=tuple(each.target for each in claimants(group, UNDECIDED)),
        obstacle=words,
    )
