"""This file adds the queue of large downloads."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0015_figures_seen'),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingDownload',
            fields=[
                ('client', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('seen', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['seen'], name='waitingdownload_seen')],
            },
        ),
    ]
