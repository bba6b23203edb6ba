"""This file builds the parts of the map page that follow the view: choices, legend, table."""

from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from atlas.card import build_card
from atlas.pages import Card, ExportGroup, Panels, RankedRow
from layers.catalogue import EXPORT_FORMATS, area_layer, layer
from layers.figures.table import (
    Figure,
    FigureTable,
)
from layers.map_view.colours import build_colours, legend_key, table_of
from layers.map_view.parts import Link
from layers.map_view.view_state import ViewState
from layers.models import Area, Level
from layers.problems import NotFound
from layers.queries import ancestors, area, current_areas
from layers.templatetags.formats import in_language, place_name

# A longer table is cut here, with a link to the rest; the map always shows all areas.
ROWS_SHOWN = 300
# The palest colours are too faint for a bar on white.
BAR_COLORS = {
    "#ffffd4": "#e9dfa6",
    "#fff7bc": "#e4d68c",
    "#f1eef6": "#cfc8dd",
    "#ece7f2": "#c9c0da",
}


def build_panels(view: ViewState) -> Panels:
    """Choices, legend, ranked table and card of a view. Raises Problem."""
    table = table_of(view)
    place = area(table.parent.code)
    all_synthetic = bool(table.figures) and all("synthetic" in f.flags for f in table.figures)
    names = names_above(table)
    shown_figures = table.figures if view.rows else table.figures[:ROWS_SHOWN]
    card = card_of(view, table)
    return Panels(
        **vars(build_colours(view, table)),
        level_title=str(area_layer(table.level).title),
        crumbs=crumbs(place, view),
        levels=levels(table, view),
        rows=tuple(
            ranked_row(figure, table, view, names=names, all_synthetic=all_synthetic)
            for figure in shown_figures
        ),
        rest_count=len(table.figures) - len(shown_figures),
        all_rows=view.query(rows="all"),
        with_data=sum(figure.value is not None for figure in table.figures),
        all_synthetic=all_synthetic,
        exports=exports(table, view),
        not_drawn=tuple(str(layer(layer_id).title) for layer_id, _percent in view.layers),
        share=share(table, view),
        card=card,
        lost=Link(view.sel, view.query(sel=None)) if view.sel and card is None else None,
    )


def card_of(view: ViewState, table: FigureTable) -> Card | None:
    """The card of the chosen area; None where there is none, or it is no longer in force."""
    if view.sel:
        with suppress(NotFound):
            return build_card(view.sel, view=view, table=table)
    return None


def share(table: FigureTable, view: ViewState) -> str:
    """The query of this view with indicator and year explicit, so that new data does not change
    what a link shows.
    """
    return spelled_out(view, table).query()


def spelled_out(view: ViewState, table: FigureTable) -> ViewState:
    """The view with the indicator and the year that it shows."""
    return replace(view, indicator=table.indicator.code, year=table.year)


def crumbs(place: Area, view: ViewState) -> tuple[Link, ...]:
    """The path from the country down to the place whose parts are shown."""
    return (
        *(Link(place_name(above), view.query(area=above.code)) for above in ancestors(place)),
        Link(place_name(place), view.query(area=place.code), True),
    )


def levels(table: FigureTable, view: ViewState) -> tuple[Link, ...]:
    """The levels below the place; the one just below is the default."""
    below = list(Level)[list(Level).index(table.parent.level) + 1 :]
    return tuple(
        Link(
            str(area_layer(level).title),
            view.query(level=None if level == below[0] else level),
            level == table.level,
        )
        for level in below
    )


def names_above(table: FigureTable) -> dict[str, str]:
    """The names of the parent areas of the table's rows; empty if that is the place itself."""
    if table.parent.level.child == table.level:
        return {}
    codes = {figure.parent_code for figure in table.figures}
    above = current_areas().filter(code__in=codes).only("code", "name_fa", "name_en")
    return {place.code: in_language(place, "name") for place in above}


def ranked_row(
    figure: Figure,
    table: FigureTable,
    view: ViewState,
    *,
    names: dict[str, str],
    all_synthetic: bool,
) -> RankedRow:
    colors = [c.color for c in table.classes]
    color = "" if figure.class_index is None else colors[figure.class_index]
    greatest = max((c.high for c in table.classes), default=0)
    value = figure.value or 0
    return RankedRow(
        figure=figure,
        key=legend_key(figure),
        within=names.get(figure.parent_code, ""),
        flags=tuple(flag for flag in figure.flags if flag != "synthetic" or not all_synthetic),
        color=BAR_COLORS.get(color, color),
        bar_percent=round(100 * value / greatest) if greatest > 0 else 0,
        is_muted=legend_key(figure) in view.mute,
        is_selected=figure.code == view.sel,
        select=view.query(sel=figure.code),
        drill=view.query(area=figure.code) if figure.level.child else "",
    )


def exports(table: FigureTable, view: ViewState) -> tuple[ExportGroup, ...]:
    """The areas with their figures, and each visible overlay, of the place on screen."""
    here = {} if table.parent.level == Level.COUNTRY else {"parent": table.parent.code}
    figures = {
        **here,
        "indicator": table.indicator.code,
        "year": str(table.year or ""),
        "method": str(table.method),
        "classes": str(table.requested_classes),
        "edition": view.edition or "",
    }
    groups = [export_group(table.layer, figures)]
    groups += [export_group(layer_id, here) for layer_id, _opacity in view.layers]
    return tuple(groups)


def export_group(layer_id: str, filters: dict[str, str]) -> ExportGroup:
    query = urlencode({name: value for name, value in filters.items() if value})
    return ExportGroup(
        str(layer(layer_id).title),
        tuple(
            Link(
                text,
                reverse("layers:export", args=(layer_id, extension)) + "?" * bool(query) + query,
            )
            for extension, text in EXPORT_FORMATS
        ),
    )
