"""This file turns approved target areas into a new edition of neighbourhoods."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from layers.db import Lock, wait_for
from layers.editions.in_force import edition_in_force
from layers.editions.write import write_areas
from layers.models import Edition, Level
from layers.publishing.publish import publish as publish_ground
from planning.decisions import record_decision
from planning.models import Decision, Step, TargetArea
from planning.publication.checking import check_invented, check_overlaps
from planning.publication.editions import (
    close,
    copy_areas,
    new_area,
    new_edition,
    planning_source,
)
from planning.publication.figures import write_figures
from planning.publication.lineage import write_lineage
from planning.publication.successors import (
    Successor,
    areas_of,
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
    base = edition_in_force(Level.NEIGHBOURHOOD, province)
    successors = name_successors(targets, base, province)
    check_invented(successors, base, province)
    check_overlaps(successors, base, province)
    edition = new_edition(successors, base, province)
    before = {area.code: area for area in areas_of(base, province)}
    kept = copy_areas(before, edition, replaced_codes(each.revision for each in successors))
    areas = write_areas(edition, (new_area(each, edition, before) for each in successors))
    made = {each.target.pk: area for each, area in zip(successors, areas, strict=True)}
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
    """Record the publication of one area, and which neighbourhood it became."""
    return record_decision(
        each.target,
        each.revision,
        Step.PUBLISH,
        by=by,
        reason=reason,
        edition=edition,
        published_code=each.code,
    )
