"""This file holds where data comes from: sources, and the runs that brought it in."""

import pghistory
from django.db import models

from layers.models.base import Versioned


@pghistory.track()
class Source(Versioned):
    """A publication, register or generator that figures and shapes are taken from."""

    code = models.SlugField("شناسه", max_length=60, unique=True)
    title_fa = models.CharField("عنوان", max_length=300)
    title_en = models.CharField("عنوان انگلیسی", max_length=300)
    licence = models.CharField("پروانه", max_length=100)
    licence_url = models.URLField("نشانی پروانه", blank=True)
    attribution_fa = models.CharField("نام‌بردن از منبع", max_length=300)
    attribution_en = models.CharField("نام‌بردن از منبع، انگلیسی", max_length=300)
    url = models.URLField("نشانی", blank=True)
    published_on = models.DateField("تاریخ انتشار", null=True, blank=True)
    note_fa = models.TextField("توضیح", blank=True)
    note_en = models.TextField("توضیح انگلیسی", blank=True)
    synthetic = models.BooleanField("دادهٔ نمونه (ساختگی)", default=False)

    class Meta(Versioned.Meta):
        verbose_name = "منبع"
        verbose_name_plural = "منبع‌ها"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title_fa


class ImportRun(models.Model):
    """One reading of one file, with what was found in it; kept for dry and failed runs too."""

    class Outcome(models.TextChoices):
        DRY_RUN = "dry_run", "آزمایشی"
        COMMITTED = "committed", "ثبت‌شده"
        REFUSED = "refused", "ردشده"

    layer = models.CharField("لایه", max_length=40)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name="منبع")
    edition = models.ForeignKey(
        "layers.Edition", models.SET_NULL, null=True, blank=True, verbose_name="ویرایش"
    )
    file_name = models.CharField("نام پرونده", max_length=255)
    file_sha256 = models.CharField("چکیدهٔ پرونده", max_length=64)
    started_at = models.DateTimeField("آغاز", auto_now_add=True)
    outcome = models.CharField("نتیجه", max_length=10, choices=Outcome.choices)
    rows_read = models.PositiveIntegerField("ردیف‌های خوانده‌شده", default=0)
    rows_written = models.PositiveIntegerField("ردیف‌های ثبت‌شده", default=0)
    mapping = models.JSONField("نگاشت", default=dict)
    findings = models.JSONField("یافته‌ها", default=list)

    class Meta:
        verbose_name = "ورود داده"
        verbose_name_plural = "ورودهای داده"
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.layer} {self.file_name}"
