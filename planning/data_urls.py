"""This file holds planning's data addresses; they have no language."""

from django.urls import path

from planning.views.measure import measure_view

app_name = "planning_data"
urlpatterns = [
    path("measure/", measure_view, name="measure"),
]
