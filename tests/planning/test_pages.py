"""This file tests that every page of planning opens for every permitted person."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from django.test import Client

from layers.db import within_budget
from planning.models import State, Step
from planning.pages.target_area import RECORDED, measured_today
from tests.planning.drafts import brought_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_open_in_both_languages(
    client_of: Callable[[str], Client], language: str
) -> None:
    target = brought_to(State.COUNTY)
    client = client_of("province")
    for address in (
        "/planning/target-areas/",
        "/planning/target-areas/?province=IR&state=county",
        f"/planning/target-areas/{target.code}/",
        f"/planning/target-areas/{target.code}/compare/",
        "/planning/inbox/",
        f"/planning/inbox/?box=county&code={target.code}",
        "/planning/lists/?a=targets-23&b=edition-demo-tehran",
    ):
        answer = client.get(language + address)
        assert answer.status_code == 200, address


def test_a_recorded_step_reads_as_done(client_of: Callable[[str], Client]) -> None:
    target = brought_to(State.COUNTY)
    client = client_of("province")
    page = client.get(f"/en/planning/target-areas/{target.code}/").content.decode()
    record = page.partition('id="decisions"')[2].partition("</section>")[0]
    assert "Approved in the county and sent to the province" in record
    assert "Submitted to the county" in record
    # The button of the next step says what it does.
    assert "Approve in the province and send to the headquarters" in page


def test_every_step_has_words_for_the_record() -> None:
    assert set(RECORDED) == set(Step)


def test_figures_of_today_are_left_out_for_want_of_time_and_not_for_a_dead_database() -> None:
    target = brought_to(State.COUNTY)
    author, revision = target.author, target.revisions.get()
    with within_budget(0):
        assert measured_today(author, target, revision) is None

    def dead(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(dead), pytest.raises(OperationalError):
        measured_today(author, target, revision)
