"""This file holds the addresses of the pages; each also stands under /en/."""

from django.urls import path

from atlas.views import area as area_views
from atlas.views import map as map_views
from atlas.views import search as search_views

app_name = "atlas"
urlpatterns = [
    path("", map_views.map_page, name="map"),
    path("map.svg", map_views.picture, name="picture"),
    path("panels/", map_views.panels, name="panels"),
    path("search/", search_views.results, name="search"),
    path("search.json", search_views.suggestions, name="search_json"),
    path("areas/<str:code>/", area_views.area, name="area"),
    path("areas/<str:code>/card/", map_views.card, name="card"),
]
