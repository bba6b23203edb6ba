"""This file holds the rules of the decision: which step leads where, and who may take it."""

from dataclasses import dataclass

from accounts.access import Capability
from planning.models import State, Step


@dataclass(frozen=True)
class Rule:
    """One step. starts: the states that it may be taken from. capability: what its taker needs
    at the place of the target area.

    author: "only" where the step belongs to its author, "never" where nobody takes it on what
    he has drawn himself, "" where it makes no difference. needs_reason: words are asked for.
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
RULES: tuple[Rule, ...] = (*FORWARD, *RETURNS, *BACKWARD)
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
    """The steps that lead on from a state, forward first."""
    return tuple(rule for rule in RULES if state in rule.starts)


def rule_for(step: Step, state: State) -> Rule | None:
    """The rule of a step from a state, or None where it cannot be taken."""
    return next((rule for rule in rules_from(state) if rule.step == step), None)
