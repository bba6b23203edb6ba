"""This file says which properties a collection has, which can be filtered and sorted, and selects.

A condition and an order read the published expression of a field, never its column: a suppressed
count is null there as it is on the map, whatever is asked about it.
"""

from collections.abc import Mapping

from layers.catalogue import Field
from layers.exporting.columns import FIGURE_FIELDS, provenance_fields
from layers.exporting.selection import Selection, fields
from layers.messages import message as _
from layers.problems import BadParameter

GEOMETRY = "geometry"
JSON_TYPES = {"String": "string", "Number": "number", "Boolean": "boolean"}


def queryables(selection: Selection) -> dict[str, Field]:
    """The properties that filters and orders may name: of the layer, and of a figure asked for."""
    figures = FIGURE_FIELDS if selection.table else ()
    return {field.name: field for field in (*fields(selection), *figures)}


def returned(selection: Selection) -> tuple[Field, ...]:
    """All properties of a feature, as in an export.

    Those of the layer, its figure if one is asked for, then its source, licence and edition.
    """
    return (*queryables(selection).values(), *provenance_fields(selection.spec.kind))


def queryable(selection: Selection, name: str, parameter: str) -> Field:
    """The queryable of this name. Raises BadParameter, naming those that there are."""
    known = queryables(selection)
    if name not in known:
        raise unknown_property(name, list(known), parameter)
    return known[name]


def selected(selection: Selection, values: Mapping[str, str]) -> tuple[Field, ...]:
    """The properties that `properties` names, in the order of the layer; all if absent."""
    known = returned(selection)
    if "properties" not in values:
        return known
    wanted = [name.strip() for name in values["properties"].split(",")]
    names = [field.name for field in known]
    for name in wanted:
        if name not in names:
            raise unknown_property(name, names, "properties")
    return tuple(field for field in known if field.name in wanted)


def unknown_property(name: str, known: list[str], parameter: str) -> BadParameter:
    return BadParameter(
        parameter,
        _("ویژگی «{name}» شناخته نیست. ویژگی‌ها: {known}.", name=name, known=known),
    )
