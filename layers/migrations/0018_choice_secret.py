"""This file adds the secret by which counts are chosen that protect others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0017_drop_outdated_shapes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChoiceSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.BinaryField()),
            ],
        ),
    ]
