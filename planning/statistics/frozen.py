"""This file tells the frozen statistics of a revision as far as a person may see them.

Statistics are the JSON of planning.statistics.measure.AreaStatistics.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planning.models import TargetArea
from planning.queries import in_scope_of, target_areas
from planning.statistics.estimates import FEWEST_COUNTED, FEWEST_PERSONS, to_ten

ALWAYS_TOLD = (
    "area_m2", "perimeter_m", "compactness", "method", "data", "sources", "synthetic",
)  # fmt: skip

Statistics = dict[str, Any]


def seen_by(user: Any, target: TargetArea, measured: Statistics) -> Statistics:
    """The statistics of a target area as a person may see them.

    Other target areas under it are told only where this person sees them too: they were frozen
    as its author saw them. The neighbourhood that it became itself is no overlap.
    """
    seen = as_seen(measured, exact=in_scope_of(user, target))
    overlaps = seen.get("overlaps") or []
    if not overlaps:
        return seen
    others = {each["code"] for each in overlaps if each.get("kind") == "target_area"}
    known = set(target_areas(user).filter(code__in=others).values_list("code", flat=True))
    hidden = (others - known) | {target.published_code}
    return {**seen, "overlaps": [each for each in overlaps if each["code"] not in hidden]}


def as_seen(measured: Statistics, *, exact: bool) -> Statistics:
    """The statistics for somebody in scope (exact), or for everybody else: counts in tens, no
    ranges, and but the form of an area where fewer than 100 persons live.
    """
    if exact or measured.get("rounded") or measured.get("withheld"):
        return measured
    persons = (measured.get("population") or {}).get("estimate")
    if persons is None or persons < FEWEST_PERSONS:
        return {
            **{name: measured.get(name) for name in ALWAYS_TOLD},
            "population": None,
            "households": None,
            "indicators": [],
            "places": None,
            "overlaps": [],
            "rounded": True,
            "withheld": True,
        }
    return {
        **measured,
        "population": told(measured.get("population")),
        "households": told(measured.get("households")),
        "indicators": [told_indicator(each) for each in measured.get("indicators") or []],
        "overlaps": [told_overlap(each) for each in measured.get("overlaps") or []],
        "rounded": True,
    }


def in_tens(count: float | None) -> int | None:
    """A count as everybody may see it, by the rule of planning.statistics.estimates.disclosed."""
    return None if count is None or count < FEWEST_COUNTED else to_ten(round(count))


def told(count: dict[str, Any] | None) -> dict[str, Any] | None:
    """A count with its range as everybody may see it: the estimate in tens."""
    if count is None:
        return None
    return {**dict.fromkeys(count), "estimate": in_tens(count.get("estimate"))}


def told_indicator(entry: dict[str, Any]) -> dict[str, Any]:
    """An indicator as everybody may see it: a rate of the two counts in tens; none of a few."""
    numerator, denominator = entry.get("numerator") or {}, entry.get("denominator") or {}
    seen = {
        **entry,
        "low": None,
        "high": None,
        "numerator": told(entry.get("numerator")),
        "denominator": told(entry.get("denominator")),
    }
    value, top, bottom = entry.get("value"), numerator.get("estimate"), denominator.get("estimate")
    counted = top if top is not None else value
    if value is None or counted is None or counted < FEWEST_COUNTED:
        return {**seen, "value": None, "numerator": None}
    if entry.get("kind") != "rate":
        return {**seen, "value": in_tens(value)}
    if not top or not bottom or not in_tens(bottom):
        return {**seen, "value": None}
    ratio = (in_tens(top) or 0.0) / (in_tens(bottom) or 1.0)
    return {**seen, "value": value * ratio / (top / bottom)}


def told_overlap(overlap: dict[str, Any]) -> dict[str, Any]:
    persons = overlap.get("population")
    is_told = persons is not None and persons >= FEWEST_PERSONS
    return {**overlap, "population": in_tens(persons) if is_told else None}


@dataclass(frozen=True)
class Row:
    """One figure of a table. value: None where it is not known, or not told.

    low, high: its range, where it has one. in_county, in_province: the same figure there.
    """

    key: str
    name_fa: str
    name_en: str
    value: float | None
    low: float | None = None
    high: float | None = None
    unit_fa: str = ""
    unit_en: str = ""
    decimals: int = 0
    direction: str = "neutral"
    in_county: float | None = None
    in_province: float | None = None
    year: int | None = None
    synthetic: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether the range is no wider than the figure: every block is wholly in or out."""
        return self.low == self.high == self.value


@dataclass(frozen=True)
class Overlap:
    """What a drawn area lies on: a neighbourhood in force or another target area."""

    kind: str
    code: str
    name_fa: str
    name_en: str
    hectares: float
    share: float | None


def overlaps(measured: Statistics) -> tuple[Overlap, ...]:
    return tuple(
        Overlap(
            kind=each.get("kind", ""),
            code=each.get("code", ""),
            name_fa=each.get("name_fa", ""),
            name_en=each.get("name_en", ""),
            hectares=(each.get("area_m2") or 0.0) / 10_000,
            share=each.get("share"),
        )
        for each in measured.get("overlaps") or []
    )


def rows(measured: Statistics) -> tuple[Row, ...]:
    """Every figure of some statistics in the order of the page."""
    return (*form_rows(measured), *count_rows(measured), *place_rows(measured))


def form_rows(measured: Statistics) -> Iterator[Row]:
    area_m2, perimeter_m = measured.get("area_m2"), measured.get("perimeter_m")
    compactness = (measured.get("compactness") or {}).get("polsby_popper")
    yield Row(
        "area", "مساحت", "Area", None if area_m2 is None else area_m2 / 10_000,
        unit_fa="هکتار", unit_en="ha", decimals=1,
    )  # fmt: skip
    yield Row(
        "perimeter", "پیرامون", "Perimeter", None if perimeter_m is None else perimeter_m / 1_000,
        unit_fa="کیلومتر", unit_en="km", decimals=2,
    )  # fmt: skip
    yield Row(
        "compactness", "فشردگی (پولزبی–پاپر)", "Compactness (Polsby–Popper)", compactness,
        decimals=2,
    )  # fmt: skip


def count_rows(measured: Statistics) -> Iterator[Row]:
    own = (("population", "جمعیت", "Population", "نفر", "persons"),
           ("households", "خانوار", "Households", "خانوار", "households"))  # fmt: skip
    for key, name_fa, name_en, unit_fa, unit_en in own:
        count = measured.get(key) or {}
        yield Row(
            key, name_fa, name_en, count.get("estimate"), count.get("low"), count.get("high"),
            unit_fa, unit_en, synthetic=bool(measured.get("synthetic")),
        )  # fmt: skip
    for entry in measured.get("indicators") or []:
        if entry["code"] not in ("population", "households"):
            yield indicator_row(entry)


def indicator_row(entry: dict[str, Any]) -> Row:
    return Row(
        key=entry["code"],
        name_fa=entry["name_fa"],
        name_en=entry["name_en"],
        value=entry.get("value"),
        low=entry.get("low"),
        high=entry.get("high"),
        unit_fa=entry.get("unit_fa", ""),
        unit_en=entry.get("unit_en", ""),
        decimals=entry.get("decimals", 0),
        direction=entry.get("direction", "neutral"),
        in_county=entry.get("county"),
        in_province=entry.get("province"),
        year=entry.get("year"),
        synthetic=bool(entry.get("synthetic")),
    )


def place_rows(measured: Statistics) -> Iterator[Row]:
    places = measured.get("places") or {}
    for key, name_fa, name_en in (
        ("schools", "مدرسه", "Schools"),
        ("houses", "خانهٔ محله", "Neighbourhood houses"),
        ("prisons", "زندان", "Prisons"),
    ):
        yield Row(key, name_fa, name_en, (places.get(key) or {}).get("inside"))


def data_versions(measured: Statistics) -> dict[str, Any]:
    """The versions of the data that statistics were made from, without the moment."""
    data = measured.get("data") or {}
    return {name: token for name, token in data.items() if name != "measured_at"}


@dataclass(frozen=True)
class Words:
    """Something by its title in both languages."""

    title_fa: str
    title_en: str


def method_of(measured: Statistics) -> Words:
    method = measured.get("method") or {}
    return Words(method.get("fa", ""), method.get("en", ""))


def sources_of(measured: Statistics) -> tuple[Words, ...]:
    return tuple(
        Words(source.get("title_fa", ""), source.get("title_en", ""))
        for source in measured.get("sources") or []
    )
