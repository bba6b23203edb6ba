"""This file tests publication: a new edition, its lineage, its figures, and refusals."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import PUBLIC, Scope
from accounts.models import Role
from layers.geometry import area_m2, sound_multipolygon
from layers.geos import to_django, to_shapely
from layers.models import Area, AreaShape, Edition, LayerVersion, Level, Lineage, Measurement
from layers.queries import current_areas
from persian.digits import format_number, to_persian
from planning import actions
from planning.models import State, Step, TargetArea
from planning.pages.two_lists import build_two_lists_page
from planning.problems import CannotPublish, CannotSubmit, Conflict, NoLongerThere
from planning.publication import changes
from planning.publication.checking import obstacle, obstacles
from planning.publication.proposals import InForce, Proposal
from planning.publication.proposals import in_force as proposals_in_force
from planning.shapes import time_limit
from planning.shapes.geojson import as_geojson
from planning.statistics.count import count
from planning.statistics.measure import measure
from sample.target_areas.sites import FreeGround
from tests.markup import compact
from tests.planning.drafts import (
    brought_to,
    combs,
    neighbourhood,
    neighbourhoods,
    person,
    saved,
    square,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def ground(area: Area) -> shapely.MultiPolygon:
    return to_shapely(area.boundary)


def in_force() -> dict[str, Area]:
    areas = current_areas(Level.NEIGHBOURHOOD).filter(province_code="23")
    return {area.code: area for area in areas}


def publish(*targets: TargetArea, reason: str = "") -> Edition:
    """Publish together, whatever ground is left over."""
    numbers = {target.code: 1 for target in targets}
    decisions = actions.publish_together(
        person(Role.NATIONAL), numbers, reason=reason, may_leave=list(numbers)
    )
    return decisions[0].target_area.edition


def test_every_other_neighbourhood_is_carried_over_as_it_was() -> None:
    before = in_force()
    target = brought_to(State.PUBLISHED)
    after = in_force()
    assert set(after) == set(before) | {target.published_code}
    for code, area in before.items():
        copy = after[code]
        assert copy.edition == target.edition
        assert copy.boundary.equals_exact(area.boundary)
        carried = ("name_fa", "name_en", "parent_code", "source_id", "as_of", "synthetic")
        assert [getattr(copy, each) for each in carried] == [
            getattr(area, each) for each in carried
        ]
        assert Lineage.objects.get(after=copy).kind == Lineage.Kind.SAME
        assert Lineage.objects.get(after=copy).before == area


def test_the_edition_before_ends_the_day_before() -> None:
    before = next(iter(in_force().values())).edition
    target = brought_to(State.PUBLISHED)
    before.refresh_from_db()
    assert (target.edition.in_force_from - before.in_force_to).days == 1
    assert target.edition.in_force_from == timezone.localdate()


def test_the_new_neighbourhood_gets_the_next_code_and_is_on_the_map() -> None:
    numbers = [int(code[5:]) for code in in_force() if code.startswith("2310-")]
    version = LayerVersion.objects.get(layer="neighbourhoods", province_code="23").version
    target = brought_to(State.PUBLISHED)
    assert target.published_code == f"2310-{max(numbers) + 1:03d}"
    area = in_force()[target.published_code]
    assert AreaShape.objects.filter(area=area).exists()
    raised = LayerVersion.objects.get(layer="neighbourhoods", province_code="23").version
    assert raised > version
    # It overlaps the drawn ground once: as the neighbourhood that it has become.
    over = measure(ground(area), scope=Scope(everywhere=True), user=person(Role.NATIONAL))
    assert [each.code for each in over.overlaps] == [area.code]


def test_an_area_that_replaces_one_keeps_its_code_and_says_that_it_was_renamed() -> None:
    old = neighbourhood()
    target = brought_to(
        State.NATIONAL, geometry=slightly_smaller(old), replaces=(old.code,), name_fa="نام نو"
    )
    publish(target, reason="نام تازه به خواست ساکنان.")
    target.refresh_from_db()
    assert target.published_code == old.code
    after = in_force()[old.code]
    assert after.name_fa == "نام نو"
    assert after.settlement_type == old.settlement_type
    link = Lineage.objects.get(after=after)
    assert (link.kind, link.before) == (Lineage.Kind.RENAMED, old)
    assert "نام تازه به خواست ساکنان." in link.reason_fa
    assert target.code in link.reason_en


def test_an_area_that_keeps_its_persian_name_keeps_its_english_one() -> None:
    old = neighbourhood()
    same = {"replaces": (old.code,), "name_fa": old.name_fa, "name_en": ""}
    publish(brought_to(State.NATIONAL, geometry=slightly_smaller(old), **same))
    after = in_force()[old.code]
    assert after.name_en == old.name_en != old.name_fa
    assert Lineage.objects.get(after=after).kind == Lineage.Kind.SAME


def slightly_smaller(area: Area) -> dict[str, Any]:
    """A neighbourhood without a metre along its border, as GeoJSON."""
    return as_geojson(ground(area).buffer(-0.00001))


def halves(area: Area) -> tuple[dict[str, Any], dict[str, Any]]:
    shape = ground(area)
    west, south, east, north = shape.bounds
    middle = round((west + east) / 2, 7)
    return (
        as_geojson(shapely.intersection(shape, shapely.box(west, south, middle, north))),
        as_geojson(shapely.intersection(shape, shapely.box(middle, south, east, north))),
    )


def test_two_areas_that_replace_one_are_a_split_with_two_new_codes() -> None:
    old = neighbourhood()
    targets = [
        brought_to(State.NATIONAL, geometry=half, replaces=(old.code,)) for half in halves(old)
    ]
    publish(*targets)
    after = in_force()
    assert old.code not in after
    for target in targets:
        target.refresh_from_db()
        link = Lineage.objects.get(after=after[target.published_code])
        assert (link.kind, link.before) == (Lineage.Kind.SPLIT, old)
    assert targets[0].published_code != targets[1].published_code
    assert targets[0].edition == targets[1].edition


def neighbours() -> tuple[Area, Area]:
    areas = [area for area in in_force().values() if area.county_code == "2310"]
    for one in areas:
        for two in areas:
            if one.code < two.code and ground(one).intersection(ground(two)).length > 0:
                return one, two
    raise AssertionError("no neighbours")


def test_an_area_that_replaces_two_is_a_merger() -> None:
    one, two = neighbours()
    both = as_geojson(shapely.union(ground(one), ground(two)))
    target = brought_to(State.NATIONAL, geometry=both, replaces=(one.code, two.code))
    publish(target)
    target.refresh_from_db()
    links = Lineage.objects.filter(after=in_force()[target.published_code])
    assert {link.kind for link in links} == {Lineage.Kind.MERGED}
    assert {link.before for link in links} == {one, two}
    assert len(in_force()) == 233


def test_ground_that_the_decision_does_not_give_is_refused_with_its_name() -> None:
    old = neighbourhood()
    target = brought_to(State.DRAFT, geometry=as_geojson(ground(old).buffer(-0.001)))
    with pytest.raises(CannotSubmit) as caught:
        actions.take_step(target.author, target.code, Step.SUBMIT, number=1)
    assert old.name_en in caught.value.detail_en
    target.refresh_from_db()
    assert target.state == State.DRAFT


def test_a_sliver_along_a_border_is_no_overlap() -> None:
    old = neighbourhood()
    x, y = (round(value, 7) for value in shapely.get_coordinates(ground(old))[0])
    sliver = 0.00004
    corner = shapely.box(x - sliver, y - sliver, x + sliver, y + sliver)
    others = shapely.union_all([ground(area) for area in in_force().values()])
    assert shapely.intersection(corner, others).area > 0
    # About 7 × 9 metres lie in all on either side of the corner: under 100 square metres.
    target = brought_to(State.NATIONAL, geometry=as_geojson(corner))
    publish(target)


def test_areas_that_lie_on_each_other_are_not_published_together() -> None:
    first = brought_to(State.NATIONAL, geometry=square())
    second = brought_to(State.NATIONAL, geometry=square(side_deg=0.006))
    with pytest.raises(CannotPublish, match=first.code):
        publish(first, second)


def test_areas_of_two_provinces_are_not_published_together() -> None:
    first = brought_to(State.NATIONAL)
    second = brought_to(State.NATIONAL, geometry=square(1))
    TargetArea.objects.filter(pk=second.pk).update(
        province_code="30", county_code="3001", code="T3001-777"
    )
    second.refresh_from_db()
    with pytest.raises(CannotPublish, match="one province"):
        publish(first, second)


def test_several_areas_become_one_edition_or_none() -> None:
    targets = [brought_to(State.NATIONAL, geometry=square(column)) for column in range(3)]
    with pytest.raises(Conflict):
        actions.publish_together(person(Role.NATIONAL), {targets[0].code: 1, targets[1].code: 9})
    edition = publish(*targets)
    assert len(in_force()) == 237
    assert edition.area_set.count() == 237
    codes = [TargetArea.objects.get(pk=target.pk).published_code for target in targets]
    assert len(set(codes)) == 3


def test_an_area_that_replaces_what_is_gone_is_refused() -> None:
    old = neighbourhood()
    first, second = split_of(old)
    third = brought_to(State.PROVINCE, geometry=as_geojson(ground(old)), replaces=(old.code,))
    publish(first, second)
    with pytest.raises(CannotSubmit, match=old.code):
        actions.take_step(person(Role.NATIONAL), third.code, Step.APPROVE_NATIONAL, number=1)


def split_of(area: Area) -> tuple[TargetArea, TargetArea]:
    """Two approved areas that halve a neighbourhood."""
    west, east = (
        brought_to(State.NATIONAL, geometry=half, replaces=(area.code,)) for half in halves(area)
    )
    return west, east


def test_both_halves_stand_beside_the_whole_where_lists_are_compared() -> None:
    whole = neighbourhood()
    halved = {each.code for each in split_of(whole)}
    edition = in_force()[whole.code].edition.code
    page = build_two_lists_page(person(Role.NATIONAL), "targets-23", f"edition-{edition}")
    assert page.comparison
    beside = {each.first.code for each in page.comparison.changed if each.second.code == whole.code}
    assert beside == halved
    assert whole.code not in {each.code for each in page.comparison.only_second}


def test_areas_that_replace_the_same_are_published_as_one_set() -> None:
    first, second = split_of(neighbourhood())
    for alone, other in ((first, second), (second, first)):
        with pytest.raises(CannotPublish, match=other.code):
            publish(alone)
    publish(first, second)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.edition == second.edition
    ends = {target.published_code for target in (first, second)}
    assert ends <= set(in_force())


def test_a_half_that_is_not_yet_approved_is_named_and_has_to_be_submitted_again() -> None:
    old = neighbourhood()
    west, east = halves(old)
    first = brought_to(State.NATIONAL, geometry=west, replaces=(old.code,))
    second = brought_to(State.PROVINCE, geometry=east, replaces=(old.code,))
    [change] = changes([first], "23")
    assert change.again == (second,)
    assert change.left is not None
    publish(first)
    national = person(Role.NATIONAL)
    with pytest.raises(CannotSubmit, match=old.code):
        actions.take_step(national, second.code, Step.APPROVE_NATIONAL, number=1)
    # The first half stays where it is.
    first.refresh_from_db()
    assert first.published_code in in_force()


def test_a_new_area_that_replaces_what_is_gone_is_told_so_with_the_codes() -> None:
    old = neighbourhood()
    publish(*split_of(old))
    with pytest.raises(NoLongerThere, match=old.name_en or old.name_fa) as caught:
        saved(replaces=(old.code,))
    assert caught.value.as_json()["codes"] == [old.code]


def test_ground_that_leaves_is_said_and_confirmed_and_recorded(
    client_of: Callable[[str], Client],
) -> None:
    old = neighbourhood()
    west, east = halves(old)
    target = brought_to(State.SUBMITTED, geometry=west, replaces=(old.code,))
    size = format_number(area_m2(shapely.geometry.shape(east)) / 10_000, decimals=1)
    for role in (Role.COUNTY, Role.PROVINCE, Role.NATIONAL):
        page = client_of(role).get(f"/planning/target-areas/{target.code}/").content.decode()
        assert f"اگر منتشر شود، این بخش از محله‌های هدف بیرون می‌رود: {size} هکتار" in compact(page)
        actions.take_step(person(role), target.code, Step(f"approve_{role}"), number=1)
    national = person(Role.NATIONAL)
    with pytest.raises(CannotPublish, match="hectares") as caught:
        actions.take_step(national, target.code, Step.PUBLISH, number=1)
    assert old.code in caught.value.detail_en
    decision = actions.take_step(national, target.code, Step.PUBLISH, number=1, may_leave=True)
    left = shapely.geometry.shape(east)
    assert decision.left_m2 == pytest.approx(area_m2(left), rel=1e-3)
    persons = measure(left, scope=PUBLIC, user=None).population.estimate
    assert persons is not None
    assert decision.left_persons == pytest.approx(persons, abs=20)


def test_an_area_whose_neighbourhood_has_changed_since_is_refused() -> None:
    one, two = neighbourhoods(2)
    first = brought_to(State.NATIONAL, geometry=slightly_smaller(one), replaces=(one.code,))
    second = brought_to(State.NATIONAL, geometry=slightly_smaller(two), replaces=(two.code,))
    # Another edition with the same ground changes nothing.
    publish(brought_to(State.NATIONAL))
    publish(first)
    third = brought_to(State.NATIONAL, geometry=slightly_smaller(two), replaces=(two.code,))
    TargetArea.objects.filter(pk=third.pk).update(state=State.PROVINCE)
    changed = sound_multipolygon(ground(in_force()[two.code]).buffer(-0.0002))
    Area.objects.filter(code=two.code).update(boundary=to_django(changed))
    with pytest.raises(CannotPublish, match=two.code):
        publish(second)
    national = person(Role.NATIONAL)
    with pytest.raises(CannotSubmit, match=two.code):
        actions.take_step(national, third.code, Step.APPROVE_NATIONAL, number=1)


@pytest.mark.parametrize("width", [0.995, 0.97, 0.9, 0.46])
def test_a_code_is_kept_only_with_nearly_all_of_its_ground_and_persons(
    width: float, client: Client
) -> None:
    old = neighbourhood()
    shape = ground(old)
    west, south, east, north = shape.bounds
    cut = round(west + width * (east - west), 7)
    part = sound_multipolygon(shapely.intersection(shape, shapely.box(west, south, cut, north)))
    assert part is not None
    persons = [count(each).sums["persons"].estimate for each in (part, shape)]
    stays = min(area_m2(part) / area_m2(shape), persons[0] / persons[1])
    target = brought_to(State.NATIONAL, geometry=as_geojson(part), replaces=(old.code,))
    publish(target)
    target.refresh_from_db()
    is_kept = target.published_code == old.code
    assert is_kept == (stays >= 0.95)
    figures = Measurement.objects.filter(area_id=target.published_code, is_measured=True)
    if is_kept:
        assert not figures.exists()
        return
    assert old.code not in in_force()
    link = Lineage.objects.get(after=in_force()[target.published_code])
    assert (link.kind, link.before) == (Lineage.Kind.REDRAWN, old)
    frozen = target.revisions.get().statistics["population"]["estimate"]
    assert figures.get(indicator__code="population").value == frozen == persons[0]
    both_series_are_joined(client, target.published_code, old)


def both_series_are_joined(client: Client, code: str, area: Area) -> None:
    before = area.code
    told = client.get(f"/areas/{code}.json").json()["figures"]
    joined = [each["predecessor"] for each in told if "predecessor" in each]
    assert joined
    own = {each["indicator"]["code"]: each["series"] for each in told}
    old = client.get(f"/areas/{before}.json?edition={area.edition.code}").json()["figures"]
    known = {each["indicator"]["code"]: each["series"] for each in old}
    for each in told:
        earlier = each.get("predecessor", {"code": before, "series": []})
        assert earlier["code"] == before
        first = own[each["indicator"]["code"]][0]["year"]
        of_old = [one for one in known.get(each["indicator"]["code"], []) if one["year"] < first]
        assert earlier["series"] == of_old
    page = client.get(f"/areas/{code}/").content.decode()
    assert 'class="break"' in page
    assert f'href="/areas/{before}/"' in page


def test_the_page_says_what_will_change_before_it_is_published(
    client_of: Callable[[str], Client],
) -> None:
    old = neighbourhood()
    first, second = split_of(old)
    third = brought_to(State.COUNTY, geometry=as_geojson(ground(old)), replaces=(old.code,))
    client = client_of("national")
    area = client.get(f"/planning/target-areas/{first.code}/").content.decode()
    assert f"/planning/target-areas/publish/?province=23&amp;area={first.code}" in area
    page = client.get(f"/planning/target-areas/publish/?area={first.code}").content.decode()
    value = " ".join(sorted([first.code, second.code]))
    assert f'value="{value}"' in page
    assert "کد تازه می‌گیرد" in page
    assert to_persian(third.code) in page
    numbers = {f"number-{each.code}": "1" for each in (first, second)}
    answer = client.post("/planning/target-areas/publish/", {"code": [value], **numbers})
    assert answer.status_code == 303
    first.refresh_from_db()
    assert first.state == State.PUBLISHED


def test_a_refused_publication_keeps_the_page_with_what_was_typed(
    client_of: Callable[[str], Client],
) -> None:
    old = neighbourhood()
    target = brought_to(State.NATIONAL, geometry=halves(old)[0], replaces=(old.code,))
    brought_to(State.NATIONAL)
    posted = {"code": [target.code], f"number-{target.code}": "1", "reason": "دلیل من"}
    answer = client_of("national").post("/planning/target-areas/publish/", posted)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "در هیچ محدوده‌ای نیست" in page
    assert "دلیل من</textarea>" in page
    ticked = re.findall(r'value="(T[^"]*)"\s+checked', page)
    assert ticked == [target.code]


def test_the_check_of_a_page_reads_the_boundaries_that_it_needs_and_no_others() -> None:
    codes = [area.code for area in neighbourhoods(2)]
    target = saved(
        geometry=None, origin="ticked", ticked=tuple(codes), replaces=tuple(codes)
    ).target_area
    now = proposals_in_force("23", drawn=codes)
    drawn = {code for code, area in now.areas.items() if not area.get_deferred_fields()}
    assert drawn == set(codes)
    assert set(now.areas) == set(in_force())
    with CaptureQueriesContext(connection) as asked:
        assert obstacle(target) is None
    # The newest revision, the edition, the areas without and with boundaries, the submission, the
    # overlaps: as many whatever the number of neighbourhoods.
    assert len(asked) <= 6 + 2  # the time limit is set and taken back


def test_invented_areas_do_not_stand_among_real_ones() -> None:
    target = brought_to(State.NATIONAL)
    TargetArea.objects.filter(pk=target.pk).update(synthetic=True)
    Area.objects.filter(code=neighbourhood().code).update(synthetic=False)
    with pytest.raises(CannotPublish, match="invented"):
        publish(target)


def test_a_ticked_area_can_be_read_when_its_neighbourhoods_are_no_more(client: Client) -> None:
    codes = ("2310-003", "2310-005")
    target = brought_to(
        State.PUBLISHED, geometry=None, origin="ticked", ticked=codes, replaces=codes
    )
    assert client.get(f"/planning/target-areas/{target.code}/").status_code == 200
    client.force_login(person(Role.NATIONAL), "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/planning/target-areas/{target.code}/").status_code == 200
    assert client.get("/planning/inbox/?box=published").status_code == 200


def test_the_frozen_figures_become_estimates_of_the_new_code() -> None:
    target = brought_to(State.NATIONAL, geometry=as_geojson(inhabited()))
    frozen = target.revisions.get().statistics
    publish(target)
    target.refresh_from_db()
    figures = {
        figure.indicator.code: figure
        for figure in Measurement.objects.filter(area_id=target.published_code)
    }
    told = {each["code"]: each for each in frozen["indicators"] if each["value"] is not None}
    assert told
    assert set(figures) == {code for code, each in told.items() if each["year"]}
    for code, figure in figures.items():
        assert figure.value == told[code]["value"]
        assert figure.is_estimate
        assert figure.low is None or figure.low <= figure.value <= figure.high


def inhabited() -> shapely.MultiPolygon:
    """Blocks of Islamshahr beside a neighbourhood, outside every neighbourhood."""
    site = FreeGround("2310").site(0, 30)
    assert site is not None
    return site.boundary()


def test_a_second_edition_of_the_same_day_takes_the_place_of_the_first() -> None:
    first = brought_to(State.PUBLISHED)
    second = brought_to(State.PUBLISHED, geometry=square(1))
    assert first.edition.code != second.edition.code
    assert first.edition.title_fa != second.edition.title_fa
    assert second.edition.title_fa.endswith("، شمارهٔ ۲")
    assert {first.published_code, second.published_code} <= set(in_force())
    assert len(in_force()) == 236


def test_the_page_publishes_what_is_ticked(client_of: Callable[[str], Client]) -> None:
    first = brought_to(State.NATIONAL)
    second = brought_to(State.NATIONAL, geometry=square(1))
    client = client_of("national")
    page = client.get("/planning/target-areas/publish/?province=23").content.decode()
    assert first.code in page
    answer = client.post(
        "/planning/target-areas/publish/",
        {"code": [first.code], f"number-{first.code}": "1", "reason": "آزمون"},
    )
    assert answer.status_code == 303
    states = dict(
        TargetArea.objects.filter(pk__in=[first.pk, second.pk]).values_list("code", "state")
    )
    assert states == {first.code: State.PUBLISHED, second.code: State.NATIONAL}
    assert client_of("province").get("/planning/target-areas/publish/").status_code == 403


def test_areas_too_entangled_to_tell_are_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "MOST_SECONDS", 1)
    chosen = []
    for place, comb in enumerate(combs()):
        revision = saved(geometry=square(place))
        revision.boundary = to_django(comb)
        chosen.append(Proposal(revision.target_area, revision))
    words = next(obstacles(chosen, InForce("23", None, {})))
    assert chosen[0].target.code in words.en
