"""This file holds the words of every finding, by code."""

from layers.importing.wording_cells import CELL_WORDING
from layers.importing.wording_files import FILE_WORDING
from layers.importing.wording_kin import KIN_WORDING
from layers.importing.wording_rows import ROW_WORDING

WORDING = FILE_WORDING | ROW_WORDING | CELL_WORDING | KIN_WORDING
