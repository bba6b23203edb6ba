"""This file names two tables as the product does: substitutes, and suppressed totals."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("layers", "0011_plain_words"),
    ]

    operations = [
        migrations.RemoveConstraint("blockstandin", "blockstandin_once"),
        migrations.RemoveConstraint("withheldtotal", "withheldtotal_once"),
        migrations.RenameModel("BlockStandIn", "BlockSubstitute"),
        migrations.RenameModel("WithheldTotal", "SuppressedTotal"),
        migrations.AddConstraint(
            "blocksubstitute",
            models.UniqueConstraint(
                fields=["neighbourhood_code", "county_code", "province_code"],
                name="blocksubstitute_once",
            ),
        ),
        migrations.AddConstraint(
            "suppressedtotal",
            models.UniqueConstraint(
                fields=["neighbourhood_code", "column"], name="suppressedtotal_once"
            ),
        ),
    ]
