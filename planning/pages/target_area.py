"""This file builds the page of one target area."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from django.db import OperationalError
from django.utils.translation import pgettext_lazy

from accounts.access import scope_of
from layers.budget import BudgetSpent
from layers.catalogue import layer
from layers.db import is_timeout
from layers.drawing.path import path
from layers.geometry import hectares
from layers.geos import to_shapely
from layers.messages import Worded
from layers.models import Area, Level, ServicePackage
from layers.queries import current_areas
from layers.tiles.cut import layer_token
from planning.models import Attachment, Comment, Decision, Revision, State, Step, TargetArea
from planning.models.target_areas import MOST_ATTACHMENT_BYTES
from planning.pages.shared_parts import (
    BADGES,
    Due,
    Offer,
    Person,
    StepMark,
    due,
    offers,
    person,
    steps_bar,
)
from planning.pages.small_map import Drawn, Sketch, frame_of, sketch
from planning.problems import BoundaryProblem
from planning.publication import Outlook, outlook
from planning.queries import in_scope_of, may_delete, may_edit, revisions
from planning.rules import EDITABLE
from planning.statistics.area_statistics import BLOCKS, AreaStatistics
from planning.statistics.frozen import frozen_for
from planning.statistics.measure import measure_as
from planning.statistics.rounding import FEWEST_PERSONS
from planning.statistics.table import Row, rows
from planning.statistics.ticked import is_union
from planning.statistics.way import way_of
from planning.suggestions.wording import described

MAP_WIDTH, MAP_HEIGHT = 3600, 2700


@dataclass(frozen=True)
class RevisionRow:
    """A revision in the list. before: the number to compare it with, None for the first."""

    revision: Revision
    by: Person
    area_ha: float
    before: int | None
    is_newest: bool


# A recorded step is past: English has other words for it than on the button that takes it.
RECORDED = {
    Step.SUBMIT: pgettext_lazy("record", "ارسال به شهرستان"),
    Step.APPROVE_COUNTY: pgettext_lazy("record", "تأیید شهرستان و ارسال به استان"),
    Step.APPROVE_PROVINCE: pgettext_lazy("record", "تأیید استان و ارسال به ستاد ملی"),
    Step.APPROVE_NATIONAL: pgettext_lazy("record", "تأیید در ستاد ملی"),
    Step.PUBLISH: pgettext_lazy("record", "انتشار در ویرایش تازه"),
    Step.RETURN: pgettext_lazy("record", "بازگرداندن"),
    Step.WITHDRAW: pgettext_lazy("record", "پس گرفتن"),
    Step.REOPEN: pgettext_lazy("record", "بازگشودن پیش‌نویس"),
    Step.DELETE: pgettext_lazy("record", "حذف پیش‌نویس"),
}


@dataclass(frozen=True)
class DecisionRow:
    """A decision. title: the step, as taken."""

    decision: Decision
    title: str
    by: Person
    was_late: bool

    @property
    def left_ha(self) -> float:
        return hectares(self.decision.left_m2 or 0.0)


@dataclass(frozen=True)
class CommentRow:
    """A comment. number: on the map, None where it has no place."""

    comment: Comment
    by: Person
    number: int | None
    may_resolve: bool


@dataclass(frozen=True)
class AttachmentRow:
    attachment: Attachment
    by: Person
    may_remove: bool


@dataclass(frozen=True)
class ThenAndNow:
    """A figure when it was decided and as it would be measured today."""

    then: Row
    now: Row


@dataclass(frozen=True)
class TargetAreaPage:
    """planning/target_area.html.

    revision: the newest that this person sees. county, province: None where the ground does not
    know them. statistics: as this person may see them; rows: the same as a table. suggestion: from
    which one it began, None if from none. then_and_now: empty unless the area is decided and the
    data has changed since. record: the person is party to the decision and sees who, when and why.
    fewest_persons: fewer have no figures for users outside the scope.
    """

    target: TargetArea
    revision: Revision
    author: Person
    county: Area | None
    province: Area | None
    badge: str
    due: Due | None
    steps: tuple[StepMark, ...]
    sketch: Sketch
    statistics: AreaStatistics
    rows: tuple[Row, ...]
    suggestion: Worded | None
    then_and_now: tuple[ThenAndNow, ...]
    packages: tuple[ServicePackage, ...]
    replaces: tuple[Area, ...]
    revisions: tuple[RevisionRow, ...]
    decisions: tuple[DecisionRow, ...]
    comments: tuple[CommentRow, ...]
    attachments: tuple[AttachmentRow, ...]
    offers: tuple[Offer, ...]
    outlook: Outlook | None
    may_edit: bool
    may_delete: bool
    record: bool
    fewest_persons: int = FEWEST_PERSONS
    most_attachment_bytes: int = MOST_ATTACHMENT_BYTES

    @property
    def can_act(self) -> bool:
        """Whether the user can take a step, so that the page shows the reason field."""
        return any(not offer.why_not for offer in self.offers)

    @property
    def reason_needed(self) -> bool:
        return any(offer.needs_reason and not offer.why_not for offer in self.offers)


def build_target_area_page(user: Any, target: TargetArea) -> TargetAreaPage:
    seen = list(revisions(user, target))
    newest = seen[0]
    record = in_scope_of(user, target)
    decisions = list(target.decisions.select_related("made_by", "revision"))
    comments = comment_rows(user, target) if record else ()
    statistics = frozen_for(user, newest)
    replaced = tuple(current_areas(Level.NEIGHBOURHOOD).filter(code__in=newest.replaces))
    places = {
        area.code: area
        for area in current_areas().filter(code__in=[target.county_code, target.province_code])
    }
    return TargetAreaPage(
        target=target,
        revision=newest,
        author=person(target.author),
        county=places.get(target.county_code),
        province=places.get(target.province_code),
        badge=BADGES.get(State(target.state), ""),
        due=due(target),
        steps=steps_bar(target, decisions, target.revisions.order_by("number")[0].made_at),
        sketch=sketch_of(newest, comments, replaced if may_be_published(target) else ()),
        statistics=statistics,
        rows=rows(statistics),
        suggestion=described(newest),
        then_and_now=then_and_now(user, target, newest, statistics),
        packages=tuple(ServicePackage.objects.filter(code__in=newest.packages)),
        replaces=replaced,
        revisions=revision_rows(seen) if record else (),
        decisions=decision_rows(decisions) if record else (),
        comments=comments,
        attachments=attachment_rows(user, target) if record else (),
        offers=offers(user, target) if record else (),
        outlook=outlook(target) if record and may_be_published(target) else None,
        may_edit=may_edit(user, target),
        may_delete=may_delete(user, target),
        record=record,
    )


def may_be_published(target: TargetArea) -> bool:
    """Whether a publication may still come."""
    return target.state not in (State.PUBLISHED, State.WITHDRAWN)


def boundary_of(revision: Revision) -> shapely.MultiPolygon:
    return to_shapely(revision.boundary)


def sketch_of(
    revision: Revision, comments: tuple[CommentRow, ...], replaced: Iterable[Area]
) -> Sketch:
    """The area over the neighbourhoods in force that it is to replace."""
    boundary = boundary_of(revision)
    before = [to_shapely(area.boundary) for area in replaced if area.boundary]
    frame = frame_of([boundary, *before], width=MAP_WIDTH, height=MAP_HEIGHT)
    points = [
        (row.number, row.comment.point.x, row.comment.point.y)
        for row in comments
        if row.number is not None and row.comment.point
    ]
    drawn = [Drawn("own", path(boundary, frame))]
    drawn += [Drawn("before", path(each, frame)) for each in before]
    return sketch(frame, drawn, points=points)


def then_and_now(
    user: Any, target: TargetArea, revision: Revision, seen: AreaStatistics
) -> tuple[ThenAndNow, ...]:
    """The frozen figures that differ from today's, for an area under decision or decided. The
    frozen ones do not change.
    """
    if State(target.state) in EDITABLE:
        return ()
    if is_up_to_date(seen):
        return ()
    today = measured_today(user, target, revision)
    if today is None:
        return ()
    if today.rounded != seen.rounded:
        # Another person's scope decides what is rounded; that is no change.
        return ()
    now = {row.key: row for row in rows(today)}
    return tuple(
        ThenAndNow(row, now[row.key])
        for row in rows(seen)
        if row.key in now and row.value != now[row.key].value
    )


def is_up_to_date(statistics: AreaStatistics) -> bool:
    """Whether no layer has changed since the statistics were frozen."""
    frozen = statistics.versions
    return frozen == {name: layer_token(layer(name)) for name in frozen}


def measured_today(user: Any, target: TargetArea, revision: Revision) -> AreaStatistics | None:
    """Today's statistics; None if they cannot be made, or not in time for the page.

    Raises OperationalError for a dead database.
    """
    scope, boundary = scope_of(user), boundary_of(revision)
    try:
        if revision.ticked and not is_union(boundary, revision.ticked):
            return None
        way = way_of(revision, boundary)
        if was_painted(revision) and not way.painted:
            return None
        return measure_as(way, boundary, scope=scope, user=user, leave_out=target.code)
    except BoundaryProblem:
        return None
    except (BudgetSpent, OperationalError) as error:
        if not is_timeout(error):
            raise
        return None


def was_painted(revision: Revision) -> bool:
    """Whether a revision was counted by its painted blocks."""
    return AreaStatistics.from_json(revision.statistics).method.code == BLOCKS.code


def revision_rows(seen: list[Revision]) -> tuple[RevisionRow, ...]:
    return tuple(
        RevisionRow(
            revision=revision,
            by=person(revision.made_by),
            area_ha=hectares(revision.area_m2),
            before=seen[place + 1].number if place + 1 < len(seen) else None,
            is_newest=place == 0,
        )
        for place, revision in enumerate(seen)
    )


def decision_rows(decisions: list[Decision]) -> tuple[DecisionRow, ...]:
    return tuple(
        DecisionRow(
            decision,
            str(RECORDED[Step(decision.step)]),
            person(decision.made_by),
            bool(decision.due_on and decision.made_at.date() > decision.due_on),
        )
        for decision in reversed(decisions)
    )


def comment_rows(user: Any, target: TargetArea) -> tuple[CommentRow, ...]:
    found, number = [], 0
    for comment in target.comments.select_related("made_by", "revision"):
        if comment.point:
            number += 1
        found.append(
            CommentRow(
                comment,
                person(comment.made_by),
                number if comment.point else None,
                comment.resolved_at is None
                and getattr(user, "pk", None) in (comment.made_by_id, target.author_id),
            )
        )
    return tuple(found)


def attachment_rows(user: Any, target: TargetArea) -> tuple[AttachmentRow, ...]:
    found = target.attachments.filter(removed_at=None).select_related("added_by").defer("body")
    return tuple(
        AttachmentRow(each, person(each.added_by), getattr(user, "pk", None) == each.added_by_id)
        for each in found
    )
