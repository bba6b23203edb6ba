"""This file answers the classes that colour census blocks: limits and colours, no single block."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.programs import for_programs
from layers.figures.block_classes import BlockClasses, block_classes, starts
from layers.figures.block_measures import BlockMeasure, block_measure
from layers.figures.descriptions import source_as_json
from layers.figures.table import FEWEST_CLASSES, MOST_CLASSES
from layers.messages import message as _
from layers.models import Level
from layers.parameters import read, whole_number
from layers.problems import BadParameter
from layers.queries import area
from layers.views.answers import public_json
from persian.dates import year_in_words

PARAMETERS = ("parent", "classes")


@for_programs
@require_safe
def block_values(request: HttpRequest, measure_code: str) -> HttpResponse:
    """The classes of a count or rate over the blocks of the county ?parent=.

    Tiles carry the published counts themselves. The same for everybody: no cookie is read.
    """
    given = read(request.GET, allowed=PARAMETERS)
    measure = block_measure(measure_code)
    county = area(given.get("parent", ""))
    if county.level != Level.COUNTY:
        raise BadParameter("parent", _("کد یک شهرستان را بدهید، مانند ‎2310‎."))
    classes = whole_number(given, "classes", low=FEWEST_CLASSES, high=MOST_CLASSES) or 5
    return public_json(request, body(block_classes(measure, county.code, classes=classes)))


def body(found: BlockClasses) -> dict[str, object]:
    """Block classes as plain JSON values. from: see block_classes.starts."""
    return {
        "layer": "blocks",
        "measure": measure_as_json(found.measure),
        "parent": found.county,
        "year": found.year,
        "year_fa": year_in_words(found.year, "fa"),
        "year_en": year_in_words(found.year, "en"),
        "classes": [
            {
                "index": each.index,
                "low": each.low,
                "high": each.high,
                "from": start,
                "count": each.count,
                "color": each.color,
            }
            for each, start in zip(found.classes, starts(found), strict=True)
        ],
        "note": found.note,
        "blocks": found.blocks,
        "withheld": found.withheld,
        "no_data": found.no_data,
        "synthetic": found.synthetic,
        "sources": [source_as_json(source) for source in found.sources],
    }


def measure_as_json(measure: BlockMeasure) -> dict[str, object]:
    return {
        "code": measure.code,
        "name_fa": measure.name.in_language("fa"),
        "name_en": measure.name.in_language("en"),
        "unit_fa": measure.unit.in_language("fa"),
        "unit_en": measure.unit.in_language("en"),
        "decimals": measure.decimals,
        "direction": measure.direction,
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "per": measure.per,
    }
