"""This file builds the small map of an area's page."""

from dataclasses import dataclass

from django.db.models import F

from layers.drawing.frame import Frame
from layers.drawing.outline import Outline, Shape, named_parts, outline
from layers.models import House, Level, Prison, School, Source
from layers.profile.registry import PlaceName, Subject
from layers.queries import inside

MOST_SYMBOLS = 120
SCALE_EDGE = 120


@dataclass(frozen=True)
class Symbol:
    """A point in the drawing. kind: school, prison or house; agency only for a house."""

    kind: str
    agency: str
    name_fa: str
    name_en: str
    x: int
    y: int


@dataclass(frozen=True)
class OutlineContent:
    """layers/_outline.html.

    labels: the shapes to name. scale_y: position of the scale bar, units from the top; scale_km:
    its length on the ground.
    """

    drawing: Outline
    symbols: tuple[Symbol, ...]
    parent: PlaceName | None
    sources: tuple[Source, ...]
    labels: tuple[Shape, ...]
    scale_y: int
    scale_km: float

    def as_json(self) -> None:
        """Shapes have their own addresses: tiles and exports."""
        return None


def build(subject: Subject) -> OutlineContent | None:
    drawing = outline(
        subject.area.code,
        subject.parent.code if subject.parent else "",
        subject.level,
        subject.edition.pk if subject.edition else None,
    )
    if drawing is None or not drawing.shapes:
        return None
    drawn = symbols(subject, drawing.frame)
    return OutlineContent(
        drawing=drawing,
        symbols=drawn,
        parent=subject.parent,
        sources=(subject.area.source,),
        labels=named_parts(drawing, drawn),
        scale_y=drawing.height - SCALE_EDGE,
        scale_km=drawing.scale_m / 1000,
    )


def symbols(subject: Subject, frame: Frame) -> tuple[Symbol, ...]:
    """Houses and prisons with a known place, below the province; in a neighbourhood schools too."""
    if subject.level not in (Level.COUNTY, Level.NEIGHBOURHOOD):
        return ()
    schools = School.objects.annotate(of=F("stage"))
    here = inside(subject.area.code)
    found = []
    for kind, places in (
        ("school", schools if subject.level == Level.NEIGHBOURHOOD else schools.none()),
        ("prison", Prison.objects.annotate(of=F("status"))),
        ("house", House.objects.exclude(state=House.State.CLOSED).annotate(of=F("agency_id"))),
    ):
        rows = places.filter(here, location__isnull=False).values_list(
            "of", "name_fa", "name_en", "location_3857"
        )[: MOST_SYMBOLS + 1]
        if len(rows) <= MOST_SYMBOLS:
            found += [
                Symbol(
                    kind=kind,
                    agency=of if kind == "house" else "",
                    name_fa=name_fa,
                    name_en=name_en,
                    x=round((point.x - frame.west) * frame.units_per_m),
                    y=round((frame.north - point.y) * frame.units_per_m),
                )
                for of, name_fa, name_en, point in rows
            ]
    return tuple(found)
