"""This file registers the ground layers when Django starts."""

from django.apps import AppConfig

from layers.ground import register_ground_layers


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = "لایه‌ها"

    def ready(self) -> None:
        register_ground_layers()
