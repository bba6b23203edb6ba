"""This file records the steps of the decision, each on the revision that the user saw."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from layers.messages import Digits
from layers.messages import message as _
from layers.problems import NotAllowed
from planning import publication
from planning.actions.locking import locked
from planning.decisions import record_decision
from planning.models import Decision, Revision, State, Step, TargetArea
from planning.problems import BadEntry, CannotSubmit, Conflict, WrongStep
from planning.queries import may_delete, may_take, newest_revision
from planning.rules import FORWARD, Rule, rule_for

LONGEST_REASON = 2_000
# Steps that nobody takes in vain: what the last one would refuse, each of them refuses.
FORWARD_STEPS = frozenset(rule.step for rule in FORWARD)


@transaction.atomic
def take_step(
    user: Any,
    code: str,
    step: Step,
    *,
    number: int,
    reason: str = "",
    may_leave: bool = False,
    is_sure: bool = False,
) -> Decision:
    """Take one step on a target area, on the revision that the user saw.

    may_leave: whether a publication may leave ground in no area. is_sure: whether the user has
    confirmed a deletion. Raises WrongStep, NotAllowed,
    Conflict for a revision that is no longer the newest, BadEntry for a missing reason,
    CannotSubmit for an area that could not be published, CannotPublish for a publication. Then
    nothing is written.
    """
    if step == Step.PUBLISH:
        publication.lock()
    target = locked(code, user)
    rule = allowed(user, target, step)
    newest = newest_revision(target)
    if number != newest.number:
        raise stale_decision(newest.number, number)
    reason = checked_reason(rule, reason)
    if step == Step.PUBLISH:
        leaving = {code} if may_leave else ()
        return publication.publish([target], by=user, reason=reason, may_leave=leaving)[0]
    if step == Step.DELETE:
        return deleted(user, target, newest, reason=reason, is_sure=is_sure)
    if step in FORWARD_STEPS and (words := publication.obstacle(target)):
        raise CannotSubmit(words)
    return record_decision(target, newest, step, by=user, reason=reason)


def deleted(
    user: Any, target: TargetArea, newest: Revision, *, reason: str, is_sure: bool
) -> Decision:
    """Delete a draft that was never submitted: no page shows it any more, the record stays.

    Its attachments are removed with it. Raises NotAllowed for one that was submitted, BadEntry
    without a confirmation.
    """
    if not may_delete(user, target):
        raise NotAllowed(
            _(
                "این محدوده پیش‌تر ارسال شده است و حذف نمی‌شود. آن را پس بگیرید تا دیگر پیشنهاد"
                " نباشد."
            ),
        )
    if not is_sure:
        raise BadEntry("sure", _("حذف پیش‌نویس را تأیید کنید: «حذف می‌شود» را علامت بزنید."))
    target.attachments.filter(removed_at=None).update(removed_at=timezone.now())
    # A page that still has the drawing saves it as a new one.
    return record_decision(target, newest, Step.DELETE, by=user, reason=reason, draft_key=None)


@transaction.atomic
def publish_together(
    user: Any, numbers: dict[str, int], *, reason: str = "", may_leave: Collection[str] = ()
) -> list[Decision]:
    """Publish several approved target areas of one province as one edition.

    numbers: the revision that the user saw, by code. may_leave: see publication.publish. Raises
    what take_step() raises, for the first that cannot be published; then nothing is published.
    """
    if not numbers:
        raise BadEntry("code", _("دست‌کم یک محدوده انتخاب کنید."))
    publication.lock()
    targets = []
    for code, number in sorted(numbers.items()):
        target = locked(code, user)
        rule = allowed(user, target, Step.PUBLISH)
        newest = newest_revision(target)
        if number != newest.number:
            raise stale_decision(newest.number, number)
        targets.append(target)
    return publication.publish(
        targets, by=user, reason=checked_reason(rule, reason), may_leave=may_leave
    )


def allowed(user: Any, target: TargetArea, step: Step) -> Rule:
    """The rule of a step that the user may take now. Raises WrongStep or NotAllowed."""
    rule = rule_for(step, State(target.state))
    if rule is None:
        raise WrongStep(
            _(
                "وضعیت این محدوده اکنون «{state}» است و این گام در آن ممکن نیست. صفحه را تازه"
                " کنید.",
                state=State(target.state).label,
            )
        )
    if may_take(user, rule, target):
        return rule
    if rule.author == "never" and target.author_id == user.pk:
        raise NotAllowed(
            _(
                "شما نمی‌توانید دربارهٔ محدوده‌ای که خود کشیده‌اید تصمیم بگیرید. از همکاری بخواهید آن"
                " را بررسی کند."
            ),
        )
    raise NotAllowed(
        _("نقش یا حوزهٔ شما این گام را در بر ندارد. صفحهٔ محدوده نشان می‌دهد گام با کیست."),
    )


def stale_decision(newest: int, number: int) -> Conflict:
    return Conflict(
        _(
            "شما بازنگری {number} را دیده‌اید، ولی بازنگری {newest} ثبت شده است. آن را ببینید و"
            " دوباره تصمیم بگیرید.",
            number=Digits(number),
            newest=Digits(newest),
        ),
        number=newest,
    )


def checked_reason(rule: Rule, reason: str) -> str:
    reason = reason.replace("\x00", "").strip()
    if rule.needs_reason and not reason:
        raise BadEntry("reason", _("برای بازگرداندن، دلیل را بنویسید تا نویسنده بداند چه کند."))
    if len(reason) > LONGEST_REASON:
        raise BadEntry(
            "reason",
            _("دلیل را در {most} نویسه بنویسید. متن بلندتر را پیوست کنید.", most=LONGEST_REASON),
        )
    return reason
