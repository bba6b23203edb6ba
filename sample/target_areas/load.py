"""This file writes the invented target areas: all states in Tehran, and Alborz reaching 66."""

from datetime import date, datetime, time, timedelta

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Role, User
from layers.geos import to_shapely
from layers.models import Area, Lineage
from persian.dates import IRAN_TIME
from planning import actions
from planning.actions import Draft
from planning.decisions import record_decision
from planning.models import Comment, Revision, State, Step, TargetArea
from planning.rules import DAYS_TO_DECIDE
from planning.shapes.geojson import as_geojson
from sample.target_areas.clear import delete_events, unguarded
from sample.target_areas.people import People
from sample.target_areas.sites import FreeGround, Site, shape_of
from sample.target_areas.stories import STORIES, Event, Remark, Story

BEFORE, AFTER = "demo-alborz-55", "demo-alborz-66"
TEHRAN = "demo-tehran"
# The steps of an edition's area: days before the edition came into force, step, role.
WAY = (
    (60, None, Role.AGENCY),
    (55, Step.SUBMIT, Role.AGENCY),
    (49, Step.APPROVE_COUNTY, Role.COUNTY),
    (38, Step.APPROVE_PROVINCE, Role.PROVINCE),
    (12, Step.APPROVE_NATIONAL, Role.NATIONAL),
    (1, Step.PUBLISH, Role.NATIONAL),
)
CHANGED = (Lineage.Kind.NEW, Lineage.Kind.SPLIT, Lineage.Kind.MERGED)


def load() -> None:
    """Generate target areas on the ground of the sample, if it is loaded."""
    with transaction.atomic():
        people = People()
        tell_tehran(people)
        tell_published(people)
        tell_alborz(people)
        delete_events()


def set_back(row: Model, **fields: object) -> None:
    """Backdate a row that was just written."""
    with unguarded():
        type(row)._default_manager.filter(pk=row.pk).update(**fields)


def tell_tehran(people: People) -> None:
    """One target area for every state of the decision, with deadlines around today."""
    grounds: dict[str, FreeGround] = {}
    for story in STORIES:
        ground = grounds.setdefault(story.county, FreeGround(story.county))
        site = ground.site(story.beside, story.size)
        if site is not None:
            tell(story, site, people)


def tell(story: Story, site: Site, people: People) -> None:
    author = people.at(story.author, story.county)
    code: str | None = None
    for event in story.events:
        at = timezone.now() - timedelta(days=event.days_ago)
        if event.step is None:
            code = save(story, site, event, author, code, at)
        else:
            assert code is not None
            by = people.at(event.by, story.county) if event.by else author
            step(code, event.step, by, at, event.reason)
    target = TargetArea.objects.get(code=code)
    for remark in story.remarks:
        say(target, remark, people.at(remark.by, story.county))


def save(
    story: Story, site: Site, event: Event, author: User, code: str | None, at: datetime
) -> str:
    name_fa, name_en = site.names
    last = Revision.objects.filter(target_area__code=code).order_by("-number").first()
    revision = actions.save(
        author,
        Draft(
            code=code,
            based_on=last.number if last else None,
            geometry=as_geojson(site.boundary(event.first, event.last)),
            county=story.county,
            name_fa=name_fa,
            name_en=name_en,
            purpose=story.purpose,
            packages=story.packages,
        ),
    )
    set_back(revision, made_at=at)
    return revision.target_area.code


def step(code: str, taken: Step, by: User, at: datetime, reason: str = "") -> None:
    """Take a step and backdate it."""
    target = TargetArea.objects.get(code=code)
    newest = target.revisions.order_by("-number")[0]
    due_on = target.due_on
    decision = actions.take_step(by, code, taken, number=newest.number, reason=reason)
    set_back(decision, made_at=at, due_on=due_on)
    days = DAYS_TO_DECIDE.get(State(decision.after))
    due = (at + timedelta(days=days)).astimezone(IRAN_TIME).date() if days else None
    set_back(target, due_on=due)


def say(target: TargetArea, remark: Remark, by: User) -> None:
    newest = target.revisions.order_by("-number")[0]
    middle = to_shapely(newest.boundary).representative_point()
    comment = Comment.objects.create(
        target_area=target,
        revision=newest,
        text=remark.text,
        point=Point(middle.x, middle.y, srid=4326) if remark.on_map else None,
        made_by=by,
    )
    set_back(comment, made_at=timezone.now() - timedelta(days=remark.days_ago))


def tell_published(people: People) -> None:
    """The last neighbourhood of Islamshahr, as the target area from which it came."""
    areas = Area.objects.filter(edition__code=TEHRAN, county_code="2310").order_by("-code")
    area = areas.select_related("edition").first()
    if area is not None:
        tell_way(area, (), "در نخستین بررسی کم‌برخوردار شناخته شد.", people)


def tell_alborz(people: People) -> None:
    """Every area that the edition of 66 has and that of 55 lacked, with its decisions."""
    areas = Area.objects.filter(edition__code=AFTER, ancestors__kind__in=CHANGED)
    for area in areas.select_related("edition").distinct().order_by("code"):
        links = list(area.ancestors.select_related("before").order_by("before__code"))
        replaces = tuple(link.before.code for link in links if link.before)
        tell_way(area, replaces, links[0].reason_fa, people)


def tell_way(area: Area, replaces: tuple[str, ...], purpose: str, people: People) -> None:
    """The steps from a target area to a neighbourhood of an existing edition."""
    county = area.county_code
    author = people.at(Role.AGENCY, county)
    boundary = shape_of(area)
    draft = Draft(
        code=None,
        based_on=None,
        geometry=as_geojson(boundary),
        county=county,
        name_fa=area.name_fa,
        name_en=area.name_en,
        purpose=purpose,
    )
    revision = actions.save(author, draft)
    set_back(revision, replaces=list(replaces))
    first_day = area.edition.in_force_from
    for days, taken, role in WAY:
        at = noon(first_day - timedelta(days=days))
        if taken is None:
            set_back(revision, made_at=at)
        elif taken == Step.PUBLISH:
            enter(revision, area, people.at(role, county), at)
        else:
            tell_step(revision, taken, people.at(role, county), at)


def tell_step(revision: Revision, taken: Step, by: User, at: datetime) -> None:
    """Record a step of the past; today's neighbourhoods have nothing to say about it."""
    target = TargetArea.objects.get(pk=revision.target_area_id)
    decision = record_decision(target, revision, taken, by=by)
    set_back(decision, made_at=at)


def enter(revision: Revision, area: Area, by: User, at: datetime) -> None:
    """Record that an area of a published edition was this target area."""
    decision = record_decision(
        TargetArea.objects.get(pk=revision.target_area_id),
        revision,
        Step.PUBLISH,
        by=by,
        edition=area.edition,
        published_code=area.code,
    )
    set_back(decision, made_at=at)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), IRAN_TIME)
