"""This file turns approved target areas into a new edition of neighbourhoods."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from layers.db import Lock, wait_for
from layers.models import Edition
from layers.publishing.publish import publish as publish_ground
from planning.models import Decision, State, Step, TargetArea
from planning.publication.checking import check_invented, check_overlaps
from planning.publication.editions import (
    close,
    copy_areas,
    new_edition,
    planning_source,
    write_area,
)
from planning.publication.figures import write_figures
from planning.publication.lineage import write_lineage
from planning.publication.successors import (
    Successor,
    areas_of,
    edition_in_force,
    name_successors,
    replaced_codes,
    the_province,
)


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
    kept = copy_areas(before, edition, replaced_codes(each.revision for each in successors))
    made = {each.target.pk: write_area(each, edition, before) for each in successors}
    write_lineage(before, kept, successors, made, reason)
    for each in successors:
        if not each.keeps:
            source = planning_source(each.target.synthetic)
            write_figures(each.code, each.revision, each.target, source)
    close(base, edition)
    decisions = [record(each, edition, by=by, reason=reason) for each in successors]
    publish_ground(["neighbourhoods"], [province])
    return decisions


def lock() -> None:
    """Wait for any import of boundaries and any other publication to end."""
    wait_for(Lock.LOADING)
    wait_for(Lock.PUBLISHING)


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
