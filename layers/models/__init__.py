"""This file exports every model of the ground."""

from layers.models.areas import Area, AreaCode, CurrentEdition, Edition, Level, Lineage
from layers.models.blocks import (
    BLOCK_COUNTS,
    WHOLE_PLACES,
    WHOLES,
    Block,
    BlockCell,
    BlockCoverage,
    BlockNeighbours,
    BlockSubstitute,
    BlockSum,
    is_part,
)
from layers.models.downloads import WaitingDownload
from layers.models.indicators import Indicator, Measurement, Suppression
from layers.models.places import House, Prison, School, Settlement
from layers.models.provenance import ImportRun, Source
from layers.models.published import (
    AreaShape,
    ChoiceSecret,
    LayerVersion,
    PointCluster,
    PublishedFigure,
    SuppressedTotal,
)
from layers.models.vocabulary import Agency, PackageList, PackageListEntry, ServicePackage

__all__ = [
    "BLOCK_COUNTS",
    "WHOLES",
    "WHOLE_PLACES",
    "Agency",
    "Area",
    "AreaCode",
    "AreaShape",
    "Block",
    "BlockCell",
    "BlockCoverage",
    "BlockNeighbours",
    "BlockSubstitute",
    "BlockSum",
    "ChoiceSecret",
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
    "SuppressedTotal",
    "Suppression",
    "WaitingDownload",
    "is_part",
]
