"""This file makes the sample an app, so that Django finds its commands and its table."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "sample"
    verbose_name = "دادهٔ نمونه"
