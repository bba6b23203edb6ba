"""This file writes the comparison of two lists as CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterator

from layers.messages import Names, Worded
from layers.messages import message as _
from layers.spreadsheets import starts_formula
from planning.comparing.lists import ListComparison, ListItem, Pair, Why

HEAD: tuple[Worded, ...] = (
    _("نتیجه"), _("کد در نخست"), _("نام در نخست"), _("کد در دوم"), _("نام در دوم"),
    _("تفاوت"), _("درصد تفاوت مرز"),
)  # fmt: skip
ONLY_FIRST, ONLY_SECOND = _("تنها در نخست"), _("تنها در دوم")
CHANGED, SAME = _("در هر دو، با تفاوت"), _("در هر دو، یکسان")
REASONS = {
    Why.CODE: _("کد دیگر"),
    Why.NAME: _("نام دیگر"),
    Why.LINEAGE: _("از راه تبار"),
    Why.BOUNDARY: _("مرز دیگر"),
}
NOTHING = ListItem("", "", "")


def result_csv(found: ListComparison, lang: str) -> str:
    """Every area of both lists in one row each, as CSV with a byte order mark.

    Texts that a spreadsheet would run begin with an apostrophe.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    for row in (HEAD, *rows(found)):
        writer.writerow([cell(each, lang) for each in row])
    return "\ufeff" + target.getvalue()


def rows(found: ListComparison) -> Iterator[tuple[Worded | str, ...]]:
    for pair in found.changed:
        yield (CHANGED, *pair_cells(pair))
    for item in found.only_first:
        yield (ONLY_FIRST, *item_cells(item), *item_cells(NOTHING), "", "")
    for item in found.only_second:
        yield (ONLY_SECOND, *item_cells(NOTHING), *item_cells(item), "", "")
    for pair in found.unchanged:
        yield (SAME, *pair_cells(pair))


def pair_cells(pair: Pair) -> tuple[Worded | str, ...]:
    percent = next((each.percent for each in pair.reasons if each.percent is not None), None)
    words = [REASONS[each.why] for each in pair.reasons]
    together = Names(
        "، ".join(each.in_language("fa") for each in words),
        ", ".join(each.in_language("en") for each in words),
    )
    return (
        *item_cells(pair.first),
        *item_cells(pair.second),
        together if words else "",
        "" if percent is None else f"{percent:.1f}",
    )


def item_cells(item: ListItem) -> tuple[Worded | str, ...]:
    return item.code, Names(item.name_fa, item.name_en or item.name_fa)


def cell(value: Worded | str, lang: str) -> str:
    text = value if isinstance(value, str) else value.in_language(lang)
    return f"'{text}" if starts_formula(text) else text
