"""This file names the app where it is decided where to act next."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = "محدوده‌های هدف"
