"""This file holds the rules of the decision: the steps, their states and who may take them."""

from dataclasses import dataclass

from accounts.access import Capability
from planning.models import State, Step


@dataclass(frozen=True)
class Rule:
    """The rule of one step. starts: the states that allow it. capability: needed at the place of
    the target area.

    author: "only" if only the author may take the step, "never" if the author may not, "" if it
    makes no difference. needs_reason: a reason is required.
    """

    step: Step
    starts: tuple[State, ...]
    end: State
    capability: Capability
    author: str = ""
    needs_reason: bool = False


FORWARD: tuple[Rule, ...] = (
    Rule(
        Step.SUBMIT,
        (State.DRAFT, State.RETURNED),
        State.SUBMITTED,
        Capability.DRAW,
        author="only",
    ),
    Rule(
        Step.APPROVE_COUNTY,
        (State.SUBMITTED,),
        State.COUNTY,
        Capability.DECIDE_COUNTY,
        author="never",
    ),
    Rule(
        Step.APPROVE_PROVINCE,
        (State.COUNTY,),
        State.PROVINCE,
        Capability.DECIDE_PROVINCE,
        author="never",
    ),
    Rule(
        Step.APPROVE_NATIONAL,
        (State.PROVINCE,),
        State.NATIONAL,
        Capability.DECIDE_NATIONAL,
        author="never",
    ),
    Rule(Step.PUBLISH, (State.NATIONAL,), State.PUBLISHED, Capability.PUBLISH),
)
# Whoever may take the next step forward on a handed-in area may return it instead.
RETURNS: tuple[Rule, ...] = tuple(
    Rule(
        Step.RETURN,
        rule.starts,
        State.RETURNED,
        rule.capability,
        author=rule.author,
        needs_reason=True,
    )
    for rule in FORWARD
    if rule.step != Step.SUBMIT
)
BACKWARD: tuple[Rule, ...] = (
    Rule(
        Step.WITHDRAW,
        (State.DRAFT, State.RETURNED, State.SUBMITTED, State.COUNTY, State.PROVINCE),
        State.WITHDRAWN,
        Capability.DRAW,
        author="only",
    ),
    Rule(Step.REOPEN, (State.WITHDRAWN,), State.DRAFT, Capability.DRAW, author="only"),
)
# Of a draft that was never submitted (planning.queries.may_delete); no page shows it afterwards.
DELETION = Rule(Step.DELETE, (State.DRAFT,), State.DELETED, Capability.DRAW, author="only")
RULES: tuple[Rule, ...] = (*FORWARD, *RETURNS, *BACKWARD, DELETION)
# The states in which people see a target area.
SHOWN: tuple[State, ...] = tuple(state for state in State if state != State.DELETED)
# Days within which a waiting target area is to be decided, by the state that it waits in.
DAYS_TO_DECIDE: dict[State, int] = {
    State.SUBMITTED: 7,
    State.COUNTY: 7,
    State.PROVINCE: 14,
    State.NATIONAL: 7,
}
WAITING: frozenset[State] = frozenset(DAYS_TO_DECIDE)
# The states in which the author may save another revision.
EDITABLE: frozenset[State] = frozenset({State.DRAFT, State.RETURNED})


def rules_from(state: State) -> tuple[Rule, ...]:
    """The steps that a state allows, forward first."""
    return tuple(rule for rule in RULES if state in rule.starts)


def rule_for(step: Step, state: State) -> Rule | None:
    """The rule of a step from a state, or None if the state does not allow it."""
    return next((rule for rule in rules_from(state) if rule.step == step), None)
