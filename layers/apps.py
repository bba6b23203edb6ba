"""This file registers the ground layers and the profile sections when Django starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = _("لایه‌ها")

    def ready(self) -> None:
        # Models can be imported only here, after Django has loaded all apps.
        from layers.ground_layers import register_ground_layers
        from layers.profile.sections import register_ground_sections

        register_ground_layers()
        register_ground_sections()
