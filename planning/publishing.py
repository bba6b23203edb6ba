"""This file turns approved target areas into a new edition of neighbourhoods, with its lineage."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import shapely
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from layers import publishing as ground
from layers.geometry import anchor_point
from layers.importing.known import to_django
from layers.importing.load import LOAD_LOCK
from layers.models import Area, AreaCode, CurrentEdition, Edition, Level, Lineage, Source
from layers.queries import current_areas
from persian.dates import format_date
from persian.digits import to_persian
from persian.names import fold
from planning.figures import write_figures
from planning.models import Decision, Revision, State, Step, TargetArea
from planning.problems import CannotPublish
from planning.queries import newest_revision

SQL = Path(__file__).parent / "sql"
# Two areas that share less than this share a border that was drawn twice, square metres.
SLIVER_M2 = 100.0
LAST_NUMBER = 999
LONGEST_REASON = 300


@dataclass(frozen=True)
class Successor:
    """An approved area on its way to become a neighbourhood. code: the one it gets.

    keeps: it takes the place of exactly one neighbourhood, alone, and keeps its code.
    """

    target: TargetArea
    revision: Revision
    code: str
    keeps: bool

    @property
    def boundary(self) -> shapely.MultiPolygon:
        return shapely.from_wkb(bytes(self.revision.boundary.wkb))


@transaction.atomic
def publish(targets: Sequence[TargetArea], *, by: User, reason: str) -> list[Decision]:
    """Publish approved target areas of one province together, as one new edition in force today.

    targets: locked, each approved by the national headquarters. Every neighbourhood in force
    that none of them replaces is carried over as it is. Returns the decisions in the order of
    `targets`. Raises CannotPublish; then nothing is written.
    """
    lock()
    province = the_province(targets)
    base = edition_in_force(province)
    successors = name_successors(targets, base, province)
    check_invented(successors, base, province)
    check_overlaps(successors, base, province)
    edition = new_edition(successors, base, province)
    before = {area.code: area for area in areas_of(base, province)}
    kept = copy_areas(before, edition, replaced_codes(targets))
    made = {each.target.pk: write_area(each, edition, before) for each in successors}
    write_lineage(before, kept, successors, made, reason)
    for each in successors:
        if not each.keeps:
            source = planning_source(each.target.synthetic)
            write_figures(each.code, each.revision, each.target, source)
    close(base, edition)
    decisions = [record(each, edition, by=by, reason=reason) for each in successors]
    ground.publish(["neighbourhoods"], [province])
    return decisions


def lock() -> None:
    """Wait for any import of boundaries and any other publication to end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
    ground.lock_publishing()


def the_province(targets: Sequence[TargetArea]) -> str:
    provinces = {target.province_code for target in targets}
    if len(provinces) != 1:
        raise CannotPublish(
            "محدوده‌های یک استان با هم منتشر می‌شوند. از یک استان برگزینید.",
            "Areas of one province are published together. Choose from one province.",
        )
    return provinces.pop()


def edition_in_force(province: str) -> Edition | None:
    row = (
        CurrentEdition.objects.filter(level=Level.NEIGHBOURHOOD, province_code=province)
        .select_related("edition__source")
        .first()
    )
    return row.edition if row else None


def areas_of(base: Edition | None, province: str) -> list[Area]:
    if base is None:
        return []
    return list(Area.objects.filter(edition=base, province_code=province).order_by("code"))


def replaced_codes(targets: Sequence[TargetArea]) -> set[str]:
    return {code for target in targets for code in target.replaces}


def name_successors(
    targets: Sequence[TargetArea], base: Edition | None, province: str
) -> list[Successor]:
    """The approved areas with the codes that they get. Raises CannotPublish for one that
    replaces what is no longer in force.
    """
    present = {area.code for area in areas_of(base, province)}
    if gone := sorted(replaced_codes(targets) - present):
        raise CannotPublish(
            f"{'، '.join(map(to_persian, gone))} دیگر در مرزهای امروز نیست. محدوده را بازگردانید"
            " تا نویسنده جای آن را درست کند.",
            f"{', '.join(gone)} is no longer in force. Return the area, so that its author can"
            " correct what it replaces.",
        )
    claims = Counter(code for target in targets for code in target.replaces)
    numbers = FreeNumbers(present)
    successors = []
    for target in targets:
        keeps = len(target.replaces) == 1 and claims[target.replaces[0]] == 1
        code = target.replaces[0] if keeps else numbers.next_code(target.county_code)
        successors.append(Successor(target, newest_revision(target), code, keeps))
    return successors


class FreeNumbers:
    """Gives neighbourhoods of a county codes that none ever had, after those in force."""

    def __init__(self, present: set[str]) -> None:
        self.present = present
        self.given = set(
            AreaCode.objects.filter(level=Level.NEIGHBOURHOOD).values_list("code", flat=True)
        )

    def next_code(self, county: str) -> str:
        numbers = [int(code[5:]) for code in self.present if code.startswith(f"{county}-")]
        for number in range(max(numbers, default=0) + 1, LAST_NUMBER + 1):
            code = f"{county}-{number:03d}"
            if code not in self.given:
                self.given.add(code)
                return code
        raise CannotPublish(
            f"کدهای شهرستان {to_persian(county)} به پایان رسیده است. به مدیر سامانه بگویید.",
            f"The codes of county {county} are used up. Tell the system administrator.",
        )


def check_invented(successors: list[Successor], base: Edition | None, province: str) -> None:
    """Raise CannotPublish where an invented area would stand among real neighbourhoods."""
    is_real = any(not area.synthetic for area in areas_of(base, province))
    invented = [each.target.code for each in successors if each.target.synthetic]
    if is_real and invented:
        raise CannotPublish(
            f"{'، '.join(map(to_persian, invented))} دادهٔ نمونه (ساختگی) است و کنار محله‌های"
            " واقعی منتشر نمی‌شود.",
            f"{', '.join(invented)} is invented sample data and is not published beside real"
            " neighbourhoods.",
        )


def check_overlaps(successors: list[Successor], base: Edition | None, province: str) -> None:
    """Raise CannotPublish where an area takes ground that its decision does not give it."""
    for first, second in combinations(successors, 2):
        if shared_m2(first.boundary, second.boundary) > SLIVER_M2:
            raise CannotPublish(
                f"{to_persian(first.target.code)} و {to_persian(second.target.code)} روی هم‌اند."
                " یکی را بازگردانید تا مرزش درست شود.",
                f"{first.target.code} and {second.target.code} lie on each other. Return one,"
                " so that its boundary can be corrected.",
            )
    if base is None:
        return
    replaced = replaced_codes([each.target for each in successors])
    for each in successors:
        standing = standing_overlaps(each, base, province, replaced)
        if standing:
            code, name_fa, name_en, square_m = standing[0]
            hectares = f"{max(square_m / 10_000, 0.1):.1f}"
            raise CannotPublish(
                f"{to_persian(each.target.code)} در {to_persian(hectares).replace('.', '٫')}"
                f" هکتار روی «{name_fa}» ({to_persian(code)}) است که جایش را نمی‌گیرد. آن را"
                " بازگردانید تا مرز یا «به‌جای» درست شود.",
                f"{each.target.code} lies on '{name_en}' ({code}) in {hectares} hectares and"
                " does not replace it. Return it, so that its boundary or what it replaces can"
                " be corrected.",
            )


def shared_m2(first: shapely.Geometry, second: shapely.Geometry) -> float:
    """The ground that two polygons (degrees) share, geodesic square metres."""
    shared = shapely.intersection(first, second)
    if shared.is_empty or shared.area == 0:
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Area(ST_SetSRID(%s::geometry, 4326)::geography)",
            [shapely.to_wkb(shared, hex=True)],
        )
        return float(cursor.fetchone()[0])


def standing_overlaps(
    each: Successor, base: Edition, province: str, replaced: set[str]
) -> list[tuple[str, str, str, float]]:
    """Neighbourhoods that stay and lie under an area, the greatest overlap first.

    What another area of the same publication replaces is not standing any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement("standing_overlaps.sql"),
            {
                "boundary": each.revision.boundary.hexewkb.decode(),
                "edition": base.pk,
                "province": province,
                "replaced": sorted(replaced),
                "sliver_m2": SLIVER_M2,
            },
        )
        return list(cursor.fetchall())


@cache
def statement(file_name: str) -> str:
    return (SQL / file_name).read_text()


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
    kinds = {before[code].settlement_type for code in target.replaces}
    AreaCode.objects.get_or_create(code=each.code, defaults={"level": Level.NEIGHBOURHOOD})
    name_en = revision.name_en or revision.name_fa
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


def write_lineage(
    before: dict[str, Area],
    kept: list[Area],
    successors: list[Successor],
    made: dict[int, Area],
    reason: str,
) -> None:
    """How the neighbourhoods in force until now became those of the new edition."""
    links = [Lineage(before=before[area.code], after=area, kind=Lineage.Kind.SAME) for area in kept]
    heirs: dict[str, int] = defaultdict(int)
    for each in successors:
        for code in each.target.replaces:
            heirs[code] += 1
    for each in successors:
        words_fa, words_en = lineage_reasons(each, reason)
        after = made[each.target.pk]
        for code in each.target.replaces or [""]:
            links.append(
                Lineage(
                    before=before[code] if code else None,
                    after=after,
                    kind=kind_of(each, before.get(code), after, heirs[code]),
                    reason_fa=words_fa,
                    reason_en=words_en,
                )
            )
    Lineage.objects.bulk_create(links)


def kind_of(each: Successor, before: Area | None, after: Area, heirs: int) -> Lineage.Kind:
    """What a link says. heirs: how many areas take the place of the one before."""
    if before is None:
        return Lineage.Kind.NEW
    if heirs > 1:
        return Lineage.Kind.SPLIT
    if len(each.target.replaces) > 1:
        return Lineage.Kind.MERGED
    is_renamed = (before.name_fa, before.name_en) != (after.name_fa, after.name_en)
    return Lineage.Kind.RENAMED if is_renamed else Lineage.Kind.SAME


def lineage_reasons(each: Successor, reason: str) -> tuple[str, str]:
    """Why, in words of whoever decided, else of whoever proposed; and the target area's code."""
    words = reason or each.revision.purpose
    code = each.target.code
    return (
        f"محدودهٔ هدف {to_persian(code)}: {words}"[:LONGEST_REASON].rstrip(": "),
        f"Target area {code}: {words}"[:LONGEST_REASON].rstrip(": "),
    )


def close(base: Edition | None, edition: Edition) -> None:
    """End the edition before, where it is of this province alone and began on an earlier day.

    Otherwise it stays open: the map takes the newest of each province in any case.
    """
    if base is None or base.provinces != edition.provinces:
        return
    if base.in_force_from < edition.in_force_from:
        base.in_force_to = edition.in_force_from - timedelta(days=1)
        base.save(update_fields=["in_force_to"])


def record(each: Successor, edition: Edition, *, by: User, reason: str) -> Decision:
    target = each.target
    decision = Decision.objects.create(
        target_area=target,
        revision=each.revision,
        step=Step.PUBLISH,
        before=target.state,
        after=State.PUBLISHED,
        reason=reason,
        due_on=target.due_on,
        made_by=by,
    )
    target.state = State.PUBLISHED
    target.due_on = None
    target.edition = edition
    target.published_code = each.code
    target.save(update_fields=["state", "due_on", "edition", "published_code"])
    return decision
