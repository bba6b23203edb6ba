"""This file builds the data section of an area's page: downloads, sources and licences."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from layers.catalogue import EXPORT_FORMATS, area_layer
from layers.figures.descriptions import source_as_json
from layers.models import Edition, House, Level, Prison, School, Settlement, Source
from layers.profile.registry import Subject
from layers.queries import inside

PLACES = (Prison, School, House, Settlement)


@dataclass(frozen=True)
class File:
    """A download. of: the name of the format. address: of this host."""

    of: str
    address: str


@dataclass(frozen=True)
class FileGroup:
    """The same rows in several formats. title: the layer's; of: the area whose rows they are."""

    title_fa: str
    title_en: str
    of_fa: str
    of_en: str
    files: tuple[File, ...]


@dataclass(frozen=True)
class Data:
    """layers/_data.html. page: the address of this page as JSON. rows_of: the area whose parts
    (for a neighbourhood, whose siblings) the files hold, by name.
    """

    page: str
    groups: tuple[FileGroup, ...]
    sources: tuple[Source, ...]

    def as_json(self) -> list[dict[str, Any]]:
        return [source_as_json(source) for source in self.sources]


def build(subject: Subject) -> Data:
    return Data(
        page=json_address(subject),
        groups=file_groups(subject),
        sources=sources(subject),
    )


def json_address(subject: Subject) -> str:
    """The page as JSON, for the edition shown."""
    query = {"edition": subject.edition.code} if subject.edition else {}
    page = f"/areas/{subject.area.code}.json"
    return f"{page}?{urlencode(query)}" if query else page


def file_groups(subject: Subject) -> tuple[FileGroup, ...]:
    """The area layers below (at the lowest level: its own, around it), and the places inside."""
    below = [
        level for level in Level if list(Level).index(level) > list(Level).index(subject.level)
    ]
    levels = below or [subject.level]
    holder = subject.area if below or subject.parent is None else subject.parent
    specs = [area_layer(level) for level in levels if level != Level.COUNTRY]
    # If the rows are of the page's own level, they are of its edition.
    edition = subject.edition if subject.edition and not below else None
    return tuple(
        FileGroup(
            title_fa=spec.title.fa,
            title_en=spec.title.en,
            of_fa=holder.name_fa,
            of_en=holder.name_en,
            files=tuple(
                File(of=name, address=export_address(spec.id, extension, holder.code, edition))
                for extension, name in EXPORT_FORMATS
            ),
        )
        for spec in specs
    )


def export_address(layer_id: str, extension: str, parent: str, edition: Edition | None) -> str:
    address = reverse("layers:export", kwargs={"layer_id": layer_id, "extension": extension})
    query = {"parent": parent} | ({"edition": edition.code} if edition else {})
    return f"{address}?{urlencode(query)}"


def sources(subject: Subject) -> tuple[Source, ...]:
    """Every source of anything on the page, by code."""
    used = {subject.area.source_id, subject.area.edition.source_id}
    for figure in subject.figures:
        readings = [reading for reading in (figure.reading, figure.latest) if reading]
        readings += [other for conflict in figure.conflicts for other in conflict.others]
        used |= {reading.source.pk for reading in readings}
    here = inside(subject.area.code)
    first, *others = (
        model.objects.filter(here).order_by().values_list("source_id").distinct()
        for model in PLACES
    )
    used |= {source_id for (source_id,) in first.union(*others)}
    return tuple(Source.objects.filter(pk__in=used).order_by("code"))
