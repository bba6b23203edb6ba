"""This file says which properties a collection has, which can be filtered and sorted, and selects.

A condition and an order read the published expression of a field, never its column: a suppressed
count is null there as it is on the map, whatever is asked about it.
"""

from collections.abc import Mapping

from layers.catalogue import Field, LayerSpec
from layers.exporting.selection import provenance_fields
from layers.messages import message as _
from layers.problems import BadParameter

GEOMETRY = "geometry"
JSON_TYPES = {"String": "string", "Number": "number", "Boolean": "boolean"}


def queryables(spec: LayerSpec) -> dict[str, Field]:
    """The properties that filters and orders may name, by name."""
    return {field.name: field for field in spec.fields}


def returned(spec: LayerSpec) -> tuple[Field, ...]:
    """All properties of a feature: those of the layer, then its source, licence and edition."""
    return (*spec.fields, *provenance_fields(spec.kind))


def queryable(spec: LayerSpec, name: str, parameter: str) -> Field:
    """The queryable of this name. Raises BadParameter, naming those that there are."""
    found = queryables(spec).get(name)
    if found is None:
        raise unknown_property(name, list(queryables(spec)), parameter)
    return found


def selected(spec: LayerSpec, values: Mapping[str, str]) -> tuple[Field, ...]:
    """The properties that `properties` names, in the order of the layer; all if absent."""
    known = returned(spec)
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
