"""This file holds the data of the pages, one dataclass for each template."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from layers.catalogue import Field, LayerSpec
from layers.messages import Digits, Names, Number, Worded, shown
from layers.messages import message as _
from layers.models import Source
from layers.ogc.conformance import CLASSES
from layers.ogc.crs import SYSTEMS
from layers.ogc.documents import DESCRIPTION, TITLE
from layers.ogc.items import Answer
from layers.ogc.links import Here
from layers.ogc.openapi import OPERATIONS
from layers.ogc.parameters import ITEMS, MEANINGS
from layers.ogc.properties import GEOMETRY
from layers.tiles.tilejson import layer_sources
from persian.digits import MISSING

CODE, YEAR = "code", "year_jalali"
YES, NO = _("بله"), _("خیر")


@dataclass(frozen=True)
class Value(Worded):
    """A value of a feature in words: null as «—», a number with all of its decimals.

    name: of the property; a year is no amount and has no thousands.
    """

    name: str
    value: Any

    def in_language(self, lang: str) -> str:
        if self.value is None:
            return MISSING
        if isinstance(self.value, bool):
            return (YES if self.value else NO).in_language(lang)
        if isinstance(self.value, float):
            exponent = Decimal(str(self.value)).as_tuple().exponent
            return Number(self.value, max(0, -int(exponent))).in_language(lang)
        return shown(Digits(self.value) if self.name == YEAR else self.value, lang)


@dataclass(frozen=True)
class OgcPage:
    """What all pages have: where they are, and the address of the same as data."""

    here: Here

    @property
    def heading(self) -> Worded:
        return TITLE

    @property
    def lead(self) -> Worded | None:
        return None

    @property
    def start(self) -> str:
        return self.address("")

    @property
    def as_json(self) -> str:
        return self.here.with_query(f="json", lang=None)

    def address(self, ending: str) -> str:
        """The address of another page, in the language of this one."""
        lang = self.here.query.get("lang")
        return f"{self.here.root}{ending}?f=html" + (f"&lang={lang}" if lang else "")


@dataclass(frozen=True)
class LayerPage(OgcPage):
    """A page about one layer."""

    spec: LayerSpec

    @property
    def heading(self) -> Worded:
        return self.spec.title

    @property
    def items(self) -> str:
        return self.address(f"collections/{self.spec.id}/items")


@dataclass(frozen=True)
class Listed:
    """A layer in a list, with the addresses of its page and of its features."""

    spec: LayerSpec
    address: str
    items: str


@dataclass(frozen=True)
class CollectionsPage(OgcPage):
    """The layers, in the order of the menu."""

    specs: tuple[LayerSpec, ...]

    @property
    def rows(self) -> list[Listed]:
        folder = "collections/"
        return [
            Listed(spec, self.address(folder + spec.id), self.address(f"{folder}{spec.id}/items"))
            for spec in self.specs
        ]


@dataclass(frozen=True)
class LandingPage(CollectionsPage):
    """The landing page: the layers, and where everything is."""

    @property
    def lead(self) -> Worded:
        return DESCRIPTION

    @property
    def root(self) -> str:
        return self.here.root

    @property
    def guide(self) -> str:
        return self.address("api")

    @property
    def conformance(self) -> str:
        return self.address("conformance")


@dataclass(frozen=True)
class ConformancePage(OgcPage):
    """The parts of the standards that are kept."""

    classes: tuple[str, ...] = CLASSES

    @property
    def heading(self) -> Worded:
        return _("بخش‌های رعایت‌شدهٔ استاندارد")


@dataclass(frozen=True)
class ApiPage(OgcPage):
    """The addresses of the service, and the parameters of a page of features with their meaning."""

    @property
    def heading(self) -> Worded:
        return _("نشانی‌ها و پارامترها")

    @property
    def operations(self) -> list[tuple[str, Worded]]:
        root = self.here.root.removesuffix("/")
        return [(root + each.path, each.summary) for each in OPERATIONS]

    @property
    def parameters(self) -> list[tuple[str, Worded]]:
        return [(name, MEANINGS[name]) for name in ITEMS]

    @property
    def example(self) -> str:
        return f"{self.here.root}collections/places/items?limit=10&filter=population>100000"


@dataclass(frozen=True)
class CollectionPage(LayerPage):
    """One layer: its sources and where its features are."""

    @property
    def sources(self) -> list[Source]:
        return layer_sources(self.spec)

    @property
    def queryables(self) -> str:
        return self.address(f"collections/{self.spec.id}/queryables")

    @property
    def systems(self) -> list[str]:
        return [system.uri for system in SYSTEMS]


@dataclass(frozen=True)
class QueryablesPage(LayerPage):
    """The properties that a filter of a layer may name."""

    geometry: str = GEOMETRY


@dataclass(frozen=True)
class Row:
    """A feature in a table: its code, the address of its page, its values by column."""

    code: str
    address: str
    cells: list[Value]


@dataclass(frozen=True)
class ItemsPage(LayerPage):
    """A page of features. turned: the addresses of the pages before and after, by relation."""

    columns: tuple[Field, ...]
    features: list[dict[str, Any]]
    turned: Mapping[str, str]
    matched: int | None

    @property
    def headings(self) -> list[Worded]:
        """The columns beside the code, which begins every row."""
        return [column.description for column in self.columns if column.name != CODE]

    @property
    def rows(self) -> list[Row]:
        folder = f"collections/{self.spec.id}/items/"
        return [
            Row(
                each["id"],
                self.address(folder + each["id"]),
                [Value(name, value) for name, value in each["properties"].items() if name != CODE],
            )
            for each in self.features
        ]

    @property
    def previous(self) -> str:
        return self.turned.get("prev", "")

    @property
    def following(self) -> str:
        return self.turned.get("next", "")


@dataclass(frozen=True)
class ItemPage(LayerPage):
    """One feature: its values with the meaning of each property."""

    feature: Mapping[str, Any]
    columns: tuple[Field, ...]

    @property
    def heading(self) -> Worded:
        """The name of the feature; its code where it has none."""
        own, code = self.feature["properties"], self.feature["id"]
        return Names(own.get("name_fa") or code, own.get("name_en") or code)

    @property
    def lead(self) -> Worded:
        return self.spec.title

    @property
    def rows(self) -> list[tuple[Field, Value]]:
        values = (Value(name, value) for name, value in self.feature["properties"].items())
        return list(zip(self.columns, values, strict=True))


def features_of(found: Answer) -> list[dict[str, Any]]:
    """The features of an answer as values."""
    return [json.loads(feature) for feature in found.features]
