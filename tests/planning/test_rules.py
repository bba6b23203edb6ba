"""This file tests the decision rules as a table, without a database."""

import pytest

from planning.models import State, Step
from planning.rules import DAYS_TO_DECIDE, RULES, WAITING, rule_for, rules_from


def test_the_way_forward_leads_from_the_draft_to_the_published_edition() -> None:
    state = State.DRAFT
    way = [state]
    while rules_from(state):
        state = rules_from(state)[0].end
        way.append(state)
    assert way == [
        State.DRAFT,
        State.SUBMITTED,
        State.COUNTY,
        State.PROVINCE,
        State.NATIONAL,
        State.PUBLISHED,
    ]


@pytest.mark.parametrize("state", sorted(WAITING))
def test_whoever_waits_can_be_returned_with_a_reason_and_has_a_deadline(state: State) -> None:
    rule = rule_for(Step.RETURN, state)
    assert rule is not None
    assert rule.needs_reason
    assert rule.end == State.RETURNED
    assert DAYS_TO_DECIDE[state] > 0


def test_nobody_approves_what_he_has_drawn() -> None:
    approving = [rule for rule in RULES if rule.step.startswith("approve")]
    assert len(approving) == 3
    assert all(rule.author == "never" for rule in approving)


def test_what_is_published_stays_published() -> None:
    assert rules_from(State.PUBLISHED) == ()
