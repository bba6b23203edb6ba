"""This file keeps changes of invented rows out of the history."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction

HISTORY_TRIGGERS = {"insert_insert", "update_update", "delete_delete"}


@contextmanager
def no_history() -> Iterator[None]:
    """A transaction in which no change of a ground row leaves an event.

    COPY cannot carry the setting, so the first statement sets it; it holds until the transaction or
    the block ends.
    """
    uris = [
        trigger.get_uri(model)
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label == "layers" and trigger.name in HISTORY_TRIGGERS
    ]
    with pgtrigger.ignore(*uris), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        yield


def event_models() -> dict[type[models.Model], type[models.Model]]:
    """The event model of each ground model that has a history."""
    events = [
        model
        for model in apps.get_app_config("layers").get_models()
        if issubclass(model, pghistory.models.Event)
    ]
    return {vars(event)["pgh_tracked_model"]: event for event in events}
