"""This file takes out every invented target area with all that hangs on it, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import transaction

from planning.models import Attachment, Comment, Decision, Revision, TargetArea

# What is invented leaves no history, and may be changed and deleted by the sample alone.
IGNORED = (
    "planning.Revision:kept_as_it_is",
    "planning.Decision:kept_as_it_is",
    "planning.TargetArea:insert_insert",
    "planning.TargetArea:update_update",
    "planning.TargetArea:delete_delete",
    "planning.TargetArea:raise_version",
)


@contextmanager
def unguarded() -> Iterator[None]:
    """A transaction in which invented revisions and decisions may be written as of another day."""
    with pgtrigger.ignore(*IGNORED), transaction.atomic():
        yield


def clear() -> int:
    """Delete the invented target areas, their revisions, decisions, talk, papers and events."""
    with unguarded():
        invented = TargetArea.objects.filter(synthetic=True)
        codes = list(invented.values_list("pk", flat=True))
        deleted = 0
        for model in (Comment, Attachment, Decision, Revision):
            deleted += model._default_manager.filter(target_area__in=codes).delete()[0]
        deleted += invented.delete()[0]
        delete_events()
    return deleted


def delete_events() -> None:
    """Take the history of invented target areas away, of those that are no more as well."""
    events = TargetArea.pgh_event_model.objects  # type: ignore[attr-defined]
    real = TargetArea.objects.filter(synthetic=False).values("pk")
    events.filter(synthetic=True).exclude(pgh_obj_id__in=real).delete()
