"""This file builds the card of the chosen area, which stands beside the map."""

from contextlib import suppress

from django.db.models import Count, Q

from atlas.pages import Card, OtherFigure, PlacesOf
from layers.editions.in_force import published_edition
from layers.figures.newest import newest_years
from layers.figures.table import Figure, FigureTable, figure_table
from layers.map_view.view_state import ViewState
from layers.models import Area, House, Level, Prison, PublishedFigure, School, Source
from layers.problems import NotFound
from layers.queries import ancestors, area, inside

OTHERS_SHOWN = 8


def build_card(code: str, *, view: ViewState, table: FigureTable) -> Card:
    """The card of an area, as the edition on the map drew it, else in today's boundaries.

    Raises NotFound.
    """
    chosen = area_shown(code, view)
    figure = figure_of(chosen, table)
    if figure is None and chosen.parent_code:
        # Not among the areas on the map: its place is then told among its own kind.
        table = figure_table(
            parent_code=chosen.parent_code,
            level=Level(chosen.level),
            indicator_code=table.indicator.code,
            year=table.year,
            method=table.method,
            classes=table.requested_classes,
            edition=view.edition if chosen.edition.code == view.edition else None,
        )
        figure = figure_of(chosen, table)
    others = other_figures(chosen.code, table)
    return Card(
        area=chosen,
        ancestors=ancestors(chosen),
        table=table,
        figure=figure,
        color=color_of(figure, table),
        source=source_of(figure, table),
        boundary_note=table.boundary_notes.get(chosen.code),
        others=others,
        places=places_of(chosen.code),
        is_synthetic=chosen.synthetic
        or bool(figure and "synthetic" in figure.flags)
        or any(other.is_synthetic for other in others),
        drill=view.query(area=chosen.code) if Level(chosen.level).child else "",
        close=view.query(sel=None),
    )


def area_shown(code: str, view: ViewState) -> Area:
    if view.edition:
        with suppress(NotFound):
            return area(code, published_edition(view.edition))
    return area(code)


def figure_of(chosen: Area, table: FigureTable) -> Figure | None:
    return next((figure for figure in table.figures if figure.code == chosen.code), None)


def color_of(figure: Figure | None, table: FigureTable) -> str:
    if figure is None or figure.class_index is None:
        return ""
    return table.classes[figure.class_index].color


def source_of(figure: Figure | None, table: FigureTable) -> Source | None:
    return next((s for s in table.sources if figure and s.code == figure.source_code), None)


def other_figures(code: str, table: FigureTable) -> tuple[OtherFigure, ...]:
    """The newest published figure of each other indicator, in menu order, a handful."""
    years = newest_years([code])
    figures = PublishedFigure.objects.filter(area_code=code).exclude(indicator=table.indicator)
    newest = [
        figure
        for figure in figures.select_related("indicator", "source")
        if figure.year == years[figure.indicator_id]
    ]
    in_order = sorted(newest, key=lambda found: (found.indicator.position, found.indicator.code))
    return tuple(
        OtherFigure(
            indicator=found.indicator,
            year=found.year,
            value=found.value,
            is_suppressed=found.is_suppressed,
            is_estimate=found.is_estimate,
            is_synthetic=found.synthetic,
            source=found.source,
        )
        for found in in_order[:OTHERS_SHOWN]
    )


def places_of(code: str) -> PlacesOf:
    """What belongs to an area by code, as on its page; closed houses count and are told apart."""
    here = inside(code)
    counts = {"total": Count("pk"), "invented": Count("pk", filter=Q(synthetic=True))}
    closed = Count("pk", filter=Q(state=House.State.CLOSED))
    houses = House.objects.filter(here).aggregate(**counts, closed=closed)
    found = {
        "prisons": Prison.objects.filter(here).aggregate(**counts),
        "schools": School.objects.filter(here).aggregate(**counts),
        "houses": houses,
    }
    return PlacesOf(
        **{kind: count["total"] for kind, count in found.items()},
        closed_houses=houses["closed"],
        invented=tuple(kind for kind, count in found.items() if count["invented"]),
    )
