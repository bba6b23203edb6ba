"""This file changes labels: plainer words for states and steps."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('planning', '0004_plain_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='decision',
            name='after',
            field=models.CharField(choices=[('draft', 'پیش‌نویس'), ('submitted', 'ارسال‌شده'), ('county', 'تأیید شهرستان'), ('province', 'تأیید استان'), ('national', 'تأیید ستاد ملی'), ('published', 'منتشرشده'), ('returned', 'بازگردانده'), ('withdrawn', 'پس‌گرفته')], max_length=10, verbose_name='به'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='before',
            field=models.CharField(choices=[('draft', 'پیش‌نویس'), ('submitted', 'ارسال‌شده'), ('county', 'تأیید شهرستان'), ('province', 'تأیید استان'), ('national', 'تأیید ستاد ملی'), ('published', 'منتشرشده'), ('returned', 'بازگردانده'), ('withdrawn', 'پس‌گرفته')], max_length=10, verbose_name='از'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='step',
            field=models.CharField(choices=[('submit', 'ارسال به شهرستان'), ('approve_county', 'تأیید شهرستان و ارسال به استان'), ('approve_province', 'تأیید استان و ارسال به ستاد ملی'), ('approve_national', 'تأیید در ستاد ملی'), ('publish', 'انتشار در ویرایش تازه'), ('return', 'بازگرداندن'), ('withdraw', 'پس گرفتن'), ('reopen', 'بازگشودن پیش‌نویس')], max_length=16, verbose_name='گام'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='ticked',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='محله‌های انتخاب‌شده'),
        ),
        migrations.AlterField(
            model_name='targetarea',
            name='state',
            field=models.CharField(choices=[('draft', 'پیش‌نویس'), ('submitted', 'ارسال‌شده'), ('county', 'تأیید شهرستان'), ('province', 'تأیید استان'), ('national', 'تأیید ستاد ملی'), ('published', 'منتشرشده'), ('returned', 'بازگردانده'), ('withdrawn', 'پس‌گرفته')], default='draft', max_length=10, verbose_name='وضعیت'),
        ),
        migrations.AlterField(
            model_name='targetareaevent',
            name='state',
            field=models.CharField(choices=[('draft', 'پیش‌نویس'), ('submitted', 'ارسال‌شده'), ('county', 'تأیید شهرستان'), ('province', 'تأیید استان'), ('national', 'تأیید ستاد ملی'), ('published', 'منتشرشده'), ('returned', 'بازگردانده'), ('withdrawn', 'پس‌گرفته')], default='draft', max_length=10, verbose_name='وضعیت'),
        ),
    ]
