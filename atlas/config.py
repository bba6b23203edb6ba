"""This file gathers what the browser modules know from the server: addresses, words, the view."""

from urllib.parse import urlencode

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from atlas.overlays import DRAWN_AGENCIES, PLAIN_HOUSE, house_symbol
from atlas.templatetags.edge import in_language, language, year
from atlas.view_state import DEFAULTS, FOLLOWERS, PARAMETERS, ViewState, written
from layers.catalogue import layers
from layers.figures import FigureTable
from layers.models import Agency, House, Prison, School
from layers.queries import Bounds

# Stands in address patterns where the browser puts a code.
CODE_SLOT = "CODE"
PLAIN_SYMBOLS = ("school", "prison", "place", "hatch-nodata", "hatch-suppressed")
CLUSTERED = ("prisons", "schools", "houses", "places")


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
            "tiles": {spec.id: reverse("layers:tilejson", args=(spec.id,)) for spec in layers()},
            "worker": static("vendor/maplibre-gl/maplibre-gl-worker.mjs"),
        },
        "symbols": {name: static(f"symbols/{name}.svg") for name in symbol_names()},
        "words": words(),
        "texts": texts(),
        "locale": map_locale(),
    }


def symbol_names() -> list[str]:
    """Every picture that the map may ask for."""
    agencies = (*DRAWN_AGENCIES, PLAIN_HOUSE)
    houses = [house_symbol(agency, state) for agency in agencies for state in House.State]
    return [*PLAIN_SYMBOLS, *(f"cluster-{layer_id}" for layer_id in CLUSTERED), *houses]


def words() -> dict[str, dict[str, str]]:
    """What the values of feature properties mean, by property."""
    return {
        "agency": {agency.pk: in_language(agency, "house") for agency in Agency.objects.all()},
        "state": {value: str(label) for value, label in House.State.choices},
        "stage": {value: str(label) for value, label in School.Stage.choices},
        "pupils_sex": {value: str(label) for value, label in School.Pupils.choices},
        "status": {value: str(label) for value, label in Prison.Status.choices},
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
    """Every sentence that a browser module says."""
    return {
        "no_data": _("بدون داده"),
        "suppressed": _("پوشیده"),
        "rank": _("رتبه"),
        "rank_of": _("{rank} از {all}"),
        "counts_of_all": _("شمارها: همهٔ {all} {parts}"),
        "counts_in_sight": _("شمارها در نمای نقشه: {seen} از {all} {parts}"),
        "count_of": _("{count} از {all}"),
        "persons": _("جمعیت"),
        "places_together": _("{count} نقطه در این نزدیکی"),
        "scale_km": _("{distance} کیلومتر"),
        "scale_m": _("{distance} متر"),
        "sources": _("مرزها و داده‌ها:"),
        "layer_moved": _("{name}: جای {place} از {all}، از بالا"),
        "copied": _("پیوند این نما رونوشت شد."),
        "copy_failed": _("پیوند رونوشت نشد؛ آن را از نوار نشانی بردارید."),
        "offline": _("ارتباط با سرور قطع است. آنچه پیداست می‌ماند."),
        "online": _("ارتباط با سرور برگشت."),
        "failed": _("سرور پاسخ نداد."),
        "map_failed": _("بخشی از نقشه نرسید."),
        "retry": _("دوباره"),
        "no_webgl": _(
            "این تصویر ثابت نقشه است: مرورگر WebGL ندارد. شتاب گرافیکی را در تنظیم‌های مرورگر"
            " روشن کنید یا مرورگر تازه‌تری بیازمایید."
        ),
        "no_map": _("این تصویر ثابت نقشه است: خود نقشه نرسید."),
        "not_in_picture": _("در تصویر نیست: {layers}."),
        "slow_map": _("این رایانه کارت گرافیک در دسترس ندارد؛ نقشه ساده‌تر و کندتر است."),
        "loading_map": _("نقشه در راه است…"),
        "leave_full": _("خروج از تمام‌صفحه"),
        "enter_full": _("تمام‌صفحه"),
    }


def map_locale() -> dict[str, str]:
    """The library's own words."""
    return {
        "Map.Title": _("نقشه؛ با کلیدهای جهت جابه‌جا و با + و − بزرگ و کوچک می‌شود"),
        "Marker.Title": _("نشان نقشه"),
        "Popup.Close": _("بستن"),
        "AttributionControl.MapFeedback": _("بازخورد نقشه"),
    }
