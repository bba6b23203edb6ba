"""This file holds the coordinate systems in which features can be asked for (Part 2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers.exporting.selection import KindColumns
from layers.messages import message as _
from layers.problems import BadParameter

OGC = "http://www.opengis.net/def/crs/OGC/1.3/"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
WORLD_DEG = (-180.0, -90.0, 180.0, 90.0)
# The square of Web Mercator; of a zone of UTM its northern half, with room for all of Iran.
MERCATOR_M = (-20_037_508.343, -20_037_508.343, 20_037_508.343, 20_037_508.343)
UTM_M = (-3_000_000.0, 0.0, 4_000_000.0, 10_000_000.0)


@dataclass(frozen=True)
class ReferenceSystem:
    """A reference system by its address.

    decimals: of coordinates; 7 of a degree are the stored ones, 3 of a metre are finer. limits:
    west, south, east, north that a box may reach. latitude_first: the order of its axes.
    """

    uri: str
    srid: int
    decimals: int
    limits: tuple[float, float, float, float]
    latitude_first: bool = False

    @property
    def is_straight(self) -> bool:
        """Whether a side of a box is a straight line in Web Mercator, too."""
        return self.limits != UTM_M

    def geometry(self, columns: KindColumns) -> str:
        """The SQL of a feature's geometry in this system, axes in its order."""
        if self.srid == 3857:
            return columns["mercator"]
        if self.srid == 4326:
            stored = columns["boundary"]
            return f"ST_FlipCoordinates({stored})" if self.latitude_first else stored
        return f"ST_Transform({columns['boundary']}, {self.srid})"


CRS84 = ReferenceSystem(f"{OGC}CRS84", 4326, 7, WORLD_DEG)
# The first one is the default and the one in which features are stored.
SYSTEMS = (
    CRS84,
    ReferenceSystem(f"{EPSG}4326", 4326, 7, WORLD_DEG, latitude_first=True),
    ReferenceSystem(f"{EPSG}3857", 3857, 3, MERCATOR_M),
    *(ReferenceSystem(f"{EPSG}{srid}", srid, 3, UTM_M) for srid in range(32638, 32642)),
)


def system(values: Mapping[str, str], parameter: str) -> ReferenceSystem:
    """The reference system that a parameter names; CRS84 if absent. Raises BadParameter."""
    uri = values.get(parameter, CRS84.uri)
    for each in SYSTEMS:
        if each.uri == uri:
            return each
    raise BadParameter(
        parameter,
        _("یکی از این‌ها را بدهید: {words}.", words=[each.uri for each in SYSTEMS]),
    )
