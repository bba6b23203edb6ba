"""This file defines indicators and their measurements."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from layers.models.areas import AreaCode
from layers.models.base import Sourced, Versioned
from layers.models.blocks import BLOCK_COUNTS, BlockCounts

# Jalali years that a figure may have.
FIRST_YEAR, LAST_YEAR = 1300, 1499
BLOCK_COLUMNS = [
    (column.name, column.verbose_name)
    for column in BlockCounts._meta.fields
    if column.name in BLOCK_COUNTS
]


@pghistory.track()
class Indicator(Versioned):
    """What is measured: a count, or a rate made of two counts.

    A rate is numerator ÷ denominator × per. block_numerator and block_denominator name the columns
    of Block from which it can be recounted, if any.
    """

    class Kind(models.TextChoices):
        COUNT = "count", _("تعداد")
        RATE = "rate", _("نرخ")

    class Direction(models.TextChoices):
        HIGHER_IS_WORSE = "worse", _("بیشتر یعنی محروم‌تر")
        HIGHER_IS_BETTER = "better", _("بیشتر یعنی بهتر")
        NEUTRAL = "neutral", _("خنثی")

    code = models.SlugField(_("شناسه"), max_length=40, unique=True)
    name_fa = models.CharField(_("نام"), max_length=120)
    name_en = models.CharField(_("نام انگلیسی"), max_length=120)
    definition_fa = models.TextField(_("تعریف"))
    definition_en = models.TextField(_("تعریف انگلیسی"))
    domain = models.CharField(
        _("زمینه"),
        max_length=12,
        choices=[
            ("population", _("جمعیت")),
            ("health", _("سلامت")),
            ("education", _("آموزش")),
            ("employment", _("اشتغال")),
            ("housing", _("مسکن")),
            ("family", _("خانواده")),
            ("programme", _("برنامه")),
        ],
    )
    kind = models.CharField(_("گونه"), max_length=5, choices=Kind.choices)
    per = models.PositiveIntegerField(_("در هر"), default=1)
    unit_fa = models.CharField(_("یکا"), max_length=40)
    unit_en = models.CharField(_("یکای انگلیسی"), max_length=40)
    decimals = models.PositiveSmallIntegerField(_("رقم اعشار"), default=0)
    direction = models.CharField(
        _("جهت"), max_length=7, choices=Direction.choices, default=Direction.HIGHER_IS_WORSE
    )
    counts_persons = models.BooleanField(
        _("تعداد افراد است"), default=True, help_text=_("کمتر از ۵ نفر پوشیده می‌شود.")
    )
    block_numerator = models.CharField(
        _("صورت از بلوک‌ها"), max_length=30, blank=True, choices=BLOCK_COLUMNS
    )
    block_denominator = models.CharField(
        _("مخرج از بلوک‌ها"), max_length=30, blank=True, choices=BLOCK_COLUMNS
    )
    position = models.PositiveSmallIntegerField(_("ترتیب"), default=0)
    synthetic = models.BooleanField(_("دادهٔ نمونه (ساختگی)"), default=False)

    class Meta(Versioned.Meta):
        verbose_name = _("سنجه")
        verbose_name_plural = _("سنجه‌ها")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="indicator_counts_are_of_blocks",
                condition=Q(block_numerator__in=["", *BLOCK_COUNTS])
                & Q(block_denominator__in=["", *BLOCK_COUNTS]),
            ),
        ]

    def __str__(self) -> str:
        return self.name_fa


class Suppression(models.TextChoices):
    NONE = "", _("آشکار")
    PRIMARY = "primary", _("کمتر از ۵ نفر")
    SECONDARY = "secondary", _("پوشیده، تا رقم دیگری از آن درنیاید")
    UNCOUNTED = "uncounted", _("پوشیده، چون تعداد افراد نوشته نشده است")


@pghistory.track()
class Measurement(Sourced, Versioned):
    """One figure: an indicator of an area in a year, from one source.

    Exact figures (numerator, denominator, value, low, high) stay in the office. Every page, tile
    and file shows published_*: null where suppressed. year is Jalali. is_measured: the figure is of
    a drawn area, and public_* is what people out of scope measure there; only that is published,
    since the difference from the blocks around would reveal a suppressed count. was_published: some
    reader may have kept an earlier value of the figure.
    """

    area = models.ForeignKey(AreaCode, models.PROTECT, db_column="area_code", verbose_name=_("جا"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("سنجه"))
    year = models.PositiveSmallIntegerField(_("سال"))
    numerator = models.FloatField(_("صورت"), null=True, blank=True)
    denominator = models.FloatField(_("مخرج"), null=True, blank=True)
    value = models.FloatField(_("مقدار"))
    low = models.FloatField(_("کران پایین"), null=True, blank=True)
    high = models.FloatField(_("کران بالا"), null=True, blank=True)
    is_estimate = models.BooleanField(_("برآورد"), default=False)
    is_preferred = models.BooleanField(_("برگزیده"), default=True)
    note_fa = models.CharField(_("توضیح"), max_length=400, blank=True)
    note_en = models.CharField(_("توضیح انگلیسی"), max_length=400, blank=True)
    suppression = models.CharField(
        _("پوشیدگی"), max_length=9, choices=Suppression.choices, blank=True, editable=False
    )
    is_measured = models.BooleanField(default=False, db_default=False, editable=False)
    public_value = models.FloatField(null=True, editable=False)
    public_low = models.FloatField(null=True, editable=False)
    public_high = models.FloatField(null=True, editable=False)
    public_numerator = models.FloatField(null=True, editable=False)
    public_denominator = models.FloatField(null=True, editable=False)
    was_published = models.BooleanField(default=False, db_default=False, editable=False)
    published_value = models.FloatField(null=True, editable=False)
    published_low = models.FloatField(null=True, editable=False)
    published_high = models.FloatField(null=True, editable=False)
    published_numerator = models.FloatField(null=True, editable=False)
    published_denominator = models.FloatField(null=True, editable=False)

    class Meta(Versioned.Meta):
        verbose_name = _("رقم")
        verbose_name_plural = _("رقم‌ها")
        indexes = [
            models.Index(fields=["indicator", "year", "area"], name="measurement_lookup"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "indicator", "year", "source"], name="one_figure_per_source"
            ),
            models.UniqueConstraint(
                fields=["area", "indicator", "year"],
                condition=Q(is_preferred=True),
                name="one_preferred_figure",
            ),
            models.CheckConstraint(
                name="year_is_jalali", condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)
            ),
            models.CheckConstraint(
                name="denominator_above_zero",
                condition=Q(denominator=None) | Q(denominator__gt=0),
            ),
            models.CheckConstraint(
                name="range_holds_the_value",
                condition=Q(low=None, high=None) | Q(low__lte=F("value"), high__gte=F("value")),
            ),
            models.CheckConstraint(
                name="suppressed_is_not_published",
                condition=Q(suppression="")
                | Q(
                    published_value=None,
                    published_low=None,
                    published_high=None,
                    published_numerator=None,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.indicator_id} {self.year}"
