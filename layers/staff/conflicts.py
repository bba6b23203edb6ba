"""This file compares two people's edits of the same row, so that neither is lost silently."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.utils.translation import gettext

from accounts.models import User
from persian.dates import format_date
from persian.digits import MISSING


@dataclass(frozen=True)
class Difference:
    """A field on which the two edits differ, in words. before: the value both started from.

    suggestion: "mine" or "theirs" if only one of the two changed it, else empty. choice: the choice
    so far, or the suggestion.
    """

    field: str
    label: str
    before: str
    mine: str
    theirs: str
    suggestion: str
    choice: str


@dataclass(frozen=True)
class Editor:
    """Who changed a row last, and when; name is empty for a command."""

    name: str
    at: datetime | None


def differences(
    *,
    mine: dict[str, Any],
    theirs: models.Model,
    before: models.Model | None,
    fields: Iterable[str],
    choices: dict[str, str],
) -> tuple[Difference, ...]:
    """The fields in which my values differ from the database's current ones.

    mine: cleaned values by field name. before: the event of the version that I started from, None
    if the history lacks it.
    """
    found = []
    for name in fields:
        field = theirs._meta.get_field(name)
        if not isinstance(field, models.Field) or plain(mine.get(name)) == stored(theirs, field):
            continue
        first = stored(before, field) if before else None
        suggestion = ""
        if before and stored(theirs, field) == first:
            suggestion = "mine"
        elif before and plain(mine.get(name)) == first:
            suggestion = "theirs"
        found.append(
            Difference(
                field=name,
                label=str(field.verbose_name),
                before=in_words(field, first) if before else MISSING,
                mine=in_words(field, plain(mine.get(name))),
                theirs=in_words(field, stored(theirs, field)),
                suggestion=suggestion,
                choice=choices.get(name, "") or suggestion,
            )
        )
    return tuple(found)


def plain(value: Any) -> Any:
    """A cleaned value as stored: a row by its key, an empty value as an empty text."""
    return value.pk if isinstance(value, models.Model) else value


def stored(row: models.Model, field: models.Field) -> Any:
    return getattr(row, field.attname)


def in_words(field: models.Field, value: Any) -> str:
    """A stored value for display: the label of a choice, the name of another row."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return gettext("بله") if value else gettext("خیر")
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, GEOSGeometry):
        return value.geom_type
    if isinstance(field, models.ForeignKey):
        other = field.related_model._base_manager.filter(pk=value).first()  # type: ignore[union-attr]
        return str(other or value)
    return str(dict(field.flatchoices).get(value, value))


def event_of(row: models.Model, version: int) -> models.Model | None:
    """The row as it was at a version, from its history."""
    events = type(row).pgh_event_model.objects  # type: ignore[attr-defined]
    return events.filter(pgh_obj_id=row.pk, version=version).order_by("-pgh_id").first()


def last_editor(row: models.Model) -> Editor:
    """The author of a row's newest version, from its history."""
    events = type(row).pgh_event_model.objects  # type: ignore[attr-defined]
    newest = (
        events.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("-pgh_id").first()
    )
    if newest is None:
        return Editor(name="", at=None)
    context = newest.pgh_context.metadata if newest.pgh_context else {}
    user_id: Any = context.get("user")
    user = User.objects.filter(pk=user_id).first() if user_id else None
    name = (user.get_full_name() or user.username) if user else ""
    return Editor(name=name, at=newest.pgh_created_at)
