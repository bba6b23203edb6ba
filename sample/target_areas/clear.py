"""This file deletes every invented target area with all its dependents, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import transaction

from planning.models import Attachment, Comment, Decision, Revision, TargetArea

# Invented rows leave no history, and only the sample may change and delete them.
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
    """A transaction in which invented revisions and decisions may be backdated."""
    with pgtrigger.ignore(*IGNORED), transaction.atomic():
        yield


def clear() -> int:
    """Delete the invented target areas, and their revisions, decisions, comments and so on.

    Documents and events are deleted too; returns the number of rows without events.
    """
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
    """Delete the history of invented target areas, including deleted ones."""
    events = TargetArea.pgh_event_model.objects  # type: ignore[attr-defined]
    real = TargetArea.objects.filter(synthetic=False).values("pk")
    events.filter(synthetic=True).exclude(pgh_obj_id__in=real).delete()
