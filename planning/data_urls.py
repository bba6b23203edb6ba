"""This file holds planning's data addresses; they have no language."""

from django.urls import URLPattern

app_name = "planning_data"
urlpatterns: list[URLPattern] = []
