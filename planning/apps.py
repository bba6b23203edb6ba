"""This file registers the layer of target areas when Django starts."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = "محدوده‌های هدف"

    def ready(self) -> None:
        # Models can be imported only now, when Django has read all apps.
        from planning.layer import register_target_areas

        register_target_areas()
