"""This file builds the inbox: target areas waiting for the user, overdue, and submitted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from layers.messages import Worded
from layers.messages import message as _
from layers.models import Area, Level
from layers.queries import current_areas
from planning.models import Decision, Revision, State, Step, TargetArea
from planning.pages.compare import ComparePage, build_compare_page
from planning.pages.shared_parts import BADGES, Due, due
from planning.pages.target_area import TargetAreaPage, build_target_area_page
from planning.queries import target_areas, waiting_for, with_newest
from planning.rules import SHOWN

MOST_ITEMS = 200
BOXES = ("waiting", "late", "sent")
ICONS = {"waiting": "inbox", "late": "alarm-clock", "sent": "send"}


@dataclass(frozen=True)
class Box:
    """A folder of the inbox. key: waiting, late, sent or a State. icon: empty for a state."""

    key: str
    label: Worded | str
    icon: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Item:
    """A target area in the middle column. sent_at: when it was last submitted."""

    target: TargetArea
    revision: Revision
    county: Area | None
    badge: str
    due: Due | None
    sent_at: datetime | None
    is_chosen: bool


@dataclass(frozen=True)
class InboxPage:
    """planning/inbox.html.

    boxes: waiting, late and sent; states: those of everything the person sees. chosen: None
    where the box is empty. comparison: of its last two revisions, None where there is one.
    opened: the person picked it himself, which on a phone shows it alone.
    """

    boxes: tuple[Box, ...]
    states: tuple[Box, ...]
    box: str
    title: Worded | str
    items: tuple[Item, ...]
    rest: int
    chosen: TargetAreaPage | None
    comparison: ComparePage | None
    opened: bool


def build_inbox_page(user: Any, box: str, code: str) -> InboxPage:
    """box: one of BOXES or a State. code: the target area to show, empty for the first."""
    found = list(in_box(user, box)[: MOST_ITEMS + 1])
    chosen = next((each for each in found if each.code == code), found[0] if found else None)
    boxes = tuple(
        Box(key, label, ICONS[key], in_box(user, key).count(), key == box)
        for key, label in zip(
            BOXES, (_("در انتظار من"), _("دیرکرد"), _("ارسال‌های من")), strict=True
        )
    )
    states = state_boxes(user, box)
    comparison = build_compare_page(user, chosen, None, None) if chosen else None
    is_single = comparison is None or comparison.comparison.first == comparison.comparison.second
    return InboxPage(
        boxes=boxes,
        states=states,
        box=box,
        title=next(each.label for each in (*boxes, *states) if each.key == box),
        items=items(user, found[:MOST_ITEMS], chosen),
        rest=max(0, in_box(user, box).count() - MOST_ITEMS),
        chosen=build_target_area_page(user, chosen) if chosen else None,
        comparison=None if is_single else comparison,
        opened=bool(chosen and code == chosen.code),
    )


def in_box(user: Any, box: str) -> QuerySet[TargetArea]:
    """The target areas of a box, the most urgent first."""
    if box == "waiting":
        return waiting_for(user)
    mine_or_here = target_areas(user)
    if box == "late":
        return mine_or_here.filter(due_on__lt=timezone.localdate()).order_by("due_on", "code")
    if box == "sent":
        sent = mine_or_here.filter(author=user).exclude(state=State.DRAFT)
        return sent.order_by("due_on", "code")
    return mine_or_here.filter(state=box).order_by("due_on", "code")


def state_boxes(user: Any, box: str) -> tuple[Box, ...]:
    states = list(target_areas(user).order_by().values_list("state", flat=True))
    return tuple(
        Box(value, str(value.label), "", states.count(value), value == box) for value in SHOWN
    )


def items(user: Any, found: list[TargetArea], chosen: TargetArea | None) -> tuple[Item, ...]:
    counties = {area.code: area for area in current_areas(Level.COUNTY).defer("boundary")}
    here = TargetArea.objects.filter(pk__in=[target.pk for target in found])
    seen = {each.target_area_id: each for each in with_newest(here, user).defer("boundary")}
    sent = sent_at(found)
    return tuple(
        Item(
            target=target,
            revision=seen[target.pk],
            county=counties.get(target.county_code),
            badge=BADGES.get(State(target.state), ""),
            due=due(target),
            sent_at=sent.get(target.pk),
            is_chosen=target == chosen,
        )
        for target in found
    )


def sent_at(found: list[TargetArea]) -> dict[int, datetime]:
    """When each of these was last submitted, by primary key."""
    steps = Decision.objects.filter(target_area__in=found, step=Step.SUBMIT).order_by("made_at")
    return dict(steps.values_list("target_area", "made_at"))
