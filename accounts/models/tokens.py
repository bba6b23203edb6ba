"""This file holds the tokens by which a person's programs sign in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User


class Reach(models.TextChoices):
    """What a token may read."""

    PUBLISHED = "published", _("تنها آنچه برای همه منتشر شده است")
    OWN = "own", _("هر آنچه خودم می‌بینم")


class Token(models.Model):
    """A secret for programs; only its SHA-256 is stored.

    The secret is random and long, so that a hash without salt cannot be reversed, and is found by
    an index. ends_on: the last day on which it works.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("نام"), max_length=80)
    reach = models.CharField(_("چه می‌خواند"), max_length=10, choices=Reach.choices)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_on = models.DateField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)
