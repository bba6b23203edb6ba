"""This file holds planning's data addresses; they have no language."""

from django.urls import path

from planning.views import shapes

app_name = "planning_data"
urlpatterns = [
    path("check/", shapes.check, name="check"),
    path("operations/<slug:name>/", shapes.operation, name="operation"),
    path("read/", shapes.reading, name="read"),
    path("neighbours.geojson", shapes.neighbours, name="neighbours"),
]
