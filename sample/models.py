"""This file defines the table that only the invented country for load tests fills."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex


class SampleDwelling(models.Model):
    """Invented persons at a point, finer than blocks, to measure the error of estimates.

    The persons of a block's dwellings add up to the block's. It has no history; no page shows it.
    """

    block_code = models.CharField(max_length=24)
    persons = models.IntegerField()
    point_3857 = models.PointField(srid=3857, spatial_index=False)

    class Meta:
        # The table is older than this app.
        db_table = "layers_sampledwelling"
        verbose_name = "خانهٔ نمونه"
        verbose_name_plural = "خانه‌های نمونه"
        indexes = [GistIndex(fields=["point_3857"], name="sampledwelling_point")]

    def __str__(self) -> str:
        return f"{self.block_code}: {self.persons}"
