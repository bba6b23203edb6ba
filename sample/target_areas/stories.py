"""This file defines the invented target areas in Tehran Province: one for every state."""

from dataclasses import dataclass

from accounts.models import Role
from planning.models import Step

SUBMIT, RETURN, WITHDRAW = Step.SUBMIT, Step.RETURN, Step.WITHDRAW
COUNTY, PROVINCE = Step.APPROVE_COUNTY, Step.APPROVE_PROVINCE
NATIONAL = Step.APPROVE_NATIONAL


@dataclass(frozen=True)
class Event:
    """An event so many days ago. step: None for a saving of blocks first to last.

    by: who takes the step; the author if empty.
    """

    days_ago: float
    step: Step | None = None
    by: Role | None = None
    reason: str = ""
    first: int = 0
    last: int | None = None


@dataclass(frozen=True)
class Remark:
    """A comment. on_map: placed at the middle of the area."""

    days_ago: float
    by: Role
    text: str
    on_map: bool = False


@dataclass(frozen=True)
class Story:
    """One target area. beside, size: its ground (sample.target_areas.sites)."""

    county: str
    beside: int
    size: int
    author: Role
    purpose: str
    packages: tuple[str, ...]
    events: tuple[Event, ...]
    remarks: tuple[Remark, ...] = ()


def saved(days_ago: float, first: int = 0, last: int | None = None) -> Event:
    return Event(days_ago, first=first, last=last)


STORIES = (
    Story(
        "2310", 0, 26, Role.AGENCY,
        "خانوارهای بدون بیمه در لبهٔ محله بیرون از مرز کنونی مانده‌اند.",
        ("health", "women-family"),
        (saved(2, 0, 20), saved(1)),
    ),
    Story(
        "2310", 3, 30, Role.AGENCY,
        "دبستان در این سو تنها یکی است و کودکان بازمانده از تحصیل بیشترند.",
        ("education", "health"),
        (
            saved(18, 0, 25),
            saved(6, 3),
            Event(4, SUBMIT),
        ),
        (Remark(3, Role.COUNTY, "مرز جنوبی با خیابان اصلی یکی شود.", on_map=True),),
    ),
    Story(
        "2310", 5, 24, Role.AGENCY,
        "ساکنان از خانهٔ محلهٔ کناری خدمت می‌گیرند و شمارشان از توان آن بیشتر است.",
        ("social-cultural",),
        (saved(14), Event(10, SUBMIT)),
    ),
    Story(
        "2310", 6, 34, Role.AGENCY,
        "فاضلاب شهری به این بخش نرسیده است.",
        ("civil-housing", "health"),
        (
            saved(25, 0, 28),
            Event(22, SUBMIT),
            Event(19, RETURN, Role.COUNTY, "مرز شمالی از میان بلوک‌ها می‌گذرد؛ روی خیابان بیاید."),
            saved(12, 4),
            Event(11, SUBMIT),
            Event(7, COUNTY, Role.COUNTY, "مرز درست شد. فرمانداری موافق است."),
        ),
        (
            Remark(18, Role.AGENCY, "تا پایان هفته درست می‌کنم."),
            Remark(6, Role.PROVINCE, "در دستور نشست استان است."),
        ),
    ),
    Story(
        "2309", 2, 28, Role.AGENCY,
        "خانوار مستأجر و پرتراکم بیش از میانگین شهرستان است.",
        ("civil-housing",),
        (saved(24), Event(20, SUBMIT), Event(10, COUNTY, Role.COUNTY, "تأیید می‌شود.")),
    ),
    Story(
        "2309", 9, 22, Role.AGENCY,
        "جویای کار در این بخش بیشتر از شهرستان است.",
        ("skills-employment",),
        (
            saved(40),
            Event(36, SUBMIT),
            Event(32, COUNTY, Role.COUNTY),
            Event(9, PROVINCE, Role.PROVINCE, "با توجه به سهم استان، تأیید شد."),
        ),
    ),
    Story(
        "2310", 1, 27, Role.AGENCY,
        "هیچ خانهٔ محله‌ای در یک کیلومتری نیست.",
        ("health", "education", "women-family"),
        (
            saved(50, 2),
            Event(46, SUBMIT),
            Event(41, COUNTY, Role.COUNTY),
            Event(30, PROVINCE, Role.PROVINCE),
            Event(3, NATIONAL, Role.NATIONAL, "در ویرایش بعدی منتشر شود."),
        ),
    ),
    Story(
        "2309", 15, 25, Role.AGENCY,
        "حاشیهٔ تازهٔ شهر که در بررسی پیشین نبود.",
        ("neighbourhood-structures",),
        (
            saved(48),
            Event(44, SUBMIT),
            Event(39, COUNTY, Role.COUNTY),
            Event(28, PROVINCE, Role.PROVINCE),
            Event(2, NATIONAL, Role.NATIONAL),
        ),
    ),
    Story(
        "2310", 7, 21, Role.AGENCY,
        "زنان سرپرست خانوار به کلاس و بازارچه دسترسی ندارند.",
        ("women-family", "skills-employment"),
        (
            saved(15),
            Event(13, SUBMIT),
            Event(8, RETURN, Role.COUNTY, "هدف روشن نیست: چند خانوار و کدام خدمت؟ دوباره بنویسید."),
        ),
    ),
    Story(
        "2310", 2, 20, Role.COUNTY,
        "پیشنهاد فرمانداری برای بررسی دوباره.",
        (),
        (saved(30), Event(28, SUBMIT), Event(21, WITHDRAW)),
    ),
    Story(
        "2310", 4, 23, Role.COUNTY,
        "بخشی که با محلهٔ کناری یک مدرسه دارد.",
        ("education",),
        (saved(5),),
    ),
)  # fmt: skip
