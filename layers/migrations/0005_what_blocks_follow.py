"""This file stores the suppressed totals that blocks follow, and marks rates without a count."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0004_block_centroids'),
    ]

    operations = [
        migrations.AlterField(
            model_name='measurement',
            name='suppression',
            field=models.CharField(blank=True, choices=[('', 'آشکار'), ('primary', 'کمتر از ۵ نفر'), ('secondary', 'پوشیده، تا رقم دیگری از آن درنیاید'), ('uncounted', 'پوشیده، چون شمار کسان نوشته نشده است')], editable=False, max_length=9, verbose_name='پوشیدگی'),
        ),
        migrations.AlterField(
            model_name='measurementevent',
            name='suppression',
            field=models.CharField(blank=True, choices=[('', 'آشکار'), ('primary', 'کمتر از ۵ نفر'), ('secondary', 'پوشیده، تا رقم دیگری از آن درنیاید'), ('uncounted', 'پوشیده، چون شمار کسان نوشته نشده است')], editable=False, max_length=9, verbose_name='پوشیدگی'),
        ),
        migrations.CreateModel(
            name='WithheldTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('neighbourhood_code', models.CharField(max_length=8)),
                ('column', models.CharField(max_length=30)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('neighbourhood_code', 'column'), name='withheldtotal_once')],
            },
        ),
    ]
