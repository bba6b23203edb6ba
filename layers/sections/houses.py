"""This file builds the list of neighbourhood houses — خانهٔ محله — of an area, by agency."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from layers.models import Agency, House, Level
from layers.profile import Subject
from layers.queries import inside

# More houses than this are counted by agency instead of listed.
MOST_LISTED = 12
# Agencies that have a picture of their own in static/symbols/; others share the plain house.
DRAWN_AGENCIES = ("emdad", "ehsan", "behzisti", "helal")
PLAIN_HOUSE = "other"


def house_symbol(agency_code: str, state: str) -> str:
    """The name of the picture of a house in static/symbols/."""
    agency = agency_code if agency_code in DRAWN_AGENCIES else PLAIN_HOUSE
    return f"house-{agency}-{state}"


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
    """How many houses an agency has here, by state in the order of their life."""

    agency: Agency
    symbol: str
    total: int
    states: tuple[StateCount, ...]


@dataclass(frozen=True)
class Houses:
    """layers/_houses.html. listed: every house, where they are few; agencies: counts, where not.

    unlocated: how many have no known place. total counts closed ones too.
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
            }
            for row in self.agencies
        ]


def build(subject: Subject) -> Houses:
    houses = list(
        House.objects.filter(inside(subject.area.code))
        .select_related("agency")
        .defer("location_3857")
        .order_by("agency__position", "-is_lead", "code")
    )
    is_short = len(houses) <= MOST_LISTED
    return Houses(
        level=subject.level,
        total=len(houses),
        listed=tuple(
            HouseRow(house, house_symbol(house.agency_id, house.state)) for house in houses
        )
        if is_short
        else (),
        agencies=agency_rows(houses),
        unlocated=sum(house.location is None for house in houses),
    )


def agency_rows(houses: list[House]) -> tuple[AgencyRow, ...]:
    """One row per agency that has a house, in agency order."""
    agencies = {house.agency_id: house.agency for house in houses}
    counts = Counter((house.agency_id, house.state) for house in houses)
    return tuple(
        AgencyRow(
            agency=agency,
            symbol=house_symbol(agency_id, House.State.OPEN),
            total=sum(counts[agency_id, state] for state in House.State),
            states=tuple(
                StateCount(state, counts[agency_id, state])
                for state in House.State
                if counts[agency_id, state]
            ),
        )
        for agency_id, agency in agencies.items()
    )
