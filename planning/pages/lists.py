"""This file builds the list of target areas of a province, as map and table."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.access import Capability, capabilities_of, scope_of
from layers.drawing.path import path
from layers.geometry import hectares
from layers.messages import Names, Worded
from layers.messages import message as _
from layers.models import Area, Level
from layers.queries import current_areas
from planning.models import Revision, State, TargetArea
from planning.pages.shared_parts import BADGES, Due, due
from planning.pages.small_map import Drawn, Sketch, frame_of, sketch
from planning.pages.target_area import boundary_of
from planning.queries import deletable, target_areas, with_newest
from planning.rules import SHOWN
from planning.statistics.covered import beside_count
from planning.statistics.frozen import frozen_for

MAP_WIDTH, MAP_HEIGHT = 4400, 3300
MOST_ROWS = 1_000
STATE_KINDS = {
    State.DRAFT: "draft",
    State.RETURNED: "draft",
    State.WITHDRAWN: "draft",
    State.PUBLISHED: "published",
}


@dataclass(frozen=True)
class ListRow:
    """One target area. persons: None if suppressed. kind: of its mark on the map. covered: what
    stands beside persons where blocks cover too little of the ground."""

    target: TargetArea
    revision: Revision
    county: Area | None
    badge: str
    kind: str
    due: Due | None
    area_ha: float
    persons: float | None
    may_delete: bool
    covered: Worded | None


@dataclass(frozen=True)
class StateChoice:
    """A state to narrow the list to. value: empty for all. count: areas in the province."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class ProvinceChoice:
    area: Area
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class ListPage:
    """planning/target_areas.html.

    province: None for the whole country. choices: provinces that have target areas this person
    sees. sketch: None without rows. rest: how many rows are left out. may_draw, may_publish:
    what this person may do here; ready: how many approved areas could be published now. deleted:
    the code of the draft that this person has just deleted, or empty.
    """

    province: Area | None
    provinces: tuple[ProvinceChoice, ...]
    state: str
    states: tuple[StateChoice, ...]
    rows: tuple[ListRow, ...]
    rest: int
    sketch: Sketch | None
    may_draw: bool
    draw_county: str
    ready: int
    deleted: str


def build_list_page(user: Any, province: str, state: str, *, deleted: str = "") -> ListPage:
    """province: a code, or empty for the whole country. state: a State, or empty for all. deleted:
    the code of a draft that the user has deleted."""
    seen = target_areas(user)
    here = seen.filter(province_code=province) if province else seen
    chosen = here.filter(state=state) if state else here
    rows = list_rows(user, chosen)
    provinces = province_choices(seen, province)
    return ListPage(
        province=current_areas(Level.PROVINCE).filter(code=province).first() if province else None,
        provinces=provinces,
        state=state,
        states=state_choices(here, state),
        rows=rows[:MOST_ROWS],
        rest=max(0, len(rows) - MOST_ROWS),
        sketch=overview(rows[:MOST_ROWS]),
        may_draw=Capability.DRAW in capabilities_of(user),
        draw_county=scope_of(user).county_code,
        deleted=deleted if is_deleted(user, deleted) else "",
        ready=here.filter(state=State.NATIONAL).count() if may_publish(user) else 0,
    )


def is_deleted(user: Any, code: str) -> bool:
    """Whether a user has deleted the draft of this code."""
    own = TargetArea.objects.filter(author=getattr(user, "pk", None), state=State.DELETED)
    return bool(code) and own.filter(code=code).exists()


def may_publish(user: Any) -> bool:
    return Capability.PUBLISH in capabilities_of(user)


def list_rows(user: Any, areas: Any) -> tuple[ListRow, ...]:
    counties = {area.code: area for area in current_areas(Level.COUNTY).defer("boundary")}
    drafts = set(deletable(user).values_list("pk", flat=True))
    found = []
    for revision in with_newest(areas, user):
        target = revision.target_area
        statistics = frozen_for(user, revision)
        found.append(
            ListRow(
                target=target,
                revision=revision,
                county=counties.get(target.county_code),
                badge=BADGES.get(State(target.state), ""),
                kind=STATE_KINDS.get(State(target.state), "waiting"),
                due=due(target),
                area_ha=hectares(revision.area_m2),
                may_delete=target.pk in drafts,
                persons=statistics.population.estimate,
                covered=beside_count(statistics.covered_share),
            )
        )
    return tuple(found)


def province_choices(seen: Any, province: str) -> tuple[ProvinceChoice, ...]:
    codes = list(seen.values_list("province_code", flat=True))
    areas = current_areas(Level.PROVINCE).filter(code__in={*codes, province}).defer("boundary")
    return tuple(
        ProvinceChoice(area, codes.count(area.code), area.code == province) for area in areas
    )


def state_choices(here: Any, state: str) -> tuple[StateChoice, ...]:
    states = list(here.order_by().values_list("state", flat=True))
    every = StateChoice("", "", len(states), not state)
    return (
        every,
        *(
            StateChoice(value, str(value.label), states.count(value), value == state)
            for value in SHOWN
            if value in states or value == state
        ),
    )


def overview(rows: tuple[ListRow, ...]) -> Sketch | None:
    """All rows on one map, each a link to its page."""
    if not rows:
        return None
    boundaries = [boundary_of(row.revision) for row in rows]
    frame = frame_of(boundaries, width=MAP_WIDTH, height=MAP_HEIGHT, share=0.86)
    return sketch(
        frame,
        [drawn(row, path(boundary, frame)) for row, boundary in zip(rows, boundaries, strict=True)],
    )


def drawn(row: ListRow, outline: str) -> Drawn:
    """A row on the map, a link to its page."""
    names = Names(row.revision.name_fa, row.revision.name_en or row.revision.name_fa)
    label = _("{name}، {state}", name=names, state=State(row.target.state).label)
    address = reverse("planning:target_area", args=(row.target.code,))
    return Drawn(f"state {row.kind}", outline, label.fa, label.en, address)
