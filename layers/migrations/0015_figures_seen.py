"""This file remembers which figures were published once."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


FILL = """
ALTER TABLE layers_measurement DISABLE TRIGGER USER;
UPDATE layers_measurement SET was_published = true WHERE published_value IS NOT NULL;
ALTER TABLE layers_measurement ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0014_public_figures'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='measurement',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='measurement',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='measurement',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='measurement',
            name='was_published',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='was_published',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='measurement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "layers_measurementevent" ("area_code", "as_of", "denominator", "high", "id", "indicator_id", "is_estimate", "is_measured", "is_preferred", "low", "note_en", "note_fa", "numerator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_denominator", "public_high", "public_low", "public_numerator", "public_value", "published_denominator", "published_high", "published_low", "published_numerator", "published_value", "source_id", "suppression", "synthetic", "value", "version", "was_published", "year") VALUES (NEW."area_code", NEW."as_of", NEW."denominator", NEW."high", NEW."id", NEW."indicator_id", NEW."is_estimate", NEW."is_measured", NEW."is_preferred", NEW."low", NEW."note_en", NEW."note_fa", NEW."numerator", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_denominator", NEW."public_high", NEW."public_low", NEW."public_numerator", NEW."public_value", NEW."published_denominator", NEW."published_high", NEW."published_low", NEW."published_numerator", NEW."published_value", NEW."source_id", NEW."suppression", NEW."synthetic", NEW."value", NEW."version", NEW."was_published", NEW."year"); RETURN NULL;', hash='9f71cffa494912908c0f2176346675c76b71726a', operation='INSERT', pgid='pgtrigger_insert_insert_6fc91', table='layers_measurement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "layers_measurementevent" ("area_code", "as_of", "denominator", "high", "id", "indicator_id", "is_estimate", "is_measured", "is_preferred", "low", "note_en", "note_fa", "numerator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_denominator", "public_high", "public_low", "public_numerator", "public_value", "published_denominator", "published_high", "published_low", "published_numerator", "published_value", "source_id", "suppression", "synthetic", "value", "version", "was_published", "year") VALUES (NEW."area_code", NEW."as_of", NEW."denominator", NEW."high", NEW."id", NEW."indicator_id", NEW."is_estimate", NEW."is_measured", NEW."is_preferred", NEW."low", NEW."note_en", NEW."note_fa", NEW."numerator", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_denominator", NEW."public_high", NEW."public_low", NEW."public_numerator", NEW."public_value", NEW."published_denominator", NEW."published_high", NEW."published_low", NEW."published_numerator", NEW."published_value", NEW."source_id", NEW."suppression", NEW."synthetic", NEW."value", NEW."version", NEW."was_published", NEW."year"); RETURN NULL;', hash='3833eca546560c3a13102b253943fdf84ea9f2ca', operation='UPDATE', pgid='pgtrigger_update_update_49943', table='layers_measurement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "layers_measurementevent" ("area_code", "as_of", "denominator", "high", "id", "indicator_id", "is_estimate", "is_measured", "is_preferred", "low", "note_en", "note_fa", "numerator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_denominator", "public_high", "public_low", "public_numerator", "public_value", "published_denominator", "published_high", "published_low", "published_numerator", "published_value", "source_id", "suppression", "synthetic", "value", "version", "was_published", "year") VALUES (OLD."area_code", OLD."as_of", OLD."denominator", OLD."high", OLD."id", OLD."indicator_id", OLD."is_estimate", OLD."is_measured", OLD."is_preferred", OLD."low", OLD."note_en", OLD."note_fa", OLD."numerator", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_denominator", OLD."public_high", OLD."public_low", OLD."public_numerator", OLD."public_value", OLD."published_denominator", OLD."published_high", OLD."published_low", OLD."published_numerator", OLD."published_value", OLD."source_id", OLD."suppression", OLD."synthetic", OLD."value", OLD."version", OLD."was_published", OLD."year"); RETURN NULL;', hash='719c2b06584d05055bf88fe2fdcd5879726f7ad7', operation='DELETE', pgid='pgtrigger_delete_delete_83191', table='layers_measurement', when='AFTER')),
        ),
    ]
