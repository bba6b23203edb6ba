"""This file adds composite foreign keys and the view of editions in force, both outside Django
models.
"""

from django.db import migrations

FOREIGN_KEYS = [
    # An area has the level of its code and of its edition; its parent is a known code.
    ("layers_area", "area_code_fk", "(code, level)", "layers_areacode (code, level)"),
    ("layers_area", "area_edition_level_fk", "(edition_id, level)", "layers_edition (id, level)"),
    ("layers_area", "area_parent_fk", "(parent_code)", "layers_areacode (code)"),
]

CURRENT_EDITION = """
CREATE VIEW layers_currentedition AS
SELECT DISTINCT ON (edition.level, province_code)
    edition.id AS edition_id, edition.level, province_code
FROM layers_edition AS edition
CROSS JOIN LATERAL unnest(edition.provinces) AS province_code
WHERE edition.is_published
  AND edition.in_force_from <= (now() AT TIME ZONE 'Asia/Tehran')::date
  AND (edition.in_force_to IS NULL
       OR edition.in_force_to >= (now() AT TIME ZONE 'Asia/Tehran')::date)
ORDER BY edition.level, province_code, edition.in_force_from DESC, edition.id DESC
"""


class Migration(migrations.Migration):
    dependencies = [("layers", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {columns}"
                f" REFERENCES {target} DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for table, name, columns, target in FOREIGN_KEYS
        ),
        migrations.RunSQL(CURRENT_EDITION, "DROP VIEW layers_currentedition"),
    ]
