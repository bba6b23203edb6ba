"""This file lays statistics out as the rows of a table, in the order of the page."""

from collections.abc import Iterator
from dataclasses import dataclass

from planning.statistics.area_statistics import AreaStatistics, IndicatorFigure

M2_PER_HECTARE = 10_000


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


def rows(statistics: AreaStatistics) -> tuple[Row, ...]:
    """Every figure of some statistics in the order of the page."""
    return (*form_rows(statistics), *count_rows(statistics), *place_rows(statistics))


def form_rows(statistics: AreaStatistics) -> Iterator[Row]:
    yield Row(
        "area", "مساحت", "Area", statistics.area_m2 / M2_PER_HECTARE,
        unit_fa="هکتار", unit_en="ha", decimals=1,
    )  # fmt: skip
    yield Row(
        "perimeter", "پیرامون", "Perimeter", statistics.perimeter_m / 1_000,
        unit_fa="کیلومتر", unit_en="km", decimals=2,
    )  # fmt: skip
    yield Row(
        "compactness", "فشردگی (پولزبی–پاپر)", "Compactness (Polsby–Popper)",
        statistics.compactness.polsby_popper, decimals=2,
    )  # fmt: skip


def count_rows(statistics: AreaStatistics) -> Iterator[Row]:
    own = (
        ("population", "جمعیت", "Population", "نفر", "persons", statistics.population),
        ("households", "خانوار", "Households", "خانوار", "households", statistics.households),
    )
    for key, name_fa, name_en, unit_fa, unit_en, count in own:
        yield Row(
            key, name_fa, name_en, count.estimate, count.low, count.high, unit_fa, unit_en,
            synthetic=statistics.synthetic,
        )  # fmt: skip
    for found in statistics.indicators:
        if found.context.code not in ("population", "households"):
            yield indicator_row(found)


def indicator_row(found: IndicatorFigure) -> Row:
    context = found.context
    return Row(
        key=context.code,
        name_fa=context.name_fa,
        name_en=context.name_en,
        value=found.figure.value,
        low=found.figure.low,
        high=found.figure.high,
        unit_fa=context.unit_fa,
        unit_en=context.unit_en,
        decimals=context.decimals,
        direction=context.direction,
        in_county=context.county,
        in_province=context.province,
        year=context.year,
        synthetic=context.synthetic,
    )


def place_rows(statistics: AreaStatistics) -> Iterator[Row]:
    places = statistics.places
    yield Row("schools", "مدرسه", "Schools", places.schools if places else None)
    yield Row("houses", "خانهٔ محله", "Neighbourhood houses", places.houses if places else None)
    yield Row("prisons", "زندان", "Prisons", places.prisons if places else None)
