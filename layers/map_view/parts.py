"""This file holds the dataclasses of what any coloured map shows beside it."""

from dataclasses import dataclass

from layers.figures.table import FigureTable
from layers.map_view.view_state import ViewState


@dataclass(frozen=True)
class Link:
    """A choice as a link: label, query string, and whether it is the current one."""

    text: str
    query: str
    is_current: bool = False


@dataclass(frozen=True)
class Option:
    """An entry of a select."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class OptionGroup:
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class LegendRow:
    """One legend row, which is also a switch.

    key: class number, "nodata" or "suppressed". low, high: the figures in the class, None for
    the two others. share_percent: of the fullest row. toggled: the value of `mute` that
    switches this row and leaves the others.
    """

    key: str
    low: float | None
    high: float | None
    color: str
    count: int
    share_percent: int
    is_muted: bool
    toggled: str


@dataclass(frozen=True)
class OverlayRow:
    """A layer in the list, or the figures themselves. opacity_percent keeps its last value while
    hidden.

    parameter: the query parameter that shows or hides it: `layers`, for the figures `figures`.
    toggled: the value of it that does so and leaves the others.
    """

    id: str
    parameter: str
    title: str
    symbol: str
    is_visible: bool
    opacity_percent: int
    toggled: str


@dataclass(frozen=True)
class SymbolRow:
    """The meaning of a symbol."""

    symbol: str
    text: str


@dataclass(frozen=True)
class SymbolGroup:
    """Symbols of one overlay, shown while it is visible. layer_id: of that overlay."""

    layer_id: str
    title: str
    is_visible: bool
    rows: tuple[SymbolRow, ...]


@dataclass(frozen=True)
class Colours:
    """What colours a map by an indicator: the choices, the legend, and what its scripts need.

    parts_counted: the word to stand after a number of areas. hidden: for each form, the query
    parameters it carries along, by the name of its control. shown: what the map itself must know,
    as plain JSON values (layers.map_view.config.shown).
    """

    view: ViewState
    table: FigureTable
    parts_counted: str
    indicators: tuple[OptionGroup, ...]
    years: tuple[Option, ...]
    methods: tuple[Option, ...]
    class_counts: tuple[Option, ...]
    hidden: dict[str, tuple[tuple[str, str], ...]]
    legend: tuple[LegendRow, ...]
    shown: dict[str, object]
