"""This file reads and writes the view of the map page as query parameters."""

from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from layers import parameters
from layers.catalogue import LayerKind, layers
from layers.figures.classes import Method
from layers.figures.table import FEWEST_CLASSES, MOST_CLASSES
from layers.messages import message as _
from layers.models import Level
from layers.models.indicators import FIRST_YEAR, LAST_YEAR
from layers.problems import BadParameter
from persian.digits import to_ascii

COUNTRY = "IR"
NO_LAYERS = "none"
DEFAULT_LAYERS = (("prisons", 100),)
# Blocks are areas: above the figures they would hide them.
DEFAULT_UNDER = ("blocks",)
# How strongly the figures colour the map, in percent.
DEFAULT_FIGURES = 90
# Legend rows that are no classes: areas without a figure, and with one that is suppressed.
NO_DATA, SUPPRESSED = "nodata", "suppressed"

# What a choice makes meaningless; these return to their defaults unless they are chosen with it.
FOLLOWERS = {
    "area": ("level", "sel", "map", "mute", "rows"),
    "level": ("sel", "mute", "rows"),
    "edition": ("sel", "mute", "rows"),
    "indicator": ("year", "mute"),
    "year": ("mute",),
    "method": ("mute",),
    "classes": ("mute",),
}


@dataclass(frozen=True)
class ViewState:
    """The view of the map page. The address leaves out fields with their default value.

    area: code of the place whose parts are shown; level: of those parts, default one below.
    mute: legend rows that are switched off: class numbers, "nodata", "suppressed".
    figures: how strongly the indicator colours the map, percent; 0 hides it.
    layers: visible overlays with their opacity in percent, the uppermost first. under: those,
    visible or not, that lie under the colours of the indicator. sel: code of the chosen area.
    map: (latitude, longitude, zoom) once moved by hand. rows: "all" for a long table in full.
    """

    area: str = COUNTRY
    level: Level | None = None
    indicator: str | None = None
    year: int | None = None
    edition: str | None = None
    method: Method = Method.QUANTILE
    classes: int = 5
    mute: tuple[str, ...] = ()
    rows: str = ""
    figures: int = DEFAULT_FIGURES
    layers: tuple[tuple[str, int], ...] = DEFAULT_LAYERS
    under: tuple[str, ...] = DEFAULT_UNDER
    sel: str | None = None
    map: tuple[float, float, float] | None = None

    def changed(self, **changes: Any) -> "ViewState":
        """The view after a choice, with dependent fields reset to their defaults."""
        resets = {
            follower: DEFAULTS[follower]
            for name, value in changes.items()
            if value != getattr(self, name)
            for follower in FOLLOWERS.get(name, ())
        }
        return replace(self, **(resets | changes))

    def parameters(self) -> dict[str, str]:
        """The view as query parameters, in their order, defaults left out."""
        return {
            name: written(name, getattr(self, name))
            for name in PARAMETERS
            if getattr(self, name) != DEFAULTS[name]
        }

    def query(self, **changes: Any) -> str:
        """The query string of the view after a choice: "?area=23", or "?" for the plain page."""
        return "?" + urlencode(self.changed(**changes).parameters(), safe=",:")

    def opacity_percent(self, layer_id: str) -> int | None:
        """The opacity of an overlay, or None while it is hidden."""
        return dict(self.layers).get(layer_id)


PARAMETERS = tuple(field.name for field in fields(ViewState))
DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(ViewState)}


def written(name: str, value: Any) -> str:
    """A field in the form of its query parameter."""
    if value is None:
        return ""
    if name == "layers":
        return ",".join(f"{layer}:{percent}" for layer, percent in value) or NO_LAYERS
    if name == "map":
        return f"{value[0]:.4f},{value[1]:.4f},{value[2]:.2f}"
    if name == "under":
        return ",".join(value) or NO_LAYERS
    if name == "mute":
        return ",".join(value)
    return str(value)


def read_view(query: QueryDict) -> ViewState:
    """The view of a query string. Raises BadParameter with the name of the parameter."""
    values = parameters.read(query, allowed=PARAMETERS)
    return ViewState(
        area=to_ascii(values.get("area", COUNTRY)),
        level=parameters.level(values),
        indicator=values.get("indicator"),
        year=parameters.whole_number(values, "year", low=FIRST_YEAR, high=LAST_YEAR),
        edition=values.get("edition"),
        method=Method(
            parameters.one_of(values, "method", [str(method) for method in Method], Method.QUANTILE)
        ),
        classes=parameters.whole_number(
            values, "classes", low=FEWEST_CLASSES, high=MOST_CLASSES, default=5
        )
        or 5,
        mute=_muted(values),
        rows=parameters.one_of(values, "rows", ["", "all"], ""),
        figures=_figures(values),
        layers=_overlays(values),
        under=_under(values),
        sel=to_ascii(values["sel"]) if "sel" in values else None,
        map=_position(values),
    )


def readable_view(query: QueryDict) -> ViewState:
    """The view of a query string as far as it can be read; the rest falls back to the defaults."""
    return read_view(readable(query))


def readable(query: QueryDict) -> QueryDict:
    """The parameters of a view in a query string that read_view accepts."""
    given = QueryDict(mutable=True)
    for name in PARAMETERS:
        if name not in query:
            continue
        with_it = given.copy()
        with_it.setlist(name, query.getlist(name))
        with suppress(BadParameter):
            read_view(with_it)
            given = with_it
    return given


def _muted(values: dict[str, str]) -> tuple[str, ...]:
    names = tuple(values["mute"].split(",")) if "mute" in values else ()
    known = {NO_DATA, SUPPRESSED, *map(str, range(MOST_CLASSES))}
    if not known.issuperset(names) or len(set(names)) != len(names):
        raise BadParameter(
            "mute",
            _(
                "شماره‌های رده از ۰ تا {last}، nodata یا suppressed را با ویرگول بدهید.",
                last=MOST_CLASSES - 1,
            ),
        )
    return names


def _figures(values: dict[str, str]) -> int:
    percent = parameters.whole_number(values, "figures", low=0, high=100, default=DEFAULT_FIGURES)
    return DEFAULT_FIGURES if percent is None else percent


def _overlays(values: dict[str, str]) -> tuple[tuple[str, int], ...]:
    if "layers" not in values:
        return DEFAULT_LAYERS
    if values["layers"] == NO_LAYERS:
        return ()
    overlays = [part.partition(":") for part in values["layers"].split(",")]
    names = [name for name, _mark, _percent in overlays]
    opacities = [percent or "100" for _name, _mark, percent in overlays]
    if (
        not _overlay_ids().issuperset(names)
        or len(set(names)) != len(names)
        or not all(text.isascii() and text.isdigit() and int(text) <= 100 for text in opacities)
    ):
        raise BadParameter(
            "layers",
            _("نام لایه‌ها را با درصد شفافیت بدهید، مانند schools:80,houses:100، یا none."),
        )
    return tuple(zip(names, map(int, opacities), strict=True))


def _under(values: dict[str, str]) -> tuple[str, ...]:
    if "under" not in values:
        return DEFAULT_UNDER
    names = () if values["under"] == NO_LAYERS else tuple(values["under"].split(","))
    if not _overlay_ids().issuperset(names) or len(set(names)) != len(names):
        raise BadParameter(
            "under",
            _("نام لایه‌های زیر رنگ سنجه را بدهید، مانند blocks، یا none."),
        )
    return names


def _overlay_ids() -> set[str]:
    return {layer.id for layer in layers() if layer.kind != LayerKind.AREAS}


def _position(values: dict[str, str]) -> tuple[float, float, float] | None:
    if "map" not in values:
        return None
    try:
        latitude, longitude, zoom = map(float, values["map"].split(","))
    except ValueError:
        latitude = longitude = zoom = float("nan")
    # NaN fails every comparison.
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 <= zoom <= 22):
        raise BadParameter(
            "map",
            _("عرض و طول جغرافیایی و بزرگ‌نمایی را بدهید، مانند 35.7000,51.4000,9.00."),
        )
    return latitude, longitude, zoom
