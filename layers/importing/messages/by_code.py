"""This file maps every finding code to its message."""

from layers.importing.messages.cells import ABOUT_CELLS
from layers.importing.messages.entry import Texts
from layers.importing.messages.files import ABOUT_FILES
from layers.importing.messages.relations import ABOUT_LINEAGE, ABOUT_SIBLINGS
from layers.importing.messages.rows import ABOUT_CODES, ABOUT_SHAPES

TEXTS: Texts = (
    ABOUT_FILES | ABOUT_SHAPES | ABOUT_CODES | ABOUT_CELLS | ABOUT_SIBLINGS | ABOUT_LINEAGE
)
