"""This file makes the configuration of the map page's scripts: addresses, texts, the view."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from atlas.templatetags.formats import in_language, language, year
from atlas.view_state import DEFAULTS, FOLLOWERS, PARAMETERS, ViewState, written
from layers.figures.table import FigureTable
from layers.map_config import map_addresses, map_locale, map_texts, symbols, words
from layers.models import House
from layers.queries import Bounds
from planning.models import State

# Stands in address patterns where the browser puts a code.
CODE_SLOT = "CODE"


def page_config(view: ViewState) -> dict[str, object]:
    """The JSON of <script id="page-config">; docs stand at the JSDoc type Config in config.js."""
    return {
        "language": language(),
        "view": view.parameters(),
        "parameters": PARAMETERS,
        "defaults": {name: written(name, value) for name, value in DEFAULTS.items()},
        "followers": FOLLOWERS,
        "addresses": {
            "map": reverse("atlas:map"),
            "panels": reverse("atlas:panels"),
            "picture": reverse("atlas:picture"),
            "card": reverse("atlas:card", args=(CODE_SLOT,)),
            **map_addresses(),
        },
        "symbols": symbols(),
        "words": words(language()) | {"state": states()},
        "texts": texts(),
        "locale": map_locale(),
    }


def states() -> dict[str, str]:
    """The labels of the states of houses and target areas; no two share a name."""
    return {value: str(label) for value, label in (*House.State.choices, *State.choices)}


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


def texts() -> dict[str, str]:
    """Every text of the page's scripts. The browser fills {names}, so these are no Messages."""
    return {
        **map_texts(),
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
        "copied": _("پیوند این نما رونوشت شد."),
        "copy_failed": _("پیوند رونوشت نشد؛ نشانی را از نوار نشانی رونوشت کنید."),
        "no_webgl": _(
            "این تصویر ثابت نقشه است، زیرا مرورگر WebGL ندارد. شتاب گرافیکی را در تنظیمات مرورگر"
            " روشن کنید یا مرورگر تازه‌تری را امتحان کنید."
        ),
        "no_map": _("این تصویر ثابت نقشه است، زیرا نقشه بارگذاری نشد. صفحه را تازه کنید."),
        "not_in_picture": _("در تصویر نیست: {layers}."),
        "leave_full": _("خروج از تمام‌صفحه"),
        "enter_full": _("تمام‌صفحه"),
    }
