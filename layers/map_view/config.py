"""This file makes what the scripts of a coloured map need: the view, its figures, texts."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from layers.figures.table import FigureTable
from layers.map_view.view_state import DEFAULTS, FOLLOWERS, PARAMETERS, ViewState, written
from layers.queries import Bounds
from layers.templatetags.formats import in_language, year

# Choices of the map page that get their own step of the back button.
STEPS = ("area", "level", "edition", "indicator", "year", "method", "classes", "rows", "sel")


def view_config(view: ViewState, *, steps: tuple[str, ...] = STEPS) -> dict[str, object]:
    """The members of <script id="page-config"> that say what is shown and how it is written.

    steps: parameters whose change is a step of the browser's history.
    """
    return {
        "steps": steps,
        "view": view.parameters(),
        "parameters": PARAMETERS,
        "defaults": {name: written(name, value) for name, value in DEFAULTS.items()},
        "followers": FOLLOWERS,
    }


def shown(table: FigureTable, view: ViewState, *, bounds: Bounds) -> dict[str, object]:
    """The part of a view that the map needs: the coloured layer, its figures and its bounds."""
    indicator = table.indicator
    filters = {
        "parent": table.parent.code,
        "year": str(table.year or ""),
        "method": str(table.method),
        "classes": str(table.requested_classes),
        "edition": view.edition or "",
    }
    query = urlencode({name: value for name, value in filters.items() if value})
    return {
        "layer": table.layer,
        "level": table.level,
        "parent": table.parent.code,
        "parent_level": table.parent.level,
        "bounds": bounds,
        "tiles": tiles_address(table),
        "values": reverse("layers:values", args=(table.layer, indicator.code)) + "?" + query,
        "view": view.parameters(),
        "indicator": in_language(indicator, "name"),
        "year": year(table.year) if table.year else "",
        "unit": in_language(indicator, "unit"),
        "decimals": indicator.decimals,
        "can_drill": table.level.child is not None,
    }


def tiles_address(table: FigureTable) -> str:
    """The TileJSON of the boundaries under the figures: of the edition asked for, if any."""
    query = f"?{urlencode({'edition': table.edition.code})}" if table.edition else ""
    return reverse("layers:tilejson", args=(table.layer,)) + query


def view_texts() -> dict[str, str]:
    """The texts of legend, layers and tips. The browser fills {names}: these are no Messages."""
    return {
        "no_data": _("بدون داده"),
        "suppressed": _("پوشیده"),
        "rank": _("رتبه"),
        "rank_of": _("{rank} از {all}"),
        "counts_of_all": _("تعدادها: همهٔ {all} {parts}"),
        "counts_in_sight": _("تعدادها در نمای نقشه: {seen} از {all} {parts}"),
        "count_of": _("{count} از {all}"),
        "persons": _("جمعیت"),
        "places_together": _("{count} نقطه در این نزدیکی"),
        "layer_moved": _("{name}: جای {place} از {all}، از بالا"),
    }
