"""This file lists the fields that each layer takes from a file, and their column names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from layers.models import House, Level, Prison, School, Settlement
from layers.models.places import Place
from persian.names import fold


class FieldKind(StrEnum):
    TEXT = "text"
    NAME = "name"
    CODE = "code"
    MEMBERSHIP = "membership"
    COUNT = "count"
    TRUTH = "truth"
    DAY = "day"
    CHOICE = "choice"


@dataclass(frozen=True)
class FieldSpec:
    """A field of ours and the column names it is read from, the most likely first.

    choices: cell text → stored value. most: the largest count its column holds.
    """

    name: str
    aliases: tuple[str, ...]
    kind: FieldKind = FieldKind.TEXT
    longest: int = 300
    most: int = 2_000_000_000
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False

    @cached_property
    def folded_choices(self) -> dict[str, str]:
        """Folded cell text → stored value."""
        return {fold(word): stored for word, stored in self.choices.items()}


@dataclass(frozen=True)
class Target:
    """A layer that files can be loaded into. level is set for areas, model for places."""

    layer: str
    fields: tuple[FieldSpec, ...]
    level: Level | None = None
    model: type[Place] | None = None


NAME_FA = ("name_fa", "name:fa", "نام", "نام فارسی", "nam", "name", "title_fa")
NAME_EN = ("name_en", "name:en", "int_name", "نام انگلیسی", "english_name", "title_en")
PROVINCE_CODE = ("province_code", "کد استان", "prvnc_c", "ostan_code", "code_ostan", "province")
COUNTY_CODE = (
    "county_code",
    "کد شهرستان",
    "cnty_cd",
    "shahrestan_code",
    "code_shahrestan",
    "county",
)
NEIGHBOURHOOD_CODE = (
    "neighbourhood_code",
    "کد محله",
    "neighborhood_code",
    "mahalleh_code",
    "neighbourhood",
)
CODE = ("code", "کد", "area_code")
PARENT_CODE = ("parent_code", "کد بالادست", "parent")

MARGINAL = ("marginal", "حاشیه‌نشین", "حاشیه نشین", "سکونتگاه غیررسمی")
WORN_OUT = ("worn_out", "بافت فرسوده", "فرسوده")
STAGES = {
    School.Stage.PRIMARY: ("primary", "ابتدایی", "دبستان"),
    School.Stage.LOWER_SECONDARY: ("lower_secondary", "متوسطه نخست", "متوسطه اول", "متوسطه ۱"),
    School.Stage.UPPER_SECONDARY: ("upper_secondary", "متوسطه دوم", "متوسطه ۲", "دبیرستان"),
}
PUPILS = {
    School.Pupils.GIRLS: ("girls", "دخترانه", "دختر"),
    School.Pupils.BOYS: ("boys", "پسرانه", "پسر"),
    School.Pupils.MIXED: ("mixed", "مختلط"),
}
PRISON_STATUSES = {
    Prison.Status.OPERATING: ("operating", "در کار", "فعال"),
    Prison.Status.REPORTED_CLOSED: ("reported_closed", "بسته", "reported closed/demolished"),
    Prison.Status.UNKNOWN: ("unknown", "نامعلوم"),
}
HOUSE_STATES = {
    House.State.PLANNED: ("planned", "برنامه‌ریزی‌شده", "در برنامه"),
    House.State.IN_PROGRESS: ("in_progress", "در حال آماده‌سازی"),
    House.State.READY: ("ready", "آماده", "آمادهٔ گشایش"),
    House.State.OPEN: ("open", "فعال", "دایر"),
    House.State.CLOSED: ("closed", "بسته", "تعطیل"),
}


def _said(words: Mapping[Any, tuple[str, ...]]) -> dict[str, str]:
    return {word: str(stored) for stored, spellings in words.items() for word in spellings}


def _name_fields(longest: int, *own: str) -> tuple[FieldSpec, ...]:
    return (
        FieldSpec("name_fa", (*NAME_FA, *own), FieldKind.NAME, longest),
        FieldSpec("name_en", NAME_EN, FieldKind.NAME, longest),
    )


MARKS = (
    FieldSpec("synthetic", ("synthetic", "ساختگی", "is_synthetic"), FieldKind.TRUTH),
    FieldSpec("as_of", ("as_of", "تاریخ داده"), FieldKind.DAY),
)
PLACE_FIELDS = (
    FieldSpec("code", (*CODE, "ref", "id", "@id", "osm_id", "شناسه"), FieldKind.CODE),
    *_name_fields(160),
    FieldSpec("province_code", PROVINCE_CODE, FieldKind.MEMBERSHIP),
    FieldSpec("county_code", COUNTY_CODE, FieldKind.MEMBERSHIP),
    FieldSpec("neighbourhood_code", NEIGHBOURHOOD_CODE, FieldKind.MEMBERSHIP),
    FieldSpec("location_note_fa", ("location_note_fa", "دربارهٔ جای نقطه")),
    FieldSpec("location_note_en", ("location_note_en",)),
    *MARKS,
)
SCHOOL_FIELDS = (
    FieldSpec(
        "stage", ("stage", "دوره", "مقطع"), FieldKind.CHOICE, choices=_said(STAGES), required=True
    ),
    FieldSpec(
        "pupils_sex",
        ("pupils_sex", "جنسیت", "gender"),
        FieldKind.CHOICE,
        choices=_said(PUPILS),
        required=True,
    ),
    FieldSpec("pupils", ("pupils", "دانش‌آموز", "شمار دانش‌آموز"), FieldKind.COUNT),
    FieldSpec("classrooms", ("classrooms", "کلاس", "شمار کلاس"), FieldKind.COUNT, most=32_767),
)
HOUSE_FIELDS = (
    FieldSpec("agency", ("agency", "agency_code", "دستگاه"), longest=120, required=True),
    FieldSpec(
        "state",
        ("state", "وضعیت", "status"),
        FieldKind.CHOICE,
        choices=_said(HOUSE_STATES),
        required=True,
    ),
    FieldSpec("is_lead", ("is_lead", "خانهٔ مسئول", "مسئول"), FieldKind.TRUTH),
)
PRISON_FIELDS = (
    FieldSpec("status", ("status", "وضعیت"), FieldKind.CHOICE, choices=_said(PRISON_STATUSES)),
)
SETTLEMENT_FIELDS = (
    FieldSpec("population_persons", ("population_persons", "population", "جمعیت"), FieldKind.COUNT),
)
NEIGHBOURHOOD_FIELDS = (
    FieldSpec(
        "settlement_type",
        ("settlement_type", "گونهٔ بافت"),
        FieldKind.CHOICE,
        choices=_said({"marginal": MARGINAL, "worn_out": WORN_OUT}),
    ),
)


def _area(
    level: Level,
    *,
    own: tuple[str, ...],
    above: tuple[str, ...],
    names: tuple[str, ...] = (),
    more: tuple[FieldSpec, ...] = (),
) -> Target:
    fields = (
        FieldSpec("code", (*CODE, *own), FieldKind.CODE),
        *_name_fields(120, *names),
        FieldSpec("parent_code", (*PARENT_CODE, *above), FieldKind.MEMBERSHIP),
        *more,
        *MARKS,
    )
    layer = "counties" if level == Level.COUNTY else f"{level}s"
    return Target(layer, fields, level=level)


def _places(model: type[Place], layer: str, *more: FieldSpec) -> Target:
    return Target(layer, (*PLACE_FIELDS, *more), model=model)


TARGETS = {
    target.layer: target
    for target in (
        _area(Level.PROVINCE, own=PROVINCE_CODE, above=(), names=("prvnc_n", "نام استان")),
        _area(Level.COUNTY, own=COUNTY_CODE, above=PROVINCE_CODE, names=("cnty_nm", "نام شهرستان")),
        _area(
            Level.NEIGHBOURHOOD,
            own=NEIGHBOURHOOD_CODE,
            above=COUNTY_CODE,
            names=("نام محله",),
            more=NEIGHBOURHOOD_FIELDS,
        ),
        _places(Prison, "prisons", *PRISON_FIELDS),
        _places(School, "schools", *SCHOOL_FIELDS),
        _places(House, "houses", *HOUSE_FIELDS),
        _places(Settlement, "places", *SETTLEMENT_FIELDS),
    )
}
