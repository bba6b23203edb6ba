"""This file keeps pages that name a person out of every cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control


class PersonalPageMiddleware:
    """Marks pages as private that were made for a signed-in person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        # A page that has not read the session cannot name anybody.
        if is_page and request.session.accessed and request.user.is_authenticated:
            del response["Cache-Control"]
            patch_cache_control(response, private=True, no_store=True)
        return response
