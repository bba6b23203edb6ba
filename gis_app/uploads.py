"""This file refuses a form with too large a file before writing any of it to disk."""

from django.http import HttpRequest, HttpResponseBase

from layers.messages import Megabytes
from layers.messages import message as _
from layers.middleware import GetResponse
from layers.problems import Problem
from layers.views.problems import problem_response
from planning.comparing.uploads import MOST_BYTES as MOST_LIST_BYTES
from planning.models.target_areas import MOST_ATTACHMENT_BYTES
from planning.shapes.time_limit import DRAWING_LIMITS

MOST_FILE_BYTES = max(DRAWING_LIMITS.file_bytes, MOST_LIST_BYTES, MOST_ATTACHMENT_BYTES)
# The size of the rest of a form: other fields and the lines between them.
FORM_BYTES = 100_000
# The largest body that is read.
MOST_BODY_BYTES = MOST_FILE_BYTES + FORM_BYTES
LONGEST_LENGTH = 12


class UploadMiddleware:
    """Answers 413 to a form without a length, or larger than the largest file of any view.

    CsrfViewMiddleware reads the whole form, even for an address that does not exist, but only after
    every middleware was called; the problem page can therefore name the signed-in person.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_form = request.method == "POST" and request.content_type == "multipart/form-data"
        if is_form and not is_small(request.META.get("CONTENT_LENGTH", "")):
            return problem_response(request, too_large())
        return self.get_response(request)


def is_small(length: str) -> bool:
    """Whether a Content-Length is a number of bytes within the limit."""
    is_number = length.isascii() and length.isdecimal() and len(length) <= LONGEST_LENGTH
    return is_number and int(length) <= MOST_BODY_BYTES


def too_large() -> Problem:
    return Problem(
        _("فایل بزرگ است"),
        _(
            "فایل از {most} مگابایت بزرگ‌تر است یا اندازهٔ آن (Content-Length) اعلام نشده است."
            " فایل کوچک‌تری انتخاب کنید و دوباره بفرستید.",
            most=Megabytes(MOST_FILE_BYTES),
        ),
        status=413,
    )
