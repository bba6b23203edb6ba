"""This file names merged areas and lower secondary schools as letters do."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0012_substitutes_and_suppressed_totals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='lineage',
            name='kind',
            field=models.CharField(choices=[('same', 'همان'), ('renamed', 'تغییر نام'), ('split', 'جداشده'), ('merged', 'ادغام\u200cشده'), ('new', 'تازه')], max_length=8, verbose_name='گونه'),
        ),
        migrations.AlterField(
            model_name='lineageevent',
            name='kind',
            field=models.CharField(choices=[('same', 'همان'), ('renamed', 'تغییر نام'), ('split', 'جداشده'), ('merged', 'ادغام\u200cشده'), ('new', 'تازه')], max_length=8, verbose_name='گونه'),
        ),
        migrations.AlterField(
            model_name='school',
            name='stage',
            field=models.CharField(choices=[('primary', 'ابتدایی'), ('lower_secondary', 'متوسطهٔ اول'), ('upper_secondary', 'متوسطهٔ دوم')], max_length=15, verbose_name='دوره'),
        ),
        migrations.AlterField(
            model_name='schoolevent',
            name='stage',
            field=models.CharField(choices=[('primary', 'ابتدایی'), ('lower_secondary', 'متوسطهٔ اول'), ('upper_secondary', 'متوسطهٔ دوم')], max_length=15, verbose_name='دوره'),
        ),
    ]
