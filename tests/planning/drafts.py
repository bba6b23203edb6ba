"""This file creates drafts and people around one town of the sample: Islamshahr, county 2310."""

from typing import Any

from shapely.geometry import MultiPolygon, Polygon

from accounts.models import Role, User
from layers.models import Area, Level
from layers.queries import current_areas
from planning import actions
from planning.actions import Draft
from planning.models import Revision, State, Step, TargetArea

COUNTY = "2310"
# North of the town: square kilometres where the sample has no neighbourhood.
WEST_DEG, SOUTH_DEG = 51.10, 35.62


def square(
    column: int = 0, row: int = 0, *, side_deg: float = 0.004, west: float = WEST_DEG
) -> dict[str, Any]:
    """A square as GeoJSON; squares of other columns and rows do not overlap it."""
    x, y = west + column * 0.01, SOUTH_DEG + row * 0.01
    x, y, end_x, end_y = (round(v, 7) for v in (x, y, x + side_deg, y + side_deg))
    ring = [[x, y], [end_x, y], [end_x, end_y], [x, end_y], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def person(role: Role, name: str = "", **places: str) -> User:
    own = {
        Role.PROVINCE: {"province_code": "23"},
        Role.COUNTY: {"province_code": "23", "county_code": COUNTY},
        Role.AGENCY: {"province_code": "23", "agency_code": "emdad"},
    }.get(role, {})
    username = name or f"person-{role}"
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(username, role=role, **(own | places))


def draft(**fields: Any) -> Draft:
    values: dict[str, Any] = {
        "code": None,
        "based_on": None,
        "geometry": square(),
        "county": COUNTY,
        "name_fa": "محدودهٔ آزمون",
        "name_en": "Test area",
    }
    return Draft(**(values | fields))


def saved(author: User | None = None, **fields: Any) -> Revision:
    """A first revision, by an agency's person unless another author is given."""
    return actions.save(author or person(Role.AGENCY), draft(**fields))


STEPS = {
    State.SUBMITTED: Step.SUBMIT,
    State.COUNTY: Step.APPROVE_COUNTY,
    State.PROVINCE: Step.APPROVE_PROVINCE,
    State.NATIONAL: Step.APPROVE_NATIONAL,
    State.PUBLISHED: Step.PUBLISH,
}
DECIDERS = {
    State.COUNTY: Role.COUNTY,
    State.PROVINCE: Role.PROVINCE,
    State.NATIONAL: Role.NATIONAL,
    State.PUBLISHED: Role.NATIONAL,
}


def brought_to(state: State, author: User | None = None, **fields: Any) -> TargetArea:
    """A target area that has passed all steps up to a state."""
    revision = saved(author, **fields)
    target = revision.target_area
    for each, step in STEPS.items():
        if target.state == state:
            break
        by = person(DECIDERS[each]) if each in DECIDERS else target.author
        actions.take_step(by, target.code, step, number=revision.number)
        target.refresh_from_db()
    if state in (State.RETURNED, State.WITHDRAWN):
        raise ValueError("go on from a state before")
    return target


def neighbourhood(county: str = COUNTY) -> Area:
    """A fixed neighbourhood in force of a county."""
    return neighbourhoods(1, county)[0]


def neighbourhoods(count: int, county: str = COUNTY) -> list[Area]:
    areas = current_areas(Level.NEIGHBOURHOOD).filter(county_code=county)
    return list(areas.order_by("code")[:count])


def combs() -> list[MultiPolygon]:
    """Two valid shapes whose teeth cross a million times."""
    teeth = [(50 + place / 2_000, 35 + place % 2) for place in range(2_000)]
    across = [(y + 15, x - 15) for x, y in teeth]
    return [
        MultiPolygon([Polygon([(50, 34.9), *teeth, (51, 34.9)])]),
        MultiPolygon([Polygon([(49.9, 35), *across, (49.9, 36)])]),
    ]
