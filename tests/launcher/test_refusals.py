"""This file tests the messages of `./gis`, and the files left, when it cannot do its task."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.checkout import Checkout, checkout, clean_environment

pytestmark = pytest.mark.launcher

BROWSERS = {"chromium", "chromium-headless-shell", "chromium-browser", "google-chrome"}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting and changing user need root")


@pytest.fixture
def bare() -> Iterator[Checkout]:
    """A checkout where nothing was ever set up."""
    with checkout(with_venv=False) as made:
        yield made


def assert_says(
    result: subprocess.CompletedProcess[str], code: int, persian: str, english: str
) -> None:
    assert persian in result.stderr
    assert english in result.stderr
    assert result.returncode == code


def test_help_names_every_command_in_both_languages(bare: Checkout) -> None:
    for arguments in ([], ["help"], ["--help"]):
        shown = bare.run(*arguments)
        assert shown.returncode == 0
        for command in ("up", "test", "bundle", "backup", "restore", "check", "manage", "bench"):
            assert shown.stdout.count(f"\n  {command} ") == 2


def test_an_unknown_command_is_refused_with_the_usage(bare: Checkout) -> None:
    assert_says(bare.run("fly"), 2, "فرمان «fly» شناخته نیست", "Unknown command: fly")


@pytest.mark.parametrize(
    ("words", "persian", "english"),
    [
        ("up --nope", "گزینهٔ «--nope» ندارد", "has no option --nope"),
        ("up today", "«today» زیادی است", '"today" is one argument too many'),
        ("up --sha256 abc", "‎--sha256 تنها همراه ‎--bundle", "--sha256 comes with --bundle alone"),
        ("up --bundle", "پس از --bundle چیزی نیست", "Nothing follows --bundle"),
        ("up --bundle --sha256 abc", "پس از --bundle چیزی نیست", "Nothing follows --bundle"),
        ("up --bundle= --sha256=abc", "پس از --bundle چیزی نیست", "Nothing follows --bundle"),
        ("restore", "نام فایل را بدهید", "Name the file"),
        ("restore ", "نام فایل خالی است", "The name of the file is empty"),
        ("restore --into=gis a.backup", "گزینهٔ «--into» ندارد", "has no option --into"),
        ("restore a.backup b.backup", "«b.backup» زیادی است", '"b.backup" is one argument too'),
        ("restore --overwrite=yes a", "--overwrite مقدار نمی‌گیرد", "--overwrite takes no value"),
        ("bundle", "نام فایل را بدهید", "Name the file"),
        ("bundle --nope", "گزینهٔ «--nope» ندارد", "has no option --nope"),
        ("bundle a b", "«b» زیادی است", '"b" is one argument too many'),
        ("check --nope", "گزینهٔ «--nope» ندارد", "has no option --nope"),
        ("check a", "«a» زیادی است", '"a" is one argument too many'),
        ("help a", "«a» زیادی است", '"a" is one argument too many'),
        ("bench --nope", "گزینهٔ «--nope» ندارد", "has no option --nope"),
        ("backup", "نام فایل را بدهید", "Name the file"),
        ("backup ", "نام فایل خالی است", "The name of the file is empty"),
        ("backup --nope a", "گزینهٔ «--nope» ندارد", "has no option --nope"),
        ("backup --keep", "پس از --keep چیزی نیست", "Nothing follows --keep"),
        ("backup --keep folder", "--keep عدد می‌خواهد", "--keep takes a number from 1 on"),
        ("backup --keep 0 folder", "--keep عدد می‌خواهد", "--keep takes a number from 1 on"),
        ("backup --keep 3", "نام پوشه را بدهید", "Name the folder"),
        ("backup --keep 3 --check a", "با هم نمی‌آیند", "--check and --keep do not go together"),
        (
            "backup --passphrase --passphrase-file=secret a",
            "با هم نمی‌آیند",
            "--passphrase and --passphrase-file do not go together",
        ),
    ],
)
def test_what_a_command_does_not_know_is_refused_before_anything_is_begun(
    bare: Checkout, words: str, persian: str, english: str
) -> None:
    command, *arguments = words.split(" ")
    refused = bare.run(command, *arguments)
    assert_says(refused, 2, persian, english)
    assert f"\n    ./gis {command}" in refused.stderr
    assert refused.stdout == ""
    assert not bare.state.exists()


def test_a_second_server_is_not_begun_by_a_command_that_was_mistyped(prepared: Checkout) -> None:
    before = prepared.calls()
    assert prepared.run("up", "--port=9000").returncode == 2
    assert prepared.calls() == before


@pytest.mark.parametrize("command", ["up", "restore", "bundle", "backup", "check"])
def test_help_is_given_where_a_command_is_asked_for_it(bare: Checkout, command: str) -> None:
    shown = bare.run(command, "--help")
    assert shown.returncode == 0
    assert "Mahalleh — ./gis COMMAND" in shown.stdout


def test_what_the_launcher_lets_through_is_what_the_commands_know(prepared: Checkout) -> None:
    """The stub takes everything; tests/deploy/test_backup.py runs the commands themselves."""
    for words in (
        "backup --passphrase-file secret --keep=14 folder",
        "backup --check --passphrase a.backup",
        "backup --keep 14 folder",
    ):
        assert prepared.run(*words.split()).returncode == 0


@pytest.mark.parametrize("words", [["nightly"], ["release", "nightly"], ["--quick", "nightly"]])
def test_a_tier_of_tests_that_does_not_exist_is_refused(bare: Checkout, words: list[str]) -> None:
    refused = bare.run("test", *words)
    assert_says(
        refused, 2, "«nightly» نه گروهی از آزمون‌هاست", '"nightly" is neither a tier of tests'
    )
    assert not bare.state.exists()


def test_data_of_another_major_version_are_left_alone(prepared: Checkout) -> None:
    version = prepared.state / "cluster/data/PG_VERSION"
    real = version.read_text()
    version.write_text("9\n")
    try:
        for command in (["up"], ["manage", "migrate"]):
            result = prepared.run(*command)
            assert_says(result, 6, "داده‌ها با PostgreSQL 9 ساخته شده‌اند", "made by PostgreSQL 9;")
            assert "postgresql-9-postgis-3" in result.stderr
        assert version.read_text() == "9\n"
    finally:
        version.write_text(real)
    assert prepared.run("manage", "migrate").returncode == 0


def test_a_newer_postgresql_beside_that_of_the_data_is_told(bare: Checkout) -> None:
    result = bare.shell(
        """
        choose_state
        cluster=$state/cluster made_by=$(newest_postgres)
        mkdir -p "$cluster/data"
        echo "$made_by" >"$cluster/data/PG_VERSION"
        choose_postgres
        tell_older_postgres
        newest_postgres() { echo 99; }
        choose_postgres
        tell_older_postgres
        echo "$major"
        """
    )
    assert result.returncode == 0
    assert result.stdout.count("run with it; this machine has 99 too") == 1
    assert "نسخهٔ 99 را هم دارد" in result.stdout
    own = result.stdout.split()[-1]
    assert own != "99"
    assert f"./gis backup '{bare.state}/of-{own}.backup' && mv " in result.stdout


def test_a_database_that_does_not_start_is_shown_with_its_reason(prepared: Checkout) -> None:
    wanted = prepared.state / "cluster/data/global/pg_control"
    away = wanted.with_name("pg_control.away")
    wanted.rename(away)
    try:
        result = prepared.run("manage", "migrate")
        assert_says(result, 6, "روشن نشد", "did not start")
        assert "pg_control" in result.stderr
    finally:
        away.rename(wanted)
    assert prepared.run("manage", "migrate").returncode == 0


def test_an_initdb_that_fails_leaves_nothing_half_made(bare: Checkout) -> None:
    result = bare.shell(
        """
        choose_state
        cluster=$state/cluster cluster_kind=keep postgres_bin=$root/broken
        mkdir -p "$cluster" "$postgres_bin"
        printf '%s\\n' '#!/bin/sh' 'mkdir -p "$2/base"; echo no such locale >&2; exit 1' \\
            >"$postgres_bin/initdb"
        chmod +x "$postgres_bin/initdb"
        choose_cluster_user
        create_cluster
        """
    )
    assert_says(result, 6, "initdb پایگاه داده را نساخت", "initdb did not create the database")
    assert "no such locale" in result.stderr
    assert not (bare.state / "cluster/data").exists()
    assert not (bare.state / "cluster/data.new").exists()


@pytest.mark.release
def test_an_interrupted_initdb_is_made_again(bare: Checkout) -> None:
    half = bare.state / "cluster/data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    bare.give_venv()
    assert bare.run("manage", "migrate").returncode == 0
    assert not half.exists()


def test_a_state_folder_that_cannot_be_written(bare: Checkout) -> None:
    result = bare.run("up", MAHALLEH_STATE="/proc/mahalleh")
    assert_says(result, 5, "نمی‌توان نوشت", "Cannot write to /proc/mahalleh")


def test_a_relative_state_folder_is_refused(bare: Checkout) -> None:
    assert_says(bare.run("up", MAHALLEH_STATE="var"), 2, "نشانی کامل", "must be an absolute path")


def python_that(bare: Checkout, script: str) -> str:
    """The path of a fake Python."""
    program = bare.root / "python-stand-in"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_a_python_that_is_too_old(bare: Checkout) -> None:
    old = python_that(bare, '[ "$1" != -V ] || { echo Python 3.9.2; exit 0; }\nexit 1')
    result = bare.run("up", MAHALLEH_PYTHON=old)
    assert_says(result, 7, "پایتون ۳٫۱۱", "Python 3.11 or newer is needed; here is Python 3.9.2")


def test_a_python_without_venv(bare: Checkout) -> None:
    lame = python_that(bare, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    result = bare.run("up", MAHALLEH_PYTHON=lame)
    assert_says(result, 7, "venv ندارد", "sudo apt-get install python3-venv")


@pytest.mark.release
def test_an_interrupted_venv_is_made_again(bare: Checkout) -> None:
    half = Path(bare.shell('choose_state; venv_dir "$root/requirements.lock"').stdout)
    (half / "bin").mkdir(parents=True)
    (half / "bin/python").write_text("half")
    made = bare.shell('choose_state; ensure_venv "$root/requirements.lock"; "$venv/bin/python" -V')
    assert made.stdout.splitlines()[-1].startswith("Python 3.")
    assert (half / "complete").exists()


@pytest.mark.release
def test_a_venv_that_cannot_be_filled_is_removed_and_the_old_one_stays(bare: Checkout) -> None:
    bare.give_venv()
    lock = bare.root / "requirements.lock"
    [old] = (bare.state / "venv").iterdir()
    # A requirement without a hash is refused before any network request.
    lock.write_text("absent-package==1.0\n")
    result = bare.run("up")
    assert_says(result, 1, "کتابخانه‌های پایتون نصب نشدند", "Python packages were not installed")
    assert [entry for entry in (bare.state / "venv").iterdir() if entry.is_dir()] == [old]


def run_as_nobody(
    bare: Checkout, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return subprocess.run(
        [*as_nobody, bare.root / "gis", *arguments],
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@needs_root
def test_missing_packages_are_named_where_they_may_not_be_installed(bare: Checkout) -> None:
    programs = bare.root / "programs"
    programs.mkdir()
    for program in Path("/usr/bin").iterdir():
        if program.name not in {"sudo", *BROWSERS}:
            (programs / program.name).symlink_to(program)
    result = run_as_nobody(bare, "test", PATH=str(programs))
    assert_says(result, 3, "اجازهٔ نصب ندارم", "sudo apt-get install -y --no-install-recommends")
    assert " chromium-headless-shell" in result.stderr


@needs_root
def test_an_ordinary_user_runs_it_too(bare: Checkout) -> None:
    bare.give_venv()
    subprocess.run(["chown", "-R", "65534:65534", bare.root], check=True)
    result = run_as_nobody(bare, "manage", "query", "SELECT current_user")
    assert result.stdout.splitlines()[-1] == "gis", result.stderr


@needs_root
def test_a_checkout_in_a_closed_home_keeps_its_state_elsewhere(bare: Checkout) -> None:
    bare.root.parent.chmod(0o700)
    chosen = bare.shell('choose_state; echo "$state"')
    state = Path(chosen.stdout.strip())
    assert state.parent == Path("/var/lib")
    assert state.name.startswith("mahalleh-")
    state.rmdir()


@contextlib.contextmanager
def small_disk(checkout: Checkout, megabytes: int) -> Iterator[None]:
    """Put the checkout's state folder on a disk of that size."""
    checkout.state.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755"]
    mounted = subprocess.run(["mount", *options, "tmpfs", checkout.state], check=False)
    if mounted.returncode != 0:
        pytest.skip("this container may not mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", checkout.state], check=True)


@needs_root
def test_a_disk_that_is_too_full_at_the_start(bare: Checkout) -> None:
    with small_disk(bare, 20):
        result = bare.run("up")
        assert_says(result, 4, "جا نیست", "No room on the disk")
        assert list((bare.state).glob("venv/*")) == []


@pytest.mark.release
@needs_root
def test_a_disk_that_fills_up_while_python_packages_are_installed(bare: Checkout) -> None:
    with small_disk(bare, 8):
        result = bare.shell(
            'need_space() { :; }; choose_state; ensure_venv "$root/requirements.lock"'
        )
        assert_says(result, 4, "جا نیست", "No room on the disk")
        assert [entry for entry in bare.state.glob("venv/*") if entry.is_dir()] == []


@needs_root
def test_a_disk_that_fills_up_while_the_database_is_made(bare: Checkout) -> None:
    with small_disk(bare, 24):
        result = bare.shell('need_space() { :; }; choose_state; open_cluster "$state/cluster" keep')
        assert_says(result, 4, "جا نیست", "No room on the disk")
        assert not (bare.state / "cluster/data.new").exists()
        assert bare.is_empty_soon()


def test_settings_of_the_state_folder_are_read_as_text_and_the_environment_wins(
    bare: Checkout,
) -> None:
    bare.state.mkdir()
    trap = bare.root / "trapped"
    (bare.state / "settings.env").write_text(
        "MAHALLEH_HOSTS=atlas.example.ir, $HOME\n"
        "MAHALLEH_PROXIES=1\n"
        f"MAHALLEH_ORIGINS=$(touch {trap})\n"
        f"MAHALLEH_X;touch {trap}=1\n"
        "PATH=/nowhere\n"
    )
    shown = bare.shell(
        """
        MAHALLEH_PROXIES=2
        choose_state
        load_settings
        printf '%s\\n' "$MAHALLEH_HOSTS" "$MAHALLEH_PROXIES" "$MAHALLEH_ORIGINS"
        ls / >/dev/null
        """
    )
    hosts, proxies, origins = shown.stdout.splitlines()
    assert hosts == "atlas.example.ir, $HOME"
    assert proxies == "2"
    assert origins == f"$(touch {trap})"
    assert not trap.exists()
