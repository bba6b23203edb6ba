"""This file defines what several models share: provenance, a version number, geometry checks."""

from typing import Any

import pgtrigger
from django.contrib.gis.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

# Longitude and latitude bounds of Iran including its waters, in degrees.
WEST, SOUTH, EAST, NORTH = 43.5, 24.0, 64.0, 40.5


class RepeatingFunc(Func):
    """A function whose template names its expression more than once.

    If the expression is a value, as in full_clean(), its parameters are repeated as well.
    """

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        text, parameters = super().as_sql(compiler, connection, *args, **extra)
        return text, list(parameters) * str(self.template).count("%(expressions)s")


class InsideIran(RepeatingFunc):
    """Whether the whole geometry lies in Iran's bounding box (EPSG:4326)."""

    template = (
        f"(ST_XMin(%(expressions)s) >= {WEST} AND ST_XMax(%(expressions)s) <= {EAST}"
        f" AND ST_YMin(%(expressions)s) >= {SOUTH} AND ST_YMax(%(expressions)s) <= {NORTH})"
    )
    output_field = BooleanField()


class SoundPolygon(RepeatingFunc):
    """Whether the geometry is valid, not empty and of at most 500,000 vertices."""

    template = (
        "(ST_NPoints(%(expressions)s) <= 500000 AND NOT ST_IsEmpty(%(expressions)s)"
        " AND ST_IsValid(%(expressions)s))"
    )
    output_field = BooleanField()


class GeodesicArea(Func):
    """Area on the WGS 84 ellipsoid in square metres; null without a polygon."""

    template = "ST_Area((%(expressions)s)::geography)"
    output_field = models.FloatField()


class WebMercator(Func):
    """The geometry in EPSG:3857, from which tiles are cut."""

    template = "ST_Transform(%(expressions)s, 3857)"


class InnerPoint(RepeatingFunc):
    """A representative point inside a polygon (EPSG:4326), in EPSG:3857.

    It is the centroid, or an inner point if the centroid lies outside (a ring, a crescent). It is
    moved by less than a millimetre, so that it never lies on a border drawn through round
    coordinates: exactly one of two areas that share a border counts it.
    """

    template = (
        "ST_Translate(ST_Transform("
        "CASE WHEN ST_Contains(%(expressions)s, ST_Centroid(%(expressions)s))"
        " THEN ST_Centroid(%(expressions)s) ELSE ST_PointOnSurface(%(expressions)s) END"
        ", 3857), 0.0008, -0.0003)"
    )


def mercator_column(source: str, field: models.GeometryField) -> models.GeneratedField:
    """A stored column with `source` in EPSG:3857. It needs its own index in Meta.indexes."""
    return models.GeneratedField(
        expression=WebMercator(F(source)), output_field=field, db_persist=True, editable=False
    )


class Sourced(models.Model):
    """A row with its source and whether it is invented."""

    source = models.ForeignKey("layers.Source", models.PROTECT, verbose_name=_("منبع"))
    as_of = models.DateField(_("تاریخ داده"), null=True, blank=True)
    synthetic = models.BooleanField(_("دادهٔ نمونه (ساختگی)"), default=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row whose version rises with every change, to detect concurrent edits."""

    version = models.PositiveIntegerField(_("نسخه"), default=1, editable=False)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="raise_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="NEW.version := OLD.version + 1; RETURN NEW;",
            )
        ]
