"""This file answers the map page and its parts."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from atlas.card import build_card
from atlas.config import page_config
from atlas.drawing_link import from_map
from atlas.map_picture import build_picture
from atlas.pages import EmptyPage, MapPage
from atlas.panels import build_panels, spelled_out
from layers.map_view.colours import table_of
from layers.map_view.overlays import layer_rows, symbol_groups
from layers.map_view.view_state import read_view
from layers.models import Area, Indicator
from layers.problems import NotFound
from layers.views.answers import fragment


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The map page. Its query string holds the whole view; see layers.map_view.view_state."""
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
        layers=layer_rows(view),
        symbols=symbol_groups(view),
        draw_here=from_map(spelled_out(view, panels.table), request.user),
    )
    return render(
        request, "atlas/map.html", {"page": page, "panels": panels, "config": page_config(view)}
    )


@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """The parts of the map page that depend on its query string, for the browser to insert."""
    return fragment(request, "atlas/_panels.html", {"panels": build_panels(read_view(request.GET))})


@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """The card of one area, with its figure in the view of the query string."""
    view = read_view(request.GET).changed(sel=code)
    card = build_card(code, view=view, table=table_of(view))
    return fragment(request, "atlas/_card.html", {"card": card})


@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def picture(request: HttpRequest) -> HttpResponse:
    """The map of a view as SVG with a link on every area, for browsers that cannot draw it.

    Our own pages may frame it: without a script that is the only way to have its links.
    """
    drawn = build_picture(read_view(request.GET))
    return fragment(
        request, "atlas/_picture.html", {"picture": drawn}, content_type="image/svg+xml"
    )
