"""This file says which columns an exported row has, of which type, and what they mean.

GeoJSON, OGC API and every format of a table name them alike.
"""

from layers.catalogue import Field, LayerKind
from layers.exporting.selection import (
    EDITION_CODE,
    FIGURE_COLUMNS,
    Selection,
    fields,
    source_columns,
)
from layers.messages import message as _

FIGURE_MEANINGS = {
    "indicator": _("سنجه"),
    "year_jalali": _("سال"),
    "value": _("مقدار"),
    "unit": _("واحد"),
    "rank": _("رتبه"),
    "rank_of": _("تعداد رتبه‌بندی‌شده"),
    "flags": _("نشانه‌های رقم"),
    "boundary_note": _("یادداشت مرز"),
    "figure_source": _("منبع رقم"),
    "figure_licence": _("پروانهٔ رقم"),
    "figure_as_of": _("تاریخ رقم"),
}
# The one column that holds a day.
DAY = "figure_as_of"
# A day is compared as its text, which is how it is shown.
FIGURE_TYPES = {"text": "String", "date": "String", "integer": "Number", "float8": "Number"}
FIGURE_FIELDS = tuple(
    Field(
        name,
        f"figure.{name}::text" if kind == "date" else f"figure.{name}",
        FIGURE_TYPES[kind],
        FIGURE_MEANINGS[name],
    )
    for name, kind in FIGURE_COLUMNS.items()
)
LABEL_POINT = (
    Field("longitude", "ST_X(point)", "Number", _("طول جغرافیایی نقطهٔ برچسب (درجه)")),
    Field("latitude", "ST_Y(point)", "Number", _("عرض جغرافیایی نقطهٔ برچسب (درجه)")),
)


def table_columns(selection: Selection) -> tuple[Field, ...]:
    """The columns of a row of sql/export_csv.sql, in its order."""
    figures = FIGURE_FIELDS if selection.table else ()
    return (
        *fields(selection),
        *figures,
        *LABEL_POINT,
        *provenance_fields(selection.spec.kind),
    )


def provenance_fields(kind: LayerKind) -> tuple[Field, ...]:
    """The properties of every row beside those of its layer: source, licence and edition."""
    source_name, licence_name = source_columns(kind)
    edition = EDITION_CODE if kind == LayerKind.AREAS else "NULL::text"
    return (
        Field(source_name, "source.code", "String", _("منبع")),
        Field(licence_name, "source.licence", "String", _("پروانهٔ استفاده")),
        Field("edition", edition, "String", _("ویرایش")),
    )
