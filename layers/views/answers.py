"""This file answers with public JSON (open to other sites, with ETag) and parts of pages."""

from hashlib import md5

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render


def public_json(request: HttpRequest, body: dict[str, object]) -> HttpResponse:
    """The body as JSON, the same for every client; 304 if the client's copy is current."""
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    etag = f'"{md5(response.content, usedforsecurity=False).hexdigest()[:16]}"'
    answer: HttpResponse = response
    if etag in request.headers.get("If-None-Match", "").replace("W/", "").split(", "):
        answer = HttpResponseNotModified()
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, max-age=0, must-revalidate"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def fragment(
    request: HttpRequest, template: str, context: dict[str, object], *, content_type: str = ""
) -> HttpResponse:
    """The response of a part of a page: never indexed and never cached."""
    response = render(request, template, context, content_type=content_type or None)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-cache"
    return response
