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
