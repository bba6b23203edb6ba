"""This file puts planning on the map, the pages and into the sample when Django starts."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = "محدوده‌های هدف"

    def ready(self) -> None:
        # Models can be imported only now, when Django has read all apps.
        from planning.demo import register_demo
        from planning.layer import register_target_areas
        from planning.sections import register_sections

        register_target_areas()
        register_demo()
        register_sections()
