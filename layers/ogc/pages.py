"""This file holds the data of the pages, one dataclass for each template."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.catalogue import Field, LayerSpec
from layers.ogc.conformance import CLASSES
from layers.ogc.crs import SYSTEMS
from layers.ogc.items import Answer
from layers.ogc.links import Here
from layers.ogc.openapi import OPERATIONS
from layers.ogc.parameters import ITEMS, MEANINGS
from layers.ogc.properties import GEOMETRY


@dataclass(frozen=True)
class Row:
    """A feature in a table: its code, the address of its page, its values by column."""

    code: str
    address: str
    cells: list[object]


class OgcPage:
    """What all pages have: the addresses of this page as data and in each language."""

    here: Here

    @property
    def as_json(self) -> str:
        return self.here.with_query(f="json", lang=None)

    def address(self, ending: str) -> str:
        """An address below the landing page, as a page in the language of this one."""
        lang = self.here.query.get("lang")
        return f"{self.here.root}{ending}?f=html" + (f"&lang={lang}" if lang else "")


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
    here: Here

    @property
    def rows(self) -> list[Listed]:
        return [
            Listed(
                spec,
                self.address(f"collections/{spec.id}"),
                self.address(f"collections/{spec.id}/items"),
            )
            for spec in self.specs
        ]


@dataclass(frozen=True)
class LandingPage(CollectionsPage):
    """The landing page: the layers, and where everything is."""

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

    here: Here
    classes: tuple[str, ...] = CLASSES


@dataclass(frozen=True)
class ApiPage(OgcPage):
    """The addresses of the service, and the parameters of a page of features with their meaning."""

    described: Mapping[str, Any]
    here: Here

    @property
    def operations(self) -> list[tuple[str, str]]:
        root = self.here.root.removesuffix("/")
        return [(root + path, summary) for path, _name, summary, *_rest in OPERATIONS]

    @property
    def parameters(self) -> list[tuple[str, object]]:
        return [(name, MEANINGS[name]) for name in ITEMS]


@dataclass(frozen=True)
class CollectionPage(OgcPage):
    """One layer."""

    spec: LayerSpec
    here: Here

    @property
    def items(self) -> str:
        return self.address(f"collections/{self.spec.id}/items")

    @property
    def queryables(self) -> str:
        return self.address(f"collections/{self.spec.id}/queryables")

    @property
    def systems(self) -> list[str]:
        return [system.uri for system in SYSTEMS]


@dataclass(frozen=True)
class QueryablesPage(OgcPage):
    """The properties that a filter of a layer may name."""

    spec: LayerSpec
    here: Here
    geometry: str = GEOMETRY


@dataclass(frozen=True)
class ItemsPage(OgcPage):
    """A page of features. turned: the addresses of the pages before and after, by relation."""

    spec: LayerSpec
    here: Here
    columns: tuple[Field, ...]
    features: list[dict[str, Any]]
    turned: Mapping[str, str]
    matched: int | None

    @property
    def rows(self) -> list[Row]:
        folder = f"collections/{self.spec.id}/items/"
        return [
            Row(each["id"], self.address(folder + each["id"]), list(each["properties"].values()))
            for each in self.features
        ]

    @property
    def previous(self) -> str:
        return self.turned.get("prev", "")

    @property
    def following(self) -> str:
        return self.turned.get("next", "")


@dataclass(frozen=True)
class ItemPage(OgcPage):
    """One feature: its values with the meaning of each property."""

    spec: LayerSpec
    here: Here
    feature: Mapping[str, Any]
    columns: tuple[Field, ...]

    @property
    def rows(self) -> list[tuple[Field, object]]:
        return list(zip(self.columns, self.feature["properties"].values(), strict=True))

    @property
    def items(self) -> str:
        return self.address(f"collections/{self.spec.id}/items")


def features_of(found: Answer) -> list[dict[str, Any]]:
    """The features of an answer as values."""
    return [json.loads(feature) for feature in found.features]
