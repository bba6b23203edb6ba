"""This file holds decisions and comments on target areas: by whom, when and why."""

import pgtrigger
from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from layers.models.base import InsideIran
from planning.models.target_areas import Revision, State, TargetArea


class Step(models.TextChoices):
    """A step of the decision; rules.py has its start states, its end state and who takes it."""

    SUBMIT = "submit", _("ارسال به شهرستان")
    APPROVE_COUNTY = "approve_county", _("تأیید شهرستان و ارسال به استان")
    APPROVE_PROVINCE = "approve_province", _("تأیید استان و ارسال به ستاد ملی")
    APPROVE_NATIONAL = "approve_national", _("تأیید در ستاد ملی")
    PUBLISH = "publish", _("انتشار در ویرایش تازه")
    RETURN = "return", _("بازگرداندن")
    WITHDRAW = "withdraw", _("پس گرفتن")
    REOPEN = "reopen", _("بازگشودن پیش‌نویس")
    DELETE = "delete", _("حذف پیش‌نویس")


class Decision(models.Model):
    """A step taken on one revision; never changed and never deleted.

    due_on: the day by which it should have been taken; late where it came after. left_m2,
    left_persons: ground of the replaced neighbourhoods that a publication left in no area, and the
    persons there as people out of scope count them; None where nothing was left, left_persons also
    where they are too few to be told. Of all areas together that replaced the same neighbourhoods:
    the decision on each of them says the same, so they are never added up.
    """

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="decisions")
    step = models.CharField(_("گام"), max_length=16, choices=Step.choices)
    before = models.CharField(_("از"), max_length=10, choices=State.choices)
    after = models.CharField(_("به"), max_length=10, choices=State.choices)
    reason = models.TextField(_("دلیل"), max_length=2_000, blank=True)
    due_on = models.DateField(_("مهلت"), null=True, blank=True)
    left_m2 = models.FloatField(_("زمین بیرون‌رفته"), null=True, blank=True)
    left_persons = models.PositiveIntegerField(_("نفر در زمین بیرون‌رفته"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("تصمیم‌گیر"), related_name="+"
    )
    made_at = models.DateTimeField(_("زمان"), auto_now_add=True)

    class Meta:
        verbose_name = _("تصمیم")
        verbose_name_plural = _("تصمیم‌ها")
        ordering = ["made_at", "pk"]
        triggers = [
            pgtrigger.Protect(name="kept_as_it_is", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
        constraints = [
            models.CheckConstraint(
                name="a_return_has_its_reason", condition=~Q(step="return") | ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_area_id}: {self.step}"


class Comment(models.Model):
    """A comment on a target area, at a point of the map (EPSG:4326) or in general."""

    target_area = models.ForeignKey(TargetArea, models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="comments")
    text = models.TextField(_("نظر"), max_length=2_000)
    point = models.PointField(_("جا"), srid=4326, null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("نویسنده"), related_name="+"
    )
    made_at = models.DateTimeField(_("زمان"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("زمان پایان"), null=True, blank=True)

    class Meta:
        verbose_name = _("نظر")
        verbose_name_plural = _("نظرها")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(name="comment_in_iran", condition=InsideIran(F("point"))),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:40]
