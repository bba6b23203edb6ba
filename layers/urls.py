"""This file holds the data addresses; they have no language and never change meaning."""

from django.urls import path

from layers.views import ogc
from layers.views.areas import area
from layers.views.block_values import block_values
from layers.views.exports import export
from layers.views.health import ready
from layers.views.tiles import layer_list, restricted_tile, tilejson_view
from layers.views.values import values

app_name = "layers"
urlpatterns = [
    path("tiles/", layer_list, name="tiles"),
    path("tiles/<slug:layer_id>.json", tilejson_view, name="tilejson"),
    path("tiles/<slug:layer_id>/<int:zoom>/<int:x>/<int:y>.mvt", restricted_tile, name="tile"),
    path("values/blocks/<slug:measure_code>.json", block_values, name="block_values"),
    path("values/<slug:layer_id>/<slug:indicator_code>.json", values, name="values"),
    path("areas/<str:code>.json", area, name="area"),
    path("export/<slug:layer_id>.<slug:extension>", export, name="export"),
    path("ogc/", ogc.landing, name="ogc"),
    path("ogc/conformance", ogc.conformance, name="ogc_conformance"),
    path("ogc/api", ogc.api, name="ogc_api"),
    path("ogc/collections", ogc.collections, name="ogc_collections"),
    path("ogc/collections/<slug:layer_id>", ogc.collection, name="ogc_collection"),
    path("ogc/collections/<slug:layer_id>/queryables", ogc.queryables, name="ogc_queryables"),
    path("ogc/collections/<slug:layer_id>/items", ogc.items, name="ogc_items"),
    path("ogc/collections/<slug:layer_id>/items/<str:code>", ogc.item, name="ogc_item"),
    path("readyz", ready, name="ready"),
]
