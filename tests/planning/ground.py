"""This file creates the ground for shapes in tests, and sends shapes to be checked.

Two neighbourhoods of county 9901 lie side by side, each a hundredth of a degree wide and high
(about 965 m by 1,109 m, 107 ha), with their common border at 50.01° E.
"""

import json
from typing import Any

from django.test import Client

from accounts.models import Role, User
from layers.models import Level
from planning.models import Decision, Revision, State, TargetArea
from tests.layers.factories import area, edition, province_with_two_counties, square

WEST_HOOD, EAST_HOOD = "9901-001", "9901-002"


def two_neighbourhoods() -> None:
    province_with_two_counties()
    edition(Level.NEIGHBOURHOOD)
    area(WEST_HOOD, square(50, 30, 50.01, 30.01), name_fa="باختری", name_en="Western")
    area(EAST_HOOD, square(50.01, 30, 50.02, 30.01), name_fa="خاوری", name_en="Eastern")


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def line(*positions: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(position) for position in positions]}


def person(role: Role = Role.COUNTY, *, name: str = "", **places: str) -> User:
    """A person of county 9901, unless given otherwise."""
    found = {"province_code": "99", "county_code": "9901"} | places
    if role == Role.NATIONAL:
        found = {}
    return User.objects.create_user(name or f"test-{role}", role=role, **found)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def target(
    code: str,
    author: User,
    bounds: tuple[float, float, float, float],
    *,
    state: State = State.DRAFT,
    number: int = 1,
) -> TargetArea:
    """A target area of county 9901 with one more revision, submitted unless it is a draft."""
    found, _ = TargetArea.objects.get_or_create(
        code=code,
        defaults={
            "province_code": "99",
            "county_code": "9901",
            "state": state,
            "author": author,
        },
    )
    made = Revision.objects.create(
        target_area=found,
        number=number,
        name_fa=f"محدودهٔ {code}",
        origin="drawn",
        boundary=square(*bounds),
        statistics={},
        made_by=author,
    )
    if state != State.DRAFT:
        Decision.objects.create(
            target_area=found,
            revision=made,
            step="submit",
            before=State.DRAFT,
            after=State.SUBMITTED,
            made_by=author,
        )
    return found


def is_refused_for(answer: Any, parameter: str) -> None:
    """The request was refused in both languages, for this parameter."""
    assert answer.status_code == 400, answer.content
    problem = answer.json()
    assert problem["parameter"] == parameter
    assert problem["detail_fa"] != problem["detail"]


def send(client: Client, address: str, body: Any) -> Any:
    """POST a body as JSON to an address below /planning/."""
    return client.post(f"/planning/{address}", json.dumps(body), content_type="application/json")


def refused(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """The problem of a refusal; both languages must say what to do."""
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    for member in ("detail", "detail_fa"):
        assert len(problem[member]) > 20
        assert problem[member].rstrip().endswith("."), problem[member]
    if code:
        assert problem["code"] == code
    return dict(problem)
