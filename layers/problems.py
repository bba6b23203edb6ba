"""This file holds what can go wrong with a request, each with its status and its words."""

from dataclasses import dataclass


@dataclass
class Problem(Exception):
    """A mistake to tell a person about, in Persian and English (RFC 9457 problem details)."""

    title_fa: str
    title_en: str
    detail_fa: str
    detail_en: str
    status: int = 400
    parameter: str = ""
    retry_after_s: int = 0

    def __post_init__(self) -> None:
        super().__init__(self.detail_en)

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
        return body


class BadParameter(Problem):
    """A query parameter that is unknown, doubled or not of its form."""

    def __init__(self, parameter: str, expected_fa: str, expected_en: str) -> None:
        super().__init__(
            title_fa="پارامتر نادرست",
            title_en="Bad parameter",
            detail_fa=f"پارامتر «{parameter}» درست نیست. {expected_fa}",
            detail_en=f"The parameter '{parameter}' is not right. {expected_en}",
            parameter=parameter,
        )


class NoParts(Problem):
    """The parts of a neighbourhood were asked for, which has none."""

    def __init__(self, code: str) -> None:
        super().__init__(
            title_fa="بخشی ندارد",
            title_en="No parts",
            detail_fa="محله بخش‌های کوچک‌تر ندارد؛ کد شهرستان یا استان را بدهید."
            f" صفحهٔ خود محله: ‎/areas/{code}/",
            detail_en="A neighbourhood has no parts; give the code of a county or province."
            f" The page of the neighbourhood itself: /areas/{code}/",
        )


class NotFound(Problem):
    """Something asked for by its code or name that does not exist, or not for this person."""

    def __init__(self, detail_fa: str, detail_en: str, *, parameter: str = "") -> None:
        super().__init__(
            title_fa="پیدا نشد",
            title_en="Not found",
            detail_fa=detail_fa,
            detail_en=detail_en,
            status=404,
            parameter=parameter,
        )


class NotAllowed(Problem):
    """Something that this person may not see or do."""

    def __init__(self, detail_fa: str, detail_en: str) -> None:
        super().__init__(
            title_fa="اجازه ندارید",
            title_en="Not allowed",
            detail_fa=detail_fa,
            detail_en=detail_en,
            status=403,
        )


class Busy(Problem):
    """Too much of the same work is under way; it will be possible in a moment."""

    def __init__(self, detail_fa: str, detail_en: str, *, retry_after_s: int) -> None:
        super().__init__(
            title_fa="اکنون پرکار است",
            title_en="Busy",
            detail_fa=detail_fa,
            detail_en=detail_en,
            status=503,
            retry_after_s=retry_after_s,
        )
