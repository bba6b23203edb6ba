"""This file builds the list of places inside an area: schools, prisons and towns."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.models import Level, Prison, School, Settlement
from layers.profile.registry import Subject
from layers.queries import inside

TOWNS_SHOWN = 6


@dataclass(frozen=True)
class Stage:
    """The schools of one stage. pupils: of the schools with a published number, None without any.

    suppressed: the number of schools with under five pupils, which is suppressed everywhere.
    """

    stage: School.Stage
    schools: int
    pupils: int | None
    suppressed: int


@dataclass(frozen=True)
class Schools:
    """All schools here. pupils_known: the number of schools with a published number of pupils.

    synthetic: whether any is invented.
    """

    total: int
    stages: tuple[Stage, ...]
    pupils: int | None
    pupils_known: int
    synthetic: bool


@dataclass(frozen=True)
class Prisons:
    """Prisons here by name, those without a known place marked; and of the whole province.

    in_province, unlocated_in_province: None for a country or province, where they are the same.
    """

    listed: tuple[Prison, ...]
    total: int
    unlocated: int
    in_province: int | None
    unlocated_in_province: int | None


@dataclass(frozen=True)
class Places:
    """layers/_places.html. towns: the largest; town_count: of all of them.

    fewest_pupils: a school with fewer has no published number.
    """

    level: Level
    schools: Schools
    prisons: Prisons
    towns: tuple[Settlement, ...]
    town_count: int
    fewest_pupils: int = SMALLEST_PUBLISHED

    def as_json(self) -> dict[str, Any]:
        return {
            "schools": {
                "total": self.schools.total,
                "pupils": self.schools.pupils,
                "stages": {
                    each.stage.value: {"schools": each.schools, "pupils": each.pupils}
                    for each in self.schools.stages
                },
            },
            "prisons": {
                "total": self.prisons.total,
                "unlocated": self.prisons.unlocated,
                "codes": [prison.code for prison in self.prisons.listed],
            },
            "towns": self.town_count,
        }


def build(subject: Subject) -> Places:
    here = inside(subject.area.code)
    towns = Settlement.objects.filter(here)
    is_wide = subject.level != Level.NEIGHBOURHOOD
    return Places(
        level=subject.level,
        schools=schools(here),
        prisons=prisons(subject, here),
        towns=tuple(largest(towns)) if is_wide else (),
        town_count=towns.count() if is_wide else 0,
    )


def largest(towns: Any) -> Any:
    return towns.defer("location_3857", "location").order_by(
        Coalesce("population_persons", 0).desc(), "code"
    )[:TOWNS_SHOWN]


def schools(here: Q) -> Schools:
    """Schools by stage. Counts under five are left out of sums, so that subtraction fails."""
    published = Q(pupils__gte=SMALLEST_PUBLISHED)
    rows = {
        row["stage"]: row
        for row in School.objects.filter(here)
        .order_by()
        .values("stage")
        .annotate(
            schools=Count("pk"),
            known=Count("pk", filter=published),
            suppressed=Count("pupils", filter=~published),
            people=Sum("pupils", filter=published),
            invented=Count("pk", filter=Q(synthetic=True)),
        )
    }
    stages = tuple(stage(School.Stage(name), rows[name]) for name in School.Stage if name in rows)
    pupils = [each.pupils for each in stages if each.pupils is not None]
    return Schools(
        total=sum(each.schools for each in stages),
        stages=stages,
        pupils=sum(pupils) if pupils else None,
        pupils_known=sum(row["known"] for row in rows.values()),
        synthetic=any(row["invented"] for row in rows.values()),
    )


def stage(name: School.Stage, row: dict[str, Any]) -> Stage:
    return Stage(
        stage=name, schools=row["schools"], pupils=row["people"], suppressed=row["suppressed"]
    )


def prisons(subject: Subject, here: Q) -> Prisons:
    listed = tuple(Prison.objects.filter(here).defer("location_3857"))
    around: dict[str, int | None] = {"total": None, "unlocated": None}
    if subject.level in (Level.COUNTY, Level.NEIGHBOURHOOD):
        around = Prison.objects.filter(province_code=subject.area.province_code).aggregate(
            total=Count("pk"), unlocated=Count("pk", filter=Q(location=None))
        )
    return Prisons(
        listed=listed,
        total=len(listed),
        unlocated=sum(prison.location is None for prison in listed),
        in_province=around["total"],
        unlocated_in_province=around["unlocated"],
    )
