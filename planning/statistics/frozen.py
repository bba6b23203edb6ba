"""This file shows the frozen statistics of a revision to one reader."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q

from planning.models import Revision
from planning.queries import in_scope_of, visible_revisions
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.disclosure import size_alone
from planning.statistics.surroundings import Overlap


def frozen_for(user: Any, revision: Revision) -> AreaStatistics:
    """The frozen statistics as the user may see them: exact for the author and in scope, and what
    they would measure themselves for other people; the size alone where that was not frozen."""
    exact = AreaStatistics.from_json(revision.statistics)
    if in_scope_of(user, revision.target_area):
        return with_visible_overlaps(user, revision, exact)
    if not revision.public_statistics:
        return size_alone(exact)
    public = AreaStatistics.from_json(revision.public_statistics)
    return with_visible_overlaps(user, revision, public)


def with_visible_overlaps(
    user: Any, revision: Revision, statistics: AreaStatistics
) -> AreaStatistics:
    """The statistics without the overlaps that this user may not know.

    They were found as the author saw them. A target area is named as in one of its revisions, and
    only to people who may see that revision. The neighbourhood that the area itself became is no
    overlap.
    """
    if not statistics.overlaps:
        return statistics
    visible = visible_numbers(user, statistics.overlaps)
    own = revision.target_area.published_code
    return replace(
        statistics,
        overlaps=tuple(
            each
            for each in statistics.overlaps
            if each.code != own
            and (each.kind != "target_area" or (each.code, each.revision) in visible)
        ),
    )


def visible_numbers(user: Any, overlaps: Iterable[Overlap]) -> set[tuple[str, int | None]]:
    """(code, number) of the revisions named in overlaps that a user may see."""
    named = [(each.code, each.revision) for each in overlaps if each.kind == "target_area"]
    wanted = Q(pk__in=[])
    for code, number in named:
        wanted |= Q(target_area__code=code, number=number)
    found = visible_revisions(user).filter(wanted) if named else Revision.objects.none()
    return set(found.values_list("target_area__code", "number"))
