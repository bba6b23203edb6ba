"""This file holds the dataclasses of the map page, one per template or part."""

from dataclasses import dataclass

from atlas.view_state import ViewState
from layers.drawing.outline import Outline, Shape
from layers.figures.boundary_notes import BoundaryNote
from layers.figures.table import Figure, FigureTable
from layers.models import Area, Indicator, Source
from layers.queries import AreaSummary


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
class RankedRow:
    """An area in the ranked table.

    key: of its legend row. within: the area above it, named where the rows have several.
    flags: those shown beside the name. select: query that shows its card; drill: its parts,
    or empty.
    """

    figure: Figure
    key: str
    within: str
    flags: tuple[str, ...]
    color: str
    bar_percent: int
    is_muted: bool
    is_selected: bool
    select: str
    drill: str


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
class ExportGroup:
    """A layer to export, with one link per format; the same rows as on screen."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class OtherFigure:
    """A published figure of the chosen area, newest year, preferred source."""

    indicator: Indicator
    year: int
    value: float | None
    is_suppressed: bool
    is_estimate: bool
    is_synthetic: bool
    source: Source


@dataclass(frozen=True)
class PlacesOf:
    """How many prisons, schools and houses belong to an area, by code, located or not.

    closed_houses: how many of the houses are closed. invented: which of the three kinds, by
    field name, have invented ones among them.
    """

    prisons: int
    schools: int
    houses: int
    closed_houses: int
    invented: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """atlas/_card.html: the chosen area beside the map.

    figure: of the indicator on the map, None for the country. table: the one it is ranked in.
    boundary_note: on the figure, where it belongs to other boundaries.
    drill: query that shows its parts, empty for a neighbourhood. close: query without it.
    """

    area: Area
    ancestors: tuple[AreaSummary, ...]
    table: FigureTable
    figure: Figure | None
    color: str
    source: Source | None
    boundary_note: BoundaryNote | None
    others: tuple[OtherFigure, ...]
    places: PlacesOf
    is_synthetic: bool
    drill: str
    close: str


@dataclass(frozen=True)
class Panels:
    """The parts of the map page that follow the view; `/panels/` answers with these alone.

    level_title: «شهرستان‌ها»; parts_counted: the word to stand after a number of them.
    hidden: for each form, the query parameters it carries along, by the name of its control.
    share: the query of exactly this view, with indicator and year spelled out.
    shown: what the map itself must know, as plain JSON values (atlas.config.shown).
    not_drawn: titles of the visible layers, which a picture of the map leaves out.
    card: of the chosen area; None also where no such area is in force:
    then `lost` has its code in words and leads to the view without it.
    rest_count: how many ranked rows are left out; all_rows: the query that shows them.
    all_synthetic: every figure is invented, which the table then says once, above all rows.
    """

    view: ViewState
    table: FigureTable
    level_title: str
    parts_counted: str
    crumbs: tuple[Link, ...]
    levels: tuple[Link, ...]
    indicators: tuple[OptionGroup, ...]
    years: tuple[Option, ...]
    methods: tuple[Option, ...]
    class_counts: tuple[Option, ...]
    hidden: dict[str, tuple[tuple[str, str], ...]]
    legend: tuple[LegendRow, ...]
    rows: tuple[RankedRow, ...]
    rest_count: int
    all_rows: str
    with_data: int
    all_synthetic: bool
    exports: tuple[ExportGroup, ...]
    not_drawn: tuple[str, ...]
    share: str
    shown: dict[str, object]
    card: Card | None
    lost: Link | None


@dataclass(frozen=True)
class MapPage:
    """atlas/map.html. layers: the uppermost first."""

    panels: Panels
    layers: tuple[OverlayRow, ...]
    symbols: tuple[SymbolGroup, ...]


@dataclass(frozen=True)
class PictureArea:
    """An area in the picture of the map.

    radius: of the dot that stands for it, 0 where its shape is drawn (drawing units). key: of
    its legend row. color: empty where hatched. select: query that shows its card. is_named,
    is_named_far: there is room for its name, also where the picture is small.
    """

    shape: Shape
    figure: Figure
    radius: int
    key: str
    color: str
    is_muted: bool
    is_selected: bool
    select: str
    is_named: bool
    is_named_far: bool


@dataclass(frozen=True)
class CaptionLine:
    """A line of words in the picture. y: units below the edge that its caption hangs on."""

    text: str
    y: int


@dataclass(frozen=True)
class Picture:
    """atlas/_picture.html: the map of a view without a script.

    height: of drawing and caption. ground: the quiet land around the place. own: the place
    itself, None where only a point is known. scale: length of the scale bar, in words. credits:
    whom to name for borders and figures. note_lines: of the figures that belong to other
    boundaries. far_lines: note and credits one below the other, where the picture is small.
    """

    view: ViewState
    table: FigureTable
    level_title: str
    drawing: Outline
    height: int
    ground: tuple[Shape, ...]
    own: Shape | None
    areas: tuple[PictureArea, ...]
    scale: str
    credits: tuple[str, ...]
    note_lines: tuple[CaptionLine, ...]
    far_lines: tuple[CaptionLine, ...]


@dataclass(frozen=True)
class EmptyPage:
    """atlas/empty.html: nothing is loaded yet. command: what an administrator should run."""

    command: str
