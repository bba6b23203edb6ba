"""This file finds target areas by code, name or part of a name, as far as a user may see them."""

from typing import Any

from atlas.search import Found, Result, in_full
from layers.models import Level
from layers.queries import current_areas
from persian.codes import TO_HYPHEN
from persian.digits import to_ascii
from persian.names import fold
from planning.models import Revision
from planning.queries import target_areas, with_newest

# Beside them there is room for places, and the other way round.
MOST_TARGET_AREAS = 4
MOST_RESULTS = 12
SHORTEST = 2


def with_target_areas(found: Found, user: Any) -> Found:
    """The results of a question with target areas: named so exactly first, others at the end."""
    code = to_ascii(found.question).translate(TO_HYPHEN).upper()
    words = fold(found.question)
    if found.refusal is not None and not code.startswith("T"):
        return found
    exact, others = [], []
    named = with_newest(target_areas(user), user).values_list(
        "pk", "name_fa", "name_en", "target_area__code"
    )
    for pk, name_fa, name_en, own in named:
        names = [fold(name_fa), fold(name_en)]
        if own == code or words in names:
            exact.append(pk)
        elif (code.startswith("T") and len(code) > 1 and own.startswith(code)) or (
            len(words) >= SHORTEST and any(words in name for name in names)
        ):
            others.append(pk)
    first = results(exact[:MOST_TARGET_AREAS])
    last = results(others[: MOST_TARGET_AREAS - len(first)])
    places = found.results[: MOST_RESULTS - len(first) - len(last)]
    every = (*first, *places, *last)
    return Found(found.question, every, None if every else found.refusal)


def results(pks: list[int]) -> tuple[Result, ...]:
    """The results of revisions, in this order."""
    if not pks:
        return ()
    found = Revision.objects.select_related("target_area").defer("statistics").in_bulk(pks)
    revisions = [found[pk] for pk in pks]
    counties = {
        area.code: in_full(area.level, area.name_fa, area.name_en)
        for area in current_areas(Level.COUNTY)
        .filter(code__in={each.target_area.county_code for each in revisions})
        .only("code", "level", "name_fa", "name_en")
    }
    return tuple(result(each, counties) for each in revisions)


def result(revision: Revision, counties: dict[str, tuple[str, str]]) -> Result:
    target = revision.target_area
    context_fa, context_en = counties.get(target.county_code, ("", ""))
    middle = revision.boundary.point_on_surface
    return Result(
        kind="target_area",
        level="",
        code=target.code,
        name_fa=revision.name_fa,
        name_en=revision.name_en or revision.name_fa,
        context_fa=context_fa,
        context_en=context_en,
        anchor=(middle.x, middle.y),
        bounds=revision.boundary.extent,
        synthetic=target.synthetic,
        address=f"/planning/target-areas/{target.code}/",
        on_map=f"/?area={target.county_code}&layers=target_areas:100"
        f"&map={middle.y:.4f},{middle.x:.4f},13.00",
    )
