"""This file defines the problems of a request, each with its status and its text."""

from layers.messages import Worded
from layers.messages import message as _


class Problem(Exception):
    """An error shown to the user, in Persian and English (RFC 9457 problem details)."""

    def __init__(
        self,
        title: Worded,
        detail: Worded,
        *,
        status: int = 400,
        parameter: str = "",
        retry_after_s: int = 0,
        place: int = 0,
    ) -> None:
        super().__init__()
        self.title = title
        self.detail = detail
        self.status = status
        self.parameter = parameter
        self.retry_after_s = retry_after_s
        self.place = place

    def __str__(self) -> str:
        return self.detail_en

    @property
    def title_fa(self) -> str:
        return self.title.in_language("fa")

    @property
    def title_en(self) -> str:
        return self.title.in_language("en")

    @property
    def detail_fa(self) -> str:
        return self.detail.in_language("fa")

    @property
    def detail_en(self) -> str:
        return self.detail.in_language("en")

    def as_json(self) -> dict[str, object]:
        """The members of an application/problem+json answer."""
        body: dict[str, object] = {
            "type": "about:blank",
            "status": self.status,
            "title": self.title_en,
            "detail": self.detail_en,
            "title_fa": self.title_fa,
            "detail_fa": self.detail_fa,
        }
        if self.parameter:
            body["parameter"] = self.parameter
        if self.place:
            body["place"] = self.place
        return body


class BadParameter(Problem):
    """A query parameter that is unknown, repeated or malformed.

    expected: a sentence that says what to give instead.
    """

    def __init__(self, parameter: str, expected: Worded) -> None:
        super().__init__(
            _("پارامتر نادرست"),
            _(
                "پارامتر «{parameter}» درست نیست. {expected}",
                parameter=parameter,
                expected=expected,
            ),
            parameter=parameter,
        )


class NoParts(Problem):
    """The parts of a neighbourhood were requested; a neighbourhood has no parts."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("بخشی ندارد"),
            _(
                "محله بخش‌های کوچک‌تر ندارد؛ کد شهرستان یا استان را بدهید."
                " صفحهٔ خود محله: ‎/areas/{code}/",
                code=code,
            ),
        )


class NotFound(Problem):
    """The requested code or name does not exist, or not for this person."""

    def __init__(self, detail: Worded, *, parameter: str = "") -> None:
        super().__init__(_("پیدا نشد"), detail, status=404, parameter=parameter)


class NotAllowed(Problem):
    """This person may not see or do this."""

    def __init__(self, detail: Worded) -> None:
        super().__init__(_("اجازه ندارید"), detail, status=403)


class Busy(Problem):
    """Too many requests of the same kind are running; a retry will succeed soon.

    place: in the queue, from 1 on; 0 without a queue. A page with a place asks again by itself.
    """

    def __init__(self, detail: Worded, *, retry_after_s: int, place: int = 0) -> None:
        super().__init__(
            _("اکنون پرکار است"),
            detail,
            status=503,
            retry_after_s=retry_after_s,
            place=place,
        )
