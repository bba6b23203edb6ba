"""This file answers with public JSON: open to other sites (CORS), revalidated by ETag."""

from hashlib import md5

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse


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
