"""This file checks whether areas make a valid edition: when they are drawn, decided, published."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from django.db import OperationalError

from layers.budget import BudgetSpent
from layers.db import fetch, is_timeout, statement, within_budget
from layers.geometry import hectares
from layers.messages import Digits, Message, Names, Number
from layers.messages import message as _
from planning.models import State, TargetArea
from planning.problems import BoundaryProblem
from planning.publication.grounds import Left, changed_codes, left_ground, shared_m2
from planning.publication.proposals import (
    InForce,
    Proposal,
    claimants,
    in_force,
    proposals,
    replaced_codes,
)
from planning.shapes.checks import SLIVER_M2

SQL = Path(__file__).parent / "sql"
# For one area beside what else its request has to do.
OBSTACLE_S = 5


@dataclass(frozen=True)
class Outlook:
    """What would come of publishing a target area as things stand.

    obstacle: why it could not be published, or None. left: ground of the neighbourhoods that it is
    to replace, which would be in no area; None where there is none, or an obstacle.
    """

    obstacle: Message | None
    left: Left | None = None


def obstacle(target: TargetArea) -> Message | None:
    """Why a target area could not be published as things stand, or None.

    One that is approved is judged with the others that are published with it. What cannot be found
    out within OBSTACLE_S is an obstacle too.
    """
    return _judged(target, with_left=False).obstacle


def outlook(target: TargetArea) -> Outlook:
    """The obstacle to a publication, and the ground that it would leave in no area."""
    return _judged(target, with_left=True)


def _judged(target: TargetArea, *, with_left: bool) -> Outlook:
    chosen = proposals([target])
    try:
        with within_budget(OBSTACLE_S):
            if target.state == State.NATIONAL:
                chosen += claimants(chosen, (State.NATIONAL,))
            now = in_force(target.province_code, drawn=replaced_codes(chosen))
            words = next(obstacles(chosen, now), None)
            is_asked = with_left and words is None
            return Outlook(words, left_ground(chosen, now) if is_asked else None)
    except BoundaryProblem:
        return Outlook(undecided(chosen))
    except (BudgetSpent, OperationalError) as error:
        if not is_timeout(error):
            raise
        return Outlook(undecided(chosen))


def obstacles(chosen: list[Proposal], now: InForce) -> Iterator[Message]:
    """What prevents the publication of these areas together, in the order of asking."""
    yield from gone(chosen, now)
    try:
        yield from changed(chosen, now)
        yield from invented(chosen, now)
        yield from overlaps(chosen)
        yield from standing(chosen, now)
    except BoundaryProblem:
        yield undecided(chosen)


def undecided(chosen: list[Proposal]) -> Message:
    return _(
        "مرزها چنان پیچیده‌اند که هم‌پوشانی آن‌ها معلوم نمی‌شود: {codes}. آن‌ها را ساده کنید.",
        codes=[Digits(each.target.code) for each in chosen],
    )


def gone(chosen: list[Proposal], now: InForce) -> Iterator[Message]:
    if missing := sorted(replaced_codes(chosen) - set(now.areas)):
        yield _(
            "این محله‌ها دیگر در مرزهای امروز نیستند: {codes}. نویسنده «به‌جای» را درست کند و محدوده"
            " را دوباره بفرستد.",
            codes=[Digits(code) for code in missing],
        )


def changed(chosen: list[Proposal], now: InForce) -> Iterator[Message]:
    """What an area is to replace must be what its decision was about."""
    for each in chosen:
        is_decided = each.target.state not in (State.DRAFT, State.RETURNED)
        if is_decided and (codes := changed_codes(each.target, now)):
            yield _(
                "مرز این محله‌ها از هنگام ارسال {area} تغییر کرده است: {codes}. محدوده باید بازگردد"
                " و دوباره فرستاده شود.",
                area=Digits(each.target.code),
                codes=[Digits(code) for code in codes],
            )


def invented(chosen: list[Proposal], now: InForce) -> Iterator[Message]:
    """Sample areas do not stand among real neighbourhoods."""
    is_real = any(not area.synthetic for area in now.areas.values())
    codes = [each.target.code for each in chosen if each.target.synthetic]
    if is_real and codes:
        yield _(
            "دادهٔ نمونه (ساختگی) کنار محله‌های واقعی منتشر نمی‌شود: {codes}. این محدوده‌ها را"
            " برنگزینید.",
            codes=[Digits(code) for code in codes],
        )


def overlaps(chosen: list[Proposal]) -> Iterator[Message]:
    """Areas that share ground with one another."""
    for first, second in combinations(chosen, 2):
        if shared_m2(first.boundary, second.boundary) > SLIVER_M2:
            yield _(
                "{first} و {second} هم‌پوشانی دارند. مرز یکی باید درست شود.",
                first=Digits(first.target.code),
                second=Digits(second.target.code),
            )


def standing(chosen: list[Proposal], now: InForce) -> Iterator[Message]:
    """Neighbourhoods that stay, and lie under an area."""
    if now.edition is None:
        return
    replaced = replaced_codes(chosen)
    for each in chosen:
        for code, name_fa, name_en, square_m in standing_overlaps(each, now, replaced):
            yield _(
                "{area} در {size} هکتار با «{name}» ({code}) هم‌پوشانی دارد و جای آن را نمی‌گیرد."
                " مرز یا «به‌جای» را درست کنید.",
                area=Digits(each.target.code),
                size=Number(max(hectares(square_m), 0.1), decimals=1),
                name=Names(name_fa, name_en),
                code=Digits(code),
            )


def standing_overlaps(
    each: Proposal, now: InForce, replaced: set[str]
) -> list[tuple[str, str, str, float]]:
    """The remaining neighbourhoods that overlap an area, the largest overlap first.

    What another area of the same publication replaces is not standing any more.
    """
    assert now.edition is not None
    return fetch(
        statement(SQL / "standing_overlaps.sql"),
        {
            "boundary": each.revision.boundary.hexewkb.decode(),
            "edition": now.edition.pk,
            "province": now.province,
            "replaced": sorted(replaced),
            "sliver_m2": SLIVER_M2,
        },
    )
