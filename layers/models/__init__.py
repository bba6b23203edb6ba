"""This file exports every model of the ground."""

from layers.models.areas import Area, AreaCode, CurrentEdition, Edition, Level, Lineage
from layers.models.blocks import BLOCK_COUNTS, Block, BlockCell, BlockStandIn, BlockSum
from layers.models.downloads import WaitingDownload
from layers.models.indicators import Indicator, Measurement, Suppression
from layers.models.places import House, Prison, School, Settlement
from layers.models.provenance import ImportRun, Source
from layers.models.published import (
    AreaShape,
    LayerVersion,
    PointCluster,
    PublishedFigure,
    WithheldTotal,
)
from layers.models.vocabulary import Agency, PackageList, PackageListEntry, ServicePackage

__all__ = [
    "BLOCK_COUNTS",
    "Agency",
    "Area",
    "AreaCode",
    "AreaShape",
    "Block",
    "BlockCell",
    "BlockStandIn",
    "BlockSum",
    "CurrentEdition",
    "Edition",
    "House",
    "ImportRun",
    "Indicator",
    "LayerVersion",
    "Level",
    "Lineage",
    "Measurement",
    "PackageList",
    "PackageListEntry",
    "PointCluster",
    "Prison",
    "PublishedFigure",
    "School",
    "ServicePackage",
    "Settlement",
    "Source",
    "Suppression",
    "WaitingDownload",
    "WithheldTotal",
]
