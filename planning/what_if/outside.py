"""This file makes the list of those who stay outside target areas and are worse off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from layers.db import execute_prepared, statement
from layers.models import Indicator
from planning.statistics.estimates import Estimate, rate
from planning.statistics.rounding import FEWEST_PERSONS, in_tens
from planning.what_if.county_blocks import SQL, CountyBlocks, Hood, beside
from planning.what_if.worse_outside import Likely, Rates, worse_places

MOST_PLACES = 20
# The codes of so many blocks at most are named, place after place: the page asks for their outline.
MOST_CODES = 3_000


@dataclass(frozen=True)
class Figures:
    """What is told of some blocks together. rate: of the indicator, in its unit."""

    persons: int
    rate: float


@dataclass(frozen=True, eq=False)
class Bar:
    """What those outside are compared with. likely: what a block has to surpass."""

    figures: Figures
    likely: Likely
    hood: Hood | None

    @property
    def kind(self) -> str:
        return "area" if self.hood else "draft"

    def as_json(self) -> dict[str, Any]:
        named = {}
        if self.hood:
            named = {
                "code": self.hood.code,
                "name_fa": self.hood.name_fa,
                "name_en": self.hood.name_en,
            }
        return named | {"rate": self.figures.rate, "persons": self.figures.persons}


@dataclass(frozen=True, eq=False)
class Place:
    """Connected blocks outside. worse_than: kinds of bars. codes: of its blocks, in order; none
    where there are too many. bounds: west, south, east, north, degrees."""

    blocks: np.ndarray
    figures: Figures
    worse_than: tuple[str, ...]
    codes: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "rate": self.figures.rate,
            "persons": self.figures.persons,
            "block_count": len(self.blocks),
            "worse_than": list(self.worse_than),
            "blocks": list(self.codes),
            "bounds": list(self.bounds),
        }


@dataclass(frozen=True, eq=False)
class Outside:
    """The bars and the worst places outside; more_*: what the list leaves out."""

    bars: tuple[Bar, ...]
    places: tuple[Place, ...]
    more_places: int
    more_persons: int

    def as_json(self) -> dict[str, Any]:
        return {
            "bars": {bar.kind: bar.as_json() for bar in self.bars},
            "places": [place.as_json() for place in self.places],
            "more": {"places": self.more_places, "persons": self.more_persons},
        }


@dataclass(frozen=True, eq=False)
class Teller:
    """Tells the figures of some blocks of a county, as a person measures them."""

    rates: Rates
    indicator: Indicator
    exact: bool

    def figures(self, blocks: np.ndarray) -> Figures | None:
        """None for fewer than FEWEST_PERSONS, and where a count may not be told."""
        persons = self.count(self.rates.persons, blocks)
        numerator = self.count(self.rates.numerator, blocks)
        denominator = self.count(self.rates.denominator, blocks)
        if round(float(self.rates.persons[blocks].sum())) < FEWEST_PERSONS or persons is None:
            return None
        value = rate(
            Estimate(numerator),
            Estimate(denominator),
            per=self.indicator.per,
            decimals=self.indicator.decimals,
            is_part=False,
        ).value
        return None if value is None else Figures(persons, value)

    def count(self, of: np.ndarray, blocks: np.ndarray) -> int | None:
        total = round(float(of[blocks].sum()))
        return total if self.exact else in_tens(total)


def outside_of(
    county: CountyBlocks, is_inside: np.ndarray, teller: Teller, *, without: frozenset[str]
) -> Outside:
    """Who stays outside and is worse off than the least deprived area inside, or than the draft.

    is_inside: blocks inside target areas with the draft. without: codes of the neighbourhoods that
    the draft replaces.
    """
    bars = bars_of(county, teller, without=without)
    free = np.flatnonzero(~is_inside)
    near = beside(county.ids[free])
    standing = teller.rates.standing(free, near, [bar.likely for bar in bars])
    groups = worse_places(standing, near)
    found = [place for each in groups if (place := place_of(free[each], bars, teller))]
    found.sort(key=lambda each: (-len(each.worse_than), -each.figures.rate, -each.figures.persons))
    rest = found[MOST_PLACES:]
    return Outside(
        bars=bars,
        places=tuple(on_the_map(found[:MOST_PLACES], county)),
        more_places=len(rest),
        more_persons=sum(place.figures.persons for place in rest),
    )


def bars_of(county: CountyBlocks, teller: Teller, *, without: frozenset[str]) -> tuple[Bar, ...]:
    """The least deprived area inside and the draft, where they can be compared with."""
    areas = [
        bar
        for hood, members in zip(county.hoods, county.members, strict=True)
        if hood.code not in without and (bar := bar_of(members, hood, teller))
    ]
    draft = bar_of(np.flatnonzero(county.is_draft), None, teller)
    least = min(areas, key=lambda bar: bar.likely.middle, default=None)
    return tuple(bar for bar in (least, draft) if bar)


def bar_of(blocks: np.ndarray, hood: Hood | None, teller: Teller) -> Bar | None:
    likely, figures = teller.rates.bar(blocks), teller.figures(blocks)
    if likely is None or figures is None:
        return None
    return Bar(figures=figures, likely=likely, hood=hood)


def place_of(blocks: np.ndarray, bars: Sequence[Bar], teller: Teller) -> Place | None:
    """Connected blocks as a place of the list; None if too few live there, or if the rate that is
    shown is no greater than that of any bar as it is shown."""
    figures = teller.figures(blocks)
    if figures is None:
        return None
    worse_than = tuple(bar.kind for bar in bars if figures.rate > bar.figures.rate)
    return Place(blocks, figures, worse_than) if worse_than else None


def on_the_map(places: Sequence[Place], county: CountyBlocks) -> list[Place]:
    """The places with their bounds, and the codes of their blocks up to MOST_CODES in all."""
    ids = [county.ids[place.blocks] for place in places]
    numbers = np.repeat(np.arange(len(places)), [len(each) for each in ids])
    (rows,) = execute_prepared(
        "what_if_places",
        statement(SQL / "places.sql"),
        (np.concatenate(ids).tolist() if ids else [], numbers.tolist()),
        types=("bigint[]", "int[]"),
    )
    found, left = [], MOST_CODES
    for place, row in zip(places, rows or (), strict=True):
        found.append(located(place, row, has_codes=len(place.blocks) <= left))
        left -= len(found[-1].codes)
    return found


def located(place: Place, row: Mapping[str, Any], *, has_codes: bool) -> Place:
    return replace(
        place,
        bounds=tuple(round(each, 6) for each in row["bounds"]),
        codes=tuple(row["codes"]) if has_codes else (),
    )
