"""This file takes the steps of the decision, each on the revision that was looked at."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from layers.problems import NotAllowed
from persian.digits import to_persian
from planning import publication
from planning.actions.locking import in_language, locked
from planning.models import Decision, Revision, State, Step, TargetArea
from planning.problems import BadEntry, Conflict, ReasonMissing, WrongStep
from planning.queries import may_take, newest_revision
from planning.rules import DAYS_TO_DECIDE, Rule, rule_for

LONGEST_REASON = 2_000


@transaction.atomic
def take_step(user: Any, code: str, step: Step, *, number: int, reason: str = "") -> Decision:
    """Take one step on a target area, on the revision that was looked at.

    Raises WrongStep, NotAllowed, Conflict for a revision that is no longer the newest,
    ReasonMissing; for a publication also CannotPublish. Then nothing is written.
    """
    target = locked(code, user)
    rule = allowed(user, target, step)
    newest = newest_revision(target)
    if number != newest.number:
        raise stale_decision(newest.number, number)
    reason = checked_reason(rule, reason)
    if step == Step.PUBLISH:
        return publication.publish([target], by=user, reason=reason)[0]
    return decide(target, rule, newest, by=user, reason=reason)


@transaction.atomic
def publish_together(user: Any, numbers: dict[str, int], *, reason: str = "") -> list[Decision]:
    """Publish several approved target areas of one province as one edition.

    numbers: the revision that was looked at, by code. Raises what take_step() raises, for the
    first that cannot be published; then none is.
    """
    if not numbers:
        raise BadEntry("code", "دست‌کم یک محدوده برگزینید.", "Choose at least one area.")
    targets = []
    for code, number in sorted(numbers.items()):
        target = locked(code, user)
        rule = allowed(user, target, Step.PUBLISH)
        newest = newest_revision(target)
        if number != newest.number:
            raise stale_decision(newest.number, number)
        targets.append(target)
    return publication.publish(targets, by=user, reason=checked_reason(rule, reason))


def allowed(user: Any, target: TargetArea, step: Step) -> Rule:
    """The rule of a step that a person may take now. Raises WrongStep or NotAllowed."""
    rule = rule_for(step, State(target.state))
    if rule is None:
        label = State(target.state).label
        raise WrongStep(
            f"این محدوده اکنون «{in_language(label, 'fa')}» است و این گام از آن برنمی‌آید. صفحه را"
            " تازه کنید.",
            f"The area is now '{in_language(label, 'en')}', and this step does not lead on from"
            " there. Reload the page.",
        )
    if may_take(user, rule, target):
        return rule
    if rule.author == "never" and target.author_id == user.pk:
        raise NotAllowed(
            "دربارهٔ محدوده‌ای که خود کشیده‌اید تصمیم نمی‌گیرید. همکار دیگری باید آن را ببیند.",
            "You do not decide on an area that you have drawn yourself. A colleague has to.",
        )
    raise NotAllowed(
        "این گام با نقش یا حوزهٔ شما نیست. صفحهٔ محدوده می‌گوید چه کسی آن را برمی‌دارد.",
        "This step is not for your role or scope. The page of the area says who takes it.",
    )


def stale_decision(newest: int, number: int) -> Conflict:
    return Conflict(
        f"شما بازنگری {to_persian(str(number))} را دیده‌اید، ولی بازنگری"
        f" {to_persian(str(newest))} ثبت شده است. آن را ببینید و دوباره تصمیم بگیرید.",
        f"You looked at revision {number}, but there is now revision {newest}. Look at it and"
        " decide again.",
        number=newest,
    )


def checked_reason(rule: Rule, reason: str) -> str:
    reason = reason.replace("\x00", "").strip()
    if rule.needs_reason and not reason:
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise BadEntry(
            "reason",
            "دلیل کوتاه‌تر از ۲۰۰۰ نویسه باشد. متن بلند را پیوست کنید.",
            "Give a reason of at most 2000 characters. Attach a longer text.",
        )
    return reason


def decide(
    target: TargetArea, rule: Rule, revision: Revision, *, by: User, reason: str
) -> Decision:
    """Record a step and move on to the state that it leads to, with its day to be decided by."""
    decision = Decision.objects.create(
        target_area=target,
        revision=revision,
        step=rule.step,
        before=target.state,
        after=rule.end,
        reason=reason,
        due_on=target.due_on,
        made_by=by,
    )
    days = DAYS_TO_DECIDE.get(rule.end)
    target.state = rule.end
    target.due_on = timezone.localdate() + timedelta(days=days) if days else None
    target.save(update_fields=["state", "due_on"])
    return decision
