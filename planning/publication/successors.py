"""This file names the neighbourhoods that approved target areas become."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from layers.editions.codes import NeighbourhoodCodes
from layers.messages import Digits
from layers.messages import message as _
from planning.problems import CannotPublish
from planning.publication.grounds import is_nearly_same
from planning.publication.proposals import InForce, Proposal


@dataclass(frozen=True)
class Successor(Proposal):
    """An approved area that becomes a neighbourhood. code: its code as a neighbourhood.

    keeps: it takes the place of one neighbourhood, alone, has nearly its ground and its persons,
    and keeps its code.
    """

    code: str
    keeps: bool


def name_successors(chosen: Sequence[Proposal], now: InForce) -> list[Successor]:
    """The approved areas with their neighbourhood codes. Raises BoundaryProblem, CannotPublish."""
    claims = Counter(code for each in chosen for code in each.replaces)
    codes = NeighbourhoodCodes()
    return [
        Successor(
            each.target,
            each.revision,
            code=kept or next_code(codes, each.target.county_code),
            keeps=bool(kept),
        )
        for each in chosen
        for kept in [kept_code(each, claims, now)]
    ]


def kept_code(each: Proposal, claims: Counter[str], now: InForce) -> str:
    """The code of the neighbourhood whose place an area takes, or "" if it gets a new one."""
    if len(each.replaces) != 1:
        return ""
    [code] = each.replaces
    if claims[code] != 1:
        return ""
    is_same = is_nearly_same(each.boundary, each.revision.blocks, now.areas[code])
    return code if is_same else ""


def next_code(codes: NeighbourhoodCodes, county: str) -> str:
    """The next free code of a county. Raises CannotPublish when there is none."""
    code = codes.next_code(county)
    if code is None:
        raise CannotPublish(
            _(
                "کد آزادی برای محله‌های شهرستان {county} نمانده است. به مدیر سامانه بگویید.",
                county=Digits(county),
            ),
        )
    return code
