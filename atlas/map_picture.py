"""This file draws the map of a view as a picture: stored shapes in the colours of the legend."""

from dataclasses import replace
from textwrap import wrap

from atlas.pages import CaptionLine, Picture, PictureArea
from layers.catalogue import area_layer
from layers.drawing.outline import Outline, Shape, named_parts
from layers.drawing.outline import picture as draw
from layers.figures.table import Figure, FigureTable
from layers.map_view.colours import legend_key, table_of
from layers.map_view.view_state import ViewState
from layers.messages import Number
from layers.messages import message as _
from layers.models import Level
from layers.queries import area, bounds_of
from layers.templatetags.formats import in_language
from layers.tiles.tilejson import layer_sources

# Room below the drawing for what it shows and whose it is (drawing units).
CAPTION_HEIGHT = 340
CAPTION_LINE = 300
# The same for the large drawing: where its second line stands, and how far the next are below.
CAPTION_SECOND, CAPTION_STEP = 270, 160
# How many letters have room in a line of words, where the picture is large and where it is small.
LINE_LETTERS, FAR_LETTERS = 120, 60
# What is smaller than this can neither be seen nor hit, and stands as a dot (drawing units).
SMALLEST_SIDE = 80
DOT_RADIUS = 40
POINT_RADIUS = 80
# On a phone the picture is about this many times smaller, and its names so much larger in it.
FAR = 3
# How far above a point its name stands, by how much names are enlarged; as in atlas/_picture.html.
NAME_RISE = {1: 140, FAR: 240}


def build_picture(view: ViewState) -> Picture:
    """The place of a view with its parts, coloured as the map would be. Raises Problem."""
    table = table_of(view)
    credits = named_sources(table)
    note = in_language(table.boundary_note, "text") if table.boundary_note else ""
    place = area(table.parent.code)
    drawing = draw(
        place.code,
        place.parent_code or "",
        Level(place.level),
        bounds=bounds_of(place),
        parts=table.level,
        edition=table.edition,
    )
    surroundings = [shape for shape in drawing.shapes if shape.relation != "part" and shape.path]
    return Picture(
        view=view,
        table=table,
        level_title=str(area_layer(table.level).title),
        drawing=drawing,
        height=drawing.height + caption_height(note),
        ground=tuple(shape for shape in surroundings if shape.relation != "own"),
        own=next((shape for shape in surroundings if shape.relation == "own"), None),
        areas=areas(drawing, table, view),
        scale=scale_text(drawing.scale_m),
        credits=credits,
        note_lines=note_lines(note),
        far_lines=far_lines(note, *credits),
    )


def caption_height(note: str) -> int:
    """The height of the caption below the drawing, with the note, at the larger text size."""
    near, far = len(wrap(note, LINE_LETTERS)), len(wrap(note, FAR_LETTERS))
    return CAPTION_HEIGHT + max(CAPTION_STEP * near, CAPTION_LINE * far)


def note_lines(note: str) -> tuple[CaptionLine, ...]:
    """The note below the second line of the caption."""
    return tuple(
        CaptionLine(text, CAPTION_SECOND + CAPTION_STEP * below)
        for below, text in enumerate(wrap(note, LINE_LETTERS), start=1)
    )


def far_lines(*texts: str) -> tuple[CaptionLine, ...]:
    """Texts one below the other, placed up from the lower edge of the picture."""
    lines = [line for text in texts for line in wrap(text, FAR_LETTERS)]
    return tuple(
        CaptionLine(text, -CAPTION_LINE * above - CAPTION_LINE // 3)
        for above, text in zip(range(len(lines) - 1, -1, -1), lines, strict=True)
    )


def scale_text(length_m: int) -> str:
    """«۵۰ کیلومتر» or "500 m"."""
    if length_m < 1000:
        return str(_("{distance} متر", distance=Number(length_m)))
    return str(_("{distance} کیلومتر", distance=Number(length_m / 1000)))


def areas(drawing: Outline, table: FigureTable, view: ViewState) -> tuple[PictureArea, ...]:
    """The parts of the place with their figures: shapes first, dots and points upon them."""
    figures = {figure.code: figure for figure in table.figures}
    parts = [
        shape for shape in drawing.shapes if shape.relation == "part" and shape.code in figures
    ]
    near, far = names(drawing, parts), names(drawing, parts, enlarged=FAR)
    colors = {found.index: found.color for found in table.classes}
    parts.sort(key=lambda shape: radius(shape) > 0)
    return tuple(
        picture_area(
            shape, figures[shape.code], colors, view, named=(shape.code in near, shape.code in far)
        )
        for shape in parts
    )


def names(drawing: Outline, parts: list[Shape], *, enlarged: int = 1) -> set[str]:
    """Codes of the parts with room for their name: on their shape, or above their point."""
    dots = [shape for shape in parts if radius(shape)]
    # What is too small for a shape is too small for a name.
    raised = [
        replace(shape, y=shape.y - NAME_RISE[enlarged]) if radius(shape) else shape
        for shape in parts
        if radius(shape) != DOT_RADIUS
    ]
    named = named_parts(replace(drawing, shapes=tuple(raised)), dots, enlarged=enlarged)
    return {shape.code for shape in named}


def radius(shape: Shape) -> int:
    """The radius of the dot of an area, 0 if its shape is visible."""
    if not shape.path:
        return POINT_RADIUS
    return DOT_RADIUS if shape.side < SMALLEST_SIDE else 0


def picture_area(
    shape: Shape,
    figure: Figure,
    colors: dict[int, str],
    view: ViewState,
    *,
    named: tuple[bool, bool],
) -> PictureArea:
    key = legend_key(figure)
    return PictureArea(
        shape=shape,
        figure=figure,
        radius=radius(shape),
        key=key,
        color="" if figure.class_index is None else colors[figure.class_index],
        is_muted=key in view.mute,
        is_selected=figure.code == view.sel,
        select=view.query(sel=figure.code),
        is_named=named[0],
        is_named_far=named[1],
    )


def named_sources(table: FigureTable) -> tuple[str, ...]:
    """The attributions of the visible boundaries and figures, each once."""
    borders = layer_sources(area_layer(table.level), table.edition)
    land = layer_sources(area_layer(Level.PROVINCE))
    named = [in_language(source, "attribution") for source in (*land, *borders, *table.sources)]
    return tuple(dict.fromkeys(named))
