"""This file builds the history of an area: its editions, predecessors and successors."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from layers.models import Area, Level, Lineage
from layers.profile.registry import Subject
from layers.profile.sections.headline import Size, size


@dataclass(frozen=True)
class RelatedArea:
    """A predecessor or successor. edition_code: the edition that draws it."""

    code: str
    name_fa: str
    name_en: str
    edition_code: str
    kind: Lineage.Kind
    reason_fa: str
    reason_en: str


@dataclass(frozen=True)
class Drawing:
    """The area as one edition draws it. is_shown: on this page; in_force_to: None while open.

    size: None without a boundary. name_*: as the edition writes it. before, after: predecessors and
    successors. is_new: it has no predecessor; reason_*: why it was created.
    """

    edition_code: str
    title_fa: str
    title_en: str
    in_force_from: date
    in_force_to: date | None
    name_fa: str
    name_en: str
    size: Size | None
    synthetic: bool
    is_shown: bool
    before: tuple[RelatedArea, ...]
    after: tuple[RelatedArea, ...]
    is_new: bool
    reason_fa: str
    reason_en: str


@dataclass(frozen=True)
class History:
    """layers/_history.html. drawings: newest first."""

    code: str
    drawings: tuple[Drawing, ...]

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "edition": drawing.edition_code,
                "in_force_from": drawing.in_force_from,
                "in_force_to": drawing.in_force_to,
                "name_fa": drawing.name_fa,
                "name_en": drawing.name_en,
                "area_m2": drawing.size.area_m2 if drawing.size else None,
                "before": [related_as_json(other) for other in drawing.before],
                "after": [related_as_json(other) for other in drawing.after],
            }
            for drawing in self.drawings
        ]


def related_as_json(other: RelatedArea) -> dict[str, str]:
    return {
        "code": other.code,
        "edition": other.edition_code,
        "kind": other.kind,
        "reason_fa": other.reason_fa,
        "reason_en": other.reason_en,
    }


def build(subject: Subject) -> History:
    return history(subject.area.code, areas=subject.drawings, shown=subject.area)


def history(code: str, *, areas: list[Area], shown: Area | None = None) -> History:
    """Every published drawing of a code; `shown` is the one on the page. One query."""
    links = list(
        Lineage.objects.filter(Q(after__in=areas) | Q(before__in=areas))
        .filter(after__edition__is_published=True)
        .filter(Q(before=None) | Q(before__edition__is_published=True))
        .select_related("before__edition", "after__edition")
        .only(
            "kind",
            "reason_fa",
            "reason_en",
            *(
                f"{side}__{field}"
                for side in ("before", "after")
                for field in ("code", "name_fa", "name_en", "edition__code")
            ),
        )
        .order_by("pk")
    )
    return History(
        code=code,
        drawings=tuple(drawing(area, links, is_shown=area == shown) for area in areas),
    )


def drawing(area: Area, links: list[Lineage], *, is_shown: bool) -> Drawing:
    origin = next((link for link in links if link.after == area and link.before is None), None)
    return Drawing(
        edition_code=area.edition.code,
        title_fa=area.edition.title_fa,
        title_en=area.edition.title_en,
        in_force_from=area.edition.in_force_from,
        in_force_to=area.edition.in_force_to,
        name_fa=area.name_fa,
        name_en=area.name_en,
        size=size(area.area_m2, Level(area.level), None),
        synthetic=area.synthetic,
        is_shown=is_shown,
        before=tuple(
            related(link, link.before) for link in links if link.after == area and link.before
        ),
        after=tuple(related(link, link.after) for link in links if link.before == area),
        is_new=origin is not None,
        reason_fa=origin.reason_fa if origin else "",
        reason_en=origin.reason_en if origin else "",
    )


def related(link: Lineage, other: Area) -> RelatedArea:
    return RelatedArea(
        code=other.code,
        name_fa=other.name_fa,
        name_en=other.name_en,
        edition_code=other.edition.code,
        kind=Lineage.Kind(link.kind),
        reason_fa=link.reason_fa,
        reason_en=link.reason_en,
    )
