"""This file defines the programme's vocabulary: agencies, service packages and their lists."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.base import Versioned


@pghistory.track()
class Agency(Versioned):
    """One of the four founding bodies; its house has a name of its own — خانهٔ احسان."""

    code = models.SlugField(_("شناسه"), max_length=20, primary_key=True)
    name_fa = models.CharField(_("نام"), max_length=120)
    name_en = models.CharField(_("نام انگلیسی"), max_length=120)
    house_fa = models.CharField(_("نام خانه"), max_length=120)
    house_en = models.CharField(_("نام انگلیسی خانه"), max_length=120)
    position = models.PositiveSmallIntegerField(_("ترتیب"))

    class Meta(Versioned.Meta):
        verbose_name = _("دستگاه")
        verbose_name_plural = _("دستگاه‌ها")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_fa


@pghistory.track()
class ServicePackage(Versioned):
    """A kind of service; the seven of the programme depend on the list."""

    code = models.SlugField(_("شناسه"), max_length=40, primary_key=True)
    name_fa = models.CharField(_("نام"), max_length=120)
    name_en = models.CharField(_("نام انگلیسی"), max_length=120)

    class Meta(Versioned.Meta):
        verbose_name = _("بستهٔ خدمت")
        verbose_name_plural = _("بسته‌های خدمت")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_fa


@pghistory.track()
class PackageList(Versioned):
    """One published list of packages; two sources disagree, and both are kept."""

    code = models.SlugField(_("شناسه"), max_length=40, primary_key=True)
    title_fa = models.CharField(_("عنوان"), max_length=200)
    title_en = models.CharField(_("عنوان انگلیسی"), max_length=200)
    source = models.ForeignKey("layers.Source", models.PROTECT, verbose_name=_("منبع"))
    is_default = models.BooleanField(_("پیش‌فرض"), default=False)

    class Meta(Versioned.Meta):
        verbose_name = _("فهرست بسته‌ها")
        verbose_name_plural = _("فهرست‌های بسته‌ها")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_package_list",
            )
        ]

    def __str__(self) -> str:
        return self.title_fa


class PackageListEntry(models.Model):
    """A package's place in a list, in the wording of that list."""

    package_list = models.ForeignKey(PackageList, models.CASCADE, related_name="entries")
    package = models.ForeignKey(ServicePackage, models.PROTECT, verbose_name=_("بسته"))
    position = models.PositiveSmallIntegerField(_("ترتیب"))
    wording_fa = models.CharField(_("به گفتهٔ منبع"), max_length=200)

    class Meta:
        verbose_name = _("بسته در فهرست")
        verbose_name_plural = _("بسته‌ها در فهرست")
        ordering = ["package_list", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["package_list", "package"], name="package_once_per_list"
            ),
            models.UniqueConstraint(
                fields=["package_list", "position"], name="position_once_per_list"
            ),
        ]

    def __str__(self) -> str:
        return self.wording_fa
