"""This file holds the addresses of planning's pages; each also stands under /en/."""

from django.urls import path

from planning.views import drawing

app_name = "planning"
urlpatterns = [
    path("target-areas/new/", drawing.new, name="new"),
    path("target-areas/<str:code>/draw/", drawing.revise, name="draw"),
]
