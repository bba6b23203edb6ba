"""This file builds the parts of the map page that follow the view: choices, legend, table."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from atlas.card import build_card
from atlas.config import shown
from atlas.pages import Card, ExportGroup, LegendRow, Link, Option, OptionGroup, Panels, RankedRow
from atlas.templatetags.formats import in_language, language, number, place_name, year
from atlas.view_state import NO_DATA, SUPPRESSED, ViewState
from layers.catalogue import area_layer, layer
from layers.figures.classes import Method
from layers.figures.table import (
    FEWEST_CLASSES,
    MOST_CLASSES,
    Figure,
    FigureTable,
    figure_table,
    indicators_with_data,
)
from layers.messages import message as _
from layers.models import Area, Indicator, Level
from layers.problems import NotFound
from layers.queries import ancestors, area, bounds_of, current_areas

# A longer table is cut here, with a link to the rest; the map always shows all areas.
ROWS_SHOWN = 300
# The palest colours are too faint for a bar on white.
BAR_COLORS = {
    "#ffffd4": "#e9dfa6",
    "#fff7bc": "#e4d68c",
    "#f1eef6": "#cfc8dd",
    "#ece7f2": "#c9c0da",
}
# What each form on the page decides; the rest of the view it carries along as hidden fields.
FORMS = ("indicator", "year", "method", "mute", "layers", "figures")
EXPORT_FORMATS = (("geojson", "GeoJSON"), ("csv", "CSV"))


def build_panels(view: ViewState) -> Panels:
    """Choices, legend, ranked table and card of a view. Raises Problem."""
    table = table_of(view)
    place = area(table.parent.code)
    all_synthetic = bool(table.figures) and all("synthetic" in f.flags for f in table.figures)
    names = names_above(table)
    shown_figures = table.figures if view.rows else table.figures[:ROWS_SHOWN]
    card = card_of(view, table)
    return Panels(
        view=view,
        table=table,
        level_title=str(area_layer(table.level).title),
        parts_counted=parts_counted(table),
        crumbs=crumbs(place, view),
        levels=levels(table, view),
        indicators=indicator_groups(table, view),
        years=years(table),
        methods=tuple(
            Option(str(method), method_name(method), method == table.method) for method in Method
        ),
        class_counts=tuple(
            Option(str(count), number(count), count == view.classes)
            for count in range(FEWEST_CLASSES, MOST_CLASSES + 1)
        ),
        hidden={name: hidden(view, name) for name in FORMS},
        legend=legend(table, view),
        rows=tuple(
            ranked_row(figure, table, view, names=names, all_synthetic=all_synthetic)
            for figure in shown_figures
        ),
        rest_count=len(table.figures) - len(shown_figures),
        all_rows=view.query(rows="all"),
        with_data=sum(figure.value is not None for figure in table.figures),
        all_synthetic=all_synthetic,
        exports=exports(table, view),
        not_drawn=tuple(str(layer(layer_id).title) for layer_id, _percent in view.layers),
        share=share(table, view),
        shown=shown(table, view, bounds=bounds_of(place)),
        card=card,
        lost=Link(view.sel, view.query(sel=None)) if view.sel and card is None else None,
    )


def card_of(view: ViewState, table: FigureTable) -> Card | None:
    """The card of the chosen area; None where there is none, or it is no longer in force."""
    if view.sel:
        with suppress(NotFound):
            return build_card(view.sel, view=view, table=table)
    return None


def table_of(view: ViewState) -> FigureTable:
    """The figures that a view shows. Raises Problem."""
    return figure_table(
        parent_code=view.area,
        level=view.level,
        indicator_code=view.indicator,
        year=view.year,
        method=view.method,
        classes=view.classes,
        edition=view.edition,
    )


def parts_counted(table: FigureTable) -> str:
    """The level's name after a number: «شهرستان», "counties"; Persian uses the singular."""
    if language() == "fa" or len(table.figures) == 1:
        return str(table.level.label).lower()
    return area_layer(table.level).title.en.lower()


def share(table: FigureTable, view: ViewState) -> str:
    """The query of this view with indicator and year explicit, so that new data does not change
    what a link shows.
    """
    spelled_out = replace(view, indicator=table.indicator.code, year=table.year)
    return spelled_out.query()


def method_name(method: Method) -> str:
    """The name of a classification method."""
    return str(
        {
            Method.QUANTILE: _("چندک"),
            Method.NATURAL_BREAKS: _("شکست طبیعی"),
            Method.EQUAL_INTERVALS: _("بازه‌های برابر"),
        }[method]
    )


def crumbs(place: Area, view: ViewState) -> tuple[Link, ...]:
    """The path from the country down to the place whose parts are shown."""
    return (
        *(Link(place_name(above), view.query(area=above.code)) for above in ancestors(place)),
        Link(place_name(place), view.query(area=place.code), True),
    )


def levels(table: FigureTable, view: ViewState) -> tuple[Link, ...]:
    """The levels below the place; the one just below is the default."""
    below = list(Level)[list(Level).index(table.parent.level) + 1 :]
    return tuple(
        Link(
            str(area_layer(level).title),
            view.query(level=None if level == below[0] else level),
            level == table.level,
        )
        for level in below
    )


def indicator_groups(table: FigureTable, view: ViewState) -> tuple[OptionGroup, ...]:
    """Indicators with figures here by domain, and always the chosen one."""
    known = list(indicators_with_data(table.level, table.parent.code, view.edition))
    if table.indicator not in known:
        known.append(table.indicator)
    order = {domain: place for place, domain in enumerate(dict.fromkeys(i.domain for i in known))}
    known.sort(key=lambda indicator: (order[indicator.domain], indicator.position))
    return tuple(
        OptionGroup(label, tuple(indicator_option(i, table) for i in group))
        for label, group in groupby(known, key=lambda i: str(i.get_domain_display()))
    )


def indicator_option(indicator: Indicator, table: FigureTable) -> Option:
    return Option(
        indicator.code, in_language(indicator, "name"), indicator.code == table.indicator.code
    )


def years(table: FigureTable) -> tuple[Option, ...]:
    """Years with figures, newest first, and always the requested one."""
    known = {*table.years, *([table.year] if table.year else [])}
    return tuple(
        Option(str(each), year_name(each, table), each == table.year)
        for each in sorted(known, reverse=True)
    )


def year_name(asked: int, table: FigureTable) -> str:
    """«۱۳۹۵», with «بدون داده» where no area has a figure of it."""
    if asked in table.years:
        return year(asked)
    return str(_("{year}، بدون داده", year=year(asked)))


def hidden(view: ViewState, form: str) -> tuple[tuple[str, str], ...]:
    """The hidden fields of a form: the view without what the form changes."""
    decided = {"method": ("method", "classes", "mute"), "area": ("area", "level")}.get(
        form, (form,)
    )
    dropped = {*decided, *({"year", "mute"} if form == "indicator" else ())}
    dropped |= {"mute"} if form == "year" else set()
    return tuple((name, value) for name, value in view.parameters().items() if name not in dropped)


def legend(table: FigureTable, view: ViewState) -> tuple[LegendRow, ...]:
    """Classes from the highest figures down, then areas without one; "no data" always stands."""
    entries: list[tuple[str, float | None, float | None, str, int]] = [
        (str(c.index), c.low, c.high, c.color, c.count) for c in reversed(table.classes)
    ]
    if table.suppressed:
        entries.append((SUPPRESSED, None, None, "", table.suppressed))
    entries.append((NO_DATA, None, None, "", table.no_data))
    fullest = max(count for *_rest, count in entries) or 1
    return tuple(
        LegendRow(
            key=key,
            low=low,
            high=high,
            color=color,
            count=count,
            share_percent=round(100 * count / fullest),
            is_muted=key in view.mute,
            toggled=",".join(toggled(view.mute, key)),
        )
        for key, low, high, color, count in entries
    )


def toggled(names: Iterable[str], name: str) -> list[str]:
    """The names with one added, or removed if it was there."""
    kept = [known for known in names if known != name]
    return kept if name in names else [*kept, name]


def names_above(table: FigureTable) -> dict[str, str]:
    """The names of the parent areas of the table's rows; empty if that is the place itself."""
    if table.parent.level.child == table.level:
        return {}
    codes = {figure.parent_code for figure in table.figures}
    above = current_areas().filter(code__in=codes).only("code", "name_fa", "name_en")
    return {place.code: in_language(place, "name") for place in above}


def ranked_row(
    figure: Figure,
    table: FigureTable,
    view: ViewState,
    *,
    names: dict[str, str],
    all_synthetic: bool,
) -> RankedRow:
    colors = [c.color for c in table.classes]
    color = "" if figure.class_index is None else colors[figure.class_index]
    greatest = max((c.high for c in table.classes), default=0)
    value = figure.value or 0
    return RankedRow(
        figure=figure,
        key=legend_key(figure),
        within=names.get(figure.parent_code, ""),
        flags=tuple(flag for flag in figure.flags if flag != "synthetic" or not all_synthetic),
        color=BAR_COLORS.get(color, color),
        bar_percent=round(100 * value / greatest) if greatest > 0 else 0,
        is_muted=legend_key(figure) in view.mute,
        is_selected=figure.code == view.sel,
        select=view.query(sel=figure.code),
        drill=view.query(area=figure.code) if figure.level.child else "",
    )


def legend_key(figure: Figure) -> str:
    """The legend row that an area belongs to."""
    if figure.class_index is not None:
        return str(figure.class_index)
    return SUPPRESSED if "suppressed" in figure.flags else NO_DATA


def exports(table: FigureTable, view: ViewState) -> tuple[ExportGroup, ...]:
    """The areas with their figures, and each visible overlay, of the place on screen."""
    here = {} if table.parent.level == Level.COUNTRY else {"parent": table.parent.code}
    figures = {
        **here,
        "indicator": table.indicator.code,
        "year": str(table.year or ""),
        "method": str(table.method),
        "classes": str(table.requested_classes),
        "edition": view.edition or "",
    }
    groups = [export_group(table.layer, figures)]
    groups += [export_group(layer_id, here) for layer_id, _opacity in view.layers]
    return tuple(groups)


def export_group(layer_id: str, filters: dict[str, str]) -> ExportGroup:
    query = urlencode({name: value for name, value in filters.items() if value})
    return ExportGroup(
        str(layer(layer_id).title),
        tuple(
            Link(
                text,
                reverse("layers:export", args=(layer_id, extension)) + "?" * bool(query) + query,
            )
            for extension, text in EXPORT_FORMATS
        ),
    )
