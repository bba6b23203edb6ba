"""This file answers downloads: the content of the screen as a file."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe
from psycopg2.extensions import connection as Connection

from layers.catalogue import LayerKind, LayerSpec, layer
from layers.editions.in_force import published_edition
from layers.exporting.stream import Selection, csv_text, export_connection, geojson
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
from persian.digits import to_ascii

FORMATS: dict[str, tuple["Writer", str]] = {
    "geojson": (geojson, "application/geo+json"),
    "csv": (csv_text, "text/csv; charset=utf-8"),
}
Writer = Callable[[Selection, Connection], Iterator[bytes]]
FILTERS = ("parent", "province", "county", "bbox", "edition")
CODE_FILTERS = (("province", Level.PROVINCE), ("county", Level.COUNTY))
NO_SUCH_CODE = {
    Level.PROVINCE: _("استانی با این کد نیست. کد را بررسی کنید."),
    Level.COUNTY: _("شهرستانی با این کد نیست. کد را بررسی کنید."),
}
FIGURE_PARAMETERS = ("indicator", "year", "method", "classes")


class Download:
    """The chunks of a file.

    Its connection is released at the end, on a failure, and when the client disconnects, even
    before the first chunk.
    """

    def __init__(self, write: Writer, chosen: Selection) -> None:
        self._stack = ExitStack()
        own = self._stack.enter_context(export_connection())
        self._chunks = write(chosen, own)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        finally:
            self.close()

    def close(self) -> None:
        self._stack.close()


@require_safe
def export(request: HttpRequest, layer_id: str, extension: str) -> HttpResponseBase:
    """A layer as a file, streamed, with published values only.

    Of a restricted layer, it holds the rows that this person may see, and caches must not store it.

    An export that fails midway breaks the connection, so that it never looks complete.
    """
    spec = layer(layer_id)
    if extension not in FORMATS:
        raise NotFound(_("این لایه با این قالب‌ها دریافت می‌شود: {formats}.", formats=list(FORMATS)))
    ids = spec.visible(request.user) if spec.visible else None
    given = read(request.GET, allowed=allowed_parameters(spec), filled=FILTERS)
    chosen = selection(spec, given, ids)
    write, content_type = FORMATS[extension]
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
    else:
        response = StreamingHttpResponse(Download(write, chosen), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(chosen)}.{extension}"'
    response["Cache-Control"] = "private, no-store" if spec.restricted else "no-cache"
    if not spec.restricted:
        response["Access-Control-Allow-Origin"] = "*"
    return response


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
