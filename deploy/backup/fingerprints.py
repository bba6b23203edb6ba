"""This file takes the fingerprint of every table: its rows, and a sum over their contents.

Two databases with equal fingerprints hold the same rows, in whatever order. A generated column is
left out: the server computes it again when a backup is restored, with its own PROJ.
"""

from dataclasses import dataclass

from psycopg2 import sql
from psycopg2.extensions import connection as Connection

# Tables whose rows are not kept: a session is a key to somebody's account.
NOT_KEPT = frozenset({"public.django_session"})

# Input: nothing. One row = one table of ours (schema, name, its stored columns in order); those of
# extensions are left out.
TABLES_SQL = """
SELECT namespace.nspname, relation.relname,
    (
        SELECT array_agg(attribute.attname::text ORDER BY attribute.attnum)
        FROM pg_attribute AS attribute
        WHERE attribute.attrelid = relation.oid
          AND attribute.attnum > 0
          AND NOT attribute.attisdropped
          AND attribute.attgenerated = ''
    )
FROM pg_class AS relation
JOIN pg_namespace AS namespace ON namespace.oid = relation.relnamespace
WHERE relation.relkind IN ('r', 'p')
  AND relation.relpersistence = 'p'
  AND namespace.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT EXISTS (
    SELECT FROM pg_depend AS dependency
    WHERE dependency.classid = 'pg_class'::regclass
      AND dependency.objid = relation.oid
      AND dependency.deptype = 'e'
  )
ORDER BY 1, 2
"""

# 60 bits of each row's MD5, added up: the order of rows does not matter, and a row that is there
# twice counts twice.
FINGERPRINT_SQL = """
SELECT count(*),
    COALESCE(sum(('x' || substr(md5(ROW({columns})::text), 1, 15))::bit(60)::bigint), 0)
FROM ONLY {table}
"""


@dataclass(frozen=True)
class Table:
    """A table of ours with the columns that are stored."""

    schema: str
    name: str
    columns: tuple[str, ...]

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"


def tables(connection: Connection) -> list[Table]:
    """Every table of ours, by name."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES_SQL)
        return [Table(schema, name, tuple(columns or ())) for schema, name, columns in cursor]


def fingerprints(connection: Connection, among: list[Table]) -> dict[str, list[str]]:
    """Table → its number of rows and their sum, as texts; only of tables that are kept."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in among:
            if table.full_name in NOT_KEPT:
                continue
            cursor.execute(
                sql.SQL(FINGERPRINT_SQL).format(
                    columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)),
                    table=sql.Identifier(table.schema, table.name),
                )
            )
            found[table.full_name] = [str(value) for value in cursor.fetchone()]
    return found


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """The tables that are not the same in both, by name."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
