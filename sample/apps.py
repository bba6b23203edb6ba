"""This file makes the sample an app, so that its commands and its table are found."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "sample"
    verbose_name = "دادهٔ نمونه"
