"""This file reads the indicators of an area, with the values of its county and province."""

from dataclasses import dataclass
from pathlib import Path

from layers.db import execute_prepared, statement

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Context:
    """An indicator with its published values for the county and province of an area.

    county, province: None if missing or suppressed. year: Jalali, None if neither has one.
    block_numerator, block_denominator: the columns of Block that it can be recounted from, empty
    where there are none and where the context was read back from frozen statistics.
    """

    code: str
    name_fa: str
    name_en: str
    unit_fa: str
    unit_en: str
    kind: str
    direction: str
    decimals: int
    per: int
    synthetic: bool
    year: int | None
    county: float | None
    province: float | None
    block_numerator: str = ""
    block_denominator: str = ""


def contexts(*, province_code: str | None, county_code: str | None) -> tuple[Context, ...]:
    """Every indicator in menu order, with its published values in a county and its province."""
    (rows,) = execute_prepared(
        "context",
        statement(SQL / "context.sql"),
        (county_code or "", province_code or ""),
        types=("varchar", "varchar"),
    )
    return tuple(Context(**row) for row in rows or ())
