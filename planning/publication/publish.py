"""This file turns approved target areas into a new edition of neighbourhoods."""

from collections.abc import Collection, Sequence

from django.db import transaction

from accounts.models import User
from layers.db import Lock, wait_for
from layers.editions.write import write_areas
from layers.geometry import hectares
from layers.messages import Digits, Number
from layers.messages import message as _
from layers.models import Edition
from layers.publishing.publish import publish as publish_ground
from planning.decisions import record_decision
from planning.models import Decision, State, Step, TargetArea
from planning.problems import BoundaryProblem, CannotPublish
from planning.publication.checking import obstacles
from planning.publication.editions import (
    close,
    copy_areas,
    new_area,
    new_edition,
    planning_source,
)
from planning.publication.figures import write_figures
from planning.publication.grounds import Left, left_ground
from planning.publication.lineage import write_lineage
from planning.publication.proposals import (
    InForce,
    Proposal,
    claimants,
    groups,
    in_force,
    proposals,
    replaced_codes,
)
from planning.publication.successors import Successor, name_successors


@transaction.atomic
def publish(
    targets: Sequence[TargetArea], *, by: User, reason: str, may_leave: Collection[str] = ()
) -> list[Decision]:
    """Publish approved target areas of one province together, as one new edition in force today.

    targets: locked, each approved by the national headquarters, with all others that are approved
    to replace the same neighbourhoods. Every neighbourhood in force that none of them replaces is
    carried over as it is. may_leave: codes of target areas; what they and those beside them leave
    of the replaced neighbourhoods may be in no area any more. Returns the decisions in the order of
    `targets`. Raises CannotPublish; then nothing is written.
    """
    lock()
    now = in_force(the_province(targets))
    chosen = proposals(targets)
    check(chosen, now)
    left = what_is_left(chosen, now, may_leave=may_leave)
    successors = named(chosen, now)
    edition = new_edition(successors, now)
    kept = copy_areas(now.areas, edition, replaced_codes(chosen))
    areas = write_areas(edition, (new_area(each, edition, now.areas) for each in successors))
    made = {each.target.pk: area for each, area in zip(successors, areas, strict=True)}
    write_lineage(now.areas, kept, successors, made, reason)
    for each in successors:
        if not each.keeps:
            source = planning_source(each.target.synthetic)
            write_figures(each.code, each.revision, each.target, source)
    close(now.edition, edition)
    decisions = [
        record(each, edition, by=by, reason=reason, left=left.get(each.target.pk))
        for each in successors
    ]
    publish_ground(["neighbourhoods"], [now.province])
    return decisions


def lock() -> None:
    """Wait for any import of boundaries and any other publication to end."""
    wait_for(Lock.LOADING)
    wait_for(Lock.PUBLISHING)


def the_province(targets: Sequence[TargetArea]) -> str:
    provinces = {target.province_code for target in targets}
    if len(provinces) != 1:
        raise CannotPublish(
            _("تنها محدوده‌های یک استان با هم منتشر می‌شوند. از یک استان انتخاب کنید."),
        )
    return provinces.pop()


def check(chosen: list[Proposal], now: InForce) -> None:
    """Raise CannotPublish with the first obstacle."""
    if others := claimants(chosen, (State.NATIONAL,)):
        raise CannotPublish(
            _(
                "این محدوده‌ها هم جای همان محله‌ها را می‌گیرند و تأیید شده‌اند: {codes}. آن‌ها را هم"
                " انتخاب کنید تا با هم منتشر شوند، یا بازگردانید.",
                codes=[Digits(each.target.code) for each in others],
            )
        )
    for words in obstacles(chosen, now):
        raise CannotPublish(words)


def what_is_left(
    chosen: list[Proposal], now: InForce, *, may_leave: Collection[str]
) -> dict[int, Left]:
    """What each target area (by pk) and those beside it leave in no area. Raises CannotPublish."""
    found: dict[int, Left] = {}
    for group in groups(chosen):
        try:
            left = left_ground(group, now)
        except BoundaryProblem as mistake:
            raise CannotPublish(mistake.detail) from mistake
        if left is None:
            continue
        if not any(each.target.code in may_leave for each in group):
            raise CannotPublish(
                _(
                    "{size} هکتار از این محله‌ها در هیچ محدوده‌ای نیست: {codes}. اگر این بخش باید از"
                    " محله‌های هدف بیرون برود، آن را هنگام انتشار تأیید کنید.",
                    size=Number(hectares(left.area_m2), decimals=1),
                    codes=[Digits(code) for code in left.codes],
                )
            )
        found |= {each.target.pk: left for each in group}
    return found


def named(chosen: list[Proposal], now: InForce) -> list[Successor]:
    """The areas with their codes as neighbourhoods. Raises CannotPublish."""
    try:
        return name_successors(chosen, now)
    except BoundaryProblem as mistake:
        raise CannotPublish(mistake.detail) from mistake


def record(
    each: Successor, edition: Edition, *, by: User, reason: str, left: Left | None
) -> Decision:
    """Record the publication of one area, and which neighbourhood it became."""
    return record_decision(
        each.target,
        each.revision,
        Step.PUBLISH,
        by=by,
        reason=reason,
        left=(left.area_m2, left.persons) if left else None,
        edition=edition,
        published_code=each.code,
    )
