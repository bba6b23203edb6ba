"""This file builds what colours a map by an indicator: the choices and the legend."""

from collections.abc import Iterable
from itertools import groupby

from layers.catalogue import area_layer
from layers.figures.classes import Method
from layers.figures.table import (
    FEWEST_CLASSES,
    MOST_CLASSES,
    Figure,
    FigureTable,
    figure_table,
    indicators_with_data,
)
from layers.map_view.config import shown
from layers.map_view.parts import Colours, LegendRow, Option, OptionGroup
from layers.map_view.view_state import NO_DATA, SUPPRESSED, ViewState
from layers.messages import message as _
from layers.models import Indicator
from layers.queries import area, bounds_of
from layers.templatetags.formats import in_language, language, number, year

# What each form decides; the rest of the view it carries along as hidden fields.
FORMS = ("indicator", "year", "method", "mute", "layers", "figures")


def build_colours(view: ViewState, table: FigureTable) -> Colours:
    """Choices and legend of a view. table: the figures of this view (table_of)."""
    return Colours(
        view=view,
        table=table,
        parts_counted=parts_counted(table),
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
        shown=shown(table, view, bounds=bounds_of(area(table.parent.code))),
    )


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


def method_name(method: Method) -> str:
    """The name of a classification method."""
    return str(
        {
            Method.QUANTILE: _("چندک"),
            Method.NATURAL_BREAKS: _("شکست طبیعی"),
            Method.EQUAL_INTERVALS: _("بازه‌های برابر"),
        }[method]
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


def legend_key(figure: Figure) -> str:
    """The legend row that an area belongs to."""
    if figure.class_index is not None:
        return str(figure.class_index)
    return SUPPRESSED if "suppressed" in figure.flags else NO_DATA
