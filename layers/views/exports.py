"""This file answers downloads: the content of the screen as a file."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.addresses import client_address
from accounts.programs import for_programs
from layers.catalogue import LayerKind, LayerSpec, layer
from layers.editions.in_force import published_edition
from layers.exporting.making import FORMATS, whole_file
from layers.exporting.queue import Slot, client_of
from layers.exporting.selection import Selection
from layers.figures.classes import Method
from layers.figures.table import (
    FEWEST_CLASSES,
    MOST_CLASSES,
    OTHER_LEVEL,
    FigureTable,
    check_below,
    figure_table,
)
from layers.messages import message as _
from layers.models import AreaCode, Level
from layers.models.indicators import FIRST_YEAR, LAST_YEAR
from layers.parameters import bounding_box, one_of, read, whole_number
from layers.problems import BadParameter, NotFound
from layers.queries import area
from layers.views.whole_files import asks_for_part, send
from persian.digits import to_ascii

FILTERS = ("parent", "province", "county", "bbox", "edition")
CODE_FILTERS = (("province", Level.PROVINCE), ("county", Level.COUNTY))
NO_SUCH_CODE = {
    Level.PROVINCE: _("استانی با این کد نیست. کد را بررسی کنید."),
    Level.COUNTY: _("شهرستانی با این کد نیست. کد را بررسی کنید."),
}
FIGURE_PARAMETERS = ("indicator", "year", "method", "classes")


@for_programs
@require_safe
def export(request: HttpRequest, layer_id: str, extension: str) -> HttpResponseBase:
    """A layer as a file with published values only, finished before its first byte is sent.

    Of a restricted layer, it holds the rows that this person may see, and caches must not store it.
    """
    spec = layer(layer_id)
    if extension not in FORMATS:
        raise NotFound(_("این لایه با این قالب‌ها دریافت می‌شود: {formats}.", formats=list(FORMATS)))
    ids = spec.visible(request.user) if spec.visible else None
    given = read(request.GET, allowed=allowed_parameters(spec), filled=FILTERS)
    chosen = selection(spec, given, ids)
    slot = Slot(client_of(client_address(request), request.user.pk))
    try:
        file = whole_file(chosen, extension, slot, may_be_kept=asks_for_part(request))
        response = send(request, file, slot, content_type=FORMATS[extension].content_type)
    except BaseException:
        slot.release()
        raise
    if not response.streaming:
        slot.release()
    if response.status_code < 400:
        describe(response, spec, f"{file_name(chosen)}.{extension}")
    return response


def describe(response: HttpResponseBase, spec: LayerSpec, name: str) -> None:
    """The headers that do not depend on the content: name, caching, other sites."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    if spec.restricted:
        response["Cache-Control"] = "private, no-store"
        return
    response.setdefault("Cache-Control", "no-cache")
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Content-Range, ETag, X-Row-Count"


def allowed_parameters(spec: LayerSpec) -> tuple[str, ...]:
    if spec.kind == LayerKind.AREAS:
        return (*FILTERS, *FIGURE_PARAMETERS)
    return tuple(name for name in FILTERS if name != "edition")


def selection(spec: LayerSpec, values: dict[str, str], ids: list[int] | None = None) -> Selection:
    """The checked filters of an export; ids: the rows that may be shown, None for all."""
    codes = {name: known_code(values, name, level) for name, level in CODE_FILTERS}
    parent = parent_of(spec, values)
    check_figure_parameters(values)
    edition = published_edition(values["edition"]) if "edition" in values else None
    if edition and edition.level != spec.level:
        raise BadParameter("edition", OTHER_LEVEL)
    return Selection(
        spec=spec,
        parent=parent,
        province=codes["province"],
        county=codes["county"],
        box=bounding_box(values),
        ids=ids,
        edition=edition,
        table=figures(spec, values, parent) if "indicator" in values else None,
    )


def check_figure_parameters(values: dict[str, str]) -> None:
    """Raise BadParameter for a year, a method or classes without an indicator."""
    for name in FIGURE_PARAMETERS[1:]:
        if name in values and "indicator" not in values:
            raise BadParameter(
                name,
                _("تنها همراه indicator معنا دارد. آن را نیز بدهید یا این را حذف کنید."),
            )


def parent_of(spec: LayerSpec, values: dict[str, str]) -> str:
    """The code of the area whose rows are exported. Raises BadParameter if it has none."""
    found = area(values.get("parent", "IR"))
    if spec.kind == LayerKind.AREAS and Level(found.level).child is None:
        raise BadParameter(
            "parent",
            _("محله بخش کوچک‌تری ندارد. کد شهرستان یا استان را بدهید."),
        )
    return found.code


def known_code(values: dict[str, str], name: str, level: Level) -> str:
    """The code of a filter, or "" if absent. Raises BadParameter for an unknown code."""
    code = to_ascii(values.get(name, ""))
    if code and not AreaCode.objects.filter(code=code, level=level).exists():
        raise BadParameter(
            name,
            NO_SUCH_CODE[level],
        )
    return code


def figures(spec: LayerSpec, values: dict[str, str], parent: str) -> FigureTable:
    """The figures to add, read by the same function as for the map."""
    assert spec.level is not None
    check_below(parent, spec.level)
    return figure_table(
        parent_code=parent,
        level=spec.level,
        indicator_code=values["indicator"],
        year=whole_number(values, "year", low=FIRST_YEAR, high=LAST_YEAR),
        method=one_of(values, "method", list(Method), Method.QUANTILE),
        classes=whole_number(values, "classes", low=FEWEST_CLASSES, high=MOST_CLASSES) or 5,
        edition=values.get("edition"),
    )


def file_name(chosen: Selection) -> str:
    """An ASCII file name of layer, place and indicator; every part comes from the data."""
    parts = ["mahalleh", chosen.spec.id, chosen.parent]
    if chosen.table:
        parts += [chosen.table.indicator.code, str(chosen.table.year)]
    return "-".join(parts)
