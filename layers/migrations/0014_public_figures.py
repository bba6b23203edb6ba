"""This file keeps what is published of a drawn area apart from its exact figures."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# What is shown of a figure until the next publication. A figure of a planning decision was published
# exactly until now; it is suppressed until its area is published again.
FILL = """
ALTER TABLE layers_measurement DISABLE TRIGGER USER;
UPDATE layers_measurement AS figure
SET is_measured = source.code IN ('planning', 'demo-planning'),
    suppression = CASE WHEN source.code IN ('planning', 'demo-planning') THEN 'secondary'
                       ELSE suppression END,
    published_value = CASE WHEN source.code NOT IN ('planning', 'demo-planning')
                           THEN published_value END,
    published_numerator = CASE WHEN source.code NOT IN ('planning', 'demo-planning')
                               THEN published_numerator END,
    published_denominator = CASE WHEN source.code NOT IN ('planning', 'demo-planning')
                                 THEN published_denominator END,
    published_low = CASE WHEN source.code NOT IN ('planning', 'demo-planning')
                          AND suppression = '' THEN low END,
    published_high = CASE WHEN source.code NOT IN ('planning', 'demo-planning')
                           AND suppression = '' THEN high END
FROM layers_source AS source
WHERE source.id = figure.source_id;
ALTER TABLE layers_measurement ENABLE TRIGGER USER;
"""

VIEW = """
CREATE OR REPLACE VIEW layers_publishedfigure AS
SELECT id, area_code, indicator_id, year, published_value AS value,
       suppression <> '' AS is_suppressed,
       published_low AS low,
       published_high AS high,
       is_estimate, source_id, as_of, synthetic
FROM layers_measurement
WHERE is_preferred;
"""

OLD_VIEW = VIEW.replace(
    "published_low AS low", "CASE WHEN suppression = '' THEN low END AS low"
).replace("published_high AS high", "CASE WHEN suppression = '' THEN high END AS high")


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0013_plainer_words'),
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
        migrations.RemoveConstraint(
            model_name='measurement',
            name='suppressed_is_not_published',
        ),
        migrations.AddField(
            model_name='blocksubstitute',
            name='hidden_sums',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), default=list, size=None),
        ),
        migrations.AddField(
            model_name='measurement',
            name='is_measured',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='measurement',
            name='public_denominator',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurement',
            name='public_high',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurement',
            name='public_low',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurement',
            name='public_numerator',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurement',
            name='public_value',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurement',
            name='published_high',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurement',
            name='published_low',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='is_measured',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='public_denominator',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='public_high',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='public_low',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='public_numerator',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='public_value',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='published_high',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='measurementevent',
            name='published_low',
            field=models.FloatField(editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "layers_measurementevent" ("area_code", "as_of", "denominator", "high", "id", "indicator_id", "is_estimate", "is_measured", "is_preferred", "low", "note_en", "note_fa", "numerator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_denominator", "public_high", "public_low", "public_numerator", "public_value", "published_denominator", "published_high", "published_low", "published_numerator", "published_value", "source_id", "suppression", "synthetic", "value", "version", "year") VALUES (NEW."area_code", NEW."as_of", NEW."denominator", NEW."high", NEW."id", NEW."indicator_id", NEW."is_estimate", NEW."is_measured", NEW."is_preferred", NEW."low", NEW."note_en", NEW."note_fa", NEW."numerator", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_denominator", NEW."public_high", NEW."public_low", NEW."public_numerator", NEW."public_value", NEW."published_denominator", NEW."published_high", NEW."published_low", NEW."published_numerator", NEW."published_value", NEW."source_id", NEW."suppression", NEW."synthetic", NEW."value", NEW."version", NEW."year"); RETURN NULL;', hash='7f25c68ecf78dae41913c4dc830d9478e2adac00', operation='INSERT', pgid='pgtrigger_insert_insert_6fc91', table='layers_measurement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "layers_measurementevent" ("area_code", "as_of", "denominator", "high", "id", "indicator_id", "is_estimate", "is_measured", "is_preferred", "low", "note_en", "note_fa", "numerator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_denominator", "public_high", "public_low", "public_numerator", "public_value", "published_denominator", "published_high", "published_low", "published_numerator", "published_value", "source_id", "suppression", "synthetic", "value", "version", "year") VALUES (NEW."area_code", NEW."as_of", NEW."denominator", NEW."high", NEW."id", NEW."indicator_id", NEW."is_estimate", NEW."is_measured", NEW."is_preferred", NEW."low", NEW."note_en", NEW."note_fa", NEW."numerator", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_denominator", NEW."public_high", NEW."public_low", NEW."public_numerator", NEW."public_value", NEW."published_denominator", NEW."published_high", NEW."published_low", NEW."published_numerator", NEW."published_value", NEW."source_id", NEW."suppression", NEW."synthetic", NEW."value", NEW."version", NEW."year"); RETURN NULL;', hash='1a9069af65514090ee4646ad002f7bad9b874c32', operation='UPDATE', pgid='pgtrigger_update_update_49943', table='layers_measurement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "layers_measurementevent" ("area_code", "as_of", "denominator", "high", "id", "indicator_id", "is_estimate", "is_measured", "is_preferred", "low", "note_en", "note_fa", "numerator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_denominator", "public_high", "public_low", "public_numerator", "public_value", "published_denominator", "published_high", "published_low", "published_numerator", "published_value", "source_id", "suppression", "synthetic", "value", "version", "year") VALUES (OLD."area_code", OLD."as_of", OLD."denominator", OLD."high", OLD."id", OLD."indicator_id", OLD."is_estimate", OLD."is_measured", OLD."is_preferred", OLD."low", OLD."note_en", OLD."note_fa", OLD."numerator", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_denominator", OLD."public_high", OLD."public_low", OLD."public_numerator", OLD."public_value", OLD."published_denominator", OLD."published_high", OLD."published_low", OLD."published_numerator", OLD."published_value", OLD."source_id", OLD."suppression", OLD."synthetic", OLD."value", OLD."version", OLD."year"); RETURN NULL;', hash='b7f1d428f7c60e85ab7901ce48b06d10add90943', operation='DELETE', pgid='pgtrigger_delete_delete_83191', table='layers_measurement', when='AFTER')),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(VIEW, OLD_VIEW),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.CheckConstraint(condition=models.Q(('suppression', ''), models.Q(('published_high', None), ('published_low', None), ('published_numerator', None), ('published_value', None)), _connector='OR'), name='suppressed_is_not_published'),
        ),
    ]
