"""This file describes a layer as TileJSON 3.0.0."""

from django.db import connection
from django.db.models import Q

from layers.catalogue import Field, LayerKind, LayerSpec
from layers.messages import message as _
from layers.models import BlockCell, Edition, Source
from layers.queries import areas_of, current_areas
from layers.tiles.cut import CELL_FIELDS, COARSEST_CELL
from layers.tiles.extents import extent

CLUSTER_FIELDS = (
    Field("count", "", "Number", _("تعداد نقطه‌ها")),
    Field("synthetic", "", "Boolean", _("دادهٔ نمونه دارد")),
    Field("synthetic_count", "", "Number", _("تعداد نقطه‌های ساختگی")),
)


def tilejson(spec: LayerSpec, address: str, *, edition: Edition | None = None) -> dict[str, object]:
    """TileJSON 3.0.0 of a layer with tiles at `address` (with {z}, {x} and {y})."""
    sources = layer_sources(spec, edition)
    return {
        "tilejson": "3.0.0",
        "name": spec.title.fa,
        "description": spec.title.en,
        "scheme": "xyz",
        "tiles": [address],
        "minzoom": spec.min_zoom,
        "maxzoom": spec.max_zoom,
        "bounds": list(extent(spec, edition)),
        "attribution": " · ".join(source.attribution_fa for source in sources),
        "attribution_en": " · ".join(source.attribution_en for source in sources),
        "synthetic": holds_invented(spec, edition),
        "vector_layers": vector_layers(spec),
    }


def vector_layers(spec: LayerSpec) -> list[dict[str, object]]:
    """The layers inside a tile, with the description of every field."""
    zooms = (spec.min_zoom, spec.max_zoom)
    inside = [(spec.id, spec.fields, zooms)]
    if spec.kind in (LayerKind.AREAS, LayerKind.SHAPES):
        first = max(spec.min_zoom, spec.label_zoom)
        inside.append((f"{spec.id}_labels", spec.fields, (first, spec.max_zoom)))
    elif spec.kind == LayerKind.POINTS:
        inside.append((f"{spec.id}_clusters", CLUSTER_FIELDS, (spec.min_zoom, spec.cluster_zoom)))
    else:
        inside = [
            (spec.id, spec.fields, (spec.max_zoom, spec.max_zoom)),
            (f"{spec.id}_cells", CELL_FIELDS, (spec.min_zoom, spec.max_zoom - 1)),
        ]
    return [
        {
            "id": layer_id,
            "minzoom": first,
            "maxzoom": last,
            "fields": {
                field.name: f"{field.type}. {field.description.fa} / {field.description.en}"
                for field in fields
            },
        }
        for layer_id, fields, (first, last) in inside
    ]


def layer_sources(
    spec: LayerSpec, edition: Edition | None = None, *, province: str = ""
) -> list[Source]:
    """The sources of a layer's content, by code; of one province if its code is given."""
    if edition is not None:
        return [edition.source]
    if spec.kind == LayerKind.AREAS:
        current = (
            "SELECT DISTINCT edition.source_id FROM layers_currentedition AS current"
            " JOIN layers_edition AS edition ON edition.id = current.edition_id"
            " WHERE current.level = %s AND %s IN ('', current.province_code)"
        )
        arguments = [spec.level, province]
    else:
        # A loose index scan: one look-up per source, whatever the number of rows.
        current = (
            "SELECT source.id FROM layers_source AS source WHERE EXISTS"  # noqa: S608
            f" (SELECT 1 FROM {spec.table} AS feature WHERE feature.source_id = source.id"
            " AND %s IN ('', feature.province_code))"
        )
        arguments = [province]
    with connection.cursor() as cursor:
        cursor.execute(current, arguments)
        ids = [row[0] for row in cursor.fetchall()]
    return list(Source.objects.filter(pk__in=ids).order_by("code"))


def holds_invented(spec: LayerSpec, edition: Edition | None = None) -> bool:
    """Whether anything a layer shows is invented: a row, its edition or its source."""
    if any(source.synthetic for source in layer_sources(spec, edition)):
        return True
    if spec.level is not None:
        invented = Q(synthetic=True) | Q(edition__synthetic=True) | Q(source__synthetic=True)
        areas = current_areas(spec.level) if edition is None else areas_of(edition)
        return areas.filter(invented).exists()
    if spec.kind == LayerKind.BLOCKS:
        # The few squares that sum the million blocks.
        return BlockCell.objects.filter(zoom=COARSEST_CELL, synthetic=True).exists()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {spec.table} WHERE synthetic)")  # noqa: S608
        return bool(cursor.fetchone()[0])
