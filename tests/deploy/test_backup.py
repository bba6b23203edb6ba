"""This file tests that a backup is whole, made in one moment, and restored wholly or not at all."""

import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command

from deploy.backup import making
from deploy.backup.archive import Manifest, opened, write_archive
from deploy.backup.fingerprints import fingerprints, tables
from deploy.backup.making import hold_tables
from deploy.backup.note import LAST_BACKUP, read_note
from deploy.backup.server import configured
from persian.dates import format_moment
from tests.conftest import SAMPLE
from tests.deploy.conftest import as_server, ask

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def backup(*arguments: object, **options: Any) -> str:
    out = io.StringIO()
    call_command("backup", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def exchange_with(new: str) -> dict[str, Any]:
    """Options of a restore on the private server, through this empty database."""
    return {"overwrite": True, "into": new, "superuser": site.DATABASE["USER"]}


def prints_of(database: str) -> dict[str, list[str]]:
    connection = as_server(database)
    try:
        return fingerprints(connection, tables(connection))
    finally:
        connection.close()


@pytest.fixture
def kept(office: str, tmp_path: Path) -> Path:
    """A backup of the sample."""
    path = tmp_path / "office.backup"
    backup(path)
    return path


def test_it_comes_back_the_same_in_an_empty_database(
    kept: Path, office: str, new_database: Callable[..., str], choose: Callable[[str], None]
) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600
    empty = new_database()
    choose(empty)
    site.STATE.joinpath("secret_key").write_text("another key")
    call_command("restore", str(kept), stdout=io.StringIO())
    assert prints_of(empty) == prints_of(office)
    assert (site.STATE / "secret_key").read_text() == site.SECRET_KEY
    assert ask(empty, "SELECT count(*) FROM django_session") == [(0,)]
    projected = "SELECT count(*) FROM layers_block WHERE boundary_3857 IS NULL"
    assert ask(empty, projected) == [(0,)]
    # The triggers that keep the history are there.
    ask(empty, "UPDATE layers_area SET name_en = 'Renamed' WHERE code = '23'")
    [(renamed,)] = ask(
        empty, "SELECT count(*) FROM layers_areaevent WHERE name_en = 'Renamed' AND code = '23'"
    )
    assert renamed >= 1


def test_it_is_of_one_moment_while_people_work(
    office: str, tmp_path: Path, new_database: Callable[..., str], choose: Callable[[str], None]
) -> None:
    ask(office, "CREATE TABLE left_hand AS SELECT n FROM generate_series(1, 1000) AS n")
    ask(office, "CREATE TABLE right_hand AS SELECT n FROM left_hand WHERE false")
    stop = threading.Event()
    moves = 0

    def work() -> None:
        nonlocal moves
        connection = as_server(office)
        while not stop.is_set():
            for source, target in (("left_hand", "right_hand"), ("right_hand", "left_hand")):
                with connection.cursor() as cursor:
                    cursor.execute(
                        f"WITH moved AS (DELETE FROM {source} WHERE n %% 7 = %s RETURNING n)"
                        f" INSERT INTO {target} SELECT n FROM moved",
                        [moves % 7],
                    )
            moves += 1
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        backup(tmp_path / "busy.backup")
    finally:
        stop.set()
        worker.join()
    assert moves > 10
    choose(new_database())
    call_command("restore", str(tmp_path / "busy.backup"), stdout=io.StringIO())
    both = "SELECT count(*), sum(n) FROM (TABLE left_hand UNION ALL TABLE right_hand) AS every"
    assert ask(site.DATABASE["NAME"], both) == [(1000, 500500)]


def test_a_table_that_is_emptied_waits_for_the_snapshot(office: str) -> None:
    holder = configured().connect()
    hold_tables(holder)
    with pytest.raises(Exception, match="lock timeout"):
        ask(office, "SET lock_timeout = 200; TRUNCATE layers_blockcell")
    holder.close()


def test_it_refuses_to_overwrite_without_a_word(kept: Path, office: str) -> None:
    before = prints_of(office)
    with pytest.raises(CommandError, match="The database is not empty"):
        call_command("restore", str(kept))
    with pytest.raises(CommandError, match="--overwrite"):
        call_command("restore", str(kept), into="nowhere", superuser="gis")
    assert prints_of(office) == before
    with pytest.raises(CommandError, match="was not overwritten"):
        backup(kept)


def test_it_takes_the_place_of_the_data_while_somebody_is_connected(
    kept: Path, office: str, new_database: Callable[..., str]
) -> None:
    before = prints_of(office)
    ask(office, "DELETE FROM layers_lineage; UPDATE layers_area SET name_en = 'Spoilt'")
    visitor = as_server(office)
    new = new_database()
    call_command("restore", str(kept), **exchange_with(new), stdout=io.StringIO())
    visitor.close()
    assert prints_of(office) == before
    left = ask("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'keep_%%'", 0)
    assert new not in {name for (name,) in left}


@pytest.mark.parametrize("place", [0.001, 0.3, 0.7, 0.999])
def test_a_changed_byte_is_found(kept: Path, place: float) -> None:
    whole = bytearray(kept.read_bytes())
    position = int(len(whole.rstrip(b"\0")) * place)
    whole[position] ^= 1
    kept.write_bytes(whole)
    with pytest.raises(CommandError, match="not intact"):
        backup(kept, check=True)


@pytest.mark.parametrize("share", [0, 0.1, 0.9, 0.999])
def test_a_backup_that_was_cut_is_found(kept: Path, share: float) -> None:
    whole = kept.read_bytes().rstrip(b"\0")
    kept.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(CommandError, match="not intact"):
        backup(kept, check=True)


@pytest.mark.parametrize("is_locked", [False, True])
def test_a_file_that_differs_only_beside_its_data_is_not_the_same(
    office: str, tmp_path: Path, is_locked: bool
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("long and good\n")
    way = {"passphrase_file": secret} if is_locked else {}
    path = tmp_path / "office.backup"
    backup(path, **way)
    whole = path.read_bytes()
    with tarfile.open(path) as tar:
        last = tar.getmembers()[-1]
    padding = last.offset_data + last.size
    assert padding % 512 != 0
    changed = (
        whole + b"junk",
        whole + bytes(10240),
        whole[:-512],
        whole[:-1] + b"x",
        whole[:padding] + b"x" + whole[padding + 1 :],
    )
    for other in changed:
        path.write_bytes(other)
        with pytest.raises(CommandError, match="not intact"):
            backup(path, check=True, **way)
    path.write_bytes(whole)
    assert "intact" in backup(path, check=True, **way)


def test_junk_behind_a_backup_does_not_keep_the_data_from_coming_back(
    kept: Path, office: str, new_database: Callable[..., str], choose: Callable[[str], None]
) -> None:
    kept.write_bytes(kept.read_bytes() + b"junk")
    empty = new_database()
    choose(empty)
    call_command("restore", str(kept), stdout=io.StringIO())
    assert prints_of(empty) == prints_of(office)


def test_the_moment_of_a_backup_is_said_as_other_moments_are(kept: Path, tmp_path: Path) -> None:
    with opened(kept, secret=None, workplace=tmp_path) as archive:
        made_at = archive.manifest.made_at
    persian, english = backup(kept, check=True).split("  |  ")
    assert f"ساختهٔ {format_moment(datetime.fromisoformat(made_at))}، PostgreSQL" in persian
    assert f"made {made_at}, PostgreSQL" in english


def test_a_passphrase_is_needed_and_right(
    office: str, tmp_path: Path, new_database: Callable[..., str], choose: Callable[[str], None]
) -> None:
    path, right, wrong = (tmp_path / name for name in ("locked.backup", "right", "wrong"))
    right.write_text("گذرواژهٔ دراز و خوب\n")
    wrong.write_text("another\n")
    backup(path, passphrase_file=right)
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_bytes()
    assert site.SECRET_KEY.encode() not in text
    assert b"layers_area" not in text
    with pytest.raises(CommandError, match="has a passphrase"):
        backup(path, check=True)
    with pytest.raises(CommandError, match="passphrase of the backup is wrong"):
        backup(path, check=True, passphrase_file=wrong)
    assert "intact" in backup(path, check=True, passphrase_file=right)
    # Any program that reads age files opens it.
    with tarfile.open(path) as tar:
        key, inner = (tar.extractfile(name).read() for name in ("identity.age", "backup.tar.age"))
    identity = pyrage.passphrase.decrypt(key, "گذرواژهٔ دراز و خوب").decode().strip()
    plain = pyrage.decrypt(inner, [pyrage.x25519.Identity.from_str(identity)])
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        assert tar.getnames()[0] == "manifest.json"
    choose(new_database())
    call_command("restore", str(path), passphrase_file=right, stdout=io.StringIO())
    assert prints_of(site.DATABASE["NAME"]) == prints_of(office)


def test_a_changed_byte_of_a_locked_backup_is_found(office: str, tmp_path: Path) -> None:
    path, right = tmp_path / "locked.backup", tmp_path / "right"
    right.write_text("long and good\n")
    backup(path, passphrase_file=right)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    with pytest.raises(CommandError, match="not intact"):
        backup(path, check=True, passphrase_file=right)


def test_what_differs_from_the_snapshot_does_not_take_the_place_of_the_data(
    kept: Path, office: str, new_database: Callable[..., str], tmp_path: Path
) -> None:
    forged = tmp_path / "forged.backup"
    with opened(kept, secret=None, workplace=tmp_path) as archive:
        dump = tmp_path / "database.dump"
        with dump.open("wb") as out:
            archive.copy("database.dump", out)
        told = {**archive.manifest.tables, "public.layers_area": ["1", "2"]}
        write_archive(forged, replace(archive.manifest, tables=told), dump, "key", None)
    ask(office, "UPDATE layers_area SET name_en = 'Newer'")
    before = prints_of(office)
    with pytest.raises(CommandError, match=r"differ from the backup: public\.layers_area"):
        call_command("restore", str(forged), **exchange_with(new_database()))
    assert prints_of(office) == before
    assert not (site.STATE / "secret_key").exists()


def test_a_backup_of_a_newer_release_is_refused(
    office: str, tmp_path: Path, new_database: Callable[..., str], choose: Callable[[str], None]
) -> None:
    ask(
        office,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('layers', '9999_later', now())",
    )
    backup(tmp_path / "later.backup")
    choose(new_database())
    with pytest.raises(CommandError, match="newer release"):
        call_command("restore", str(tmp_path / "later.backup"))
    assert prints_of(site.DATABASE["NAME"]) == {}


def test_a_backup_of_a_newer_postgresql_is_refused(
    kept: Path, tmp_path: Path, new_database: Callable[..., str], choose: Callable[[str], None]
) -> None:
    later = tmp_path / "later.backup"
    with opened(kept, secret=None, workplace=tmp_path) as archive:
        dump = tmp_path / "database.dump"
        with dump.open("wb") as out:
            archive.copy("database.dump", out)
        write_archive(later, replace(archive.manifest, postgresql=99), dump, "key", None)
    choose(new_database())
    with pytest.raises(CommandError, match="postgresql-client-99"):
        call_command("restore", str(later))


def test_the_last_ones_are_kept_and_a_failure_deletes_none(office: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"mahalleh-2026010{day}-030000Z.backup" for day in range(1, 5)]
    for path in old:
        path.write_text("old")
    (folder / "notes.txt").write_text("mine")
    backup(folder, keep=3)
    assert sorted(folder.glob("*.backup"))[:2] == old[2:]
    assert len(list(folder.glob("*.backup"))) == 3
    assert (folder / "notes.txt").exists()
    made = read_note(site.STATE)
    assert made.good == made.last
    assert made.good.size_bytes > 1000

    time.sleep(1.1)
    site.DATABASE["PORT"] = "9"
    with pytest.raises(CommandError, match="does not answer"):
        backup(folder, keep=1)
    assert len(list(folder.glob("*.backup"))) == 3
    failed = read_note(site.STATE)
    assert "does not answer" in failed.last.problem
    assert "پاسخ نمی‌دهد" in failed.last.problem_fa
    assert failed.good == made.good


@pytest.mark.parametrize("way", [{}, {"keep": 3}])
def test_a_folder_that_is_not_there_is_noted_as_a_failure(
    office: str, tmp_path: Path, way: dict[str, int]
) -> None:
    path = tmp_path / "none" if way else tmp_path / "none" / "x.backup"
    with pytest.raises(CommandError, match=f"There is no folder {tmp_path / 'none'}"):
        backup(path, **way)
    assert f"پوشهٔ {tmp_path / 'none'} نیست" in read_note(site.STATE).last.problem_fa


def command(*arguments: object, database: str, state: Path) -> subprocess.Popen[bytes]:
    """A command of the product in a process of its own."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *map(str, arguments)],
        env={**os.environ, "DATABASE_URL": address, "MAHALLEH_STATE": str(state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.mark.release
@pytest.mark.parametrize("moment", range(20))
def test_a_restore_that_is_killed_leaves_the_old_data_or_the_new(
    kept: Path, office: str, new_database: Callable[..., str], tmp_path: Path, moment: int
) -> None:
    restored = prints_of(office)
    ask(office, "UPDATE layers_area SET name_en = 'Newer'")
    before = prints_of(office)
    process = command(
        "restore", "--overwrite", f"--into={new_database()}", "--superuser=gis", kept,
        database=office, state=tmp_path,
    )  # fmt: skip
    time.sleep(0.3 + 0.2 * moment)
    process.kill()
    process.wait()
    time.sleep(0.3)
    assert prints_of(office) in (before, restored)


def test_a_backup_that_is_killed_leaves_no_file_and_the_next_sweeps(
    office: str, tmp_path: Path
) -> None:
    path = tmp_path / "cut.backup"
    process = command("backup", path, database=office, state=tmp_path)
    end = time.monotonic() + 30
    while not list(tmp_path.glob(".mahalleh-*")) and time.monotonic() < end:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert not path.exists()
    assert list(tmp_path.glob(".mahalleh-*"))
    backup(path)
    assert not list(tmp_path.glob(".mahalleh-*"))


@pytest.mark.parametrize(
    ("is_stopped", "words"), [(True, "was stopped"), (False, "did not finish the work")]
)
def test_a_backup_that_is_cut_short_is_noted_as_failed(
    office: str, tmp_path: Path, is_stopped: bool, words: str
) -> None:
    blocker = as_server(office)
    blocker.autocommit = False
    blocker.cursor().execute("LOCK TABLE layers_area")
    process = command("backup", tmp_path / "cut.backup", database=office, state=tmp_path)
    waiting = (
        "SELECT pid FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        " AND query LIKE 'LOCK TABLE%%'"
    )
    end = time.monotonic() + 30
    while not (found := ask("postgres", waiting, office)) and time.monotonic() < end:
        time.sleep(0.05)
    if is_stopped:
        process.terminate()
    else:
        ask("postgres", "SELECT pg_terminate_backend(%s)", found[0][0])
    printed = process.communicate(timeout=30)[0].decode()
    blocker.close()
    assert process.returncode != 0
    assert "Traceback" not in printed
    assert words in read_note(tmp_path).last.problem
    assert is_stopped or "ناتمام گذاشت" in printed
    assert not list(tmp_path.glob(".mahalleh-*"))


def test_a_backup_does_not_wait_for_ever(
    office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocker = as_server(office)
    blocker.autocommit = False
    blocker.cursor().execute("LOCK TABLE layers_area")
    monkeypatch.setattr(making, "LOCK_WAIT", "50ms")
    with pytest.raises(CommandError, match="lock timeout"):
        backup(tmp_path / "late.backup")
    blocker.close()
    assert not list(tmp_path.glob("*.backup"))
    assert not list(tmp_path.glob(".mahalleh-*"))


def test_a_backup_is_checked_where_nothing_can_be_written(kept: Path) -> None:
    with kept.open() as file:
        assert "intact" in backup(f"/proc/self/fd/{file.fileno()}", check=True)


def test_a_restore_that_cannot_exchange_changes_nothing_and_leaves_no_key(
    kept: Path, office: str, new_database: Callable[..., str]
) -> None:
    before = prints_of(office)
    in_the_way = f"{office}_replaced"
    ask("postgres", f"CREATE DATABASE {in_the_way} IS_TEMPLATE true")
    try:
        with pytest.raises(CommandError, match="did not finish the work"):
            call_command("restore", str(kept), **exchange_with(new_database()))
    finally:
        ask("postgres", f"ALTER DATABASE {in_the_way} IS_TEMPLATE false")
    assert prints_of(office) == before
    assert [path.name for path in site.STATE.iterdir()] == [LAST_BACKUP]


def test_a_restore_whose_old_data_cannot_be_dropped_is_finished(
    kept: Path, office: str, new_database: Callable[..., str]
) -> None:
    before = prints_of(office)
    ask(office, "UPDATE layers_area SET name_en = 'Spoilt'")
    ask("postgres", f"ALTER DATABASE {office} IS_TEMPLATE true")
    try:
        call_command("restore", str(kept), **exchange_with(new_database()), stdout=io.StringIO())
    finally:
        ask("postgres", f"ALTER DATABASE {office}_replaced IS_TEMPLATE false")
    assert prints_of(office) == before
    assert (site.STATE / "secret_key").read_text() == site.SECRET_KEY


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_key_comes_back_with_the_owner_of_the_old_one(
    kept: Path, new_database: Callable[..., str], choose: Callable[[str], None]
) -> None:
    choose(new_database())
    key = site.STATE / "secret_key"
    key.write_text("another key")
    os.chown(key, 65534, 65534)
    call_command("restore", str(kept), stdout=io.StringIO())
    assert key.read_text() == site.SECRET_KEY
    told = key.stat()
    assert (told.st_uid, told.st_gid, told.st_mode & 0o777) == (65534, 65534, 0o600)


def test_settings_of_the_site_come_back_but_replace_nothing(
    office: str,
    tmp_path: Path,
    new_database: Callable[..., str],
    choose: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAHALLEH_HOSTS", "atlas.example.ir")
    monkeypatch.setenv("MAHALLEH_PORT", "8123")
    backup(tmp_path / "named.backup")
    choose(new_database())
    call_command("restore", str(tmp_path / "named.backup"), stdout=io.StringIO())
    assert (site.STATE / "settings.env").read_text() == "MAHALLEH_HOSTS=atlas.example.ir\n"
    (site.STATE / "settings.env").write_text("MAHALLEH_HOSTS=here.example.ir\n")
    choose(new_database())
    call_command("restore", str(tmp_path / "named.backup"), stdout=io.StringIO())
    assert "here.example.ir" in (site.STATE / "settings.env").read_text()


@pytest.mark.parametrize("kind", ["text", "another tar", "zip"])
@pytest.mark.parametrize("way", ["backup", "restore"])
def test_a_file_that_is_no_backup_is_named_as_such(
    office: str, tmp_path: Path, kind: str, way: str
) -> None:
    path = tmp_path / "letter"
    if kind == "text":
        path.write_text("no backup")
    elif kind == "another tar":
        with tarfile.open(path, "w") as tar:
            tar.addfile(tarfile.TarInfo("machine"))
    else:
        path.write_bytes(b"PK\3\4" + bytes(2000))
    options = {"check": True} if way == "backup" else {"overwrite": True, "into": "x"}
    with pytest.raises(CommandError) as told:
        call_command(way, str(path), **options)
    assert "پشتیبان این سامانه نیست" in str(told.value)
    assert "not a backup of this program" in str(told.value)


@pytest.mark.parametrize("words", ["", "."])
def test_a_folder_in_place_of_a_file_is_named_as_such(
    office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as told:
        backup(words)
    assert "پوشه است" in str(told.value)
    assert "is a folder. Name a file in it" in str(told.value)
    assert not (site.STATE / LAST_BACKUP).exists()


def test_the_sum_of_rows_is_told() -> None:
    manifest = Manifest("", 15, "", [], {}, {"a": ["2", "0"], "b": ["3", "1"]})
    assert manifest.rows == 5


def test_the_sample_is_what_the_tests_think(office: str, new_database: Callable[..., str]) -> None:
    assert prints_of(office) == prints_of(new_database(SAMPLE))


def test_a_note_that_lacks_a_part_is_no_note(tmp_path: Path) -> None:
    attempt = {"ended_at": "2026-11-01T00:00:00+00:00", "seconds": 1.0, "file": "a.tar"}
    (tmp_path / LAST_BACKUP).write_text(json.dumps({"last": attempt}))
    assert read_note(tmp_path) is None
