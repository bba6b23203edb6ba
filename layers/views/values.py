"""This file answers the values that colour the map: published values by area code."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.programs import for_programs
from layers.catalogue import layer
from layers.figures.classes import Method
from layers.figures.descriptions import indicator_as_json, source_as_json
from layers.figures.table import (
    FEWEST_CLASSES,
    MOST_CLASSES,
    Figure,
    FigureTable,
    check_below,
    figure_table,
)
from layers.messages import message as _
from layers.models.indicators import FIRST_YEAR, LAST_YEAR
from layers.parameters import one_of, read, whole_number
from layers.problems import NotFound
from layers.queries import AreaSummary
from layers.views.answers import public_json

PARAMETERS = ("parent", "year", "edition", "method", "classes")


@for_programs
@require_safe
def values(request: HttpRequest, layer_id: str, indicator_code: str) -> HttpResponse:
    """Published value, class and rank of every area of a layer inside ?parent= (default IR).

    The answer is the same for every client; no cookie is read.
    """
    given = read(request.GET, allowed=PARAMETERS)
    spec = layer(layer_id)
    if spec.level is None:
        raise NotFound(_("این لایه سنجه ندارد."))
    check_below(given.get("parent", "IR"), spec.level)
    table = figure_table(
        parent_code=given.get("parent", "IR"),
        level=spec.level,
        indicator_code=indicator_code,
        year=whole_number(given, "year", low=FIRST_YEAR, high=LAST_YEAR),
        method=one_of(given, "method", list(Method), Method.QUANTILE),
        classes=whole_number(given, "classes", low=FEWEST_CLASSES, high=MOST_CLASSES) or 5,
        edition=given.get("edition"),
    )
    return public_json(request, values_body(table))


def values_body(table: FigureTable) -> dict[str, object]:
    """A figure table as plain JSON values."""
    return {
        "layer": table.layer,
        "indicator": indicator_as_json(table.indicator),
        "year": table.year,
        "years": table.years,
        "parent": parent_body(table.parent),
        "edition": table.edition.code if table.edition else None,
        "method": table.method,
        "classes": [
            {"index": c.index, "low": c.low, "high": c.high, "count": c.count, "color": c.color}
            for c in table.classes
        ],
        "note": table.note,
        "boundary_note": table.boundary_note.as_json() if table.boundary_note else None,
        "no_data": table.no_data,
        "suppressed": table.suppressed,
        "synthetic": table.synthetic,
        "sources": [source_as_json(source) for source in table.sources],
        "areas": {figure.code: figure_body(figure) for figure in table.figures},
    }


def parent_body(parent: AreaSummary) -> dict[str, object]:
    return {
        "code": parent.code,
        "name_fa": parent.name_fa,
        "name_en": parent.name_en,
        "level": parent.level,
        "bounds": parent.bounds,
    }


def figure_body(figure: Figure) -> dict[str, object]:
    return {
        "value": figure.value,
        "class": figure.class_index,
        "rank": figure.rank,
        "rank_of": figure.rank_of,
        "flags": figure.flags,
        "low": figure.low,
        "high": figure.high,
        "source": figure.source_code,
        "as_of": figure.as_of,
        "name_fa": figure.name_fa,
        "name_en": figure.name_en,
        "anchor": figure.anchor,
        "bounds": figure.bounds,
    }
