"""This file stands around every view: public tiles, compression, problems."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PublicTileMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class ProblemMiddleware(PublicTileMiddleware):
    pass


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages and JSON, and lets streamed exports through at full speed."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not isinstance(response, HttpResponse):
            return response
        return super().process_response(request, response)
