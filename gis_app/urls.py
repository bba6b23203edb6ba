"""This file joins the addresses of all apps; pages also exist under /en/, data has no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from gis_app.operations.views import metrics, operations

handler500 = "layers.views.problems.server_error"
urlpatterns = [
    path("", include("layers.urls")),
    path("planning/", include("planning.data_urls")),
    path("metrics", metrics, name="metrics"),
    # One sign-in page for all users, with one throttle.
    path(
        "admin/login/",
        RedirectView.as_view(pattern_name="accounts:sign_in", query_string=True),
        name="staff_door",
    ),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("accounts/", include("accounts.urls")),
        path("operations/", operations, name="operations"),
        path("planning/", include("planning.urls")),
        path("", include("atlas.urls")),
        prefix_default_language=False,
    ),
]
