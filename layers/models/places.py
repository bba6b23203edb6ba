"""This file defines points on the ground: prisons, schools, houses and settlements."""

import pghistory
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from layers.models.base import InsideIran, Sourced, Versioned, mercator_column


class Place(Sourced, Versioned):
    """A named point, EPSG:4326 (longitude, latitude); without a location it is only listed.

    Membership is by code: the code decides even if a map draws the place outside its county.
    """

    code = models.CharField(_("کد"), max_length=30, unique=True)
    name_fa = models.CharField(_("نام"), max_length=160)
    name_en = models.CharField(_("نام انگلیسی"), max_length=160, blank=True)
    name_folded = models.CharField(max_length=330, editable=False)
    province_code = models.CharField(_("کد استان"), max_length=2)
    county_code = models.CharField(_("کد شهرستان"), max_length=4, blank=True)
    neighbourhood_code = models.CharField(_("کد محله"), max_length=8, blank=True)
    location = models.PointField(
        _("جای نقطه"), srid=4326, null=True, blank=True, spatial_index=False
    )
    location_note_fa = models.CharField(_("دربارهٔ جای نقطه"), max_length=300, blank=True)
    location_note_en = models.CharField(_("دربارهٔ جای نقطه، انگلیسی"), max_length=300, blank=True)
    location_3857 = mercator_column("location", models.PointField(srid=3857, null=True))

    class Meta(Versioned.Meta):
        abstract = True
        ordering = ["code"]
        indexes = [
            GistIndex(fields=["location_3857"], name="%(class)s_location_3857"),
            GistIndex(
                fields=["name_folded"], name="%(class)s_name_trgm", opclasses=["gist_trgm_ops"]
            ),
            models.Index(fields=["province_code", "county_code"], name="%(class)s_membership"),
            models.Index(fields=["neighbourhood_code"], name="%(class)s_neighbourhood"),
        ]
        constraints = [
            models.CheckConstraint(name="%(class)s_in_iran", condition=InsideIran(F("location"))),
        ]

    def __str__(self) -> str:
        return self.name_fa


HISTORY_EXCLUDES = ["location_3857"]


@pghistory.track(exclude=HISTORY_EXCLUDES)
class Prison(Place):
    class Status(models.TextChoices):
        OPERATING = "operating", _("در کار")
        REPORTED_CLOSED = "reported_closed", _("بنا به گزارش بسته")
        UNKNOWN = "unknown", _("نامعلوم")

    status = models.CharField(
        _("وضعیت"), max_length=15, choices=Status.choices, default=Status.UNKNOWN
    )

    class Meta(Place.Meta):
        verbose_name = _("زندان")
        verbose_name_plural = _("زندان‌ها")


@pghistory.track(exclude=HISTORY_EXCLUDES)
class School(Place):
    class Stage(models.TextChoices):
        PRIMARY = "primary", _("ابتدایی")
        LOWER_SECONDARY = "lower_secondary", _("متوسطهٔ اول")
        UPPER_SECONDARY = "upper_secondary", _("متوسطهٔ دوم")

    class Pupils(models.TextChoices):
        GIRLS = "girls", _("دخترانه")
        BOYS = "boys", _("پسرانه")
        MIXED = "mixed", _("مختلط")

    stage = models.CharField(_("دوره"), max_length=15, choices=Stage.choices)
    pupils_sex = models.CharField(_("دختر و پسر"), max_length=5, choices=Pupils.choices)
    pupils = models.PositiveIntegerField(_("تعداد دانش‌آموز"), null=True, blank=True)
    classrooms = models.PositiveSmallIntegerField(_("تعداد کلاس"), null=True, blank=True)

    class Meta(Place.Meta):
        verbose_name = _("مدرسه")
        verbose_name_plural = _("مدرسه‌ها")


@pghistory.track(exclude=HISTORY_EXCLUDES)
class House(Place):
    """A neighbourhood house — خانهٔ محله — of one agency."""

    class State(models.TextChoices):
        PLANNED = "planned", _("برنامه‌ریزی‌شده")
        IN_PROGRESS = "in_progress", _("در حال آماده‌سازی")
        READY = "ready", _("آمادهٔ گشایش")
        OPEN = "open", _("فعال")
        CLOSED = "closed", _("بسته")

    agency = models.ForeignKey("layers.Agency", models.PROTECT, verbose_name=_("دستگاه"))
    state = models.CharField(_("وضعیت"), max_length=12, choices=State.choices)
    is_lead = models.BooleanField(_("خانهٔ مسئول محله"), default=False)

    class Meta(Place.Meta):
        verbose_name = _("خانهٔ محله")
        verbose_name_plural = _("خانه‌های محله")
        constraints = [
            *Place.Meta.constraints,
            models.UniqueConstraint(
                fields=["neighbourhood_code"],
                condition=Q(is_lead=True) & ~Q(state="closed"),
                name="one_lead_house_per_neighbourhood",
            ),
            models.CheckConstraint(
                name="lead_house_has_a_neighbourhood",
                condition=Q(is_lead=False) | ~Q(neighbourhood_code=""),
            ),
        ]


@pghistory.track(exclude=HISTORY_EXCLUDES)
class Settlement(Place):
    """A city or town, for orientation and search (layer "places")."""

    population_persons = models.PositiveIntegerField(_("جمعیت تقریبی"), null=True, blank=True)

    class Meta(Place.Meta):
        verbose_name = _("شهر")
        verbose_name_plural = _("شهرها")
