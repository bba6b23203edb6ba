"""This file moves the model SampleDwelling to the app `sample`; its table is unchanged."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("layers", "0008_stand_ins"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="SampleDwelling")],
        ),
    ]
