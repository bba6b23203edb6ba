"""This file holds the user with a role and a part of the country."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    NATIONAL = "national", _("ستاد ملی")
    PROVINCE = "province", _("کارشناس استان")
    COUNTY = "county", _("فرمانداری شهرستان")
    AGENCY = "agency", _("دستگاه و خانهٔ محله")
    VIEWER = "viewer", _("بازدیدکننده")


class User(AbstractUser):
    """A user account. Codes are text, not foreign keys, because they outlast editions."""

    role = models.CharField(_("نقش"), max_length=10, choices=Role.choices, default=Role.VIEWER)
    province_code = models.CharField(_("کد استان"), max_length=2, blank=True)
    county_code = models.CharField(_("کد شهرستان"), max_length=4, blank=True)
    agency_code = models.CharField(_("کد دستگاه"), max_length=20, blank=True)
    is_demo = models.BooleanField(_("حساب نمونه"), default=False)

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]
        constraints = [
            models.CheckConstraint(
                name="role_names_its_place",
                condition=Q(role__in=(Role.NATIONAL, Role.VIEWER))
                | (Q(role=Role.PROVINCE) & ~Q(province_code=""))
                | (Q(role=Role.COUNTY) & ~Q(province_code="") & ~Q(county_code=""))
                | (Q(role=Role.AGENCY) & ~Q(agency_code="")),
            ),
        ]
