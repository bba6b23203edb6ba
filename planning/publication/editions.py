"""This file writes a new edition: what is carried over, and what is new in it."""

from datetime import date, timedelta

from django.utils import timezone

from layers.geometry import anchor_point
from layers.geos import to_django
from layers.models import Area, AreaCode, Edition, Level, Source
from layers.queries import current_areas
from persian.dates import format_date
from persian.names import fold
from planning.publication.successors import Successor


def new_edition(successors: list[Successor], base: Edition | None, province: str) -> Edition:
    today = timezone.localdate()
    place: Area | None = current_areas(Level.PROVINCE).filter(code=province).first()
    name_fa, name_en = (place.name_fa, place.name_en) if place else (province, province)
    is_invented = all(each.target.synthetic for each in successors) and (
        base is None or base.synthetic
    )
    mark_fa, mark_en = ("دادهٔ نمونه (ساختگی): ", "Sample data (invented): ")
    title_fa = f"محله‌های استان {name_fa}، ویرایش {format_date(today)}"
    title_en = f"Neighbourhoods of {name_en} Province, edition of {format_date(today, lang='en')}"
    return Edition.objects.create(
        code=free_edition_code(province, today),
        level=Level.NEIGHBOURHOOD,
        title_fa=mark_fa + title_fa if is_invented else title_fa,
        title_en=mark_en + title_en if is_invented else title_en,
        provinces=[province],
        in_force_from=today,
        source=planning_source(is_invented),
        synthetic=is_invented,
    )


def free_edition_code(province: str, today: date) -> str:
    """planning-23-20261125, with a number after it from the second of a day on."""
    wish = f"planning-{province}-{today:%Y%m%d}"
    taken = set(Edition.objects.filter(code__startswith=wish).values_list("code", flat=True))
    numbered = (f"{wish}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (wish, *numbered) if code not in taken)


def planning_source(is_invented: bool) -> Source:
    """The source of what planning decided; an invented decision has one of its own."""
    if is_invented:
        return Source.objects.get_or_create(
            code="demo-planning",
            defaults={
                "title_fa": "دادهٔ نمونه (ساختگی): تصمیم‌های محدوده‌های هدف",
                "title_en": "Sample data (invented): decisions on target areas",
                "licence": "CC0 1.0",
                "attribution_fa": "محله: دادهٔ نمونه",
                "attribution_en": "Mahalleh: sample data",
                "synthetic": True,
            },
        )[0]
    return Source.objects.get_or_create(
        code="planning",
        defaults={
            "title_fa": "تصمیم‌های محدوده‌های هدف در همین سامانه",
            "title_en": "Decisions on target areas made in this system",
            "licence": "CC BY 4.0",
            "attribution_fa": "محله: محدوده‌های هدف",
            "attribution_en": "Mahalleh: target areas",
        },
    )[0]


def copy_areas(before: dict[str, Area], edition: Edition, replaced: set[str]) -> list[Area]:
    """The neighbourhoods that nothing replaces, in the new edition as they were."""
    carried = (
        "level", "code", "parent_code", "province_code", "county_code", "name_fa", "name_en",
        "name_folded", "settlement_type", "boundary", "anchor", "source_id", "as_of", "synthetic",
    )  # fmt: skip
    return Area.objects.bulk_create(
        [
            Area(edition=edition, **{name: getattr(area, name) for name in carried})
            for code, area in before.items()
            if code not in replaced
        ]
    )


def write_area(each: Successor, edition: Edition, before: dict[str, Area]) -> Area:
    target, revision = each.target, each.revision
    kinds = {before[code].settlement_type for code in revision.replaces}
    AreaCode.objects.get_or_create(code=each.code, defaults={"level": Level.NEIGHBOURHOOD})
    name_en = revision.name_en or english_before(each, before) or revision.name_fa
    return Area.objects.create(
        edition=edition,
        level=Level.NEIGHBOURHOOD,
        code=each.code,
        parent_code=target.county_code,
        province_code=target.province_code,
        county_code=target.county_code,
        name_fa=revision.name_fa,
        name_en=name_en,
        name_folded=f"{fold(revision.name_fa)} {fold(name_en)}".strip()[:250],
        settlement_type=kinds.pop() if len(kinds) == 1 else "",
        boundary=revision.boundary,
        anchor=to_django(anchor_point(each.boundary)),
        source=planning_source(target.synthetic),
        as_of=edition.in_force_from,
        synthetic=target.synthetic,
    )


def english_before(each: Successor, before: dict[str, Area]) -> str:
    """The English name that an area of the same code and Persian name had, else nothing."""
    same = before.get(each.code)
    return same.name_en if same and same.name_fa == each.revision.name_fa else ""


def close(base: Edition | None, edition: Edition) -> None:
    """End the edition before, where it is of this province alone and began on an earlier day.

    Otherwise it stays open: the map takes the newest of each province in any case.
    """
    if base is None or base.provinces != edition.provinces:
        return
    if base.in_force_from < edition.in_force_from:
        base.in_force_to = edition.in_force_from - timedelta(days=1)
        base.save(update_fields=["in_force_to"])
