"""This file notes when a figure is shown on boundaries of another period than its own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from layers.messages import Message, Names
from layers.messages import message as _
from layers.models import Area, Edition
from persian.dates import jalali_year_days, jalali_year_to_gregorian_span
from persian.digits import to_persian

Days = tuple[date, date]

FROM = _("مرز امروز، معتبر از {first}")
FROM_OR_LATER = _("مرز امروز، معتبر از {first} و پس از آن")
EDITION_FROM = _("مرز این ویرایش، معتبر از {first}")
EDITION_FROM_OR_LATER = _("مرز این ویرایش، معتبر از {first} و پس از آن")
EDITION_FROM_TO = _("مرز این ویرایش، معتبر از {first} تا {last}")
EDITION_FROM_OR_LATER_TO = _("مرز این ویرایش، معتبر از {first} و پس از آن تا {last}")


@dataclass(frozen=True)
class Shown:
    """A figure and the drawing of its area on which it is shown.

    in_force_from, in_force_to: of the edition that draws it. area_m2: None if the drawing is a
    point. is_today: the drawing is the one in force today, not one requested by edition.
    """

    code: str
    year: int
    as_of: date | None
    in_force_from: date
    in_force_to: date | None
    area_m2: float | None
    is_today: bool

    @property
    def days(self) -> Days:
        return figure_days(self.year, self.as_of)


@dataclass(frozen=True)
class BoundaryNote:
    """One note for all figures concerned. years: Jalali; codes: of their areas.

    in_force_from: the first day of the boundaries shown, the earliest of several.
    """

    years: tuple[int, ...]
    codes: tuple[str, ...]
    in_force_from: date
    text: Message

    @property
    def text_fa(self) -> str:
        return self.text.fa

    @property
    def text_en(self) -> str:
        return self.text.en

    def as_json(self) -> dict[str, Any]:
        return {
            "text_fa": self.text_fa,
            "text_en": self.text_en,
            "years": self.years,
            "in_force_from": self.in_force_from.isoformat(),
            "areas": self.codes,
        }


@lru_cache(maxsize=1_000)
def figure_days(year: int, as_of: date | None) -> Days:
    """The first and last day a figure describes: its day, else its whole Jalali year.

    A day after the year is a publication date and does not date the boundaries.
    """
    first, last = jalali_year_days(year)
    return (as_of, as_of) if as_of and as_of <= last else (first, last)


def on_other_boundaries(
    figures: Iterable[Shown], *, drawn: Iterable[Area] | None = None
) -> tuple[Shown, ...]:
    """The figures whose days lie wholly outside those of the edition that draws their area.

    Figures are left out if an edition in force in their days drew the same area. drawn: all
    published drawings of the areas with their editions, if already read; otherwise this takes one
    query, or no query if every figure fits.
    """
    outside = [each for each in figures if not _meet(each.days, _span(each))]
    if not outside:
        return ()
    if drawn is None:
        drawn = _drawn({each.code for each in outside})
    drawings: dict[str, list[Area]] = defaultdict(list)
    for area in sorted(drawn, key=lambda each: (each.edition.in_force_from, each.edition_id)):
        drawings[area.code].append(area)
    return tuple(each for each in outside if not _was_the_same(each, drawings[each.code]))


def boundary_note(figures: Sequence[Shown], *, of: int = 1) -> BoundaryNote | None:
    """The note on figures shown on other boundaries; None if there are no such figures.

    of: the number of figures shown together, including these.
    """
    if not figures:
        return None
    begun = sorted({each.in_force_from for each in figures})
    years = sorted({each.year for each in figures})
    codes = tuple(sorted({each.code for each in figures}))
    text = _("{drawn}؛ {figures}.", drawn=_drawn_on(figures, begun), figures=_figures_of(years))
    if len(codes) < of:
        text = _(
            "{drawn}؛ {figures} ({areas} محدوده از {all}).",
            **text.values,
            areas=len(codes),
            all=of,
        )
    return BoundaryNote(tuple(years), codes, begun[0], text)


def _span(drawn: Shown | Edition) -> Days:
    return drawn.in_force_from, drawn.in_force_to or date.max


def _meet(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _drawn(codes: set[str]) -> Iterable[Area]:
    return (
        Area.objects.filter(code__in=codes, edition__is_published=True)
        .select_related("edition")
        .only("code", "area_m2", "edition__in_force_from", "edition__in_force_to")
    )


def _was_the_same(shown: Shown, drawings: list[Area]) -> bool:
    """Whether the newest drawing in force in the figure's days has the same area.

    Two boundaries with exactly equal area are one boundary; two points prove nothing.
    """
    then = [area for area in drawings if _meet(shown.days, _span(area.edition))]
    return bool(then) and then[-1].area_m2 == shown.area_m2


def _drawn_on(figures: Sequence[Shown], begun: list[date]) -> Message:
    """The boundaries shown. The last day of an edition appears only if it was requested."""
    first, last, several = begun[0], figures[0].in_force_to, len(begun) > 1
    if figures[0].is_today:
        text = FROM_OR_LATER if several else FROM
    elif last is None:
        text = EDITION_FROM_OR_LATER if several else EDITION_FROM
    else:
        text = EDITION_FROM_OR_LATER_TO if several else EDITION_FROM_TO
    return text.with_values(first=first, last=last)


def _figures_of(years: list[int]) -> Message:
    """The years of the figures."""
    first, last = (
        Names(
            to_persian(str(year)),
            f"{year} ({jalali_year_to_gregorian_span(year)})",
        )
        for year in (years[0], years[-1])
    )
    if len(years) == 1:
        return _("رقم سال {first} بر پایهٔ مرزهای همان سال است", first=first)
    if len(years) == 2:
        text = _("رقم‌های سال‌های {first} و {last} بر پایهٔ مرزهای همان سال‌هاست")
    else:
        text = _("رقم‌های سال‌های {first} تا {last} بر پایهٔ مرزهای همان سال‌هاست")
    return text.with_values(first=first, last=last)
