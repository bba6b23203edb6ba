"""This file holds what can go wrong with a drawn area, each with its words and its place."""

from typing import Any

from layers.messages import Worded
from layers.problems import Problem, worded


class BoundaryProblem(Problem):
    """A drawn boundary that cannot be used. point: where, (longitude, latitude), if it is known."""

    def __init__(
        self,
        detail: Worded | str,
        detail_en: str = "",
        *,
        code: str,
        point: tuple[float, float] | None = None,
        status: int = 422,
    ) -> None:
        super().__init__(
            title_fa="مرز نادرست",
            title_en="Unusable boundary",
            detail=worded(detail, detail_en),
            status=status,
        )
        self.code = code
        self.point = point

    def as_json(self) -> dict[str, object]:
        body = {**super().as_json(), "code": self.code}
        if self.point:
            body["point"] = self.point
        return body


class Conflict(Problem):
    """Two people changed the same target area; nothing is written.

    number: the newest revision. theirs: what it says, as JSON, where it is to be compared.
    """

    def __init__(
        self,
        detail: Worded | str,
        detail_en: str = "",
        *,
        number: int,
        theirs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(
            title_fa="نسخهٔ تازه‌تری هست",
            title_en="There is a newer version",
            detail=worded(detail, detail_en),
            status=409,
        )
        self.number = number
        self.theirs = theirs

    def as_json(self) -> dict[str, object]:
        body = {**super().as_json(), "number": self.number}
        if self.theirs is not None:
            body["theirs"] = self.theirs
        return body


class WrongStep(Problem):
    """A step that cannot be taken from the present state."""

    def __init__(self, detail: Worded | str, detail_en: str = "") -> None:
        super().__init__(
            title_fa="این گام اکنون شدنی نیست",
            title_en="This step cannot be taken now",
            detail=worded(detail, detail_en),
            status=409,
        )


class ReasonMissing(Problem):
    """A step that asks for words."""

    def __init__(self) -> None:
        super().__init__(
            title_fa="دلیل نوشته نشده است",
            title_en="The reason is missing",
            detail_fa="برای بازگرداندن، دلیل را بنویسید تا نویسنده بداند چه کند.",
            detail_en="To return an area, write the reason, so that its author knows what to do.",
            status=422,
            parameter="reason",
        )


class ClosedForEditing(Problem):
    """A target area that is being decided on, or has been: its author cannot save it now."""

    def __init__(self, state_fa: str, state_en: str) -> None:
        super().__init__(
            title_fa="اکنون ویرایش‌پذیر نیست",
            title_en="Closed for editing",
            detail_fa=f"این محدوده «{state_fa}» است و تنها پیش‌نویس یا بازگردانده ویرایش می‌شود."
            " آن را پس بگیرید و پیش‌نویس کنید، یا محدوده‌ای تازه بسازید.",
            detail_en=f"The area is '{state_en}'; only a draft or a returned one can be edited."
            " Withdraw and reopen it, or make a new one.",
            status=409,
        )


class BadEntry(Problem):
    """Something typed that cannot be kept. parameter: the field."""

    def __init__(
        self, parameter: str, detail: Worded | str, detail_en: str = "", *, status: int = 422
    ) -> None:
        super().__init__(
            title_fa="پذیرفته نشد",
            title_en="Not accepted",
            detail=worded(detail, detail_en),
            status=status,
            parameter=parameter,
        )


class CannotPublish(Problem):
    """Approved areas that do not make a sound edition; nothing is published."""

    def __init__(self, detail: Worded | str, detail_en: str = "") -> None:
        super().__init__(
            title_fa="منتشر نشد",
            title_en="Not published",
            detail=worded(detail, detail_en),
            status=409,
        )


class SignInNeeded(Problem):
    """Something for people with an account."""

    def __init__(self) -> None:
        super().__init__(
            title_fa="وارد نشده‌اید",
            title_en="Not signed in",
            detail_fa="برای رسم محدوده وارد شوید. آنچه کشیده‌اید در همین مرورگر می‌ماند.",
            detail_en="Sign in to draw areas. What you have drawn stays in this browser.",
            status=401,
        )


class BadBody(Problem):
    """A request whose body cannot be read."""

    def __init__(self, detail: Worded | str, detail_en: str = "", *, status: int = 400) -> None:
        super().__init__(
            title_fa="درخواست نادرست",
            title_en="Bad request",
            detail=worded(detail, detail_en),
            status=status,
        )
