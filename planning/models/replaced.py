"""This file holds the neighbourhoods that submitted areas replace, as they were drawn then."""

import pgtrigger
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from planning.models.reviews import Decision


class Replaced(models.Model):
    """A neighbourhood that an area is to replace, as it was when the area was submitted.

    decision: the submission. boundary: MultiPolygon, EPSG:4326, or None where the neighbourhood had
    none. Never changed; it lives as long as its decision.
    """

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="replaced")
    code = models.CharField(_("کد محله"), max_length=8)
    boundary = models.MultiPolygonField(_("مرز"), srid=4326, null=True, spatial_index=False)

    class Meta:
        verbose_name = _("محلهٔ جایگزین‌شونده")
        verbose_name_plural = _("محله‌های جایگزین‌شونده")
        ordering = ["decision", "code"]
        triggers = [pgtrigger.Protect(name="kept_as_it_is", operation=pgtrigger.Update)]
        constraints = [
            models.UniqueConstraint(fields=["decision", "code"], name="replaced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.code}"
