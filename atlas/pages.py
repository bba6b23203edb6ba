"""This file holds the dataclasses of the map page, one per template or part."""

from dataclasses import dataclass

from layers.drawing.outline import Outline, Shape
from layers.figures.boundary_notes import BoundaryNote
from layers.figures.table import Figure, FigureTable
from layers.map_view.parts import Colours, Link, OverlayRow, SymbolGroup
from layers.map_view.view_state import ViewState
from layers.models import Area, Indicator, Source
from layers.queries import AreaSummary


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
class Panels(Colours):
    """The parts of the map page that follow the view; `/panels/` answers with these alone.

    level_title: «شهرستان‌ها».
    share: the query of exactly this view, with indicator and year spelled out.
    not_drawn: titles of the visible layers, which a picture of the map leaves out.
    card: of the chosen area; None also where no such area is in force:
    then `lost` has its code in words and leads to the view without it.
    rest_count: how many ranked rows are left out; all_rows: the query that shows them.
    all_synthetic: every figure is invented, which the table then says once, above all rows.
    """

    level_title: str
    crumbs: tuple[Link, ...]
    levels: tuple[Link, ...]
    rows: tuple[RankedRow, ...]
    rest_count: int
    all_rows: str
    with_data: int
    all_synthetic: bool
    exports: tuple[ExportGroup, ...]
    not_drawn: tuple[str, ...]
    share: str
    card: Card | None
    lost: Link | None


@dataclass(frozen=True)
class MapPage:
    """atlas/map.html. layers: the uppermost first.

    draw_here: address of the drawing page with this view; empty for people who may not draw.
    """

    panels: Panels
    layers: tuple[OverlayRow, ...]
    symbols: tuple[SymbolGroup, ...]
    draw_here: str


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
