"""This file is the registry of the sections of an area's page; each app adds its own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from accounts.access import Scope
from layers.editions.in_force import published_edition
from layers.figures.one_area import AreaFigure, area_figures
from layers.messages import Digits, Names
from layers.messages import message as _
from layers.models import Area, Edition, Level
from layers.problems import NotAllowed, NotFound
from layers.queries import areas_of, current_areas, is_code
from persian.digits import to_ascii

# Shapes are large, and only the outline section needs them.
SHAPES = ("boundary", "boundary_3857", "anchor_3857")
Column = Literal["top", "main", "side"]


@dataclass(frozen=True)
class PlaceName:
    """An area by code, level and name."""

    code: str
    level: Level
    name_fa: str
    name_en: str


@dataclass(frozen=True)
class Subject:
    """The area of a page, and how much of it the person may see.

    area: without its shapes. edition: set when an older one was requested. above: the areas that
    contain it today, the country first. exact: suppressed figures are shown, because the area is in
    the person's scope and the person requested them.
    """

    area: Area
    edition: Edition | None
    above: tuple[PlaceName, ...]
    scope: Scope
    exact: bool

    @property
    def level(self) -> Level:
        return Level(self.area.level)

    @property
    def parent(self) -> PlaceName | None:
        return self.above[-1] if self.above else None

    @cached_property
    def drawings(self) -> list[Area]:
        """The area in every published edition that drew it; read once for all sections."""
        return editions_with(self.area.code)

    @cached_property
    def figures(self) -> tuple[AreaFigure, ...]:
        """The figures of the area, one per indicator, in catalogue order; read once."""
        return area_figures(
            self.area,
            edition=self.edition,
            drawn=self.drawings,
            contexts=[place.code for place in reversed(self.above)],
            exact=self.exact,
        )


class Content(Protocol):
    """A section's content: a frozen dataclass that its template reads as `content`."""

    def as_json(self) -> Any:
        """The same content for /areas/<code>.json."""
        ...


@dataclass(frozen=True)
class ProfileSection:
    """A section of the page. build returns None if it has no content.

    key: its anchor in the page and its member in the JSON. position: order within the column.
    """

    key: str
    column: Column
    position: int
    template: str
    build: Callable[[Subject], Content | None]


@dataclass(frozen=True)
class BuiltSection:
    """A section with its content for one area."""

    key: str
    column: Column
    template: str
    content: Content


_sections: dict[str, ProfileSection] = {}


def register_section(section: ProfileSection) -> None:
    """Register a section of every area's page; an app calls this once, in AppConfig.ready()."""
    if section.key in _sections and _sections[section.key] != section:
        raise ValueError(f"two profile sections are called {section.key!r}")
    _sections[section.key] = section


def sections_for(subject: Subject) -> tuple[BuiltSection, ...]:
    """The sections with content for an area, by position."""
    built = []
    for section in sorted(_sections.values(), key=lambda s: (s.position, s.key)):
        content = section.build(subject)
        if content is not None:
            built.append(BuiltSection(section.key, section.column, section.template, content))
    return tuple(built)


def subject(
    code: str, *, edition_code: str | None = None, scope: Scope, exact: bool = False
) -> Subject:
    """The area of this code in force today, or as drawn by one published edition.

    Raises NotFound for an unknown code or edition, NotAllowed when exact figures are requested for
    an area outside the person's scope.
    """
    edition = published_edition(edition_code) if edition_code else None
    areas = current_areas() if edition is None else areas_of(edition)
    found = (
        areas.filter(code=to_ascii(code) if is_code(code) else "")
        .select_related("edition__source", "source")
        .defer(*SHAPES)
        .first()
    )
    if found is None:
        raise unknown_area(code)
    if exact and not scope.covers(province_code=found.province_code, county_code=found.county_code):
        raise NotAllowed(
            _(
                "آمار دقیق تنها برای کاربری است که این محدوده در حوزهٔ دسترسی اوست."
                " بدون exact=1 آمار منتشرشده را می‌بینید.",
            )
        )
    return Subject(area=found, edition=edition, above=above(found), scope=scope, exact=exact)


def above(area: Area) -> tuple[PlaceName, ...]:
    """The areas that contain this one today, the country first; empty for the country."""
    if area.level == Level.COUNTRY:
        return ()
    codes = [code for code in ("IR", area.province_code, area.county_code) if code]
    rows = (
        current_areas()
        .filter(code__in=codes)
        .exclude(code=area.code)
        .values_list("code", "level", "name_fa", "name_en")
    )
    found = {row[0]: PlaceName(row[0], Level(row[1]), row[2], row[3]) for row in rows}
    return tuple(found[code] for code in codes if code in found)


def unknown_area(code: str) -> NotFound:
    """The error for a code that no area has today; it names an edition that had it."""
    # Only codes become Persian digits: in other texts, addresses, they would spoil the escapes.
    shown: Digits | str = Digits(code[:20]) if is_code(code) else code[:20]
    older = editions_with(code)
    if older:
        edition = older[0].edition
        return NotFound(
            _(
                "در این مرزها محدوده‌ای با کد «{code}» نیست."
                " این کد در ویرایش «{edition}» بوده است: ?edition={edition_code}",
                code=shown,
                edition=Names(edition.title_fa, edition.title_en),
                edition_code=edition.code,
            )
        )
    return NotFound(
        _(
            "در مرزهای امروز محدوده‌ای با کد «{code}» نیست. کد را بررسی کنید یا نام را جست‌وجو کنید.",
            code=shown,
        )
    )


def editions_with(code: str) -> list[Area]:
    """The area in every published edition that drew it, newest first, without its shapes."""
    if not is_code(code):
        return []
    return list(
        Area.objects.filter(code=to_ascii(code), edition__is_published=True)
        .select_related("edition", "edition__source")
        .defer(*SHAPES)
        .order_by("-edition__in_force_from", "-edition_id")
    )
