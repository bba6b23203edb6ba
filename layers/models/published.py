"""This file defines the tables publishing fills: figures, shapes per zoom, clusters, versions."""

from django.contrib.gis.db import models


class AreaShape(models.Model):
    """An area's polygon simplified for one zoom, as part of the coverage of its edition."""

    area = models.ForeignKey("layers.Area", models.CASCADE)
    edition = models.ForeignKey("layers.Edition", models.CASCADE)
    zoom = models.SmallIntegerField()
    shape_3857 = models.MultiPolygonField(srid=3857, spatial_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "zoom"], name="areashape_once")]

    def __str__(self) -> str:
        return f"{self.area_id} z{self.zoom}"


class PointCluster(models.Model):
    """Points of a layer that are shown as one at one zoom."""

    layer = models.CharField(max_length=20)
    zoom = models.SmallIntegerField()
    count = models.IntegerField()
    synthetic_count = models.IntegerField()
    # Set if the cluster is a single point, which is then shown as itself.
    code = models.CharField(max_length=30, blank=True)
    point_3857 = models.PointField(srid=3857)

    class Meta:
        indexes = [models.Index(fields=["layer", "zoom"], name="pointcluster_layer")]

    def __str__(self) -> str:
        return f"{self.layer} z{self.zoom}: {self.count}"


class SuppressedTotal(models.Model):
    """A neighbourhood's suppressed total that the published blocks do not reveal."""

    neighbourhood_code = models.CharField(max_length=8)
    column = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood_code", "column"], name="suppressedtotal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.neighbourhood_code} {self.column}"


class ChoiceSecret(models.Model):
    """The site's secret key for choosing which counts are suppressed to protect others.

    One row, never published (disclosure/choice.py).
    """

    secret = models.BinaryField()

    def __str__(self) -> str:
        return "secret"


class LayerVersion(models.Model):
    """Counts the changes of one layer in one province; tile addresses and ETags depend on it."""

    layer = models.CharField(max_length=20)
    province_code = models.CharField(max_length=2)
    version = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["layer", "province_code"], name="layerversion_once")
        ]

    def __str__(self) -> str:
        return f"{self.layer} {self.province_code} v{self.version}"


class PublishedFigure(models.Model):
    """A row of the view of published figures: the preferred one per area, indicator and year.

    value, low, high: None if it is suppressed.
    """

    id = models.BigIntegerField(primary_key=True)
    area_code = models.CharField(max_length=8)
    indicator = models.ForeignKey("layers.Indicator", models.DO_NOTHING)
    year = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True)
    is_suppressed = models.BooleanField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    is_estimate = models.BooleanField()
    source = models.ForeignKey("layers.Source", models.DO_NOTHING)
    as_of = models.DateField(null=True)
    synthetic = models.BooleanField()

    class Meta:
        managed = False
        db_table = "layers_publishedfigure"

    def __str__(self) -> str:
        return f"{self.area_code} {self.indicator_id} {self.year}"
