"""This file builds the target areas on an area's page.

They are those of a province or county, or those that became or will replace a neighbourhood.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, When, Window

from layers.models import Level
from layers.profile.registry import Subject
from planning.models import Revision, State, TargetArea
from planning.queries import visible_in, with_newest

MOST_SHOWN = 12


@dataclass(frozen=True)
class Proposals:
    """planning/_proposals.html. shown: the last submitted revisions, proposals first.

    total: with those left out. province: of the area, for the way to the list.
    """

    shown: tuple[Revision, ...]
    total: int
    province: str

    def as_json(self) -> list[dict[str, Any]]:
        """The published target areas, the same for everybody, because caches keep the answer."""
        return [
            {
                "code": each.target_area.code,
                "name_fa": each.name_fa,
                "name_en": each.name_en,
                "published_code": each.target_area.published_code,
                "synthetic": each.target_area.synthetic,
            }
            for each in self.shown
            if each.target_area.state == State.PUBLISHED
        ]


def build(subject: Subject) -> Proposals | None:
    """The section; None for the country and where no target area is visible."""
    here = place(subject)
    if here is None:
        return None
    areas = TargetArea.objects.filter(visible_in(subject.scope))
    shown = list(
        with_newest(areas)
        .filter(here)
        .defer("boundary", "boundary_3857", "statistics")
        .annotate(all=Window(Count("*")))
        .order_by(
            Case(When(target_area__state=State.PUBLISHED, then=1), default=0), "target_area__code"
        )[:MOST_SHOWN]
    )
    if not shown:
        return None
    return Proposals(
        shown=tuple(shown),
        total=shown[0].all,
        province=subject.area.province_code,
    )


def place(subject: Subject) -> Q | None:
    """The filter for revisions that belong to an area."""
    code = subject.area.code
    if subject.level == Level.PROVINCE:
        return Q(target_area__province_code=code)
    if subject.level == Level.COUNTY:
        return Q(target_area__county_code=code)
    if subject.level == Level.NEIGHBOURHOOD:
        return Q(target_area__published_code=code) | Q(replaces__contains=[code])
    return None
