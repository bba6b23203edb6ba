"""The model SampleDwelling belongs to the app `sample`; its table stays as it is."""

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
