"""This file tests the messages about an unusable library or database."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
import pytest
from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper
from django.db import connections

from gis_app.checks import check_databases, check_libraries, database_problem

Database = Callable[..., DatabaseWrapper]


def connection_to(**changes: str) -> DatabaseWrapper:
    """A connection beside the tests' own, with these settings changed."""
    return DatabaseWrapper({**connections["default"].settings_dict, **changes}, alias="other")


def execute(name: str, *statements: str) -> None:
    """Run statements in a database as the superuser of the tests."""
    server = connections["default"].settings_dict
    connection = psycopg2.connect(host=server["HOST"], user=server["USER"], dbname=name)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


@pytest.fixture
def database(django_db_blocker: Any) -> Iterator[Database]:
    """database(*statements): a new database after these statements, used by an ordinary role."""
    made: list[str] = []
    role = f"visitor_{secrets.token_hex(4)}"

    def make(*statements: str, owner: str = role, options: str = "") -> DatabaseWrapper:
        name = f"checked_{secrets.token_hex(4)}"
        execute("postgres", f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 {options}")
        made.append(name)
        execute(name, *statements)
        connections["other"] = connection_to(NAME=name, USER=role)
        return connections["other"]

    execute("postgres", f"CREATE ROLE {role} LOGIN NOSUPERUSER")
    with django_db_blocker.unblock():
        yield make
        connections["other"].close()
    del connections["other"]
    for name in made:
        execute("postgres", f"DROP DATABASE {name} WITH (FORCE)")
    execute("postgres", f"DROP ROLE {role}")


def identifier(of: DatabaseWrapper) -> str | None:
    """The failing check, if any; every message has both languages."""
    problem = database_problem(of)
    if problem is None:
        return None
    persian, english = problem.msg.split("\n")
    assert any("؀" < letter < "ۿ" for letter in persian)
    assert english.isascii()
    return problem.id


@pytest.mark.django_db
def test_this_machine_has_nothing_to_complain_of() -> None:
    assert check_libraries() == []
    assert check_databases(databases=["default"]) == []


def test_a_library_that_does_not_load_is_named_with_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GDAL_LIBRARY_PATH", "/nonexistent/libgdal.so")
    [problem] = check_libraries()
    assert problem.id == "mahalleh.E001"
    assert "کتابخانهٔ GDAL بارگذاری نشد" in problem.msg
    assert "sudo apt-get install gdal-bin" in problem.msg
    assert "/nonexistent/libgdal.so" in str(problem.hint)


def test_an_empty_database_with_postgis_is_accepted(database: Database) -> None:
    assert identifier(database("CREATE EXTENSION postgis")) is None


def test_a_database_without_postgis_that_the_role_may_not_create(database: Database) -> None:
    assert identifier(database()) == "mahalleh.E007"


def test_a_database_in_another_encoding(database: Database) -> None:
    assert identifier(database(options="ENCODING 'SQL_ASCII' LOCALE 'C'")) == "mahalleh.E005"


def test_tables_of_another_program(database: Database) -> None:
    theirs = database("CREATE EXTENSION postgis", "CREATE TABLE invoices (id int)")
    assert identifier(theirs) == "mahalleh.E008"


def test_tables_of_another_django_project(database: Database) -> None:
    theirs = database(
        "CREATE EXTENSION postgis",
        "CREATE TABLE django_migrations (app text); GRANT SELECT ON django_migrations TO PUBLIC",
        "INSERT INTO django_migrations VALUES ('auth'), ('shop')",
    )
    assert identifier(theirs) == "mahalleh.E008"


def test_our_own_tables_even_when_the_first_migration_was_interrupted(database: Database) -> None:
    ours = database(
        "CREATE EXTENSION postgis",
        "CREATE TABLE django_migrations (app text); GRANT SELECT ON django_migrations TO PUBLIC",
        "INSERT INTO django_migrations VALUES ('contenttypes')",
    )
    assert identifier(ours) is None


def test_a_role_that_may_not_make_tables(database: Database) -> None:
    closed = database("CREATE EXTENSION postgis", owner="postgres")
    assert identifier(closed) == "mahalleh.E009"


@pytest.mark.django_db
def test_a_server_that_does_not_answer() -> None:
    assert identifier(connection_to(HOST="127.0.0.1", PORT="9")) == "mahalleh.E003"
