"""This file says in both languages what an exported file holds, for people who open it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from layers.catalogue import Field
from layers.exporting.columns import DAY
from layers.exporting.metadata import metadata
from layers.exporting.selection import Selection
from layers.messages import Digits, Message, Number, Worded
from layers.messages import message as _

TYPES = {
    "String": _("متن"),
    "Number": _("عدد"),
    "Boolean": _("بله یا خیر"),
    "Date": _("تاریخ"),
}
FILTERS = {
    "parent": _("درون محدوده"),
    "province": _("استان"),
    "county": _("شهرستان"),
    "bbox": _("کادر (درجه: غرب، جنوب، شرق، شمال)"),
}
SUPPRESSION = _(
    "شمارش‌های کمتر از کمینهٔ انتشار، و شمارش‌هایی که آن‌ها را لو می‌دهند، منتشر نمی‌شوند و خانهٔ"
    " آن‌ها خالی است. خانهٔ خالی صفر نیست."
)
INVENTED = _("این فایل دادهٔ نمونه (ساختگی) دارد. ستون synthetic آن را در هر سطر می‌گوید.")


@dataclass(frozen=True)
class Line:
    """One line of a description: what is said, in Persian and in English."""

    about: Message
    fa: str
    en: str


def lines(selection: Selection, rows: int) -> list[Line]:
    """What applies to the whole file: content, day, edition, filters, sources, what is withheld."""
    about: dict[str, Any] = metadata(selection)
    found = [
        Line(_("لایه"), about["title_fa"], about["title_en"]),
        worded(_("تعداد سطر"), Number(rows)),
        worded(_("تاریخ ساخت فایل"), _("{day}", day=date.fromisoformat(about["made_on"]))),
    ]
    found += [same(_("ویرایش"), code) for code in about["editions"]]
    if indicator := about["indicator"]:
        found += [
            Line(_("سنجه"), indicator["name_fa"], indicator["name_en"]),
            Line(_("تعریف"), indicator["definition_fa"], indicator["definition_en"]),
            Line(_("واحد"), indicator["unit_fa"], indicator["unit_en"]),
        ]
        if about["year_jalali"]:
            found.append(worded(_("سال"), Digits(about["year_jalali"])))
    if note := about["boundary_note"]:
        found.append(Line(_("یادداشت مرز"), note["text_fa"], note["text_en"]))
    found += [
        same(FILTERS[name], text_of(value)) for name, value in about["filter"].items() if value
    ]
    for source in about["sources"]:
        found += source_lines(source)
    found.append(worded(_("آنچه منتشر نمی‌شود"), SUPPRESSION))
    if about["synthetic"]:
        found.append(worded(_("دادهٔ نمونه"), INVENTED))
    return found


def source_lines(source: dict[str, Any]) -> list[Line]:
    """Title, licence and attribution of one source, each with its code."""
    code, licence = source["code"], [source["licence"], source["licence_url"]]
    return [
        Line(_("منبع"), f"{source['title_fa']} ({code})", f"{source['title_en']} ({code})"),
        same(_("پروانهٔ استفاده"), " ".join(filter(None, licence))),
        Line(_("نام‌بردن از منبع"), source["attribution_fa"], source["attribution_en"]),
    ]


def worded(about: Message, text: Worded) -> Line:
    return Line(about, text.in_language("fa"), text.in_language("en"))


def same(about: Message, text: str) -> Line:
    """A line whose text is a code or a number of degrees, the same in both languages."""
    return Line(about, text, text)


def text_of(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def type_of(column: Field) -> Message:
    return TYPES["Date" if column.name == DAY else column.type]
