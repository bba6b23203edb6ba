"""This file registers planning's map layer and profile sections when Django starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = _("محدوده‌های هدف")

    def ready(self) -> None:
        # Models can be imported only now, when Django has read all apps.
        from planning.map_layer import register_target_areas
        from planning.profile_sections import register_sections

        register_target_areas()
        register_sections()
