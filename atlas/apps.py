"""This file names the app that shows everything."""

from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "atlas"
    verbose_name = "اطلس"
