"""This file tests decision steps: by whom, from which state, on which revision, with which text."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from layers.problems import NotAllowed, NotFound
from planning import actions
from planning.models import Comment, Decision, State, Step, TargetArea
from planning.problems import BadEntry, Conflict, WrongStep
from planning.queries import waiting_for
from planning.rules import DAYS_TO_DECIDE
from tests.planning.drafts import brought_to, draft, person, saved

pytestmark = pytest.mark.django_db


def test_a_step_is_recorded_and_sets_the_day_of_the_next() -> None:
    target = brought_to(State.SUBMITTED)
    due = target.due_on
    assert due == timezone.localdate() + timedelta(days=DAYS_TO_DECIDE[State.SUBMITTED])
    decision = actions.take_step(
        person(Role.COUNTY), target.code, Step.APPROVE_COUNTY, number=1, reason="موافقیم"
    )
    assert (decision.before, decision.after) == (State.SUBMITTED, State.COUNTY)
    assert decision.due_on == due
    assert decision.reason == "موافقیم"
    assert decision.revision.number == 1


def test_a_return_needs_its_reason_and_brings_the_area_back_to_its_author() -> None:
    target = brought_to(State.COUNTY)
    decider = person(Role.PROVINCE)
    with pytest.raises(BadEntry) as caught:
        actions.take_step(decider, target.code, Step.RETURN, number=1, reason="  ")
    assert (caught.value.parameter, caught.value.status) == ("reason", 422)
    actions.take_step(decider, target.code, Step.RETURN, number=1, reason="مرز روشن نیست.")
    target.refresh_from_db()
    assert (target.state, target.due_on) == (State.RETURNED, None)
    second = actions.save(target.author, draft(code=target.code, based_on=1))
    actions.take_step(target.author, target.code, Step.SUBMIT, number=second.number)
    target.refresh_from_db()
    assert target.state == State.SUBMITTED


def test_a_refused_step_keeps_the_page_with_what_was_typed(
    client_of: Callable[[str], Client],
) -> None:
    target = brought_to(State.SUBMITTED)
    client = client_of("county")
    address = f"/planning/target-areas/{target.code}"
    stale = client.post(f"{address}/steps/approve_county/", {"number": "7", "reason": "دلیل من"})
    assert stale.status_code == 409
    assert "شما بازنگری ۷ را دیده‌اید" in stale.content.decode()
    assert "دلیل من</textarea>" in stale.content.decode()
    nothing = client.post(f"{address}/comments/", {"text": " ", "longitude": "51.9"})
    assert nothing.status_code == 422
    assert 'value="51.9"' in nothing.content.decode()
    target.refresh_from_db()
    assert target.state == State.SUBMITTED


def test_a_decision_on_a_stale_revision_is_refused_with_words() -> None:
    target = brought_to(State.SUBMITTED)
    author = target.author
    county = person(Role.COUNTY)
    actions.take_step(county, target.code, Step.RETURN, number=1, reason="بازبینی شود.")
    actions.save(author, draft(code=target.code, based_on=1, name_fa="نام تازه"))
    actions.take_step(author, target.code, Step.SUBMIT, number=2)
    with pytest.raises(Conflict) as caught:
        actions.take_step(county, target.code, Step.APPROVE_COUNTY, number=1)
    assert caught.value.number == 2
    assert "۲" in caught.value.detail_fa
    target.refresh_from_db()
    assert target.state == State.SUBMITTED


def test_a_step_from_the_wrong_state_says_what_the_state_is() -> None:
    target = brought_to(State.COUNTY)
    with pytest.raises(WrongStep, match="Approved by the county"):
        actions.take_step(person(Role.COUNTY), target.code, Step.APPROVE_COUNTY, number=1)


def test_nobody_decides_on_an_area_of_his_own() -> None:
    county = person(Role.COUNTY)
    target = brought_to(State.SUBMITTED, county)
    with pytest.raises(NotAllowed, match="drew yourself"):
        actions.take_step(county, target.code, Step.APPROVE_COUNTY, number=1)
    colleague = person(Role.COUNTY, "second-county")
    actions.take_step(colleague, target.code, Step.APPROVE_COUNTY, number=1)


def test_a_wrong_role_is_told_so_and_who_is_out_of_scope_finds_nothing() -> None:
    target = brought_to(State.SUBMITTED)
    for role in (Role.PROVINCE, Role.NATIONAL):
        with pytest.raises(NotAllowed):
            actions.take_step(person(role), target.code, Step.APPROVE_COUNTY, number=1)
    elsewhere = person(Role.COUNTY, "elsewhere", county_code="2309")
    with pytest.raises(NotFound):
        actions.take_step(elsewhere, target.code, Step.APPROVE_COUNTY, number=1)


def test_withdrawing_and_reopening_belong_to_the_author() -> None:
    target = brought_to(State.COUNTY)
    with pytest.raises(NotAllowed):
        actions.take_step(person(Role.PROVINCE), target.code, Step.WITHDRAW, number=1)
    actions.take_step(target.author, target.code, Step.WITHDRAW, number=1)
    actions.take_step(target.author, target.code, Step.REOPEN, number=1)
    target.refresh_from_db()
    assert target.state == State.DRAFT


def test_a_decision_cannot_be_changed_or_deleted() -> None:
    target = brought_to(State.SUBMITTED)
    found = Decision.objects.filter(target_area=target)
    for change in (lambda: found.update(reason="دیگر"), lambda: found.delete()):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            change()


def test_what_waits_for_whom() -> None:
    target = brought_to(State.SUBMITTED)

    def waits(role: Role, **places: str) -> bool:
        name = f"waiting-{role}-{'-'.join(places.values())}"
        return waiting_for(person(role, name, **places)).filter(pk=target.pk).exists()

    assert waits(Role.COUNTY)
    assert not waits(Role.COUNTY, county_code="2309")
    assert not waits(Role.PROVINCE)
    actions.take_step(person(Role.COUNTY), target.code, Step.APPROVE_COUNTY, number=1)
    assert waits(Role.PROVINCE)
    assert not waits(Role.PROVINCE, province_code="30")
    actions.take_step(person(Role.PROVINCE), target.code, Step.RETURN, number=1, reason="نه")
    assert not waits(Role.PROVINCE)
    assert waiting_for(target.author).filter(pk=target.pk).exists()


def test_the_form_takes_the_step_and_comes_back_to_the_page(
    client_of: Callable[[str], Client],
) -> None:
    target = brought_to(State.SUBMITTED)
    address = f"/planning/target-areas/{target.code}/steps/approve_county/"
    answer = client_of("county").post(address, {"number": "۱", "reason": ""})
    assert answer.status_code == 303
    assert answer["Location"] == f"/planning/target-areas/{target.code}/"
    again = client_of("province").post(address, {"number": "1"})
    assert again.status_code == 409
    assert client_of("agency").post(f"/en{address}", {"number": "x"}).status_code == 400
    assert Client().post(address, {"number": "1"}).status_code == 302


def test_comments_stand_on_the_map_and_are_settled_by_their_author() -> None:
    target = brought_to(State.SUBMITTED)
    county = person(Role.COUNTY)
    said = actions.comment(county, target.code, text=" مرز جنوبی ", point=(51.1, 35.6))
    assert said.text == "مرز جنوبی"
    assert said.point.coords == (51.1, 35.6)
    with pytest.raises(NotAllowed):
        actions.resolve(person(Role.PROVINCE), target.code, said.pk)
    assert actions.resolve(target.author, target.code, said.pk).resolved_at
    with pytest.raises(BadEntry):
        actions.comment(county, target.code, text="  ")
    assert Comment.objects.filter(target_area=target).count() == 1


def test_people_out_of_scope_say_nothing_about_a_published_area() -> None:
    target = brought_to(State.PUBLISHED)
    with pytest.raises(NotAllowed):
        actions.comment(person(Role.VIEWER), target.code, text="سلام")


def test_two_who_submit_at_once_make_one_decision() -> None:
    revision = saved()
    code, author = revision.target_area.code, revision.made_by
    actions.take_step(author, code, Step.SUBMIT, number=1)
    with pytest.raises(WrongStep):
        actions.take_step(author, code, Step.SUBMIT, number=1)
    assert Decision.objects.filter(target_area__code=code).count() == 1
    assert TargetArea.objects.get(code=code).state == State.SUBMITTED
