"""This file builds the list of neighbourhood houses — خانهٔ محله — of an area, by agency."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from layers.map_config import house_symbol
from layers.models import Agency, House, Level
from layers.profile.registry import Subject
from layers.queries import inside

# If an area has more houses than this, they are counted by agency and not listed.
MOST_LISTED = 12


@dataclass(frozen=True)
class StateCount:
    state: House.State
    count: int


@dataclass(frozen=True)
class HouseRow:
    """One house with the name of its picture."""

    house: House
    symbol: str


@dataclass(frozen=True)
class AgencyRow:
    """The number of an agency's houses here, by state in the order of their life.

    invented: the number of invented ones.
    """

    agency: Agency
    symbol: str
    total: int
    invented: int
    states: tuple[StateCount, ...]


@dataclass(frozen=True)
class Houses:
    """layers/_houses.html. listed: every house if they are few; agencies: counts otherwise.

    unlocated: the number without a known place. total includes closed ones.
    """

    level: Level
    total: int
    listed: tuple[HouseRow, ...]
    agencies: tuple[AgencyRow, ...]
    unlocated: int

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "agency": row.agency.code,
                "name_fa": row.agency.name_fa,
                "name_en": row.agency.name_en,
                "states": {each.state.value: each.count for each in row.states},
                "synthetic": row.invented > 0,
            }
            for row in self.agencies
        ]


def build(subject: Subject) -> Houses:
    here = House.objects.filter(inside(subject.area.code))
    counts = {
        (row["agency"], House.State(row["state"])): row
        for row in here.order_by()
        .values("agency", "state")
        .annotate(
            count=Count("pk"),
            unlocated=Count("pk", filter=Q(location=None)),
            invented=Count("pk", filter=Q(synthetic=True)),
        )
    }
    total = sum(row["count"] for row in counts.values())
    return Houses(
        level=subject.level,
        total=total,
        listed=listed(here) if 0 < total <= MOST_LISTED else (),
        agencies=agency_rows(counts),
        unlocated=sum(row["unlocated"] for row in counts.values()),
    )


def listed(houses: QuerySet[House]) -> tuple[HouseRow, ...]:
    """Every house, by agency, the lead houses first."""
    in_order = (
        houses.select_related("agency")
        .defer("location_3857")
        .order_by("agency__position", "-is_lead", "code")
    )
    return tuple(HouseRow(house, house_symbol(house.agency_id, house.state)) for house in in_order)


def agency_rows(counts: dict[tuple[str, House.State], dict[str, Any]]) -> tuple[AgencyRow, ...]:
    """One row per agency with a house, in agency order; states in the order of their life."""
    agencies = Agency.objects.filter(pk__in={agency for agency, _ in counts}) if counts else ()
    rows = []
    for agency in agencies:
        states = tuple(
            StateCount(state, counts[agency.pk, state]["count"])
            for state in House.State
            if (agency.pk, state) in counts
        )
        rows.append(
            AgencyRow(
                agency=agency,
                symbol=house_symbol(agency.pk, House.State.OPEN),
                total=sum(each.count for each in states),
                invented=sum(counts[agency.pk, each.state]["invented"] for each in states),
                states=states,
            )
        )
    return tuple(rows)
