"""This file holds planning's data addresses; they have no language."""

from django.urls import URLPattern, path, re_path

from planning.views import saving, shapes, target_areas
from planning.views.measure import measure_view
from planning.views.suggest import suggest_view
from planning.views.what_if import what_if_view

app_name = "planning_data"
CODE = r"(?P<code>T[0-9]{4}-[0-9]{3,5})"
urlpatterns: list[URLPattern] = [
    path("measure/", measure_view, name="measure"),
    path("suggest/", suggest_view, name="suggest"),
    path("what-if/", what_if_view, name="what_if"),
    path("check/", shapes.check, name="check"),
    path("operations/<slug:name>/", shapes.operation, name="operation"),
    path("read/", shapes.reading, name="read"),
    path("neighbours.geojson", shapes.neighbours, name="neighbours"),
    path("target-areas/save/", saving.save, name="save"),
    re_path(rf"^target-areas/{CODE}\.json$", saving.target_area, name="target_area"),
    re_path(
        rf"^target-areas/{CODE}/attachments/(?P<pk>[0-9]{{1,18}})/$",
        target_areas.attachment,
        name="attachment",
    ),
]
