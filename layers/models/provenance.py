"""This file defines the provenance of data: sources, and import runs."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.base import Versioned


@pghistory.track()
class Source(Versioned):
    """A publication, register or generator of figures and shapes."""

    code = models.SlugField(_("شناسه"), max_length=60, unique=True)
    title_fa = models.CharField(_("عنوان"), max_length=300)
    title_en = models.CharField(_("عنوان انگلیسی"), max_length=300)
    licence = models.CharField(_("پروانه"), max_length=100)
    licence_url = models.URLField(_("نشانی پروانه"), blank=True)
    attribution_fa = models.CharField(_("نام‌بردن از منبع"), max_length=300)
    attribution_en = models.CharField(_("نام‌بردن از منبع، انگلیسی"), max_length=300)
    url = models.URLField(_("نشانی"), blank=True)
    published_on = models.DateField(_("تاریخ انتشار"), null=True, blank=True)
    note_fa = models.TextField(_("توضیح"), blank=True)
    note_en = models.TextField(_("توضیح انگلیسی"), blank=True)
    synthetic = models.BooleanField(_("دادهٔ نمونه (ساختگی)"), default=False)

    class Meta(Versioned.Meta):
        verbose_name = _("منبع")
        verbose_name_plural = _("منبع‌ها")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title_fa


class ImportRun(models.Model):
    """One reading of one file, with its findings; dry and failed runs are kept too."""

    class Outcome(models.TextChoices):
        DRY_RUN = "dry_run", _("آزمایشی")
        COMMITTED = "committed", _("ثبت‌شده")
        REFUSED = "refused", _("ردشده")

    layer = models.CharField(_("لایه"), max_length=40)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("منبع"))
    edition = models.ForeignKey(
        "layers.Edition", models.SET_NULL, null=True, blank=True, verbose_name=_("ویرایش")
    )
    file_name = models.CharField(_("نام فایل"), max_length=255)
    file_sha256 = models.CharField(_("چکیدهٔ فایل"), max_length=64)
    started_at = models.DateTimeField(_("آغاز"), auto_now_add=True)
    outcome = models.CharField(_("نتیجه"), max_length=10, choices=Outcome.choices)
    rows_read = models.PositiveIntegerField(_("ردیف‌های خوانده‌شده"), default=0)
    rows_written = models.PositiveIntegerField(_("ردیف‌های ثبت‌شده"), default=0)
    mapping = models.JSONField(_("نگاشت"), default=dict)
    findings = models.JSONField(_("یافته‌ها"), default=list)

    class Meta:
        verbose_name = _("ورود داده")
        verbose_name_plural = _("ورودهای داده")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.layer} {self.file_name}"
