"""This file holds target areas, their saved revisions and their attachments."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from layers.geometry import hectares
from layers.models.base import GeodesicArea, InsideIran, SoundPolygon, Versioned, mercator_column

# T, the county, a number that counts in the county. No area of the ground has such a code.
CODE_PATTERN = r"^T[0-9]{4}-[0-9]{3,5}$"
MOST_VERTICES = 20_000
MOST_ATTACHMENT_BYTES = 5_000_000


class FewVertices(Func):
    """True for a geometry of at most MOST_VERTICES vertices."""

    template = f"ST_NPoints(%(expressions)s) <= {MOST_VERTICES}"
    output_field = models.BooleanField()


class State(models.TextChoices):
    """The state of a target area, named after the last step passed."""

    DRAFT = "draft", _("پیش‌نویس")
    SUBMITTED = "submitted", _("ارسال‌شده")
    COUNTY = "county", _("تأیید شهرستان")
    PROVINCE = "province", _("تأیید استان")
    NATIONAL = "national", _("تأیید ستاد ملی")
    PUBLISHED = "published", _("منتشرشده")
    RETURNED = "returned", _("بازگردانده")
    WITHDRAWN = "withdrawn", _("پس‌گرفته")
    DELETED = "deleted", _("حذف‌شده")


@pghistory.track()
class TargetArea(Versioned):
    """A proposed area — محدودهٔ هدف. Its shape and texts are in its revisions.

    due_on: the day by which the present step must be decided, or None. draft_key: the drawing
    page's key from before the area had a code, so that a first save sent twice makes one area.
    """

    code = models.CharField(_("کد"), max_length=12, unique=True)
    province_code = models.CharField(_("کد استان"), max_length=2)
    county_code = models.CharField(_("کد شهرستان"), max_length=4)
    state = models.CharField(_("وضعیت"), max_length=10, choices=State.choices, default=State.DRAFT)
    due_on = models.DateField(_("مهلت"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("نویسنده"), related_name="+"
    )
    edition = models.ForeignKey(
        "layers.Edition", models.PROTECT, null=True, blank=True, verbose_name=_("ویرایش منتشرشده")
    )
    published_code = models.CharField(_("کد محلهٔ منتشرشده"), max_length=8, blank=True)
    draft_key = models.UUIDField(_("کلید پیش‌نویس"), null=True, blank=True, editable=False)
    synthetic = models.BooleanField(_("دادهٔ نمونه (ساختگی)"), default=False)

    class Meta(Versioned.Meta):
        verbose_name = _("محدودهٔ هدف")
        verbose_name_plural = _("محدوده‌های هدف")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["province_code", "county_code"], name="targetarea_membership"),
            models.Index(fields=["state", "due_on"], name="targetarea_state"),
        ]
        constraints = [
            models.CheckConstraint(name="targetarea_code", condition=Q(code__regex=CODE_PATTERN)),
            models.CheckConstraint(
                name="targetarea_in_its_county",
                condition=Q(county_code__startswith=F("province_code")),
            ),
            models.UniqueConstraint(fields=["author", "draft_key"], name="targetarea_draft_once"),
            models.CheckConstraint(
                name="published_has_an_edition",
                condition=Q(state=State.PUBLISHED, edition__isnull=False)
                | (~Q(state=State.PUBLISHED) & Q(edition=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Revision(models.Model):
    """A saved version of a target area; never changed and never deleted.

    boundary: MultiPolygon, EPSG:4326 (longitude, latitude), 7 decimals. number counts from 1;
    based_on is the number that its author began from. replaces: codes of the neighbourhoods in
    force that it is to take the place of; empty for a new one. areal: blocks on the edge are
    counted by their share of area, instead of by their middle, by ticked neighbourhoods or by
    painted blocks. blocks: codes of the census blocks that were painted, in order. Where the
    boundary is their outline, they alone are counted; where more was drawn, they are kept as
    information, and the boundary counts. suggestion: the parameters from which the area was
    suggested, as suggesting takes them; empty for others.
    statistics: an AreaStatistics as JSON, with the versions of the data that they were made from.
    public_statistics: the same as people out of scope measure it; empty where it was never
    measured, and then only the size is shown to them.
    """

    class Origin(models.TextChoices):
        DRAWN = "drawn", _("رسم روی نقشه")
        TICKED = "ticked", _("از محله‌ها")
        PAINTED = "painted", _("رنگ‌زدن بلوک‌ها")
        TYPED = "typed", _("از مختصات")
        FILE = "file", _("از فایل")
        RESTORED = "restored", _("بازگشت به بازنگری پیشین")

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("شماره"))
    based_on = models.PositiveIntegerField(_("بر پایهٔ"), null=True, blank=True)
    name_fa = models.CharField(_("نام"), max_length=120)
    name_en = models.CharField(_("نام انگلیسی"), max_length=120, blank=True)
    purpose = models.TextField(_("هدف و دلیل"), max_length=4_000, blank=True)
    notes = models.TextField(_("یادداشت"), max_length=4_000, blank=True)
    packages = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("بسته‌های خواسته‌شده"),
        default=list,
        blank=True,
    )
    replaces = ArrayField(
        models.CharField(max_length=8), verbose_name=_("به‌جای"), default=list, blank=True
    )
    ticked = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("محله‌های انتخاب‌شده"),
        default=list,
        blank=True,
    )
    blocks = ArrayField(
        models.CharField(max_length=24),
        verbose_name=_("بلوک‌های رنگ‌زده"),
        default=list,
        blank=True,
    )
    suggestion = models.JSONField(_("پارامترهای پیشنهاد"), default=dict, blank=True)
    areal = models.BooleanField(_("محاسبه به نسبت سطح"), default=False)
    origin = models.CharField(_("شیوهٔ رسم"), max_length=8, choices=Origin.choices)
    boundary = models.MultiPolygonField(_("مرز"), srid=4326, spatial_index=False)
    boundary_3857 = mercator_column("boundary", models.MultiPolygonField(srid=3857))
    area_m2 = models.GeneratedField(
        expression=GeodesicArea(F("boundary")), output_field=models.FloatField(), db_persist=True
    )
    statistics = models.JSONField(_("آمار"))
    public_statistics = models.JSONField(_("آمار برای بیرون از حوزه"), default=dict, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("ثبت‌کننده"), related_name="+"
    )
    made_at = models.DateTimeField(_("زمان"), auto_now_add=True)

    class Meta:
        verbose_name = _("بازنگری")
        verbose_name_plural = _("بازنگری‌ها")
        ordering = ["target_area", "-number"]
        triggers = [
            pgtrigger.Protect(name="kept_as_it_is", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
        indexes = [GistIndex(fields=["boundary_3857"], name="revision_boundary_3857")]
        constraints = [
            models.UniqueConstraint(fields=["target_area", "number"], name="revision_once"),
            models.CheckConstraint(name="revision_sound", condition=SoundPolygon(F("boundary"))),
            models.CheckConstraint(name="revision_in_iran", condition=InsideIran(F("boundary"))),
            models.CheckConstraint(name="revision_vertices", condition=FewVertices(F("boundary"))),
        ]

    def __str__(self) -> str:
        return f"{self.target_area_id} r{self.number}"

    @property
    def hectares(self) -> float:
        return hectares(float(self.area_m2))


class Attachment(models.Model):
    """A document of a target area, stored in the database so that one backup has everything."""

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="attachments")
    file_name = models.CharField(_("نام فایل"), max_length=120)
    content_type = models.CharField(_("گونه"), max_length=100)
    size_bytes = models.PositiveIntegerField(_("اندازه"))
    body = models.BinaryField(_("محتوا"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("افزاینده"), related_name="+"
    )
    added_at = models.DateTimeField(_("زمان"), auto_now_add=True)
    removed_at = models.DateTimeField(_("زمان برداشتن"), null=True, blank=True)

    class Meta:
        verbose_name = _("پیوست")
        verbose_name_plural = _("پیوست‌ها")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_size", condition=Q(size_bytes__lte=MOST_ATTACHMENT_BYTES)
            )
        ]

    def __str__(self) -> str:
        return self.file_name
