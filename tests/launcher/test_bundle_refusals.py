"""This file tests what `./gis up --bundle` refuses, before it installs anything."""

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.checkout import Checkout, checkout
from tests.launcher.test_refusals import assert_says

pytestmark = pytest.mark.launcher


@pytest.fixture
def bare() -> Iterator[Checkout]:
    with checkout() as made:
        yield made


def bundle(folder: Path, machine: str, **files: str) -> tuple[Path, str]:
    """A small bundle for a machine, and its sha256."""
    path = folder / "a bundle"
    with tarfile.open(path, "w") as tar:
        for name, text in {"machine": machine + "\n", **files}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def this_machine(made: Checkout) -> str:
    return made.shell("this_machine").stdout.strip()


def test_its_sha256_is_asked_for_and_compared(bare: Checkout) -> None:
    path, told = bundle(bare.root, this_machine(bare))
    without = bare.run("up", "--bundle", str(path))
    assert_says(without, 2, "شمارهٔ ‎--sha256 را هم بدهید", "Give --sha256 too")
    wrong = bare.run("up", "--bundle", str(path), "--sha256", told[::-1])
    assert_says(wrong, 3, "با شماره‌ای که دادید یکی نیست", "is not the one you gave")
    assert not (bare.state / "cluster").exists()


@pytest.mark.parametrize("machine", ["potato amd64 3.11", "bookworm m68k 3.11"])
def test_one_for_another_machine_is_refused(bare: Checkout, machine: str) -> None:
    path, told = bundle(bare.root, machine)
    refused = bare.run("up", f"--bundle={path}", f"--sha256={told}")
    assert_says(refused, 3, f"این بسته برای {machine} است", f"This bundle is for {machine};")


def test_one_whose_contents_differ_from_its_list_is_refused(bare: Checkout) -> None:
    listed = f"{hashlib.sha256(b'other').hexdigest()}  machine\n"
    path, told = bundle(bare.root, this_machine(bare), SHA256SUMS=listed)
    refused = bare.run("restore", "--bundle", str(path), "--sha256", told, "any.backup")
    assert_says(refused, 3, "بسته سالم نیست", "The bundle is not intact")
    assert not (bare.state / "bundle").exists()


@pytest.mark.parametrize("command", [["up"], ["restore", "any.backup"]])
@pytest.mark.parametrize("kind", ["text", "empty", "folder", "another tar", "odd"])
def test_a_file_that_is_no_bundle_is_named_as_such(
    bare: Checkout, kind: str, command: list[str]
) -> None:
    path = bare.root / "README.md"
    if kind == "folder":
        path.mkdir()
    elif kind == "another tar":
        with tarfile.open(path, "w") as tar:
            tar.addfile(tarfile.TarInfo("manifest.json"))
    elif kind == "odd":
        path, _told = bundle(bare.root, "a\nb c d")
    else:
        path.write_text("no bundle\n" if kind == "text" else "")
    told = hashlib.sha256(b"" if kind == "folder" else path.read_bytes()).hexdigest()
    refused = bare.run(*command, "--bundle", str(path), "--sha256", told)
    assert_says(refused, 2, "بستهٔ ‎./gis bundle نیست", "is not a bundle made by ./gis bundle")
    assert not (bare.state / "bundle").exists()
    assert not (bare.state / "cluster").exists()


def test_an_unpacked_bundle_goes_with_a_command_that_fails(bare: Checkout) -> None:
    sums = f"{hashlib.sha256((this_machine(bare) + chr(10)).encode()).hexdigest()}  machine\n"
    path, told = bundle(bare.root, this_machine(bare), SHA256SUMS=sums)
    shown = bare.shell(
        f"""
        take_bundle --bundle '{path}' --sha256 {told}
        [ -d "$state/bundle" ] && echo unpacked
        fail 7 fa en
        """
    )
    assert shown.stdout == "unpacked\n", shown.stderr
    assert shown.returncode == 7
    assert not (bare.state / "bundle").exists()


def test_other_arguments_keep_their_spaces_and_quotes(bare: Checkout) -> None:
    shown = bare.shell(
        """
        open_bundle() { :; }
        take_bundle --overwrite --bundle x "a 'file' with spaces" --sha256 y '$HOME'
        eval "printf '%s\\n' $rest"
        """
    )
    assert shown.stdout.splitlines() == ["--overwrite", "a 'file' with spaces", "$HOME"]


def test_a_file_that_exists_is_not_overwritten(bare: Checkout) -> None:
    there = bare.root / "there"
    there.write_text("mine")
    refused: subprocess.CompletedProcess[str] = bare.run("bundle", str(there))
    assert_says(refused, 2, "رونویسی نشد", "was not overwritten")
    assert there.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "persian", "english"),
    [
        (".", "پوشه است", "is a folder"),
        ("none/x", "پوشهٔ none نیست", "There is no folder none"),
        ("none/", "پوشهٔ none نیست", "There is no folder none"),
        ("/proc/x", "در پوشهٔ /proc نمی‌توان نوشت", "The folder /proc cannot be written"),
        ("x" * 255, "نمی‌توان نوشت", "cannot be written"),
    ],
)
def test_a_bundle_that_cannot_be_written_is_not_collected(
    bare: Checkout, name: str, persian: str, english: str
) -> None:
    refused = bare.run("bundle", name)
    assert_says(refused, 2, persian, english)
    assert refused.stdout == ""
    assert [path.name for path in bare.state.iterdir()] == ["venv"]


# What apt and pip would bring.
COLLECTED = """
fetch_debs() { echo deb >"$making/debs/a.deb"; }
fetch_wheels() { echo wheel >"$making/wheels/a.whl"; }
"""


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_bundle_gets_its_name_when_it_is_whole(bare: Checkout) -> None:
    folder = bare.root / "a 'stick'"
    folder.mkdir()
    made = bare.shell(f"""{COLLECTED} make_bundle "$root/a 'stick'/made" """)
    assert made.returncode == 0, made.stderr
    path = folder / "made"
    assert left_in(folder) == ["made"]
    assert path.stat().st_mode & 0o777 == 0o644
    assert made.stdout.split()[-1] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert bare.shell("this_machine").stdout.strip() in made.stdout


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("fetch_wheels() { return 1; }", 3),
        ("fetch_wheels() { kill -s TERM $$; }", 143),
        ("fetch_wheels() { kill -s INT $$; }", 130),
        ("tar() { echo No space left on device >&2; return 2; }", 4),
    ],
)
def test_nothing_half_made_stays_whatever_ends_it(bare: Checkout, ending: str, code: int) -> None:
    folder = bare.root / "stick"
    folder.mkdir()
    ended = bare.shell(f'{COLLECTED} {ending}\nmake_bundle "$root/stick/made"')
    assert ended.returncode == code, ended.stderr
    assert left_in(folder) == []
    assert [path.name for path in bare.state.glob("bundle*")] == []
