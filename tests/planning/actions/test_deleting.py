"""This file tests that an author can delete a draft that was never submitted, and nothing else."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import Role
from planning import actions
from planning.models import Decision, Revision, State, Step, TargetArea
from planning.problems import BadEntry, WrongStep
from planning.queries import target_areas
from tests.planning.drafts import brought_to, person, saved
from tests.planning.ground import signed_in

pytestmark = pytest.mark.django_db


def delete(client: Client, code: str, **fields: Any) -> Any:
    values = {"number": 1} | fields
    return client.post(f"/en/planning/target-areas/{code}/steps/delete/", values, follow=True)


def test_a_deleted_draft_is_nowhere_and_its_history_stays() -> None:
    author = person(Role.AGENCY)
    target = saved(author).target_area
    actions.attach(author, target.code, file_name="a.pdf", body=b"%PDF-1.4 test")
    client = signed_in(author)
    page = client.get(f"/en/planning/target-areas/{target.code}/").content.decode()
    assert "revisions: 1, attachments: 1, comments: 0" in re.sub(r"\s+", " ", page)
    answer = delete(client, target.code, sure=1)
    assert answer.status_code == 200
    assert f"{target.code}</bdi> was deleted" in re.sub(r"\s+", " ", answer.content.decode())
    for address in ("", "draw/", "compare/"):
        found = client.get(f"/planning/target-areas/{target.code}/{address}")
        assert found.status_code == 404, address
    assert client.get(f"/planning/target-areas/{target.code}.json").status_code == 404
    for address in (
        "/planning/target-areas/?province=23",
        "/planning/inbox/?box=draft",
        "/export/target_areas.csv",
        "/planning/neighbours.geojson?bbox=51.05,35.6,51.15,35.65",
    ):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert target.code not in body.decode(), address
    target.refresh_from_db()
    assert target.state == State.DELETED
    assert Revision.objects.filter(target_area=target).count() == 1
    decision = Decision.objects.get(target_area=target)
    assert (decision.step, decision.made_by) == (Step.DELETE, author)
    assert not target.attachments.filter(removed_at=None).exists()
    # The code is not given again.
    assert saved(author).target_area.code != target.code


def test_a_deletion_is_confirmed() -> None:
    author = person(Role.AGENCY)
    target = saved(author).target_area
    with pytest.raises(BadEntry):
        actions.take_step(author, target.code, Step.DELETE, number=1)
    answer = delete(signed_in(author), target.code)
    assert answer.status_code == 422
    assert "Confirm the deletion" in answer.content.decode()
    assert target_areas(author).filter(pk=target.pk).exists()


def test_what_was_submitted_once_is_not_deleted() -> None:
    author = person(Role.AGENCY)
    target = brought_to(State.SUBMITTED, author)
    with pytest.raises(WrongStep):
        actions.take_step(author, target.code, Step.DELETE, number=1, is_sure=True)
    for step in (Step.WITHDRAW, Step.REOPEN):
        actions.take_step(author, target.code, step, number=1)
    client = signed_in(author)
    page = client.get(f"/en/planning/target-areas/{target.code}/").content.decode()
    assert "steps/delete/" not in page
    assert delete(client, target.code, sure=1).status_code == 403
    assert TargetArea.objects.get(pk=target.pk).state == State.DRAFT


def test_nobody_deletes_the_draft_of_another() -> None:
    target = saved(person(Role.AGENCY)).target_area
    for role in (Role.NATIONAL, Role.PROVINCE, Role.COUNTY):
        assert delete(signed_in(person(role)), target.code, sure=1).status_code == 404


def test_a_page_that_still_has_the_drawing_saves_a_new_one() -> None:
    author, key = person(Role.AGENCY), "7f6d6e4e-3c6a-4a51-9e0a-2f3a54b5a001"
    first = saved(author, key=UUID(key)).target_area
    actions.take_step(author, first.code, Step.DELETE, number=1, is_sure=True)
    second = saved(author, key=UUID(key)).target_area
    assert second.pk != first.pk
