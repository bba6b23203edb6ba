"""This file writes how the neighbourhoods of one edition became those of the next."""

from collections import defaultdict

from layers.models import Area, Lineage
from persian.digits import to_persian
from planning.publication.successors import Successor

LONGEST_REASON = 300


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
        for code in each.revision.replaces:
            heirs[code] += 1
    for each in successors:
        words_fa, words_en = lineage_reasons(each, reason)
        after = made[each.target.pk]
        for code in each.revision.replaces or [""]:
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
    if len(each.revision.replaces) > 1:
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
