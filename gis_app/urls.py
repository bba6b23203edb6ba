"""This file joins the addresses of all apps; pages also stand under /en/, data has no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("layers.urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("accounts/", include("accounts.urls")),
        path("", include("atlas.urls")),
        prefix_default_language=False,
    ),
]
