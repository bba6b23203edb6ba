"""This file makes the project an app, so that Django finds its system checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectConfig(AppConfig):
    name = "gis_app"
    verbose_name = _("سامانهٔ محله")

    def ready(self) -> None:
        import gis_app.checks  # noqa: F401
