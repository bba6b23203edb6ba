"""This file adds the substitutes by which people out of scope measure areas."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0007_block_columns_are_known'),
    ]

    operations = [
        migrations.AddField(
            model_name='blocksum',
            name='public_counts',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), default=list, size=None),
        ),
        migrations.CreateModel(
            name='BlockStandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province_code', models.CharField(max_length=2)),
                ('county_code', models.CharField(blank=True, max_length=4)),
                ('neighbourhood_code', models.CharField(blank=True, max_length=8)),
                ('counts', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('neighbourhood_code', 'county_code', 'province_code'), name='blockstandin_once')],
            },
        ),
    ]
