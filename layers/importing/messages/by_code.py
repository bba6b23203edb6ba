"""This file holds the words of every finding, by code."""

from layers.importing.messages.cells import CELL_WORDING
from layers.importing.messages.files import FILE_WORDING
from layers.importing.messages.relations import KIN_WORDING
from layers.importing.messages.rows import ROW_WORDING

WORDING = FILE_WORDING | ROW_WORDING | CELL_WORDING | KIN_WORDING
