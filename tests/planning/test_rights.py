"""This file tests the rights matrix of docs/rights.md, and who sees what on every page."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.test import Client

from accounts.models import Role, User
from planning import actions
from planning.models import State, Step, TargetArea
from planning.queries import may_take, target_areas
from planning.rules import RULES, Rule
from tests.conftest import ROLES as ROLE_FIELDS
from tests.conftest import TOGETHER
from tests.planning.drafts import brought_to, person, saved, square

ROOT = Path(__file__).resolve().parents[2]
ROLES = tuple(Role)
PLACES = ("own", "other county", "other province")
COUNTIES = {"own": "2310", "other county": "2309", "other province": "3001"}


def account(role: Role) -> User:
    """An unsaved person, of Islamshahr or of Tehran Province."""
    place = {} if role in (Role.NATIONAL, Role.VIEWER) else {"province_code": "23"}
    if role == Role.COUNTY:
        place["county_code"] = "2310"
    if role == Role.AGENCY:
        place["agency_code"] = "emdad"
    return User(pk=1, role=role, **place)


def area(place: str, author: int) -> TargetArea:
    county = COUNTIES[place]
    return TargetArea(province_code=county[:2], county_code=county, author_id=author)


def answer(role: Role, rule: Rule, place: str) -> str:
    """yes, own (only areas the person drew), others (only areas of other authors), or no."""
    mine = may_take(account(role), rule, area(place, 1))
    theirs = may_take(account(role), rule, area(place, 2))
    return {
        (True, True): "yes",
        (True, False): "own",
        (False, True): "others",
        (False, False): "no",
    }[mine, theirs]


def rules() -> list[tuple[str, Rule]]:
    """Each step with its name in the table; the name of a return includes its starting state."""
    return [
        (f"return ({rule.starts[0]})" if rule.step == Step.RETURN else str(rule.step), rule)
        for rule in RULES
    ]


def documented() -> dict[tuple[str, str, str], str]:
    """(step, role, place) → answer, as docs/rights.md has it."""
    found = {}
    for line in (ROOT / "docs" / "rights.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) == 5 and re.fullmatch(r"`[^`]+`", cells[0]) and cells[1] in ROLES:
            for place, cell in zip(PLACES, cells[2:], strict=True):
                found[cells[0].strip("`"), cells[1], place] = cell
    return found


def test_the_table_in_the_docs_is_what_the_rules_say() -> None:
    expected = {
        (name, str(role), place): answer(role, rule, place)
        for name, rule in rules()
        for role in ROLES
        for place in PLACES
    }
    assert documented() == expected


def test_a_superuser_may_what_the_headquarters_may() -> None:
    user = User(pk=1, role=Role.VIEWER, is_superuser=True)
    for _, rule in rules():
        other = area("own", 2)
        assert may_take(user, rule, other) == may_take(account(Role.NATIONAL), rule, other)


def test_a_closed_account_may_nothing() -> None:
    user = account(Role.NATIONAL)
    user.is_active = False
    assert not any(may_take(user, rule, area("own", 2)) for _, rule in rules())


def secret(state: State) -> str:
    """A name that occurs only there."""
    return f"نام‌نهفتهٔ محدودهٔ {list(State).index(state)}؛"


# Who sees an area of Islamshahr drawn by another person, by its state.
IN_SCOPE = {"agency", "county", "province", "national"}
EVERYBODY = IN_SCOPE | {"visitor", "viewer", "other_province"}
SEEN_BY = {
    State.DRAFT: set(),
    State.SUBMITTED: IN_SCOPE,
    State.COUNTY: IN_SCOPE,
    State.PROVINCE: IN_SCOPE,
    State.NATIONAL: IN_SCOPE,
    State.RETURNED: IN_SCOPE,
    State.WITHDRAWN: IN_SCOPE,
    State.PUBLISHED: EVERYBODY,
}


def hidden(state: State) -> TargetArea:
    """An area with a secret name, advanced to a state."""
    fields = {
        "name_fa": secret(state),
        "purpose": f"هدف {secret(state)}",
        "geometry": square(list(State).index(state)),
    }
    if state == State.DRAFT:
        return saved(**fields).target_area
    if state in (State.RETURNED, State.WITHDRAWN):
        target = brought_to(State.SUBMITTED, **fields)
        step, by, why = (
            (Step.RETURN, person(Role.COUNTY), "بازبینی")
            if state == State.RETURNED
            else (Step.WITHDRAW, target.author, "")
        )
        actions.take_step(by, target.code, step, number=1, reason=why)
        return target
    return brought_to(state, **fields)


def addresses(target: TargetArea) -> list[str]:
    code = target.code
    return [
        f"/planning/target-areas/{code}/",
        f"/en/planning/target-areas/{code}/",
        f"/planning/target-areas/{code}.json",
        f"/planning/target-areas/{code}/compare/",
    ]


LISTS = [
    "/planning/target-areas/?province=IR",
    "/planning/target-areas/?province=23",
    "/planning/lists/?a=targets-23&b=edition-demo-tehran",
    "/areas/2310/",
    "/areas/23/",
]
# What the search finds: tests/atlas/test_search_target_areas.py.
PUBLIC_DATA = ["/areas/2310.json", "/areas/23.json"]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("roles", TOGETHER)
def test_each_state_is_seen_by_those_it_is_for(
    client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch, roles: tuple[str, ...]
) -> None:
    """One area of each state at once, so that lists show one beside the others."""
    # The page of a place shows a dozen and links to the rest.
    monkeypatch.setattr("planning.profile_sections.proposals.MOST_SHOWN", 100)
    targets = {state: hidden(state) for state in SEEN_BY}
    for role in roles:
        client = client_of(role)
        for state, target in targets.items():
            look(client, role, state, target)
        look_through_lists(client, role)


def look(client: Client, role: str, state: State, target: TargetArea) -> None:
    """The pages and the file of one area as one role."""
    sees = role in SEEN_BY[state]
    for address in addresses(target):
        found = client.get(address)
        assert found.status_code == (200 if sees else 404), (role, address)
        assert told_in(found.content.decode()) == ({state} if sees else set()), (role, address)


def look_through_lists(client: Client, role: str) -> None:
    """Every list, page of a place and public file as one role."""
    seen = {state for state, roles in SEEN_BY.items() if role in roles}
    for address in LISTS:
        found = client.get(address)
        assert found.status_code == 200, (role, address)
        # Withdrawn areas are in no list of areas to compare.
        listed = seen - {State.WITHDRAWN} if "/lists/" in address else seen
        assert told_in(found.content.decode()) == listed, (role, address)
    for address in PUBLIC_DATA:
        text = json.dumps(client.get(address).json(), ensure_ascii=False)
        assert told_in(text) <= {State.PUBLISHED}, (role, address)


def told_in(text: str) -> set[State]:
    """The states of the areas named in a text."""
    return {state for state in SEEN_BY if secret(state) in text}


@pytest.mark.django_db
def test_what_is_revised_after_a_return_is_the_authors_alone_until_it_is_handed_in() -> None:
    target = hidden(State.RETURNED)
    county = person(Role.COUNTY)
    actions.save(
        target.author,
        actions.Draft(
            code=target.code,
            based_on=1,
            geometry=square(side_deg=0.005),
            county="2310",
            name_fa="نسخهٔ ناتمام",
        ),
    )
    client = Client()
    client.force_login(county, backend="django.contrib.auth.backends.ModelBackend")
    for address in [*addresses(target), *LISTS, "/planning/inbox/?box=returned"]:
        text = client.get(address).content.decode()
        assert "نسخهٔ ناتمام" not in text, address
    client.force_login(target.author, backend="django.contrib.auth.backends.ModelBackend")
    assert "نسخهٔ ناتمام" in client.get(addresses(target)[0]).content.decode()


@pytest.mark.django_db
def test_the_record_is_for_those_in_scope_and_counts_are_rounded_for_the_rest(
    client_of: Callable[[str], Client],
) -> None:
    """One area for all roles, because publishing takes longer than a request."""
    target = brought_to(State.PUBLISHED, notes="یادداشت درونی")
    actions.comment(person(Role.COUNTY), target.code, text="سخن درونی")
    for role in ROLE_FIELDS:
        look_at_the_record(client_of(role), role, target)


def look_at_the_record(client: Client, role: str, target: TargetArea) -> None:
    page = client.get(addresses(target)[0]).content.decode()
    body = client.get(f"/planning/target-areas/{target.code}.json").json()
    in_scope = role in IN_SCOPE
    for words in ("سخن درونی", "یادداشت درونی", 'id="decisions"', 'id="attachments"'):
        assert (words in page) == in_scope, (role, words)
    assert (body["properties"]["notes"] == "یادداشت درونی") == in_scope, role
    assert body["properties"]["statistics"]["rounded"] == (not in_scope), role


@pytest.mark.django_db
def test_a_search_for_lists_gives_each_person_only_his_own(
    client_of: Callable[[str], Client],
) -> None:
    hidden(State.SUBMITTED)
    seen: QuerySet[TargetArea] = target_areas(person(Role.VIEWER))
    assert set(seen.values_list("state", flat=True)) <= {State.PUBLISHED}
    assert client_of("visitor").get("/planning/inbox/").status_code == 302
    assert client_of("viewer").get("/planning/inbox/").status_code == 200
