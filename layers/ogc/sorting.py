"""This file reads the order of features, and the keys by which a page follows another."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers.exporting.selection import KIND_COLUMNS, Selection
from layers.messages import message as _
from layers.ogc.properties import queryable
from layers.problems import BadParameter

MOST_KEYS = 5
CASTS = {"String": "text", "Number": "numeric", "Boolean": "boolean"}
OWN_CASTS = {"feature.code": "text", "feature.id": "bigint"}


@dataclass(frozen=True)
class Key:
    """An expression that features are ordered by, and its type in PostgreSQL; null comes last."""

    sql: str
    cast: str
    descending: bool = False
    nullable: bool = False

    def order(self, *, backwards: bool) -> str:
        """The key in ORDER BY; backwards from the last row to the first."""
        down = self.descending != backwards
        nulls = ("NULLS FIRST" if backwards else "NULLS LAST") if self.nullable else ""
        return f"{self.sql} {'DESC' if down else 'ASC'} {nulls}".rstrip()


def keys(selection: Selection, values: Mapping[str, str]) -> tuple[Key, ...]:
    """The keys of `sortby`, then those of an export, which no two features share.

    Raises BadParameter.
    """
    own = tuple(
        Key(column, OWN_CASTS[column])
        for column in KIND_COLUMNS[selection.spec.kind]["order"].split(", ")
    )
    return (*wanted(selection, values), *own)


def wanted(selection: Selection, values: Mapping[str, str]) -> list[Key]:
    if "sortby" not in values:
        return []
    # A plus sign in an address is read as a space.
    terms = [term.strip() for term in values["sortby"].split(",")]
    names = [term.removeprefix("-").removeprefix("+") for term in terms]
    if len(names) > MOST_KEYS or len(set(names)) < len(names):
        raise BadParameter(
            "sortby",
            _("حداکثر {most} ویژگی بدهید، هر یک تنها یک بار.", most=MOST_KEYS),
        )
    fields = [queryable(selection, name, "sortby") for name in names]
    return [
        Key(field.sql, CASTS[field.type], descending=term.startswith("-"), nullable=True)
        for term, field in zip(terms, fields, strict=True)
    ]
