"""This file inserts rows that a table lacks and leaves existing rows unchanged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import models


@dataclass(frozen=True)
class Outcome:
    """The outcome for the rows of one model: added, equal, or different and left unchanged."""

    model: type[models.Model]
    added: int
    equal: int
    different: int


def add_missing(
    model: type[models.Model], rows: Iterable[models.Model], *, key: Sequence[str]
) -> Outcome:
    """Insert the rows whose key is not yet in the table.

    key: attribute names that identify a row, `source_id` rather than `source`. An existing row that
    differs was edited by a user, whose edit is kept.
    """
    present = {identity(row, key): row for row in model._default_manager.all()}
    fields = comparable_fields(model)
    added = []
    equal = different = 0
    for row in rows:
        other = present.get(identity(row, key))
        if other is None:
            added.append(row)
        elif all(plain(row, name) == plain(other, name) for name in fields):
            equal += 1
        else:
            different += 1
    model._default_manager.bulk_create(added)
    return Outcome(model, added=len(added), equal=equal, different=different)


def identity(row: models.Model, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in key)


def comparable_fields(model: type[models.Model]) -> list[str]:
    """The attributes a fixture sets: not the id, nor what the database or publishing sets."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if field.editable and not field.generated and not isinstance(field, models.AutoField)
    ]


def plain(row: models.Model, name: str) -> Any:
    """The value of an attribute in a form that compares by content."""
    value = getattr(row, name)
    return bytes(value.wkb) if isinstance(value, GEOSGeometry) else value
