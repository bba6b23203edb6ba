"""This file drops the shapes of an area whose boundary changes."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0016_waiting_downloads'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='area',
            trigger=pgtrigger.compiler.Trigger(name='drop_outdated_shapes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."boundary" IS DISTINCT FROM (NEW."boundary"))', func='DELETE FROM layers_areashape WHERE area_id = NEW.id; RETURN NULL;', hash='b406c218f27bfb4ccea3ec6e4ef28befc585d543', operation='UPDATE OF "boundary"', pgid='pgtrigger_drop_outdated_shapes_9f605', table='layers_area', when='AFTER')),
        ),
    ]
