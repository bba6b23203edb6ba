"""This file creates minimal target areas in the test province."""

from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.utils import timezone

from accounts.models import User
from planning.models import Decision, Revision, State, TargetArea
from tests.layers import factories as ground


def author(name: str = "test-author", **fields: Any) -> User:
    defaults: dict[str, Any] = {
        "role": "agency",
        "agency_code": "emdad",
        "province_code": ground.PROVINCE,
    }
    return User.objects.get_or_create(username=name, defaults=defaults | fields)[0]


def target_area(
    code: str = "T9901-001",
    *,
    state: State = State.DRAFT,
    boundary: MultiPolygon | None = None,
    by: User | None = None,
    handed_in: bool | None = None,
    **fields: Any,
) -> TargetArea:
    """A target area with one revision; handed_in: with a decision that submits it."""
    by = by or author()
    county = code[1:5]
    made = TargetArea.objects.create(
        code=code,
        province_code=county[:2],
        county_code=county,
        state=state,
        author=by,
        **fields,
    )
    first = revision(made, boundary=boundary, by=by)
    if handed_in if handed_in is not None else state not in (State.DRAFT, State.WITHDRAWN):
        Decision.objects.create(
            target_area=made,
            revision=first,
            step="submit",
            before=State.DRAFT,
            after=State.SUBMITTED,
            made_by=by,
        )
    return made


def revision(
    target: TargetArea,
    *,
    boundary: MultiPolygon | None = None,
    by: User | None = None,
    **fields: Any,
) -> Revision:
    """One more revision of a target area, by default a square of a tenth of a degree."""
    defaults: dict[str, Any] = {
        "name_fa": f"محدودهٔ آزمون {target.code}",
        "name_en": f"Test area {target.code}",
        "origin": Revision.Origin.DRAWN,
        "statistics": {"data": {"measured_at": timezone.now().isoformat()}},
        "made_by": by or target.author,
    }
    return Revision.objects.create(
        target_area=target,
        number=target.revisions.count() + 1,
        boundary=boundary or ground.square(50.1, 30.1, 50.2, 30.2),
        **(defaults | fields),
    )
