"""This file adds the point by which a block is counted, and sums existing blocks by it."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import layers.models.base
from django.db import migrations, models


COUNTS = (
    "persons", "households", "persons_6_plus", "children_6_17", "labour_force", "uninsured",
    "illiterate", "out_of_school", "unemployed", "tenant_households", "crowded_households",
    "female_headed_households", "unsewered_households", "disabled",
)
# Squares of zoom 16; publishing rebuilds them.
SUM_BLOCKS = f"""
INSERT INTO layers_blocksum
    (x, y, province_code, county_code, source_id, blocks, synthetic, square_3857,
     {", ".join(COUNTS)})
SELECT x, y, province_code, county_code, source_id, count(*), bool_and(synthetic),
       ST_TileEnvelope(16, x, y), {", ".join(f"sum({name})" for name in COUNTS)}
FROM (
    SELECT floor((ST_X(centroid_3857) + 20037508.342789244) / 20037508.342789244 / 2 * 65536)::int
               AS x,
           floor((20037508.342789244 - ST_Y(centroid_3857)) / 20037508.342789244 / 2 * 65536)::int
               AS y,
           block.*
    FROM layers_block AS block
) AS placed
GROUP BY x, y, province_code, county_code, source_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0003_sample_dwellings'),
    ]

    operations = [
        migrations.CreateModel(
            name='BlockSum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('persons', models.IntegerField(default=0, verbose_name='نفر')),
                ('households', models.IntegerField(default=0, verbose_name='خانوار')),
                ('persons_6_plus', models.IntegerField(default=0, verbose_name='نفر شش\u200cساله و بیشتر')),
                ('children_6_17', models.IntegerField(default=0, verbose_name='کودک ۶ تا ۱۷ سال')),
                ('labour_force', models.IntegerField(default=0, verbose_name='جمعیت فعال')),
                ('uninsured', models.IntegerField(default=0, verbose_name='بدون بیمهٔ سلامت')),
                ('illiterate', models.IntegerField(default=0, verbose_name='بی\u200cسواد')),
                ('out_of_school', models.IntegerField(default=0, verbose_name='بازمانده از تحصیل')),
                ('unemployed', models.IntegerField(default=0, verbose_name='جویای کار')),
                ('tenant_households', models.IntegerField(default=0, verbose_name='خانوار مستأجر')),
                ('crowded_households', models.IntegerField(default=0, verbose_name='خانوار پرتراکم')),
                ('female_headed_households', models.IntegerField(default=0, verbose_name='خانوار زن\u200cسرپرست')),
                ('unsewered_households', models.IntegerField(default=0, verbose_name='خانوار بی\u200cفاضلاب شهری')),
                ('disabled', models.IntegerField(default=0, verbose_name='دارای معلولیت')),
                ('x', models.IntegerField()),
                ('y', models.IntegerField()),
                ('province_code', models.CharField(max_length=2)),
                ('county_code', models.CharField(blank=True, max_length=4)),
                ('blocks', models.IntegerField(verbose_name='شمار بلوک')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='layers.source', verbose_name='منبع')),
                ('synthetic', models.BooleanField(default=False)),
                ('square_3857', django.contrib.gis.db.models.fields.PolygonField(spatial_index=False, srid=3857)),
            ],
        ),
        migrations.AddField(
            model_name='block',
            name='centroid_3857',
            field=models.GeneratedField(db_persist=True, expression=layers.models.base.InnerPoint(models.F('boundary')), output_field=django.contrib.gis.db.models.fields.PointField(srid=3857)),
        ),
        migrations.AddIndex(
            model_name='block',
            index=django.contrib.postgres.indexes.GistIndex(fields=['centroid_3857'], name='block_centroid_3857'),
        ),
        migrations.AddIndex(
            model_name='blocksum',
            index=django.contrib.postgres.indexes.GistIndex(fields=['square_3857'], name='blocksum_square_3857'),
        ),
        migrations.AddConstraint(
            model_name='blocksum',
            constraint=models.UniqueConstraint(fields=('x', 'y', 'province_code', 'county_code', 'source'), name='blocksum_once'),
        ),
        migrations.RunSQL(SUM_BLOCKS, migrations.RunSQL.noop),
    ]
