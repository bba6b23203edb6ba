"""This file holds what can go wrong with a drawn area, each with its words and its place."""

from layers.problems import Problem


class BoundaryProblem(Problem):
    """A drawn boundary that cannot be used. point: where, (longitude, latitude), if it is known."""

    def __init__(
        self,
        detail_fa: str,
        detail_en: str,
        *,
        code: str,
        point: tuple[float, float] | None = None,
        status: int = 422,
    ) -> None:
        super().__init__(
            title_fa="مرز نادرست",
            title_en="Unusable boundary",
            detail_fa=detail_fa,
            detail_en=detail_en,
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
    """Two people changed the same target area; nothing is written. number: the newest revision."""

    def __init__(self, detail_fa: str, detail_en: str, *, number: int) -> None:
        super().__init__(
            title_fa="نسخهٔ تازه‌تری هست",
            title_en="There is a newer version",
            detail_fa=detail_fa,
            detail_en=detail_en,
            status=409,
        )
        self.number = number

    def as_json(self) -> dict[str, object]:
        return {**super().as_json(), "number": self.number}


class WrongStep(Problem):
    """A step that cannot be taken from the present state."""

    def __init__(self, detail_fa: str, detail_en: str) -> None:
        super().__init__(
            title_fa="این گام اکنون شدنی نیست",
            title_en="This step cannot be taken now",
            detail_fa=detail_fa,
            detail_en=detail_en,
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

    def __init__(self, detail_fa: str, detail_en: str, *, status: int = 400) -> None:
        super().__init__(
            title_fa="درخواست نادرست",
            title_en="Bad request",
            detail_fa=detail_fa,
            detail_en=detail_en,
            status=status,
        )
