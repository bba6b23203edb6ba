"""This file reads pasted text and uploaded files into a shape for the drawing page.

Nothing is stored. An invalid shape is returned with its findings, so that the page can show and
repair it.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO

from shapely.geometry import MultiPolygon

from layers.geometry import Reading, polygons_of, reading_of, swap_axes
from layers.importing.files.formats import FORMATS
from layers.importing.files.read import read_file
from layers.importing.findings import Finding as FileFinding
from layers.importing.findings import Severity as FileSeverity
from layers.importing.findings import refusal
from layers.messages import Megabytes, Message, counted
from layers.messages import message as _
from layers.sandbox.errors import JobError
from layers.sandbox.run import workshop
from planning.problems import BoundaryProblem
from planning.shapes.findings import REPAIR_OF, Finding, Severity, finding_of
from planning.shapes.geojson import (
    RAW,
    Part,
    as_geojson,
    bounds_of,
    built,
    check_place,
    check_positions,
    check_size,
    read_boundary,
    rings_of,
)
from planning.shapes.projection import from_mercator, from_utm
from planning.shapes.text import Form, Pasted, from_kml, no_polygon, take_apart
from planning.shapes.time_limit import DRAWING_LIMITS, shaped

KML = ".kml"
# Of the files that are read: the chooser offers these, and a refusal names them.
ENDINGS = tuple(sorted([*FORMATS, KML]))


@dataclass(frozen=True)
class Understood:
    """The shape that was read. geometry: GeoJSON in degrees, 7 decimals, possibly invalid."""

    geometry: dict[str, Any]
    form: Form
    findings: list[Finding]

    def as_json(self) -> dict[str, Any]:
        return {
            "geometry": self.geometry,
            "form": self.form,
            "findings": [each.as_json() for each in self.findings],
        }


def read_text(text: str, *, zone: int | None = None) -> Understood:
    """The shape that a pasted text describes. Raises BoundaryProblem."""
    return _of_pasted(take_apart(text, zone=zone), zone=zone)


def _of_pasted(pasted: Pasted, *, zone: int | None) -> Understood:
    findings = _besides(pasted.others)
    if pasted.latitude_first:
        findings.append(LATITUDE_FIRST)
    parts = [part for polygon in pasted.polygons for part in rings_of(polygon)]
    zone = pasted.zone or zone
    return _understood(parts, pasted.form, findings, zone=zone, several=len(pasted.polygons) > 1)


def file_too_large() -> Message:
    return _(
        "این فایل از {most} مگابایت بزرگ‌تر است. آن را ساده یا فشرده کنید.",
        most=Megabytes(DRAWING_LIMITS.file_bytes),
    )


def read_upload(file: BinaryIO, file_name: str, *, zone: int | None = None) -> Understood:
    """The shape in a KML, a GeoJSON file or a zipped shapefile.

    A KML is read here, the others in a confined process, like imports.
    file_name: only its ending is looked at. zone: of UTM metres in a file that does not say its
    system. Raises BoundaryProblem.
    """
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in ENDINGS:
        raise _refusal(JobError("unknown_format", suffix=suffix or "—", known=list(ENDINGS)))
    if suffix == KML:
        return _of_pasted(from_kml(file.read(DRAWING_LIMITS.file_bytes)), zone=zone)
    with workshop(DRAWING_LIMITS) as shop:
        copy = shop.folder / "upload"
        with open(copy, "xb") as target:
            # One byte more than is taken shows that there is too much.
            target.write(file.read(DRAWING_LIMITS.file_bytes + 1))
        try:
            read = read_file(copy, shop, file_name=f"file{suffix}")
        except JobError as mistake:
            raise _refusal(mistake) from None
    shapes = [each.geometry for each in read.features if each.geometry is not None]
    polygons = [polygon for shape in shapes for polygon in polygons_of(shape)]
    others = sum(1 for shape in shapes if not polygons_of(shape))
    shown = [each for each in read.findings if each.code not in NOT_SHOWN]
    if not polygons:
        broken = next((each for each in shown if each.severity == FileSeverity.ERROR), None)
        raise BoundaryProblem(_words(broken), code=broken.code) if broken else no_polygon(others)
    parts = as_geojson(MultiPolygon(polygons))["coordinates"]
    findings = [_from_file(each) for each in shown] + _besides(others)
    return _understood(parts, Form.FILE, findings, zone=zone, several=len(polygons) > 1)


def _understood(
    parts: list[Part], form: Form, findings: list[Finding], *, zone: int | None, several: bool
) -> Understood:
    check_size(parts, RAW)
    check_positions(parts)
    shape, moved = _in_degrees(parts, zone)
    if several:
        findings.append(_several(len(shape.geoms)))
    shape, amiss = _settled(shape, several=several)
    return Understood(as_geojson(shape), form, [*amiss, *moved, *findings])


def _in_degrees(parts: list[Part], zone: int | None) -> tuple[MultiPolygon, list[Finding]]:
    """Checked positions as polygons in degrees, and the assumptions as findings."""
    bounds = bounds_of(parts)
    reading = reading_of(bounds)
    if reading == Reading.SWAPPED:
        return swap_axes(built(parts)), [SWAPPED]
    if reading == Reading.MERCATOR:
        return from_mercator(built(parts)), [MERCATOR]
    if reading == Reading.UTM and zone is None:
        raise BoundaryProblem(
            _("مختصات به متر است (UTM) و زون ندارد. زون ۳۸ تا ۴۱ را انتخاب کنید و دوباره بدهید."),
            code="utm_zone_missing",
        )
    if reading == Reading.UTM and zone is not None:
        return from_utm(built(parts), zone=zone), [_from_zone(zone)]
    check_place(bounds)
    return built(parts), []


def _settled(shape: MultiPolygon, *, several: bool) -> tuple[MultiPolygon, list[Finding]]:
    """The storable shape; otherwise the shape as it is, with its findings."""
    try:
        return read_boundary(as_geojson(shape)), []
    except BoundaryProblem as problem:
        if problem.code not in REPAIR_OF:
            raise
        parts = [MultiPolygon([part]) for part in shape.geoms]
        if several and not shaped("faults", *parts):
            joined = shaped("join", *parts)
            return read_boundary(as_geojson(joined[0])), [JOINED]
        return shape, [finding_of(problem)]


def _besides(others: int) -> list[Finding]:
    if not others:
        return []
    return [
        Finding(
            "points_or_lines",
            Severity.WARNING,
            counted(
                "{count} نقطه یا خط کنار گذاشته شد. تنها چندضلعی‌ها پذیرفته می‌شوند.", count=others
            ),
        )
    ]


def _several(count: int) -> Finding:
    return Finding(
        "several_polygons",
        Severity.WARNING,
        counted(
            "{count} چندضلعی یک محدوده شدند. اگر محدوده‌ها جدا هستند، هر یک را جدا بدهید.",
            count=count,
        ),
    )


LATITUDE_FIRST = Finding(
    "latitude_first",
    Severity.NOTE,
    _("در هر سطر، عدد نخست عرض و عدد دوم طول خوانده شد."),
)
SWAPPED = Finding(
    "swapped",
    Severity.WARNING,
    _("طول و عرض جابه‌جا نوشته شده بود و درست شد. جای شکل را روی نقشه بررسی کنید."),
)
MERCATOR = Finding(
    "mercator",
    Severity.NOTE,
    _("مختصات به متر وب مرکاتور (EPSG:3857) خوانده و به درجه تبدیل شد. جای شکل را بررسی کنید."),
)
JOINED = Finding(
    "joined",
    Severity.WARNING,
    _("چندضلعی‌ها به هم چسبیده بودند یا هم‌پوشانی داشتند و یکی شدند."),
)


def _from_zone(zone: int) -> Finding:
    return Finding(
        "utm",
        Severity.NOTE,
        _("مختصات به متر UTM زون {zone} خوانده شد. جای شکل را بررسی کنید.", zone=zone),
    )


# What an import has to say about a file that does not matter where it is drawn from.
NOT_SHOWN = frozenset(
    {"encoding_detected", "encoding_wrong", "property_too_long", "height_dropped"}
)
CRS_ADVICE = _("سیستم مختصات فایل شناخته نشد. آن را با EPSG:4326 (درجه) ذخیره کنید.")


def _refusal(mistake: JobError) -> BoundaryProblem:
    """The importer's problem, without its advice about the command line."""
    if mistake.code == "crs_unknown":
        return BoundaryProblem(CRS_ADVICE, code=mistake.code)
    return BoundaryProblem(_words(refusal(mistake)), code=mistake.code)


def _words(found: FileFinding) -> Message:
    return _("{message} {advice}", message=found.message, advice=found.advice)


def _from_file(found: FileFinding) -> Finding:
    words = _words(found)
    if found.row is not None:
        words = _("عارضهٔ {row}: {words}", row=found.row, words=words)
    return Finding(found.code, Severity(found.severity), words)
