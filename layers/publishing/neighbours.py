"""This file stores which blocks lie beside each other, for painting and suggesting areas."""

from pathlib import Path

from django.db import connection

from layers.db import statement
from layers.models import BlockNeighbours

SQL = Path(__file__).parent / "sql"
# Blocks at most this far apart are neighbours: a wide street lies between them.
BESIDE_M = 30


def find_neighbours() -> None:
    """Store the neighbours of every block anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_blockneighbours")
        cursor.execute(statement(SQL / "publish_neighbours.sql", beside_m=str(BESIDE_M)))
        cursor.execute(f"ANALYZE {BlockNeighbours._meta.db_table}")
