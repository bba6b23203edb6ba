"""This file says what colours the map of the drawing page: an indicator of the parts of an area."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict

from layers.figures.block_measures import BlockMeasure, block_counts, block_rates
from layers.figures.table import FigureTable
from layers.map_view.colours import build_colours, table_of
from layers.map_view.overlays import layer_rows, symbol_groups
from layers.map_view.parts import Colours, Option, OptionGroup, OverlayRow, SymbolGroup
from layers.map_view.view_state import COUNTRY, ViewState, read_view, readable
from layers.messages import message as _
from layers.models import Area, Level
from layers.problems import Problem
from layers.queries import current_areas

# The layers of a drawing page that is not opened from a map: what lies inside an area counts.
OPENING_LAYERS = (("prisons", 100), ("houses", 100), ("schools", 100))


@dataclass(frozen=True)
class DrawView:
    """The colours of the drawing page, and the layers in the order of drawing."""

    colours: Colours
    layers: tuple[OverlayRow, ...]
    symbols: tuple[SymbolGroup, ...]


def draw_view(query: QueryDict, county: Area) -> DrawView:
    """The view of the map page's parameters; whatever cannot be shown falls back.

    The areas coloured lie in the county, its province or the country: an area elsewhere is replaced
    by the county, or by its province where the county has no neighbourhoods.
    """
    given = readable(query)
    view = read_view(given)
    if view.area not in (county.code, county.province_code, COUNTRY) or "area" not in given:
        position = None if "area" in given else view.map
        view = replace(view, area=area_to_colour(county), level=None, map=position)
    if "layers" not in given:
        view = replace(view, layers=OPENING_LAYERS)
    view, table = shown_view(replace(view, sel=None, rows=""))
    return DrawView(
        colours=build_colours(view, table), layers=layer_rows(view), symbols=symbol_groups(view)
    )


def area_to_colour(county: Area) -> str:
    """The code of the county; of its province where no neighbourhoods of the county are drawn."""
    neighbourhoods = current_areas(Level.NEIGHBOURHOOD).filter(parent_code=county.code)
    return county.code if neighbourhoods.exists() else county.province_code


def shown_view(view: ViewState) -> tuple[ViewState, FigureTable]:
    """The first view with figures to show: as it is, else without what is unknown in it."""
    *attempts, last = plainer(view)
    for attempt in attempts:
        try:
            return attempt, table_of(attempt)
        except Problem:
            continue
    return last, table_of(last)


def plainer(view: ViewState) -> Iterator[ViewState]:
    yield view
    yield replace(view, edition=None)
    yield replace(view, edition=None, level=None)
    yield replace(view, edition=None, level=None, indicator=None, year=None)


def measure_groups() -> tuple[OptionGroup, ...]:
    """What blocks can be coloured by: the rates, then the counts."""
    return (
        OptionGroup(str(_("نرخ‌ها")), options(block_rates())),
        OptionGroup(str(_("تعدادها")), options(block_counts())),
    )


def options(measures: tuple[BlockMeasure, ...]) -> tuple[Option, ...]:
    return tuple(Option(each.code, str(each.name), is_chosen=False) for each in measures)
