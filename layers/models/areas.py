"""This file defines areas: editions of boundaries, the areas in them, and their lineage."""

import pghistory
import pgtrigger
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from layers.models.base import (
    GeodesicArea,
    InsideIran,
    SoundPolygon,
    Sourced,
    Versioned,
    mercator_column,
)


class Level(models.TextChoices):
    COUNTRY = "country", _("کشور")
    PROVINCE = "province", _("استان")
    COUNTY = "county", _("شهرستان")
    NEIGHBOURHOOD = "neighbourhood", _("محله")

    @property
    def child(self) -> "Level | None":
        """The level below, or None under the neighbourhood."""
        order = list(Level)
        place = order.index(self) + 1
        return order[place] if place < len(order) else None


# The code pattern of each level; the patterns exclude each other, so a code fits one level.
CODE_PATTERNS = {
    Level.COUNTRY: r"^IR$",
    Level.PROVINCE: r"^[0-9]{2}$",
    Level.COUNTY: r"^[0-9]{4}$",
    Level.NEIGHBOURHOOD: r"^[0-9]{4}-[0-9]{3}$",
}


class AreaCode(models.Model):
    """A permanent area code: figures refer to it and editions draw it."""

    code = models.CharField(_("کد"), max_length=8, primary_key=True)
    level = models.CharField(_("تراز"), max_length=13, choices=Level.choices)

    class Meta:
        verbose_name = _("کد جا")
        verbose_name_plural = _("کدهای جا")
        constraints = [
            # Required by the composite foreign key from Area (migration 0002).
            models.UniqueConstraint(fields=["code", "level"], name="areacode_code_level"),
            models.CheckConstraint(
                name="areacode_fits_level",
                condition=Q(level=Level.COUNTRY, code__regex=CODE_PATTERNS[Level.COUNTRY])
                | Q(level=Level.PROVINCE, code__regex=CODE_PATTERNS[Level.PROVINCE])
                | Q(level=Level.COUNTY, code__regex=CODE_PATTERNS[Level.COUNTY])
                | Q(level=Level.NEIGHBOURHOOD, code__regex=CODE_PATTERNS[Level.NEIGHBOURHOOD]),
            ),
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class Edition(Versioned):
    """A set of boundaries of one level for named provinces, in force from one day to another.

    The map takes, for each province, the newest edition in force (view layers_currentedition).
    Only staff see an edition that is not published.
    """

    code = models.SlugField(_("شناسه"), max_length=60, unique=True)
    level = models.CharField(_("تراز"), max_length=13, choices=Level.choices)
    title_fa = models.CharField(_("عنوان"), max_length=200)
    title_en = models.CharField(_("عنوان انگلیسی"), max_length=200)
    provinces = ArrayField(models.CharField(max_length=2), verbose_name=_("استان‌ها"))
    in_force_from = models.DateField(_("از"))
    in_force_to = models.DateField(_("تا"), null=True, blank=True)
    is_published = models.BooleanField(_("منتشرشده"), default=True)
    source = models.ForeignKey("layers.Source", models.PROTECT, verbose_name=_("منبع"))
    synthetic = models.BooleanField(_("دادهٔ نمونه (ساختگی)"), default=False)

    class Meta(Versioned.Meta):
        verbose_name = _("ویرایش مرزها")
        verbose_name_plural = _("ویرایش‌های مرزها")
        ordering = ["level", "-in_force_from", "code"]
        constraints = [
            models.UniqueConstraint(fields=["id", "level"], name="edition_id_level"),
            models.CheckConstraint(
                name="edition_ends_after_it_begins",
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title_fa


@pghistory.track(exclude=["boundary_3857", "anchor_3857", "area_m2"])
class Area(Sourced, Versioned):
    """A province, county or neighbourhood as one edition draws it.

    boundary: MultiPolygon, EPSG:4326 (longitude, latitude), or null if only a point is known.
    anchor: the label point. Membership is parent_code, never geometry.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("ویرایش"))
    level = models.CharField(_("تراز"), max_length=13, choices=Level.choices)
    code = models.CharField(_("کد"), max_length=8)
    parent_code = models.CharField(_("کد محدودهٔ بالادست"), max_length=8, blank=True, null=True)
    province_code = models.CharField(_("کد استان"), max_length=2, blank=True)
    county_code = models.CharField(_("کد شهرستان"), max_length=4, blank=True)
    name_fa = models.CharField(_("نام"), max_length=120)
    name_en = models.CharField(_("نام انگلیسی"), max_length=120)
    name_folded = models.CharField(max_length=250, editable=False)
    settlement_type = models.CharField(
        _("گونهٔ بافت"),
        max_length=10,
        blank=True,
        choices=[("marginal", _("حاشیه‌نشین")), ("worn_out", _("بافت فرسوده"))],
    )
    boundary = models.MultiPolygonField(
        _("مرز"), srid=4326, null=True, blank=True, spatial_index=False
    )
    anchor = models.PointField(_("نقطهٔ نام"), srid=4326, spatial_index=False)
    boundary_3857 = mercator_column("boundary", models.MultiPolygonField(srid=3857, null=True))
    anchor_3857 = mercator_column("anchor", models.PointField(srid=3857))
    area_m2 = models.GeneratedField(
        expression=GeodesicArea(F("boundary")),
        output_field=models.FloatField(null=True),
        db_persist=True,
    )

    class Meta(Versioned.Meta):
        triggers = [
            *Versioned.Meta.triggers,
            pgtrigger.Trigger(
                name="drop_outdated_shapes",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("boundary"),
                condition=pgtrigger.AnyChange("boundary"),
                func="DELETE FROM layers_areashape WHERE area_id = NEW.id; RETURN NULL;",
            ),
        ]
        verbose_name = _("جا")
        verbose_name_plural = _("جاها")
        ordering = ["code", "edition_id"]
        indexes = [
            GistIndex(fields=["boundary_3857"], name="area_boundary_3857"),
            GistIndex(fields=["anchor_3857"], name="area_anchor_3857"),
            GistIndex(fields=["anchor_3857"], condition=Q(boundary=None), name="area_only_a_point"),
            GistIndex(fields=["name_folded"], name="area_name_trgm", opclasses=["gist_trgm_ops"]),
            models.Index(fields=["level", "province_code"], name="area_level_province"),
            models.Index(fields=["parent_code"], name="area_parent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="area_once_per_edition"),
            models.CheckConstraint(name="area_sound", condition=SoundPolygon(F("boundary"))),
            models.CheckConstraint(name="area_in_iran", condition=InsideIran(F("boundary"))),
            models.CheckConstraint(name="area_anchor_in_iran", condition=InsideIran(F("anchor"))),
            models.CheckConstraint(
                name="area_ancestors_fit_level",
                condition=Q(level=Level.COUNTRY, parent_code=None, province_code="", county_code="")
                | Q(
                    level=Level.PROVINCE,
                    parent_code="IR",
                    province_code=F("code"),
                    county_code="",
                )
                | Q(
                    level=Level.COUNTY,
                    parent_code=F("province_code"),
                    county_code=F("code"),
                )
                | Q(level=Level.NEIGHBOURHOOD, parent_code=F("county_code")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_fa} ({self.code})"


class CurrentEdition(models.Model):
    """A row of the view of the edition in force today for a level and province."""

    edition = models.OneToOneField(Edition, models.DO_NOTHING, primary_key=True)
    level = models.CharField(max_length=13)
    province_code = models.CharField(max_length=2)

    class Meta:
        managed = False
        db_table = "layers_currentedition"


@pghistory.track()
class Lineage(Versioned):
    """How an area of one edition became an area of the next."""

    class Kind(models.TextChoices):
        SAME = "same", _("همان")
        RENAMED = "renamed", _("تغییر نام")
        SPLIT = "split", _("جداشده")
        MERGED = "merged", _("ادغام‌شده")
        REDRAWN = "redrawn", _("بازکشیده")
        NEW = "new", _("تازه")

    before = models.ForeignKey(
        Area,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="descendants",
        verbose_name=_("پیش"),
    )
    after = models.ForeignKey(Area, models.CASCADE, related_name="ancestors", verbose_name=_("پس"))
    kind = models.CharField(_("گونه"), max_length=8, choices=Kind.choices)
    reason_fa = models.CharField(_("دلیل"), max_length=300, blank=True)
    reason_en = models.CharField(_("دلیل انگلیسی"), max_length=300, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("تبار")
        verbose_name_plural = _("تبارها")
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after"], name="lineage_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="only_new_has_no_before",
                condition=Q(kind="new", before=None) | (~Q(kind="new") & Q(before__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.before_id} → {self.after_id}"
