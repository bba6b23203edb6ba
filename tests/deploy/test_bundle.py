"""This file tests that a bare Debian without network gets product and data from two files."""

import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.conftest import as_server
from tests.deploy.test_backup import backup, prints_of
from tests.launcher.checkout import clean_environment

pytestmark = [pytest.mark.release, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
MIRROR = "http://deb.debian.org/debian"
HERE = "/opt/mahalleh"

# Runs in namespaces of its own: no network but the loopback, and no process that outlives it.
WAY = f"""
set -eu
cd {HERE}
! getent hosts deb.debian.org >/dev/null
./gis up --bundle /media/bundle --sha256 "$HASH" >/media/up.log 2>&1 &
up=$!
until grep -q 'stop with Ctrl-C' /media/up.log; do kill -0 "$up"; sleep 0.5; done
kill -s TERM "$up"; wait "$up" || true
./gis restore /media/office.backup >/media/refused.log 2>&1 && exit 3
./gis restore --overwrite /media/office.backup
./gis backup /media/again.backup
./gis backup --check /media/again.backup
MAHALLEH_PORT=8123 ./gis up >/media/again.log 2>&1 &
up=$!
until grep -q 'stop with Ctrl-C' /media/again.log; do kill -0 "$up"; sleep 0.5; done
python3 -c "
from urllib.request import urlopen
site = 'http://127.0.0.1:8123'
print(urlopen(site + '/readyz').read().decode())
print(len(urlopen(site + '/tiles/provinces/5/20/12.mvt').read()), 'bytes of a tile')"
kill -s TERM "$up"; wait "$up" || true
sed -i s/^VERSION_CODENAME=.*/VERSION_CODENAME=potato/ /etc/os-release
./gis up --bundle /media/bundle --sha256 "$HASH" >/media/other.log 2>&1 && exit 4
exit 0
"""


@pytest.fixture
def bare_debian() -> Iterator[Path]:
    """A minimal Debian of this machine's release, as debootstrap makes it."""
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        pytest.skip("needs root and debootstrap")
    release = re.search(r"VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text())
    folder = Path(tempfile.mkdtemp(prefix="bare-"))
    folder.chmod(0o755)
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", release.group(1), folder, MIRROR],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        shutil.rmtree(folder)
        pytest.skip(f"debootstrap: {made.stdout[-300:]}")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def copy_of_the_product(target: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.split("\0"):
        if name and not name.startswith("tests/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def manifest_of(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as tar:
        return dict(json.load(tar.extractfile("manifest.json")))


def edit_until(stop: threading.Event, database: str) -> None:
    """Rename areas in transactions, as an office at work does."""
    connection = as_server(database)
    number = 0
    while not stop.is_set():
        number += 1
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE layers_area SET name_en = %s WHERE level = 'county'", [f"County {number}"]
            )
    connection.close()


def test_a_bare_debian_without_network_gets_a_backup_made_under_load(
    bare_debian: Path, office: str, tmp_path: Path
) -> None:
    media = bare_debian / "media"
    made = subprocess.run(
        [ROOT / "gis", "bundle", media / "bundle"],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    told = made.stdout.split()[-1]
    stop = threading.Event()
    editor = threading.Thread(target=edit_until, args=(stop, office))
    editor.start()
    try:
        backup(media / "office.backup")
    finally:
        stop.set()
        editor.join()
    copy_of_the_product(bare_debian / HERE.lstrip("/"))
    (media / "way.sh").write_text(WAY)
    done = subprocess.run(
        [
            "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c",
            'ip link set lo up; mount -t proc proc "$0/proc"; mount --bind /dev "$0/dev";'
            ' exec chroot "$0" /bin/sh /media/way.sh',
            bare_debian,
        ],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HASH": told},
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )  # fmt: skip
    logs = {log.name: log.read_text() for log in media.glob("*.log")}
    assert done.returncode == 0, (done.stdout, done.stderr, logs)
    first, again = (manifest_of(media / f"{name}.backup") for name in ("office", "again"))
    assert again["tables"] == first["tables"]
    assert first["tables"].keys() == prints_of(office).keys()
    assert "with --overwrite" in logs["refused.log"]
    assert "bytes of a tile" in done.stdout
    assert "This bundle is for" in logs["other.log"]
    assert "این بسته برای" in logs["other.log"]
