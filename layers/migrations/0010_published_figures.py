"""This file adds views of published figures and shown editions, and the newest year of areas."""

from django.db import migrations, models

CREATE = """
CREATE VIEW layers_publishedfigure AS
SELECT id, area_code, indicator_id, year, published_value AS value,
       suppression <> '' AS is_suppressed,
       CASE WHEN suppression = '' THEN low END AS low,
       CASE WHEN suppression = '' THEN high END AS high,
       is_estimate, source_id, as_of, synthetic
FROM layers_measurement
WHERE is_preferred;

COMMENT ON VIEW layers_publishedfigure IS
'The preferred figure of an area, indicator and year as every outlet shows it; value, low and high'
' are null where it is suppressed.';

CREATE FUNCTION layers_newest_years(area_codes varchar[], at_least bigint DEFAULT 1)
RETURNS TABLE (indicator_id bigint, year smallint)
LANGUAGE sql STABLE AS $$
    SELECT known.indicator_id, max(known.year)
    FROM (
        SELECT figure.indicator_id, figure.year
        FROM layers_publishedfigure AS figure
        WHERE figure.area_code = ANY (area_codes)
        GROUP BY figure.indicator_id, figure.year
        HAVING count(*) >= at_least
    ) AS known
    GROUP BY known.indicator_id
$$;

COMMENT ON FUNCTION layers_newest_years IS
'The newest year of each indicator in which at least so many of these areas have a figure; a'
' suppressed figure counts, so that no older one takes its place.';

CREATE FUNCTION layers_shown_editions(of_level varchar, asked_edition_id bigint)
RETURNS TABLE (edition_id bigint, province_code varchar)
LANGUAGE sql STABLE AS $$
    SELECT edition_id, province_code
    FROM layers_currentedition
    WHERE level = of_level AND asked_edition_id IS NULL
    UNION ALL
    SELECT id, unnest(provinces)
    FROM layers_edition
    WHERE id = asked_edition_id AND level = of_level AND is_published
$$;

COMMENT ON FUNCTION layers_shown_editions IS
'The editions of a level that a map shows, by province: one that was asked for, or those in force.';
"""

DROP = """
DROP FUNCTION layers_shown_editions(varchar, bigint);
DROP FUNCTION layers_newest_years(varchar[], bigint);
DROP VIEW layers_publishedfigure;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("layers", "0009_sample_dwellings_move"),
    ]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.CreateModel(
            name="PublishedFigure",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("area_code", models.CharField(max_length=8)),
                ("year", models.PositiveSmallIntegerField()),
                ("value", models.FloatField(null=True)),
                ("is_suppressed", models.BooleanField()),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                ("is_estimate", models.BooleanField()),
                ("as_of", models.DateField(null=True)),
                ("synthetic", models.BooleanField()),
            ],
            options={"db_table": "layers_publishedfigure", "managed": False},
        ),
    ]
