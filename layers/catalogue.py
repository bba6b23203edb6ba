"""This file is the catalogue of map layers, the properties of their features, and file formats."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from layers.messages import Message
from layers.messages import message as _
from layers.models import Level
from layers.problems import NotFound

# Extension and name of each format in which a layer is downloaded, as every page lists them.
EXPORT_FORMATS = (
    ("xlsx", "Excel"),
    ("csv", "CSV"),
    ("geojson", "GeoJSON"),
    ("gpkg", "GeoPackage"),
    ("kml", "KML"),
)


class LayerKind(StrEnum):
    AREAS = "areas"
    POINTS = "points"
    BLOCKS = "blocks"
    SHAPES = "shapes"


@dataclass(frozen=True)
class Field:
    """A property of a feature: its public name, its SQL expression and its meaning.

    sql names columns of the layer's table under the alias `feature`; it comes from code and never
    from a request.
    """

    name: str
    sql: str
    type: str
    description: Message


@dataclass(frozen=True)
class LayerSpec:
    """One layer: where it is stored and how it is shown.

    id: also the name in every public address. cluster_zoom: up to this zoom, points close together
    are shown as one cluster (0 = never). label_zoom: from this zoom on, tiles of areas carry label
    points; below it the map shows no names. visible: for a restricted layer, returns the ids of the
    rows that a person (or visitor) may see.
    """

    id: str
    kind: LayerKind
    title: Message
    table: str
    fields: tuple[Field, ...]
    min_zoom: int
    max_zoom: int
    level: Level | None = None
    cluster_zoom: int = 0
    label_zoom: int = 0
    visible: Callable[[Any], list[int]] | None = None

    @property
    def restricted(self) -> bool:
        """Whether the content depends on the person; a cache must then never keep it."""
        return self.visible is not None


_layers: dict[str, LayerSpec] = {}


def register(spec: LayerSpec) -> None:
    """Add a layer to the catalogue; an app calls this once, in AppConfig.ready()."""
    if spec.id in _layers and _layers[spec.id] != spec:
        raise ValueError(f"two layers are called {spec.id!r}")
    _layers[spec.id] = spec


def layers() -> tuple[LayerSpec, ...]:
    """All layers in the order of registration."""
    return tuple(_layers.values())


def layer(layer_id: str) -> LayerSpec:
    """The layer of this id. Raises NotFound."""
    try:
        return _layers[layer_id]
    except KeyError:
        raise NotFound(
            _("لایه‌ای با نام «{name}» نیست. لایه‌ها: {layers}.", name=layer_id, layers=[*_layers])
        ) from None


def area_layer(level: Level) -> LayerSpec:
    """The layer that shows the areas of one level."""
    return next(spec for spec in _layers.values() if spec.level == level)
