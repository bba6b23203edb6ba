"""This file holds the problems of planning, each with its title and status."""

from typing import Any, ClassVar

from layers.messages import Worded
from layers.messages import message as _
from layers.problems import Problem


class PlanningProblem(Problem):
    """A problem whose class gives the title and the usual status."""

    heading: ClassVar[Worded]
    usual_status: ClassVar[int] = 409

    def __init__(self, detail: Worded, *, status: int = 0, parameter: str = "") -> None:
        super().__init__(
            self.heading, detail, status=status or self.usual_status, parameter=parameter
        )


class BoundaryProblem(PlanningProblem):
    """A drawn boundary that cannot be used. point: where, (longitude, latitude), or None."""

    heading = _("مرز نادرست")
    usual_status = 422

    def __init__(
        self,
        detail: Worded,
        *,
        code: str,
        point: tuple[float, float] | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(detail, status=status)
        self.code = code
        self.point = point

    def as_json(self) -> dict[str, object]:
        body = {**super().as_json(), "code": self.code}
        if self.point:
            body["point"] = self.point
        return body


class Conflict(PlanningProblem):
    """Two people changed the same target area; nothing is written.

    number: the newest revision. theirs: its content as JSON, for comparing.
    """

    heading = _("بازنگری تازه‌تری هست")

    def __init__(
        self, detail: Worded, *, number: int, theirs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.number = number
        self.theirs = theirs

    def as_json(self) -> dict[str, object]:
        body = {**super().as_json(), "number": self.number}
        if self.theirs is not None:
            body["theirs"] = self.theirs
        return body


class WrongStep(PlanningProblem):
    """A step that the present state does not allow."""

    heading = _("این گام اکنون ممکن نیست")


class ClosedForEditing(PlanningProblem):
    """A target area under decision or decided; its author cannot save it now."""

    heading = _("اکنون ویرایش‌پذیر نیست")


class CannotPublish(PlanningProblem):
    """Approved areas that do not make a valid edition; nothing is published."""

    heading = _("منتشر نشد")


class CannotSubmit(PlanningProblem):
    """An area that could never be published as it is; nothing is decided."""

    heading = _("این گام برداشته نشد")


class BadBody(PlanningProblem):
    """A request whose body cannot be read."""

    heading = _("درخواست نادرست")
    usual_status = 400


class BadEntry(PlanningProblem):
    """An input that is not accepted. parameter: the field."""

    heading = _("پذیرفته نشد")

    def __init__(self, parameter: str, detail: Worded, *, status: int = 422) -> None:
        super().__init__(detail, status=status, parameter=parameter)


class NoLongerThere(BadEntry):
    """Neighbourhoods to be replaced that are not in force any more. codes: theirs."""

    def __init__(self, codes: list[str], detail: Worded) -> None:
        super().__init__("replaces", detail)
        self.codes = codes

    def as_json(self) -> dict[str, object]:
        return {**super().as_json(), "codes": self.codes}


class AnotherPerson(PlanningProblem):
    """A page of one person, in a browser where another has signed in since."""

    heading = _("کاربر دیگری وارد شده است")

    def __init__(self) -> None:
        super().__init__(
            _(
                "این صفحه از آنِ کاربر دیگری است که اکنون در این مرورگر وارد نیست؛ چیزی ثبت نشد."
                " آنچه کشیده است روی همین دستگاه می‌ماند. با حساب خود وارد شوید و صفحه را تازه کنید."
            )
        )


class SignInNeeded(PlanningProblem):
    """A data address that needs a session."""

    heading = _("وارد نشده‌اید")
    usual_status = 401

    def __init__(self) -> None:
        super().__init__(_("برای این کار وارد شوید. آنچه کشیده‌اید در همین مرورگر می‌ماند."))
