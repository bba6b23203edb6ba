"""This file makes the view that tiles and exports read, and the source that they name."""

from django.db import migrations

SOURCE = "mahalleh-planning"

# One row a revision, with its target area. anchor: a point inside that carries its label. Who may
# see which revision is decided by planning.queries, never here.
SHOWN_AREA = """
CREATE VIEW planning_shownarea AS
SELECT revision.id, target.code, revision.name_fa,
       COALESCE(NULLIF(revision.name_en, ''), revision.name_fa) AS name_en,
       target.province_code, target.county_code, target.state, revision.number,
       round(revision.area_m2::numeric, 1) AS area_m2, target.synthetic,
       revision.boundary, revision.boundary_3857,
       ST_PointOnSurface(revision.boundary) AS anchor,
       ST_PointOnSurface(revision.boundary_3857) AS anchor_3857,
       (SELECT source.id FROM layers_source AS source WHERE source.code = 'mahalleh-planning')
           AS source_id
FROM planning_revision AS revision
JOIN planning_targetarea AS target ON target.id = revision.target_area_id
"""


def add_source(apps, schema_editor):
    apps.get_model("layers", "Source").objects.get_or_create(
        code=SOURCE,
        defaults={
            "title_fa": "محدوده‌های هدف رسم‌شده در همین سامانه",
            "title_en": "Target areas drawn in this system",
            "licence": "داخلی",
            "attribution_fa": "محدوده‌های هدف: همین سامانه",
            "attribution_en": "Target areas: this system",
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0001_target_areas"),
        ("layers", "0003_sample_dwellings"),
    ]

    operations = [
        migrations.RunPython(add_source, migrations.RunPython.noop),
        migrations.RunSQL(SHOWN_AREA, "DROP VIEW planning_shownarea"),
    ]
