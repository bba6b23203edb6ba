"""This file builds the small map of an area's page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from layers.drawing.outline import Frame, Outline, Shape, outline
from layers.models import House, Level, Prison, School, Source
from layers.profile.registry import PlaceName, Subject
from layers.queries import inside

MOST_SYMBOLS = 120
# A name is drawn 12 pixels high; a letter takes about this much of the drawing.
LETTER_UNITS, LINE_UNITS = 62, 150
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

    labels: the shapes to name. scale_y: where the scale bar stands, units from the top;
    scale_km: its length on the ground.
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
        labels=labels(drawing, drawn),
        scale_y=drawing.height - SCALE_EDGE,
        scale_km=drawing.scale_m / 1000,
    )


def labels(
    drawing: Outline, taken: Iterable[Symbol | Shape], *, enlarged: int = 1
) -> tuple[Shape, ...]:
    """The parts to name: those whose name covers neither another one nor a symbol.

    enlarged: how many times larger than usual the names are written.
    """
    boxes = [(point.x - 90, point.y - 90, point.x + 90, point.y + 90) for point in taken]
    named = []
    for shape in drawing.shapes:
        if shape.kin != "part":
            continue
        half = max(len(shape.name_fa), len(shape.name_en)) * LETTER_UNITS * enlarged // 2
        line = LINE_UNITS * enlarged
        box = (shape.x - half, shape.y - line, shape.x + half, shape.y + line // 3)
        fits = box[0] >= 0 and box[2] <= drawing.width and box[1] >= 0 and box[3] <= drawing.height
        if fits and not any(overlaps(box, other) for other in boxes):
            boxes.append(box)
            named.append(shape)
    return tuple(named)


def overlaps(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    """Whether two boxes (left, top, right, bottom) share any ground."""
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )


def symbols(subject: Subject, frame: Frame) -> tuple[Symbol, ...]:
    """Houses and prisons with a known place below the province; in a neighbourhood schools too."""
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
