"""This file stores borders outside the rows of areas, so that reading a name does not read them.

PostGIS keeps shapes in the row as long as possible, and PostgreSQL then moves the names out
instead: each name of a tile needed an extra read. Existing rows keep their form until they are
loaded again.
"""

from django.db import migrations, models
from django.contrib.postgres.indexes import GistIndex


class Migration(migrations.Migration):
    dependencies = [("layers", "0005_what_blocks_follow")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE layers_area ALTER COLUMN boundary SET STORAGE EXTERNAL,"
            " ALTER COLUMN boundary_3857 SET STORAGE EXTERNAL",
            "ALTER TABLE layers_area ALTER COLUMN boundary SET STORAGE MAIN,"
            " ALTER COLUMN boundary_3857 SET STORAGE MAIN",
        ),
        migrations.AddIndex(
            "area",
            GistIndex(
                fields=["anchor_3857"],
                condition=models.Q(boundary=None),
                name="area_only_a_point",
            ),
        ),
    ]
