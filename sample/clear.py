"""This file deletes all invented data and nothing else."""

from collections.abc import Iterable

from django.db import connection, models, transaction

from accounts.models import User
from layers.db import Lock, wait_for
from layers.models import (
    Area,
    AreaCode,
    AreaShape,
    Block,
    BlockCoverage,
    BlockSum,
    Edition,
    House,
    Indicator,
    Lineage,
    Measurement,
    Prison,
    School,
    Settlement,
    Source,
)
from layers.publishing.publish import publish
from sample.models import SampleDwelling
from sample.target_areas.clear import clear as clear_target_areas
from sample.without_history import event_models, no_history

Models = tuple[type[models.Model], ...]
# Models with a `synthetic` flag, ordered so that no deletion leaves a dangling reference.
MARKED: Models = (Measurement, Block, School, House, Prison, Settlement, Area)
REFERRED_TO: Models = (Edition, Indicator, Source)
PROVINCES = [f"{number:02}" for number in range(31)]


def clear_demo(*, is_last: bool = True) -> int:
    """Delete every invented row with its history; returns the number of deleted rows.

    is_last: also delete the demo accounts, and publish the rest. An invented code, edition,
    indicator or source stays if something real refers to it.
    """
    with no_history():
        # Take the lock before any row, as editors do; the other order could deadlock.
        wait_for(Lock.LOADING)
        wait_for(Lock.PUBLISHING)
        deleted = clear_target_areas()
        codes = set(Area.objects.filter(synthetic=True).values_list("code", flat=True))
        deleted += delete_lineage()
        AreaShape.objects.filter(area__synthetic=True).delete()
        SampleDwelling.objects.all().delete()
        BlockSum.objects.all().delete()
        BlockCoverage.objects.all().delete()
        deleted += sum(delete(model, "synthetic") for model in MARKED)
        deleted += delete_codes(codes)
        deleted += sum(delete(model, unreferred_and_synthetic(model)) for model in REFERRED_TO)
        if is_last:
            delete_demo_accounts()
            publish(provinces=PROVINCES)
    return deleted


def delete_demo_accounts() -> None:
    """Close a demo account that real rows refer to; delete all others."""
    for user in User.objects.filter(is_demo=True):
        try:
            with transaction.atomic():
                user.delete()
        except models.ProtectedError:
            user.is_active = False
            user.set_unusable_password()
            user.save(update_fields=["is_active", "password"])


def delete(model: type[models.Model], condition: str) -> int:
    """Delete the rows of a model that meet a condition (SQL from code), and their events."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        event = event_models().get(model)
        if event is not None:
            cursor.execute(
                f"DELETE FROM {event._meta.db_table} WHERE synthetic AND pgh_obj_id NOT IN"  # noqa: S608
                f" (SELECT id FROM {table} WHERE NOT ({condition}))"
            )
        cursor.execute(f"DELETE FROM {table} WHERE {condition}")  # noqa: S608
        return cursor.rowcount


def delete_lineage() -> int:
    """Delete lineage that touches an invented area, whoever recorded it."""
    touches = "IN (SELECT id FROM layers_area WHERE synthetic)"
    with connection.cursor() as cursor:
        for table in (event_models()[Lineage]._meta.db_table, Lineage._meta.db_table):
            cursor.execute(
                f"DELETE FROM {table} WHERE before_id {touches} OR after_id {touches}"  # noqa: S608
            )
        return cursor.rowcount


def delete_codes(codes: Iterable[str]) -> int:
    """Delete codes that only invented areas had."""
    free = AreaCode.objects.filter(code__in=list(codes)).exclude(
        models.Q(code__in=Area.objects.values("code"))
        | models.Q(code__in=Area.objects.exclude(parent_code=None).values("parent_code"))
        | models.Q(code__in=Measurement.objects.values("area_id"))
    )
    return free.delete()[0]


def unreferred_and_synthetic(model: type[models.Model]) -> str:
    """The condition that a row is invented and that nothing refers to it."""
    table = model._meta.db_table
    events = set(event_models().values())
    referring = []
    for relation in model._meta.related_objects:
        other = relation.field.model._meta
        if other.managed and relation.field.model not in events:
            referring.append(
                f"EXISTS (SELECT FROM {other.db_table} AS other"
                f" WHERE other.{relation.field.column} = {table}.id)"
            )
    return " AND ".join(["synthetic", *(f"NOT {exists}" for exists in referring)])
