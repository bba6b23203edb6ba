"""This file freezes what people out of scope measure beside the statistics of a revision."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('planning', '0005_plain_states'),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='public_statistics',
            field=models.JSONField(blank=True, default=dict, verbose_name='آمار برای بیرون از حوزه'),
        ),
    ]
