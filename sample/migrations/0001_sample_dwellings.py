"""Take over the model SampleDwelling from the app `layers`, with its table and index."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("layers", "0009_sample_dwellings_move"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SampleDwelling",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("block_code", models.CharField(max_length=24)),
                        ("persons", models.IntegerField()),
                        ("point_3857", django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=3857)),
                    ],
                    options={
                        "verbose_name": "خانهٔ نمونه",
                        "verbose_name_plural": "خانه‌های نمونه",
                        "db_table": "layers_sampledwelling",
                        "indexes": [django.contrib.postgres.indexes.GistIndex(fields=["point_3857"], name="sampledwelling_point")],
                    },
                ),
            ],
        ),
    ]
