"""This file limits indicators' block columns to the counts of blocks."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0006_boundaries_aside'),
    ]

    operations = [
        migrations.AlterField(
            model_name='indicator',
            name='block_denominator',
            field=models.CharField(blank=True, choices=[('persons', 'نفر'), ('households', 'خانوار'), ('persons_6_plus', 'نفر شش\u200cساله و بیشتر'), ('children_6_17', 'کودک ۶ تا ۱۷ سال'), ('labour_force', 'جمعیت فعال'), ('uninsured', 'بدون بیمهٔ سلامت'), ('illiterate', 'بی\u200cسواد'), ('out_of_school', 'بازمانده از تحصیل'), ('unemployed', 'جویای کار'), ('tenant_households', 'خانوار مستأجر'), ('crowded_households', 'خانوار پرتراکم'), ('female_headed_households', 'خانوار زن\u200cسرپرست'), ('unsewered_households', 'خانوار بی\u200cفاضلاب شهری'), ('disabled', 'دارای معلولیت')], max_length=30, verbose_name='مخرج از بلوک\u200cها'),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='block_numerator',
            field=models.CharField(blank=True, choices=[('persons', 'نفر'), ('households', 'خانوار'), ('persons_6_plus', 'نفر شش\u200cساله و بیشتر'), ('children_6_17', 'کودک ۶ تا ۱۷ سال'), ('labour_force', 'جمعیت فعال'), ('uninsured', 'بدون بیمهٔ سلامت'), ('illiterate', 'بی\u200cسواد'), ('out_of_school', 'بازمانده از تحصیل'), ('unemployed', 'جویای کار'), ('tenant_households', 'خانوار مستأجر'), ('crowded_households', 'خانوار پرتراکم'), ('female_headed_households', 'خانوار زن\u200cسرپرست'), ('unsewered_households', 'خانوار بی\u200cفاضلاب شهری'), ('disabled', 'دارای معلولیت')], max_length=30, verbose_name='صورت از بلوک\u200cها'),
        ),
        migrations.AlterField(
            model_name='indicatorevent',
            name='block_denominator',
            field=models.CharField(blank=True, choices=[('persons', 'نفر'), ('households', 'خانوار'), ('persons_6_plus', 'نفر شش\u200cساله و بیشتر'), ('children_6_17', 'کودک ۶ تا ۱۷ سال'), ('labour_force', 'جمعیت فعال'), ('uninsured', 'بدون بیمهٔ سلامت'), ('illiterate', 'بی\u200cسواد'), ('out_of_school', 'بازمانده از تحصیل'), ('unemployed', 'جویای کار'), ('tenant_households', 'خانوار مستأجر'), ('crowded_households', 'خانوار پرتراکم'), ('female_headed_households', 'خانوار زن\u200cسرپرست'), ('unsewered_households', 'خانوار بی\u200cفاضلاب شهری'), ('disabled', 'دارای معلولیت')], max_length=30, verbose_name='مخرج از بلوک\u200cها'),
        ),
        migrations.AlterField(
            model_name='indicatorevent',
            name='block_numerator',
            field=models.CharField(blank=True, choices=[('persons', 'نفر'), ('households', 'خانوار'), ('persons_6_plus', 'نفر شش\u200cساله و بیشتر'), ('children_6_17', 'کودک ۶ تا ۱۷ سال'), ('labour_force', 'جمعیت فعال'), ('uninsured', 'بدون بیمهٔ سلامت'), ('illiterate', 'بی\u200cسواد'), ('out_of_school', 'بازمانده از تحصیل'), ('unemployed', 'جویای کار'), ('tenant_households', 'خانوار مستأجر'), ('crowded_households', 'خانوار پرتراکم'), ('female_headed_households', 'خانوار زن\u200cسرپرست'), ('unsewered_households', 'خانوار بی\u200cفاضلاب شهری'), ('disabled', 'دارای معلولیت')], max_length=30, verbose_name='صورت از بلوک\u200cها'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('block_numerator__in', ['', 'persons', 'households', 'persons_6_plus', 'children_6_17', 'labour_force', 'uninsured', 'illiterate', 'out_of_school', 'unemployed', 'tenant_households', 'crowded_households', 'female_headed_households', 'unsewered_households', 'disabled']), ('block_denominator__in', ['', 'persons', 'households', 'persons_6_plus', 'children_6_17', 'labour_force', 'uninsured', 'illiterate', 'out_of_school', 'unemployed', 'tenant_households', 'crowded_households', 'female_headed_households', 'unsewered_households', 'disabled'])), name='indicator_counts_are_of_blocks'),
        ),
    ]
