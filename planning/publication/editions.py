"""This file writes a new edition: carried-over and new neighbourhoods."""

from datetime import timedelta

from django.utils import timezone

from layers.editions.codes import free_edition_code
from layers.editions.write import NewArea
from layers.geometry import anchor_point
from layers.messages import Message, Names
from layers.messages import message as _
from layers.models import Area, Edition, Level, Source
from layers.queries import current_areas
from planning.publication.proposals import InForce
from planning.publication.successors import Successor


def new_edition(successors: list[Successor], now: InForce) -> Edition:
    today = timezone.localdate()
    place: Area | None = current_areas(Level.PROVINCE).filter(code=now.province).first()
    name = Names(place.name_fa, place.name_en) if place else now.province
    is_invented = all(each.target.synthetic for each in successors) and (
        now.edition is None or now.edition.synthetic
    )
    code = free_edition_code(f"planning-{now.province}-{today:%Y%m%d}")
    title = _("محله‌های استان {name}، ویرایش {day}", name=name, day=today)
    number = code.split("-")[3:]
    if number:
        title = _("{title}، شمارهٔ {number}", title=title, number=int(number[0]))
    if is_invented:
        title = marked(title)
    return Edition.objects.create(
        code=code,
        level=Level.NEIGHBOURHOOD,
        title_fa=title.fa,
        title_en=title.en,
        provinces=[now.province],
        in_force_from=today,
        source=planning_source(is_invented),
        synthetic=is_invented,
    )


def marked(title: Message) -> Message:
    """The title of sample data."""
    return _("دادهٔ نمونه (ساختگی): {title}", title=title)


def planning_source(is_invented: bool) -> Source:
    """The source of planning decisions; invented decisions have their own."""
    if is_invented:
        code, licence = "demo-planning", "CC0 1.0"
        title = marked(_("تصمیم‌های محدوده‌های هدف"))
        attribution = _("محله: دادهٔ نمونه")
    else:
        code, licence = "planning", "CC BY 4.0"
        title = _("تصمیم‌های محدوده‌های هدف در همین سامانه")
        attribution = _("محله: محدوده‌های هدف")
    return Source.objects.get_or_create(
        code=code,
        defaults={
            "title_fa": title.fa,
            "title_en": title.en,
            "licence": licence,
            "attribution_fa": attribution.fa,
            "attribution_en": attribution.en,
            "synthetic": is_invented,
        },
    )[0]


def copy_areas(before: dict[str, Area], edition: Edition, replaced: set[str]) -> list[Area]:
    """Copy the neighbourhoods that are not replaced into the new edition."""
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


def new_area(each: Successor, edition: Edition, before: dict[str, Area]) -> NewArea:
    """The neighbourhood that an approved area becomes. before: the neighbourhoods in force until
    now, by code."""
    target, revision = each.target, each.revision
    kinds = {before[code].settlement_type for code in revision.replaces}
    return NewArea(
        code=each.code,
        parent_code=target.county_code,
        province_code=target.province_code,
        county_code=target.county_code,
        name_fa=revision.name_fa,
        name_en=revision.name_en or english_before(each, before) or revision.name_fa,
        boundary=each.boundary,
        anchor=anchor_point(each.boundary),
        source=planning_source(target.synthetic),
        as_of=edition.in_force_from,
        synthetic=target.synthetic,
        settlement_type=kinds.pop() if len(kinds) == 1 else "",
    )


def english_before(each: Successor, before: dict[str, Area]) -> str:
    """The former English name of the same code and Persian name, or ""."""
    same = before.get(each.code)
    return same.name_en if same and same.name_fa == each.revision.name_fa else ""


def close(base: Edition | None, edition: Edition) -> None:
    """End the previous edition if it has only this province and began on an earlier day.

    Otherwise it stays open: the map takes the newest of each province in any case.
    """
    if base is None or base.provinces != edition.provinces:
        return
    if base.in_force_from < edition.in_force_from:
        base.in_force_to = edition.in_force_from - timedelta(days=1)
        base.save(update_fields=["in_force_to"])
