"""This file holds the parts that several pages of planning share: people, days, steps."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.access import Capability
from accounts.models import User
from layers.messages import Worded, counted
from layers.messages import message as _
from persian.digits import is_persian
from planning.models import Decision, State, Step, TargetArea
from planning.queries import may_take
from planning.rules import FORWARD, Rule, rules_from

# The steps of the bar: each is reached by the step beside it.
BAR: tuple[tuple[State, Step | None], ...] = (
    (State.DRAFT, None),
    (State.SUBMITTED, Step.SUBMIT),
    (State.COUNTY, Step.APPROVE_COUNTY),
    (State.PROVINCE, Step.APPROVE_PROVINCE),
    (State.NATIONAL, Step.APPROVE_NATIONAL),
    (State.PUBLISHED, Step.PUBLISH),
)
# How far each state has come in the bar; who was returned or has withdrawn begins again.
PLACE = {
    **{state: place for place, (state, _step) in enumerate(BAR)},
    State.RETURNED: 0,
    State.WITHDRAWN: 0,
    State.DELETED: 0,
}
BADGES = {
    State.PUBLISHED: "ok",
    State.RETURNED: "bad",
    State.WITHDRAWN: "outline",
    State.DRAFT: "outline",
}


@dataclass(frozen=True)
class Person:
    """The person behind an action. letter: for the avatar; role: its label."""

    name: str
    letter: str
    role: str


@dataclass(frozen=True)
class Due:
    """The due day of the present step. kind: late, today or later."""

    on: date
    kind: str
    days: int
    text: Worded | str


@dataclass(frozen=True)
class StepMark:
    """A step of the bar. kind: done, now or todo. moment: when it was reached; due: its day."""

    number: int
    label: Worded
    kind: str
    moment: datetime | None
    due: date | None


@dataclass(frozen=True)
class Offer:
    """A step as a button. kind: forward, return or back. why_not: empty where it may be taken.

    address: of the page that shows what the step changes and takes it; "" where the button does.
    """

    step: Step
    label: str
    kind: str
    why_not: Worded | str
    needs_reason: bool
    address: str = ""


def language() -> str:
    """The language of the current page: "fa" or "en"."""
    return "fa" if is_persian(get_language() or "fa") else "en"


def person(user: User) -> Person:
    name = user.get_full_name() or user.username
    return Person(name, name[:1], str(user.get_role_display()))


def due(target: TargetArea) -> Due | None:
    """The due day of a target area in words, or None."""
    if target.due_on is None:
        return None
    days = (target.due_on - timezone.localdate()).days
    if days < 0:
        return Due(target.due_on, "late", days, counted("{count} روز دیرکرد", count=-days))
    if days == 0:
        return Due(target.due_on, "today", 0, _("مهلت امروز"))
    return Due(target.due_on, "later", days, "")


def steps_bar(
    target: TargetArea, decisions: list[Decision], drawn_at: datetime | None
) -> tuple[StepMark, ...]:
    """The six steps and their progress. decisions: in order; drawn_at: of the first revision."""
    reached = times_of(decisions)
    place = PLACE[State(target.state)]
    labels = (
        _("پیش‌نویس"), _("ارسال"), _("شهرستان"), _("استان"), _("ستاد ملی"), _("انتشار"),
    )  # fmt: skip
    now = place + 1 if 0 < place < len(BAR) - 1 else place
    marks = []
    for number, ((state, step), label) in enumerate(zip(BAR, labels, strict=True)):
        is_done = number <= place and not (number == place == 0)
        kind = "done" if is_done else "now" if number == now else "todo"
        marks.append(
            StepMark(
                number=number + 1,
                label=label,
                kind=kind,
                moment=drawn_at if state == State.DRAFT else reached.get(step) if is_done else None,
                due=target.due_on if kind == "now" else None,
            )
        )
    return tuple(marks)


def times_of(decisions: list[Decision]) -> dict[Any, datetime]:
    """When each step was last taken since the last submission."""
    reached: dict[Any, datetime] = {}
    for decision in decisions:
        if decision.step == Step.SUBMIT:
            reached = {}
        reached[Step(decision.step)] = decision.made_at
    return reached


def offers(user: Any, target: TargetArea) -> tuple[Offer, ...]:
    """The possible next steps for a user with the area in scope, forward first.

    A step forward that another user takes is included, with the reason why not this user.
    """
    found = []
    for rule in rules_from(State(target.state)):
        if rule.step == Step.DELETE:
            # Its form stands elsewhere on the page, with what goes.
            continue
        is_forward = rule in FORWARD
        why_not = "" if may_take(user, rule, target) else reason_against(user, rule, target)
        if is_forward or not why_not:
            found.append(
                Offer(
                    rule.step,
                    str(rule.step.label),
                    kind_of(rule),
                    why_not,
                    rule.needs_reason,
                    address_of(rule, target),
                )
            )
    return tuple(found)


def address_of(rule: Rule, target: TargetArea) -> str:
    if rule.step != Step.PUBLISH:
        return ""
    page = reverse("planning:publish")
    return f"{page}?province={target.province_code}&area={target.code}"


def kind_of(rule: Rule) -> str:
    if rule.step == Step.RETURN:
        return "return"
    return "back" if rule.step == Step.WITHDRAW else "forward"


def reason_against(user: Any, rule: Rule, target: TargetArea) -> Worded:
    """Why the user may not take a step."""
    is_author = getattr(user, "pk", None) == target.author_id
    if rule.author == "only" and not is_author:
        return _("نویسندهٔ محدوده این گام را برمی‌دارد.")
    if rule.author == "never" and is_author:
        return _("این محدوده را خود کشیده‌اید؛ همکار دیگری باید دربارهٔ آن تصمیم بگیرد.")
    return {
        Capability.DECIDE_COUNTY: _("فرمانداری شهرستان این گام را برمی‌دارد."),
        Capability.DECIDE_PROVINCE: _("کارشناس استان این گام را برمی‌دارد."),
        Capability.DECIDE_NATIONAL: _("ستاد ملی این گام را برمی‌دارد."),
        Capability.PUBLISH: _("ستاد ملی محدوده را منتشر می‌کند."),
    }.get(rule.capability, _("نقش یا حوزهٔ شما این گام را در بر ندارد."))
