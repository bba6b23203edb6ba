"""This file builds the browser configuration of any page with a map: tiles, pictures, texts."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from layers.catalogue import layers
from layers.models import Agency, House, Prison, School

# Agencies with a colour and a glyph of their own; others share the plain house.
DRAWN_AGENCIES = ("emdad", "ehsan", "behzisti", "helal")
PLAIN_HOUSE = "other"
PLAIN_SYMBOLS = ("school", "prison", "place", "hatch-nodata", "hatch-suppressed")
CLUSTERED = ("prisons", "schools", "houses", "places")


def house_symbol(agency_code: str, state: str) -> str:
    """The name of the picture of a house in static/symbols/."""
    agency = agency_code if agency_code in DRAWN_AGENCIES else PLAIN_HOUSE
    return f"house-{agency}-{state}"


def map_addresses() -> dict[str, object]:
    """The addresses of each layer's tiles and of the map library's worker."""
    return {
        "tiles": {spec.id: reverse("layers:tilejson", args=(spec.id,)) for spec in layers()},
        "worker": static("vendor/maplibre-gl/maplibre-gl-worker.mjs"),
    }


def symbols() -> dict[str, str]:
    """The address of every picture the map may request, by its name."""
    agencies = (*DRAWN_AGENCIES, PLAIN_HOUSE)
    houses = [house_symbol(agency, state) for agency in agencies for state in House.State]
    names = [*PLAIN_SYMBOLS, *(f"cluster-{layer_id}" for layer_id in CLUSTERED), *houses]
    return {name: static(f"symbols/{name}.svg") for name in names}


def words(language: str) -> dict[str, dict[str, str]]:
    """The labels of feature property values, by property; language is "fa" or "en"."""
    return {
        "agency": {
            agency.pk: agency.house_fa if language == "fa" else agency.house_en or agency.house_fa
            for agency in Agency.objects.all()
        },
        "state": {value: str(label) for value, label in House.State.choices},
        "stage": {value: str(label) for value, label in School.Stage.choices},
        "pupils_sex": {value: str(label) for value, label in School.Pupils.choices},
        "status": {value: str(label) for value, label in Prison.Status.choices},
    }


def map_texts() -> dict[str, str]:
    """The texts of the browser modules that every map needs."""
    return {
        "scale_km": _("{distance} کیلومتر"),
        "scale_m": _("{distance} متر"),
        "sources": _("مرزها و داده‌ها:"),
        "offline": _("ارتباط با سرور قطع است. آنچه روی صفحه است می‌ماند."),
        "online": _("ارتباط با سرور برقرار شد."),
        "failed": _("سرور پاسخ نداد. دوباره تلاش کنید."),
        "map_failed": _("بخشی از نقشه بارگذاری نشد."),
        "retry": _("دوباره"),
        "slow_map": _("این رایانه کارت گرافیک در دسترس ندارد. نقشه ساده‌تر و کندتر است."),
        "loading_map": _("نقشه در حال بارگذاری است…"),
    }


def map_locale() -> dict[str, str]:
    """The translated texts of the map library."""
    return {
        "Map.Title": _("نقشه؛ با کلیدهای جهت جابه‌جا و با + و − بزرگ و کوچک می‌شود"),
        "Marker.Title": _("نشان نقشه"),
        "Popup.Close": _("بستن"),
        "AttributionControl.MapFeedback": _("بازخورد نقشه"),
    }
