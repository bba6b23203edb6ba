"""This file names the app where it is decided where to act next, and puts it on the pages."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = "محدوده‌های هدف"

    def ready(self) -> None:
        # Models can be imported only now, when Django has read all apps.
        from planning.demo import register_demo
        from planning.sections import register_sections

        register_demo()
        register_sections()
