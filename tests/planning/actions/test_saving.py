"""This file tests saving: codes, numbers, conflicts, and that nothing is ever overwritten."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pgtrigger
import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from accounts.access import Scope
from accounts.models import Role, User
from layers.geos import to_shapely
from layers.problems import NotAllowed, NotFound
from planning import actions
from planning.models import Revision, State, Step, TargetArea
from planning.problems import BadEntry, BoundaryProblem, ClosedForEditing, Conflict
from planning.shapes.geojson import as_geojson
from planning.statistics.measure import measure
from planning.statistics.way import Way
from sample.target_areas.sites import FreeGround
from tests.planning.drafts import (
    brought_to,
    draft,
    neighbourhood,
    neighbourhoods,
    person,
    saved,
    square,
)

pytestmark = pytest.mark.django_db
SAVE = "/planning/target-areas/save/"


def test_a_new_area_gets_the_next_code_of_its_county() -> None:
    first, second = saved(), saved(geometry=square(1))
    numbers = [int(each.target_area.code.partition("-")[2]) for each in (first, second)]
    assert first.target_area.code.startswith("T2310-")
    assert numbers[1] == numbers[0] + 1


def test_every_saving_is_a_revision_with_its_own_statistics() -> None:
    first = saved()
    code = first.target_area.code
    wider = square(side_deg=0.008)
    second = actions.save(first.made_by, draft(code=code, based_on=1, geometry=wider))
    assert (first.number, second.number, second.based_on) == (1, 2, 1)
    assert second.statistics["area_m2"] > 3.9 * first.statistics["area_m2"]
    assert Revision.objects.get(pk=first.pk).statistics == first.statistics


def test_a_revision_cannot_be_changed_or_deleted() -> None:
    revision = saved()
    for change in (
        lambda: Revision.objects.filter(pk=revision.pk).update(name_fa="دیگر"),
        lambda: Revision.objects.filter(pk=revision.pk).delete(),
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            change()


def test_who_began_from_an_older_revision_is_shown_both_and_nothing_is_written() -> None:
    first = saved()
    code = first.target_area.code
    theirs = draft(code=code, based_on=1, name_fa="نام تازه", geometry=square(side_deg=0.005))
    actions.save(first.made_by, theirs)
    with pytest.raises(Conflict) as caught:
        actions.save(first.made_by, draft(code=code, based_on=1))
    answer = caught.value.as_json()
    assert answer["status"] == 409
    assert answer["number"] == 2
    assert answer["theirs"]["name_fa"] == "نام تازه"
    assert answer["theirs"]["geometry"]["type"] == "MultiPolygon"
    assert Revision.objects.filter(target_area__code=code).count() == 2
    # Keep mine: saved again on top of the newest revision.
    mine = actions.save(first.made_by, draft(code=code, based_on=2))
    assert mine.number == 3


def test_restoring_makes_a_new_revision_of_an_old_one() -> None:
    first = saved(purpose="نخست")
    code, author = first.target_area.code, first.made_by
    actions.save(author, draft(code=code, based_on=1, geometry=square(side_deg=0.006)))
    restored = actions.restore(author, code, 1, based_on=2)
    assert restored.number == 3
    assert restored.origin == Revision.Origin.RESTORED
    assert restored.purpose == "نخست"
    assert restored.boundary.equals_exact(first.boundary)
    assert Revision.objects.filter(target_area__code=code).count() == 3


def ticked(*codes: str, **fields: Any) -> Revision:
    return saved(origin=Revision.Origin.TICKED, ticked=codes, geometry=None, **fields)


def test_figures_of_neighbourhoods_are_frozen_only_beside_their_own_boundary() -> None:
    whole = ticked("2310-003")
    assert whole.statistics["method"]["code"] == "ticked"
    assert whole.ticked == ["2310-003"]
    changed = saved(origin=Revision.Origin.TICKED, ticked=("2310-003",), geometry=square(1))
    assert changed.statistics["method"]["code"] != "ticked"
    assert changed.statistics["area_m2"] == pytest.approx(changed.area_m2, rel=1e-4)
    assert (changed.ticked, changed.origin) == ([], Revision.Origin.DRAWN)


def test_the_method_is_saved_and_restored_and_can_be_changed_back() -> None:
    blocks = FreeGround("2310").site(0, 30)
    assert blocks is not None
    middle = as_geojson(blocks.boundary().buffer(-0.0004))
    first = saved(geometry=middle, areal=True)
    code, author = first.target_area.code, first.made_by
    second = actions.save(author, draft(code=code, based_on=1, geometry=middle))
    third = actions.restore(author, code, 1, based_on=2)
    methods = [each.statistics["method"]["code"] for each in (first, second, third)]
    assert methods == ["areal", "centroid", "areal"]
    persons = [each.statistics["population"]["estimate"] for each in (first, second, third)]
    assert persons[0] == persons[2] != persons[1]
    for revision in (first, third):
        scope = Scope(everywhere=True)
        now = measure(to_shapely(revision.boundary), scope=scope, user=author, way=Way(areal=True))
        assert now.population.as_json() == revision.statistics["population"]
        assert revision.public_statistics["method"]["code"] == "areal"


def test_ticked_neighbourhoods_counted_by_area_stay_ticked() -> None:
    both = actions.save(
        person(Role.AGENCY),
        draft(geometry=None, origin="ticked", ticked=("2310-003",), areal=True),
    )
    assert both.ticked == ["2310-003"]
    assert both.statistics["method"]["code"] == "areal"


def test_a_ticked_area_restored_has_its_figures_again_and_never_overlaps_itself() -> None:
    first = ticked("2310-003", "2310-005")
    code, author = first.target_area.code, first.made_by
    actions.save(author, draft(code=code, based_on=1))
    restored = actions.restore(author, code, 1, based_on=2)
    assert restored.origin == Revision.Origin.RESTORED
    assert restored.statistics["method"]["code"] == "ticked"
    for name in ("population", "households", "indicators", "area_m2"):
        assert restored.statistics[name] == first.statistics[name]
    assert code not in [each["code"] for each in restored.statistics["overlaps"]]


def test_only_its_author_edits_a_draft_and_others_do_not_even_see_it() -> None:
    revision = saved()
    code = revision.target_area.code
    with pytest.raises(NotFound):
        actions.save(person(Role.PROVINCE), draft(code=code, based_on=1))


def test_an_area_under_decision_is_closed_for_editing() -> None:
    target = brought_to(State.SUBMITTED)
    with pytest.raises(ClosedForEditing):
        actions.save(target.author, draft(code=target.code, based_on=1))
    with pytest.raises(NotAllowed):
        actions.save(person(Role.COUNTY), draft(code=target.code, based_on=1))


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"county": "3001"}, NotAllowed),
        ({"county": "2399"}, BadEntry),
        ({"packages": ("no-such",)}, BadEntry),
        ({"replaces": ("3001-001",)}, BadEntry),
        ({"geometry": square(west=50.2)}, BoundaryProblem),
        ({"geometry": {"type": "Point", "coordinates": [51, 35]}}, BoundaryProblem),
    ],
    ids=["another province", "no county", "package", "replaces", "ground", "no polygon"],
)
def test_what_cannot_be_kept_is_refused_and_leaves_no_target_area(
    change: dict[str, Any], mistake: type[Exception]
) -> None:
    before = TargetArea.objects.count()
    with pytest.raises(mistake):
        saved(**change)
    assert TargetArea.objects.count() == before


def test_ticked_neighbourhoods_are_saved_with_their_own_figures() -> None:
    area = neighbourhood()
    revision = saved(geometry=None, origin=Revision.Origin.TICKED, ticked=(area.code,))
    assert revision.statistics["method"]["code"] == "ticked"
    ground = to_shapely(area.boundary)
    assert to_shapely(revision.boundary).equals(ground)


def post(client: Client, body: object, **headers: str) -> Any:
    return client.post(SAVE, json.dumps(body), content_type="application/json", headers=headers)


def test_the_address_saves_and_answers_with_code_number_and_statistics(
    client_of: Callable[[str], Client],
) -> None:
    client = client_of("agency")
    body = {"geometry": square(), "county": "2310", "name_fa": "محدوده", "based_on": None}
    answer = post(client, body, referer="http://testserver/en/planning/")
    assert answer.status_code == 201
    found = answer.json()
    assert found["number"] == 1
    assert found["address"] == f"/en/planning/target-areas/{found['code']}/"
    assert found["statistics"]["area_m2"] > 0
    again = post(client, body | {"code": found["code"], "based_on": 1, "county": ""})
    assert (again.status_code, again.json()["number"]) == (200, 2)
    changed = body | {"code": found["code"], "based_on": 1, "purpose": "دلیل"}
    late = post(client, changed)
    assert late.status_code == 409
    assert late["Content-Type"] == "application/problem+json"
    assert late.json()["theirs"]["name_fa"] == "محدوده"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({"geometry": square(), "county": "2310"}, 422),
        ({"geometry": square(), "county": "2310", "name_fa": "م", "who": 1}, 400),
        ({"geometry": square(), "county": "2310", "name_fa": "م", "ticked": "2310-001"}, 400),
        ({"geometry": square(), "county": "2310", "name_fa": "م", "origin": "magic"}, 400),
        ({"geometry": square(), "county": "2310", "name_fa": "م", "code": "T2310-001"}, 400),
        ({"geometry": square(), "county": "2310", "name_fa": "م", "key": "mine"}, 400),
        ({"geometry": None, "county": "2310", "name_fa": "م"}, 422),
        ({"geometry": square(), "county": "2310", "name_fa": "م" * 121}, 422),
    ],
)
def test_bad_bodies_get_words_and_a_status(
    client_of: Callable[[str], Client], body: object, status: int
) -> None:
    answer = post(client_of("agency"), body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail_fa"]


def test_visitors_and_viewers_save_nothing(client_of: Callable[[str], Client]) -> None:
    body = {"geometry": square(), "county": "2310", "name_fa": "محدوده"}
    for role, status in {"visitor": 401, "viewer": 403, "other_province": 403}.items():
        assert post(client_of(role), body).status_code == status


def test_saving_needs_the_token_of_a_page(client_of: Callable[[str], Client]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person(Role.AGENCY), backend="django.contrib.auth.backends.ModelBackend")
    answer = post(strict, {"geometry": square(), "county": "2310", "name_fa": "محدوده"})
    assert answer.status_code == 403


def test_the_next_code_follows_the_highest_even_beyond_three_digits() -> None:
    revision = saved()
    TargetArea.objects.filter(pk=revision.target_area.pk).update(code="T2310-999")
    assert saved(geometry=square(2)).target_area.code == "T2310-1000"


def test_an_area_of_a_demo_account_is_marked_as_invented() -> None:
    user = person(Role.AGENCY, "demo-person")
    User.objects.filter(pk=user.pk).update(is_demo=True)
    user.refresh_from_db()
    assert saved(user).target_area.synthetic
    assert not saved(geometry=square(3)).target_area.synthetic


def test_what_is_replaced_is_said_by_each_revision_and_restored_with_it() -> None:
    code = neighbourhood().code
    first = saved(replaces=(code,))
    changed = draft(code=first.target_area.code, based_on=1)
    second = actions.save(first.made_by, replace(changed, replaces=()))
    first.refresh_from_db()
    assert (first.replaces, second.replaces) == ([code], [])
    restored = actions.restore(first.made_by, first.target_area.code, 1, based_on=2)
    assert restored.replaces == [code]


def test_a_restored_revision_leaves_out_what_is_no_longer_in_force() -> None:
    first = saved()
    with pgtrigger.ignore("planning.Revision:kept_as_it_is"):
        Revision.objects.filter(pk=first.pk).update(replaces=["2310-999", "2310-001"])
    restored = actions.restore(first.made_by, first.target_area.code, 1, based_on=1)
    assert restored.replaces == ["2310-001"]


def test_what_an_author_wishes_anew_is_not_seen_before_it_is_handed_in(
    client_of: Callable[[str], Client],
) -> None:
    old, new = (area.code for area in neighbourhoods(2))
    target = brought_to(State.SUBMITTED, replaces=(old,))
    actions.take_step(person(Role.COUNTY), target.code, Step.RETURN, number=1, reason="دوباره")
    actions.save(target.author, draft(code=target.code, based_on=1, replaces=(new,)))
    county = client_of("county")
    address = f"/planning/target-areas/{target.code}"
    assert county.get(f"{address}.json").json()["properties"]["replaces"] == [old]
    page = county.get(f"{address}/").content.decode()
    assert f'href="/areas/{old}/"' in page
    assert f'href="/areas/{new}/"' not in page
    assert target.code in county.get(f"/areas/{old}/").content.decode()
    assert target.code not in county.get(f"/areas/{new}/").content.decode()


def test_a_saving_sent_again_makes_nothing_twice() -> None:
    first = draft(key=uuid4())
    author = person(Role.AGENCY)
    made = actions.save(author, first)
    assert actions.save(author, first) == made
    code = made.target_area.code
    # Another page with the same key has drawn something else: both are shown.
    with pytest.raises(Conflict) as caught:
        actions.save(author, replace(first, purpose="دلیل"))
    assert caught.value.as_json()["theirs"]["code"] == code
    assert TargetArea.objects.filter(author=author).count() == 1
    later = draft(code=code, based_on=1, geometry=square(side_deg=0.005))
    assert actions.save(author, later) == actions.save(author, later)
    assert Revision.objects.filter(target_area__code=code).count() == 2


def test_a_key_is_its_authors_own_and_names_one_area() -> None:
    key = uuid4()
    one = saved(key=key)
    other = saved(person(Role.COUNTY), key=key)
    assert one.target_area != other.target_area
    assert saved(key=uuid4()).target_area != one.target_area
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetArea.objects.filter(pk=saved().target_area.pk).update(draft_key=key)


def test_an_area_handed_in_meanwhile_is_not_saved_into_by_its_key() -> None:
    first = draft(key=uuid4())
    author = person(Role.AGENCY)
    made = actions.save(author, first)
    actions.take_step(author, made.target_area.code, Step.SUBMIT, number=1)
    with pytest.raises(ClosedForEditing):
        actions.save(author, replace(first, purpose="دلیل"))
