"""This file turns statistics into the rows of a table, in the order of the page."""

from collections.abc import Iterator
from dataclasses import dataclass

from layers.geometry import hectares
from layers.messages import Names, Worded
from layers.messages import message as _
from planning.statistics.area_statistics import AreaStatistics, IndicatorFigure
from planning.statistics.covered import beside_count

NO_UNIT = Names("", "")


@dataclass(frozen=True)
class Row:
    """One figure of a table. value: None if it is unknown or suppressed.

    low, high: its range, where it has one. in_county, in_province: the same figure there.
    covered: what stands beside it where blocks cover too little of the ground, or None.
    """

    key: str
    name: Worded
    value: float | None
    low: float | None = None
    high: float | None = None
    unit: Worded = NO_UNIT
    decimals: int = 0
    direction: str = "neutral"
    in_county: float | None = None
    in_province: float | None = None
    year: int | None = None
    synthetic: bool = False
    covered: Worded | None = None

    @property
    def unit_fa(self) -> str:
        return self.unit.in_language("fa")

    @property
    def unit_en(self) -> str:
        return self.unit.in_language("en")

    @property
    def is_certain(self) -> bool:
        """Whether the range is the figure itself, because every block is wholly in or out."""
        return self.low == self.high == self.value


def rows(statistics: AreaStatistics) -> tuple[Row, ...]:
    """Every figure of the statistics, in the order of the page."""
    return (*form_rows(statistics), *count_rows(statistics), *place_rows(statistics))


def form_rows(statistics: AreaStatistics) -> Iterator[Row]:
    area_ha, perimeter_km = hectares(statistics.area_m2), statistics.perimeter_m / 1_000
    yield Row("area", _("مساحت"), area_ha, unit=_("هکتار"), decimals=1)
    yield Row("perimeter", _("محیط"), perimeter_km, unit=_("کیلومتر"), decimals=2)
    yield Row(
        "compactness", _("فشردگی (پولزبی–پاپر)"), statistics.compactness.polsby_popper, decimals=2
    )


def count_rows(statistics: AreaStatistics) -> Iterator[Row]:
    own = (
        ("population", _("جمعیت"), _("نفر"), statistics.population),
        ("households", _("تعداد خانوار"), _("خانوار"), statistics.households),
    )
    covered = beside_count(statistics.covered_share)
    for key, name, unit, count in own:
        yield Row(
            key,
            name,
            count.estimate,
            count.low,
            count.high,
            unit,
            synthetic=statistics.synthetic,
            covered=covered,
        )
    for found in statistics.indicators:
        if found.context.code not in ("population", "households"):
            yield indicator_row(found, covered)


def indicator_row(found: IndicatorFigure, covered: Worded | None) -> Row:
    context = found.context
    return Row(
        key=context.code,
        name=Names(context.name_fa, context.name_en),
        value=found.figure.value,
        low=found.figure.low,
        high=found.figure.high,
        unit=Names(context.unit_fa, context.unit_en),
        decimals=context.decimals,
        direction=context.direction,
        in_county=context.county,
        in_province=context.province,
        year=context.year,
        synthetic=context.synthetic,
        covered=covered,
    )


def place_rows(statistics: AreaStatistics) -> Iterator[Row]:
    places = statistics.places
    yield Row("schools", _("مدرسه‌ها"), places.schools if places else None)
    yield Row("houses", _("خانه‌های محله"), places.houses if places else None)
    yield Row("prisons", _("زندان‌ها"), places.prisons if places else None)
