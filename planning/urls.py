"""This file holds the addresses of planning's pages; each also stands under /en/."""

from django.urls import URLPattern

app_name = "planning"
urlpatterns: list[URLPattern] = []
