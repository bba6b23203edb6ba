"""This file tests the invented target areas: every state, how Alborz reached 66, full removal."""

import pytest

from accounts.models import Role, User
from layers.models import Edition, Lineage
from planning import actions
from planning.models import Comment, Decision, Revision, State, Step, TargetArea
from planning.rules import SHOWN
from sample.clear import clear_demo
from tests.planning.drafts import brought_to, draft, person

pytestmark = pytest.mark.django_db


def test_there_is_an_area_in_every_state_with_late_ones_and_some_to_come() -> None:
    areas = TargetArea.objects.filter(province_code="23")
    assert set(areas.values_list("state", flat=True)) == set(SHOWN)
    assert areas.filter(synthetic=False).count() == 0
    assert Comment.objects.filter(target_area__in=areas).exists()


def test_each_area_that_alborz_gained_was_decided_on_before_its_edition() -> None:
    edition = Edition.objects.get(code="demo-alborz-66")
    changed = Lineage.objects.filter(after__edition=edition, kind__in=("new", "split", "merged"))
    gained = set(changed.values_list("after__code", flat=True))
    areas = TargetArea.objects.filter(edition=edition)
    assert set(areas.values_list("published_code", flat=True)) == gained
    for area in areas:
        steps = list(area.decisions.values_list("step", flat=True))
        assert steps == [
            Step.SUBMIT,
            Step.APPROVE_COUNTY,
            Step.APPROVE_PROVINCE,
            Step.APPROVE_NATIONAL,
            Step.PUBLISH,
        ]
        last = area.decisions.order_by("-made_at")[0]
        assert last.made_at.date() < edition.in_force_from
        before = changed.filter(after__code=area.published_code, before__isnull=False)
        assert set(area.revisions.get().replaces) == set(
            before.values_list("before__code", flat=True)
        )
        assert area.revisions.get().boundary.equals(
            edition.area_set.get(code=area.published_code).boundary
        )


def test_what_waits_to_be_published_can_be() -> None:
    ready = TargetArea.objects.filter(state=State.NATIONAL, province_code="23")
    numbers = {area.code: area.revisions.order_by("-number")[0].number for area in ready}
    assert len(numbers) > 1
    actions.publish_together(person(Role.NATIONAL), numbers)


def test_clearing_takes_all_that_is_invented_and_nothing_real() -> None:
    real = brought_to(State.SUBMITTED)
    drawn = actions.save(User.objects.get(username="namune-agency"), draft())
    assert drawn.target_area.synthetic
    clear_demo()
    assert list(TargetArea.objects.all()) == [real]
    assert {each.target_area_id for each in Revision.objects.all()} == {real.pk}
    assert {each.target_area_id for each in Decision.objects.all()} == {real.pk}
    assert not Comment.objects.exists()
    events = TargetArea.pgh_event_model.objects
    assert set(events.values_list("pgh_obj_id", flat=True)) == {real.pk}
    assert not User.objects.filter(is_demo=True).exists()


def test_a_demo_account_that_decided_on_something_real_is_closed_not_deleted() -> None:
    real = brought_to(State.SUBMITTED)
    decider = User.objects.get(username="namune-county")
    actions.take_step(decider, real.code, Step.APPROVE_COUNTY, number=1)
    clear_demo()
    decider.refresh_from_db()
    assert not decider.is_active
    assert real.decisions.count() == 2
