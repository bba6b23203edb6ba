"""This file records decisions: each step with the revision, the person, the day and the reason.

A submission also freezes the neighbourhoods that the area is to replace.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from layers.models import Level
from layers.queries import current_areas
from planning.models import Decision, Replaced, Revision, State, Step, TargetArea
from planning.rules import DAYS_TO_DECIDE, rule_for


def record_decision(
    target: TargetArea,
    revision: Revision,
    step: Step,
    *,
    by: User,
    reason: str = "",
    left: tuple[float, int | None] | None = None,
    **filled_in: Any,
) -> Decision:
    """Record a step and move the target area to the state it leads to, with its next deadline.

    step: one that the state of the target area allows. left: (square metres, persons) that a
    publication leaves in no area. filled_in: further fields of the target
    area that the step decides. Who may take the step is checked before (planning.actions).
    """
    rule = rule_for(step, State(target.state))
    if rule is None:
        raise ValueError(f"{step} is not possible in the state {target.state}")
    left_m2, left_persons = left or (None, None)
    decision = Decision.objects.create(
        target_area=target,
        revision=revision,
        step=step,
        before=target.state,
        after=rule.end,
        reason=reason,
        due_on=target.due_on,
        left_m2=left_m2,
        left_persons=left_persons,
        made_by=by,
    )
    if step == Step.SUBMIT:
        freeze_replaced(decision)
    days = DAYS_TO_DECIDE.get(rule.end)
    target.state = rule.end
    target.due_on = timezone.localdate() + timedelta(days=days) if days else None
    for name, value in filled_in.items():
        setattr(target, name, value)
    target.save(update_fields=["state", "due_on", *filled_in])
    return decision


def freeze_replaced(submission: Decision) -> None:
    """Store the neighbourhoods in force that a submitted revision is to replace."""
    areas = current_areas(Level.NEIGHBOURHOOD).filter(code__in=submission.revision.replaces)
    Replaced.objects.bulk_create(
        Replaced(decision=submission, code=area.code, boundary=area.boundary) for area in areas
    )
