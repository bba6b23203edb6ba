"""This file answers the map page and its parts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atlas.card import build_card
from atlas.config import page_config
from atlas.overlays import figures_row, overlay_rows, symbol_groups
from atlas.pages import EmptyPage, MapPage
from atlas.panels import build_panels
from atlas.view_state import read_view
from layers.figures import figure_table
from layers.models import Area, Indicator
from layers.problems import NotFound


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The atlas. All that it shows stands in its query string; see atlas.view_state."""
    view = read_view(request.GET)
    try:
        panels = build_panels(view)
    except NotFound:
        if Area.objects.exists() and Indicator.objects.exists():
            raise
        return render(
            request, "atlas/empty.html", {"page": EmptyPage(command="./gis manage load_public")}
        )
    page = MapPage(
        panels=panels,
        overlays=overlay_rows(view),
        figures=figures_row(view),
        symbols=symbol_groups(view),
    )
    return render(
        request, "atlas/map.html", {"page": page, "panels": panels, "config": page_config(view)}
    )


@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """The parts of the map page that follow its query string, for the browser to put in place."""
    return part(request, "atlas/_panels.html", {"panels": build_panels(read_view(request.GET))})


@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """The card of one area, with its figure of the view in the query string."""
    view = read_view(request.GET).changed(sel=code)
    table = figure_table(
        parent_code=view.area,
        level=view.level,
        indicator_code=view.indicator,
        year=view.year,
        method=view.method,
        classes=view.classes,
        edition=view.edition,
    )
    return part(request, "atlas/_card.html", {"card": build_card(code, view=view, table=table)})


def part(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A fragment; never indexed, and fresh figures on every return to it."""
    response = render(request, template, context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-cache"
    return response
