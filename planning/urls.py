"""This file holds the addresses of planning's pages; each also stands under /en/."""

from django.urls import URLPattern, path, re_path

from planning.views import drawing

app_name = "planning"
CODE = r"(?P<code>T[0-9]{4}-[0-9]{3,5})"
urlpatterns: list[URLPattern] = [
    path("target-areas/new/", drawing.new, name="new"),
    re_path(rf"^target-areas/{CODE}/draw/$", drawing.revise, name="draw"),
]
