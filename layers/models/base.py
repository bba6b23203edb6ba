"""This file holds what several models share: provenance, a version number, geometry checks."""

from typing import Any

import pgtrigger
from django.contrib.gis.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

# Longitude and latitude that hold all of Iran with its waters, in degrees.
WEST, SOUTH, EAST, NORTH = 43.5, 24.0, 64.0, 40.5


class RepeatingFunc(Func):
    """A function whose template names its expression more than once.

    Where the expression is a value, as in full_clean(), its parameters are repeated as well.
    """

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        text, parameters = super().as_sql(compiler, connection, *args, **extra)
        return text, list(parameters) * str(self.template).count("%(expressions)s")


class InsideIran(RepeatingFunc):
    """True when the whole geometry lies in Iran's bounding box (EPSG:4326)."""

    template = (
        f"(ST_XMin(%(expressions)s) >= {WEST} AND ST_XMax(%(expressions)s) <= {EAST}"
        f" AND ST_YMin(%(expressions)s) >= {SOUTH} AND ST_YMax(%(expressions)s) <= {NORTH})"
    )
    output_field = BooleanField()


class SoundPolygon(RepeatingFunc):
    """True for a valid, non-empty geometry of at most 500,000 vertices."""

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
    """The geometry in EPSG:3857, which tiles are cut from."""

    template = "ST_Transform(%(expressions)s, 3857)"


class InnerPoint(RepeatingFunc):
    """A point inside a polygon (EPSG:4326) that stands for it, in EPSG:3857.

    Its centroid, or where that lies outside (a ring, a crescent) a point of its inside. It is
    moved by less than a millimetre, so that it never lies on a border drawn through round
    coordinates: two areas that share a border never both count it, nor neither of them.
    """

    template = (
        "ST_Translate(ST_Transform("
        "CASE WHEN ST_Contains(%(expressions)s, ST_Centroid(%(expressions)s))"
        " THEN ST_Centroid(%(expressions)s) ELSE ST_PointOnSurface(%(expressions)s) END"
        ", 3857), 0.0008, -0.0003)"
    )


def mercator_column(source: str, field: models.GeometryField) -> models.GeneratedField:
    """A stored column with `source` in EPSG:3857. It needs an index of its own in Meta.indexes."""
    return models.GeneratedField(
        expression=WebMercator(F(source)), output_field=field, db_persist=True, editable=False
    )


class Sourced(models.Model):
    """A row that says where it comes from and whether it is invented."""

    source = models.ForeignKey("layers.Source", models.PROTECT, verbose_name=_("منبع"))
    as_of = models.DateField(_("تاریخ داده"), null=True, blank=True)
    synthetic = models.BooleanField(_("دادهٔ نمونه (ساختگی)"), default=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row whose every change raises its version, so that two editors cannot miss each other."""

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
