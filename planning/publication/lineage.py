"""This file writes the lineage from one edition of neighbourhoods to the next."""

from collections import defaultdict

from layers.editions.lineage import is_renamed
from layers.messages import Digits, Quotation
from layers.messages import message as _
from layers.models import Area, Lineage
from planning.publication.successors import Successor

LONGEST_REASON = 300


def write_lineage(
    before: dict[str, Area],
    kept: list[Area],
    successors: list[Successor],
    made: dict[int, Area],
    reason: str,
) -> None:
    """Write the links from the previous neighbourhoods to those of the new edition."""
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
    """The kind of a link. heirs: how many areas replace the previous one."""
    if before is None:
        return Lineage.Kind.NEW
    if heirs > 1:
        return Lineage.Kind.SPLIT
    if len(each.revision.replaces) > 1:
        return Lineage.Kind.MERGED
    if not each.keeps:
        return Lineage.Kind.REDRAWN
    has_new_name = is_renamed(before.name_fa, after.name_fa)
    return Lineage.Kind.RENAMED if has_new_name else Lineage.Kind.SAME


def lineage_reasons(each: Successor, reason: str) -> tuple[str, str]:
    """The code of the target area with the reason of the decision, else of the proposal."""
    words = _(
        "محدودهٔ هدف {code}: {reason}",
        code=Digits(each.target.code),
        reason=Quotation(reason or each.revision.purpose, LONGEST_REASON),
    )
    return words.fa[:LONGEST_REASON].rstrip(": "), words.en[:LONGEST_REASON].rstrip(": ")
