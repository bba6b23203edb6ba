"""This file adds the share of ground with blocks to the view that tiles and exports read."""

from django.db import migrations

COLUMNS = """
SELECT revision.id, target.code, revision.name_fa,
       COALESCE(NULLIF(revision.name_en, ''), revision.name_fa) AS name_en,
       target.province_code, target.county_code, target.state, revision.number,
       round(revision.area_m2::numeric, 1) AS area_m2, target.synthetic,
       revision.boundary, revision.boundary_3857,
       ST_PointOnSurface(revision.boundary) AS anchor,
       ST_PointOnSurface(revision.boundary_3857) AS anchor_3857,
       (SELECT source.id FROM layers_source AS source WHERE source.code = 'mahalleh-planning')
           AS source_id
"""
ROWS = """
FROM planning_revision AS revision
JOIN planning_targetarea AS target ON target.id = revision.target_area_id
"""
SHARE = ", (revision.statistics ->> 'covered_share')::float8 AS covered_share"
VIEW = "CREATE VIEW planning_shownarea AS"
DROP = "DROP VIEW planning_shownarea;"


class Migration(migrations.Migration):
    dependencies = [("planning", "0009_painted_blocks"), ("layers", "0021_block_coverage")]

    operations = [
        migrations.RunSQL(
            DROP + VIEW + COLUMNS + SHARE + ROWS, DROP + VIEW + COLUMNS + ROWS
        ),
    ]
