"""This file holds the middleware: health, public tiles, compression, and problems."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from layers.db import drop_dead_connection
from layers.views.health import alive
from layers.views.problems import (
    REFUSALS,
    failure_response,
    problem_of,
    problem_response,
    wants_data,
)
from layers.views.tiles import public_tile

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ALIVE_ADDRESS = "/healthz"
TILE_ADDRESS = re.compile(
    r"/tiles/(?P<layer_id>[a-z_]{1,40})/(?:(?P<token>(?:[0-9]{1,9}-)?[0-9a-f]{12})/)?"
    r"(?P<zoom>[0-9]{1,2})/(?P<x>[0-9]{1,7})/(?P<y>[0-9]{1,7})\.mvt"
)


class AliveMiddleware:
    """Answers whether the process lives, before anything can ask who wants to know.

    A session or a token of a form would be looked up in the database, which may be away.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return alive(request) if request.path_info == ALIVE_ADDRESS else self.get_response(request)


class PublicTileMiddleware:
    """Answers requests for tiles of public layers directly: no session, no cookie, no language.

    Restricted layers pass through sign-in to layers.views.tiles.tile_view.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Here, because it is the first that may ask the database: no answer fails for a restart.
        drop_dead_connection()
        if request.path_info.startswith("/tiles/") and request.method in ("GET", "HEAD"):
            address = TILE_ADDRESS.fullmatch(request.path_info)
            if address:
                try:
                    response = public_tile(request, **address.groupdict())
                except Exception as error:
                    problem = problem_of(error)
                    if problem is None:
                        raise
                    response = failure_response(request, error, problem)
                if response is not None:
                    return response
        return self.get_response(request)


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages and JSON; what is sent by ranges keeps its bytes."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_by_ranges = "Accept-Ranges" in response
        if response.streaming or is_by_ranges or not isinstance(response, HttpResponse):
            return response
        return super().process_response(request, response)


class ProblemMiddleware:
    """Turns a Problem raised by a view, or Django's own refusal of data, into its answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        refusal = REFUSALS.get(response.status_code)
        if refusal is None or "json" in response.get("Content-Type", ""):
            return response
        if not wants_data(request):
            return response
        answer = problem_response(request, refusal)
        if "Allow" in response:
            answer["Allow"] = response["Allow"]
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        problem = problem_of(exception)
        return None if problem is None else failure_response(request, exception, problem)
