"""This file proposes how the areas of the previous edition became those of the new one.

An unchanged code decides, whatever the boundaries: sources disagree on 10 to 50 % of the area of
one county. If a code appears or disappears, the ground decides by majority: half of the new area
lay in the old one, or half of the old one lies in the new one.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from layers.editions.in_force import editions_before
from layers.editions.lineage import is_renamed
from layers.importing.checks.in_sandbox import measure_overlaps
from layers.importing.existing_areas import FormerArea, former_areas
from layers.importing.findings import Finding, capped, find
from layers.importing.request import AreaDraft, Descent, ImportRequest
from layers.messages import Message
from layers.messages import message as _
from layers.models import Edition, LayerVersion, Lineage
from layers.sandbox.errors import JobError
from layers.sandbox.run import Workshop

# Majority: two sources that disagree on less than half of an area cannot move it elsewhere.
MOST_SHARE = 0.5
Kind = Lineage.Kind


@dataclass(frozen=True)
class Origin:
    """An old area that shares ground with a new one.

    of_new, of_old: the shared part of each, 0 to 1.
    """

    before: FormerArea
    of_new: float
    of_old: float


@dataclass
class Ground:
    """The comparison of old and new areas.

    fresh: new codes that the previous edition lacks; gone: old codes that the new one lacks.
    origins: by new code, the largest first. heirs: old code → the number of new areas it lives on
    in, itself included. is_whole: false if the ground could not be measured; origins are then
    empty.
    """

    old: dict[str, FormerArea]
    new: dict[str, AreaDraft]
    fresh: set[str]
    gone: set[str]
    origins: dict[str, list[Origin]] = field(default_factory=dict)
    heirs: Counter[str] = field(default_factory=Counter)
    is_whole: bool = True


def reason(descent: Descent) -> Message:
    """The evidence; empty if the code is enough."""
    if descent.of_new is None:
        return Message("")
    return _(
        "از هم‌پوشانی مرزها: {of_new} درصد مرز تازه و {of_old} درصد مرز پیشین.",
        of_new=descent.of_new,
        of_old=descent.of_old,
    )


def ground_before(drafts: list[AreaDraft], request: ImportRequest) -> dict[str, tuple[int, int]]:
    """Province → the id of the previous edition (0 if there is none) and the layer's version.

    Every change of the layer's areas in the province raises its version.
    """
    editions = _before(drafts, request)
    versions = dict(
        LayerVersion.objects.filter(layer=request.layer).values_list("province_code", "version")
    )
    provinces = {draft.province_code for draft in drafts}
    return {
        province: (editions[province].pk if province in editions else 0, versions.get(province, 0))
        for province in provinces
    }


def refuse_other_ground(
    drafts: list[AreaDraft], request: ImportRequest, seen: dict[str, tuple[int, int]]
) -> None:
    """Raise JobError "ground_changed" if the areas changed after the lineage was computed."""
    if ground_before(drafts, request) != seen:
        raise JobError("ground_changed")


def propose_lineage(
    drafts: list[AreaDraft], request: ImportRequest, shop: Workshop
) -> tuple[list[Descent], list[Finding]]:
    """One Descent per old area that a draft comes from, or one without; and findings to review.

    Empty if no edition was in force before.
    """
    editions = _before(drafts, request)
    old = {area.code: area for area in former_areas(editions, invented_too=_all_count(request))}
    if not old:
        return [], []
    ground = _compare(old, drafts, request, shop)
    descents = [descent for draft in drafts for descent in _descents(draft, ground)]
    findings = [_counted(descents, editions.values())]
    if not ground.is_whole:
        findings.append(find("lineage_not_measured"))
    former = {area.pk: area for area in old.values()}
    unusual = (_unusual(each, ground.new[each.after], former) for each in descents)
    findings += capped([found for found in unusual if found is not None])
    return descents, findings + capped(_without_heirs(ground))


def _all_count(request: ImportRequest) -> bool:
    return request.synthetic or request.source.synthetic


def _before(drafts: list[AreaDraft], request: ImportRequest) -> dict[str, Edition]:
    level = request.target.level
    assert level is not None
    day = request.edition.in_force_from if request.edition else request.in_force_from
    return editions_before(
        level,
        {draft.province_code for draft in drafts},
        day,
        edition=request.edition,
        invented_too=_all_count(request),
    )


def _compare(
    old: dict[str, FormerArea], drafts: list[AreaDraft], request: ImportRequest, shop: Workshop
) -> Ground:
    new = {draft.code: draft for draft in drafts}
    gone = _gone(old, new, request.edition)
    ground = Ground(old=old, new=new, fresh=new.keys() - old.keys(), gone=gone)
    # Only appearing or disappearing codes need measuring; most imports have none.
    _measure(ground, ground.fresh, old.keys(), shop)
    _measure(ground, new.keys() - ground.fresh, gone, shop)
    if not ground.is_whole:
        ground.origins = {}
    ground.heirs = Counter(code for code in old if code not in gone)
    ground.heirs.update(
        origin.before.code for origins in ground.origins.values() for origin in origins
    )
    return ground


def _gone(
    old: dict[str, FormerArea], new: dict[str, AreaDraft], edition: Edition | None
) -> set[str]:
    """Old codes that are neither in the file nor, under any code, in the edition added to."""
    gone = old.keys() - new.keys()
    if edition is None or not gone:
        return gone
    linked = Lineage.objects.filter(after__edition=edition, before__code__in=gone)
    return (
        gone
        - set(edition.area_set.filter(code__in=gone).values_list("code", flat=True))
        - set(linked.values_list("before__code", flat=True))
    )


def _measure(
    ground: Ground, new_codes: Iterable[str], old_codes: Iterable[str], shop: Workshop
) -> None:
    """Add the origins of these new areas among these old ones."""
    left = [("left", code, ground.new[code].boundary) for code in sorted(new_codes)]
    right = [
        ("right", code, boundary)
        for code in sorted(old_codes)
        if (boundary := ground.old[code].boundary) is not None
    ]
    if not left or not right:
        return
    overlaps, is_whole = measure_overlaps([*left, *right], shop, least_share=MOST_SHARE)
    ground.is_whole = ground.is_whole and is_whole
    for each in sorted(overlaps, key=lambda each: (-each.shared_m2, each.other)):
        origin = Origin(
            before=ground.old[each.other],
            of_new=each.shared_m2 / each.area_m2,
            of_old=each.shared_m2 / each.other_area_m2,
        )
        if _is_origin(origin, ground):
            ground.origins.setdefault(each.key, []).append(origin)


def _is_origin(origin: Origin, ground: Ground) -> bool:
    """The new area was mostly this one; or this one is gone and is mostly in the new one."""
    goes_into = origin.before.code in ground.gone and origin.of_old >= MOST_SHARE
    return origin.of_new >= MOST_SHARE or goes_into


def _descents(draft: AreaDraft, ground: Ground) -> list[Descent]:
    own = ground.old.get(draft.code)
    origins = ground.origins.get(draft.code, [])
    if own is not None:
        renamed = is_renamed(own.name_fa, draft.name_fa)
        kept = Descent(own.pk, draft.code, Kind.RENAMED if renamed else Kind.SAME)
        return [kept, *(_by_ground(draft, each, Kind.MERGED) for each in origins)]
    if origins:
        return [_by_ground(draft, each, _kind(draft, each, ground)) for each in origins]
    # Without measuring, "nothing stood here before" would be a guess.
    return [Descent(None, draft.code, Kind.NEW)] if ground.is_whole else []


def _kind(draft: AreaDraft, origin: Origin, ground: Ground) -> Kind:
    """The kind of change from the old area to a new one with another code."""
    old = origin.before
    if old.code not in ground.gone:
        return Kind.SPLIT
    if len(ground.origins[draft.code]) > 1:
        return Kind.MERGED
    if ground.heirs[old.code] > 1 or origin.of_old < MOST_SHARE:
        return Kind.SPLIT
    return Kind.RENAMED if is_renamed(old.name_fa, draft.name_fa) else Kind.SAME


def _by_ground(draft: AreaDraft, origin: Origin, kind: Kind) -> Descent:
    new, old = (min(round(share * 100), 100) for share in (origin.of_new, origin.of_old))
    return Descent(origin.before.pk, draft.code, kind, of_new=new, of_old=old)


def _counted(descents: list[Descent], editions: Iterable[Edition]) -> Finding:
    areas = Counter(kind for kind, _ in {(each.kind, each.after) for each in descents})
    names = sorted({edition.code for edition in editions})
    counts: dict[str, Any] = {kind.value: areas[kind] for kind in Kind}
    return find("lineage_found", editions=names, **counts)


def _unusual(descent: Descent, draft: AreaDraft, former: dict[int, FormerArea]) -> Finding | None:
    """The finding for any case other than "same code, same name"."""
    code, row = f"lineage_{descent.kind.value}", draft.row.number
    values: dict[str, Any] = {"name": draft.name_fa, "area": draft.code}
    if descent.before is None:
        return find(code, row=row, field="code", **values)
    before = former[descent.before]
    values |= {"before": before.name_fa, "before_code": before.code}
    if descent.kind in (Kind.SPLIT, Kind.MERGED):
        values |= {"of_new": descent.of_new, "of_old": descent.of_old}
        return find(code, row=row, field="code", **values)
    if before.code != draft.code:
        return find("lineage_other_code", row=row, field="code", **values)
    return find(code, row=row, field="name_fa", **values) if descent.kind == Kind.RENAMED else None


def _without_heirs(ground: Ground) -> list[Finding]:
    """A warning for each old area without a successor; none if that is unknown."""
    if not ground.is_whole:
        return []
    ended = [ground.old[code] for code in sorted(ground.gone) if not ground.heirs[code]]
    return [find("lineage_ended", name=area.name_fa, area=area.code) for area in ended]
