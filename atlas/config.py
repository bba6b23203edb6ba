"""This file gathers what the browser modules know from the server: addresses, words, the view."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from atlas.templatetags.edge import in_language, language
from atlas.view_state import DEFAULTS, FOLLOWERS, PARAMETERS, ViewState, written
from layers.figures import FigureTable
from layers.map_page import map_addresses, map_locale, map_texts, symbols, words
from layers.queries import Bounds

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
            "card": reverse("atlas:card", args=(CODE_SLOT,)),
            **map_addresses(),
        },
        "symbols": symbols(),
        "words": words(language()),
        "texts": texts(),
        "locale": map_locale(),
    }


def shown(table: FigureTable, view: ViewState, *, bounds: Bounds) -> dict[str, object]:
    """What the map must know of a view: which layer it colours, with what, and where it lies."""
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
        "values": reverse("layers:values", args=(table.layer, indicator.code)) + "?" + query,
        "view": view.parameters(),
        "indicator": in_language(indicator, "name"),
        "unit": in_language(indicator, "unit"),
        "decimals": indicator.decimals,
        "can_drill": table.level.child is not None,
    }


def texts() -> dict[str, str]:
    """Every sentence that a browser module says."""
    return {
        **map_texts(),
        "no_data": _("بدون داده"),
        "suppressed": _("پوشیده"),
        "rank": _("رتبه"),
        "rank_of": _("{rank} از {all}"),
        "persons": _("جمعیت"),
        "places_together": _("{count} نقطه در این نزدیکی"),
        "copied": _("پیوند این نما رونوشت شد."),
        "copy_failed": _("پیوند رونوشت نشد؛ آن را از نوار نشانی بردارید."),
        "no_webgl": _("این مرورگر نقشه را نمی‌کشد (WebGL در دسترس نیست). همهٔ رقم‌ها در جدول هست."),
        "leave_full": _("خروج از تمام‌صفحه"),
        "enter_full": _("تمام‌صفحه"),
    }
