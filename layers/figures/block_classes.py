"""This file classifies the blocks of a county by a count or a rate, from published counts alone."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, F, Q, Value, When

from layers.budget import check_budget
from layers.figures.block_measures import BlockMeasure
from layers.figures.classes import Method, classify
from layers.figures.legend import LegendClass, legend
from layers.figures.newest import newest_years
from layers.messages import message as _
from layers.models import BLOCK_COUNTS, Block, Source
from layers.problems import BadParameter
from layers.queries import current_areas

# About three times as many as any county has; more would fill the memory of a worker.
MOST_BLOCKS = 300_000


@dataclass(frozen=True)
class BlockClasses:
    """The classes of a measure over the blocks of one county.

    blocks: how many there are. withheld: of these, how many publish no figure because a count of it
    is suppressed; no_data: how many have none because their denominator is 0. note: as of a
    classification. year: Jalali, of the newest published figures of the same counts there; None if
    there are none. sources: of the blocks, by code.
    """

    measure: BlockMeasure
    county: str
    classes: tuple[LegendClass, ...]
    note: str
    blocks: int
    withheld: int
    no_data: int
    year: int | None
    sources: tuple[Source, ...]
    synthetic: bool


class PublishedCounts(NamedTuple):
    """The counts of one block that make its figure; zeros where they are not published."""

    numerator: int
    denominator: int
    is_published: bool
    source_id: int
    synthetic: bool


def block_classes(measure: BlockMeasure, county: str, *, classes: int = 5) -> BlockClasses:
    """The classes (quantiles) of the blocks of a county.

    Each block counts once, with its figure as displayed. A block whose numerator or denominator is
    suppressed counts nowhere.
    """
    rows = published_counts(measure, county)
    figures = [figure(measure, row.numerator, row.denominator) for row in rows if row.is_published]
    classification = classify(
        figures, method=Method.QUANTILE, classes=classes, decimals=measure.decimals
    )
    sources = Source.objects.filter(pk__in={row.source_id for row in rows}).order_by("code")
    return BlockClasses(
        measure=measure,
        county=county,
        classes=legend(classification, measure.direction),
        note=classification.note,
        blocks=len(rows),
        withheld=len(rows) - len(figures),
        no_data=sum(found is None for found in figures),
        year=year_of(measure, county),
        sources=tuple(sources),
        synthetic=any(row.synthetic for row in rows) or any(each.synthetic for each in sources),
    )


def published_counts(measure: BlockMeasure, county: str) -> list[PublishedCounts]:
    """One row for each block of a county. Suppressed counts do not leave the database.

    Raises BadParameter for more than MOST_BLOCKS, and BudgetSpent.
    """
    names = [measure.numerator, measure.denominator or measure.numerator]
    bits = sum(1 << BLOCK_COUNTS.index(name) for name in set(names))
    is_open = Q(open=0)
    rows = (
        Block.objects.filter(province_code=county[:2], county_code=county)
        .annotate(open=F("hidden").bitand(bits))
        .values_list(
            *(Case(When(is_open, then=F(name)), default=Value(0)) for name in names),
            Case(When(is_open, then=Value(True)), default=Value(False)),
            "source_id",
            "synthetic",
        )
    )
    found: list[PublishedCounts] = []
    for row in rows.iterator(chunk_size=10_000):
        check_budget()
        if len(found) == MOST_BLOCKS:
            raise BadParameter(
                "parent", _("شهرستانی با حداکثر {most} بلوک بدهید.", most=MOST_BLOCKS)
            )
        found.append(PublishedCounts(*row))
    return found


def figure(measure: BlockMeasure, numerator: int, denominator: int) -> float | None:
    """The figure of a block before rounding; None for a rate of nobody.

    static/js/draw/block-colours.js computes the same from the same counts of the tiles.
    """
    if not measure.denominator:
        return float(numerator)
    return numerator * measure.per / denominator if denominator else None


def starts(found: BlockClasses) -> list[float]:
    """For each class, the least figure before rounding that is displayed as one of it.

    Halves round up, so it lies half a unit of the last decimal below the class.
    """
    half = Decimal(5).scaleb(-found.measure.decimals - 1)
    return [float(Decimal(str(each.low)) - half) for each in found.classes]


def year_of(measure: BlockMeasure, county: str) -> int | None:
    """The newest year of the figures of a county and its neighbourhoods made of the same counts."""
    inside = current_areas().filter(county_code=county).values_list("code", flat=True)
    newest = newest_years([county, *inside])
    return max((newest[pk] for pk in measure.indicators if pk in newest), default=None)
