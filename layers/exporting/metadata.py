"""This file describes an export: sources, licences, edition, filters, number of rows."""

from django.utils import timezone

from layers.catalogue import LayerKind
from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.exporting.selection import Selection
from layers.figures.descriptions import indicator_as_json, source_as_json
from layers.models import Edition
from layers.tiles.tilejson import holds_invented, layer_sources

SUPPRESSION_NOTE = (
    f"Counts under {SMALLEST_PUBLISHED} persons, and others that would give them away, are null."
)


def metadata(selection: Selection) -> dict[str, object]:
    """The metadata of a file: sources, licences, edition, filters, and whether data is invented.

    It names the day and not the hour: the same data then give the same bytes for a day, so that
    any process can continue a download that broke.
    """
    sources = list(layer_sources(selection.spec, selection.edition, province=selection.within))
    if selection.table:
        sources += [s for s in selection.table.sources if s not in sources]
    table = selection.table
    return {
        "layer": selection.spec.id,
        "title_fa": selection.spec.title.fa,
        "title_en": selection.spec.title.en,
        "made_on": timezone.localdate().isoformat(),
        "synthetic": holds_invented(selection.spec, selection.edition)
        or any(source.synthetic for source in sources)
        or bool(table and table.synthetic),
        "editions": editions(selection),
        "filter": {
            "parent": selection.parent,
            "province": selection.province or None,
            "county": selection.county or None,
            "bbox": selection.box,
        },
        "indicator": indicator_as_json(table.indicator) if table else None,
        "year_jalali": table.year if table else None,
        "boundary_note": table.boundary_note.as_json() if table and table.boundary_note else None,
        "sources": [source_as_json(source) for source in sources],
        "suppression": SUPPRESSION_NOTE,
    }


def editions(selection: Selection) -> list[str]:
    """Codes of the editions that the exported boundaries come from."""
    if selection.spec.kind != LayerKind.AREAS:
        return []
    if selection.edition:
        return [selection.edition.code]
    current = Edition.objects.filter(currentedition__level=selection.spec.level)
    if selection.within:
        current = current.filter(currentedition__province_code=selection.within)
    return sorted(set(current.values_list("code", flat=True)))
