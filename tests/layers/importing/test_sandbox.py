"""This file attacks the reader: files that read other files, fetch addresses, or never end."""

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pyogrio.errors
import pyogrio.raw
import pytest

from layers.importing.files.read import READ
from layers.models import Area, ImportRun
from layers.sandbox import run
from layers.sandbox.confine import CLEAN_ENVIRONMENT
from layers.sandbox.errors import OutOfMemory, OutOfTime, ReaderDied
from layers.sandbox.limits import DEFAULT_LIMITS, Limits
from layers.sandbox.run import workshop
from tests.layers.importing.conftest import codes, says
from tests.layers.importing.files import county, polygon, write_geojson, zip_parts

pytestmark = [pytest.mark.own_interpreter, pytest.mark.slow]
SECRET = "x,y,name\n50.2,30.5,هیچ‌کس-نبیند\n"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text(SECRET)
    return path


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address of this machine and the list of what was fetched from it."""
    fetched: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fetched.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        do_HEAD = do_GET

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", fetched
    server.shutdown()
    server.server_close()


def vrt(source: str) -> bytes:
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>'
        f"{source}</SrcDataSource><GeometryType>wkbPoint</GeometryType>"
        '<GeometryField encoding="PointFromColumns" x="x" y="y"/>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def test_the_bait_is_live(tmp_path: Path, secret: Path, listener: Any) -> None:
    """Unguarded, GDAL opens both: without this the next tests would prove nothing."""
    address, fetched = listener
    bait = tmp_path / "bait.geojson"
    bait.write_bytes(vrt(f"CSV:{secret}"))
    assert "هیچ‌کس-نبیند" in pyogrio.raw.read(bait)[3][-1]
    bait.write_bytes(vrt(f"/vsicurl/{address}/secret.csv"))
    with contextlib.suppress(pyogrio.errors.CRSError, pyogrio.errors.DataSourceError):
        pyogrio.raw.read(bait)
    assert "/secret.csv" in fetched


@pytest.mark.parametrize("suffix", [".geojson", ".json", ".zip"])
@pytest.mark.parametrize("kind", ["file", "address"])
def test_a_vrt_under_another_name_reads_nothing_and_fetches_nothing(
    tmp_path: Path,
    refused: Callable[..., Any],
    secret: Path,
    listener: Any,
    suffix: str,
    kind: str,
) -> None:
    address, fetched = listener
    source = f"CSV:{secret}" if kind == "file" else f"/vsicurl/{address}/secret.csv"
    path = tmp_path / f"bait{suffix}"
    path.write_bytes(vrt(source))
    if suffix == ".zip":
        says(refused(path, "not_zip"), "zip نیست", "not a ZIP file")
    else:
        says(refused(path, "is_xml"), "XML است", "is XML")
    assert fetched == []
    assert ImportRun.objects.latest("pk").rows_read == 0


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf", ".prj", ".cpg"])
@pytest.mark.parametrize("kind", ["file", "address"])
def test_a_vrt_inside_a_zip_reads_nothing_and_fetches_nothing(
    tmp_path: Path,
    bring: Callable[..., Any],
    parts: dict[str, bytes],
    secret: Path,
    listener: Any,
    suffix: str,
    kind: str,
) -> None:
    address, fetched = listener
    source = f"CSV:{secret}" if kind == "file" else f"/vsicurl/{address}/secret.csv"
    path = zip_parts(tmp_path / "a.zip", parts | {suffix: vrt(source)})
    run, findings = bring(path)
    assert fetched == []
    told = "".join(each.message.fa for each in findings)
    assert "هیچ‌کس" not in told
    if suffix == ".shp":
        assert "not_shapefile" in codes(findings)
        assert run.rows_read == 0


def test_a_crs_link_is_not_followed(
    tmp_path: Path, refused: Callable[..., Any], listener: Any
) -> None:
    address, fetched = listener
    for crs in (
        {"type": "link", "properties": {"href": f"{address}/crs", "type": "ogcwkt"}},
        {"type": "url", "properties": {"url": f"{address}/crs"}},
        {"type": "name", "properties": {"name": f"{address}/crs"}},
    ):
        path = write_geojson(tmp_path / "a.geojson", county(), crs=crs)
        says(refused(path, "crs_unknown"), "شناخته نشد", "not recognised")
    assert fetched == []


def test_only_one_driver_is_left_where_a_shapefile_is_opened(tmp_path: Path, secret: Path) -> None:
    bait = tmp_path / "bait.shp"
    bait.write_bytes(vrt(f"CSV:{secret}"))
    script = (
        "import pyogrio, sys\n"
        "from layers.importing.files.shapefile import keep_only_shapefile_driver\n"
        "keep_only_shapefile_driver()\n"
        "print(*pyogrio.list_drivers())\n"
        "for path in sys.argv[1:]:\n"
        "    try: print(pyogrio.read_info(path)['features'])\n"
        "    except Exception as error: print('refused')\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, bait, secret, f"CSV:{secret}"],
        capture_output=True,
        text=True,
        cwd=run.ROOT,
        check=True,
    ).stdout
    assert told.splitlines() == ["ESRI Shapefile", "refused", "refused", "refused"]


def test_neither_gdal_nor_django_is_loaded_where_geojson_is_read() -> None:
    script = (
        "import sys\n"
        "from layers.sandbox import worker\n"
        "from layers.importing.files import geojson, read_job\n"
        "from layers.importing.checks import soundness\n"
        "print({name.split('.')[0] for name in sys.modules} & {'pyogrio', 'osgeo', 'django'})\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=run.ROOT, check=True
    )
    assert told.stdout == "set()\n"


def test_the_process_knows_no_secret() -> None:
    """It gets a separate environment without our variables."""
    assert not {"DATABASE_URL", "MAHALLEH_SECRET_KEY", "HOME"} & set(CLEAN_ENVIRONMENT)


@pytest.mark.parametrize(
    ("script", "mistake"),
    [
        ("while True: pass", OutOfTime),
        ("import time; time.sleep(60)", OutOfTime),
        ("import signal, time; signal.pthread_sigmask(0, range(1, 32)); time.sleep(60)", OutOfTime),
        ("import os; os.fork() or os.fork(); import time; time.sleep(60)", OutOfTime),
        ("x = bytearray(10**11)", ReaderDied),
        ("import os; os.abort()", OutOfMemory),
        ("import os; os._exit(0)", ReaderDied),
        ("raise RuntimeError", ReaderDied),
    ],
)
def test_whatever_the_process_does_we_come_back(
    monkeypatch: pytest.MonkeyPatch, script: str, mistake: type[Exception]
) -> None:
    confine = run.BOOTSTRAP.rsplit("from layers.sandbox import worker", 1)[0]
    monkeypatch.setattr(run, "BOOTSTRAP", confine + f"exec({script!r})")
    begun = time.monotonic()
    with workshop() as shop, pytest.raises(mistake):
        shop.run(READ, {}, seconds=1)
    assert time.monotonic() - begun < 40


ORPHAN_MAKER = """
from layers.sandbox import run
from layers.sandbox.run import workshop
confine = run.BOOTSTRAP.rsplit("from layers.sandbox import worker", 1)[0]
run.BOOTSTRAP = confine + "import time; time.sleep(60)"
with workshop() as shop:
    print(shop.folder, flush=True)
    shop.run("layers.importing.files.read_job:read", {}, seconds=6)
"""


def processes_in(folder: str) -> list[str]:
    """Ids of the processes that run in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.readlink(process / "cwd") == folder:
                found.append(process.name)
    return found


def test_a_reader_without_its_parent_ends_by_itself(tmp_path: Path) -> None:
    """The parent is killed with -9 and cannot end the child; the child's alarm does."""
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN_MAKER],
        stdout=subprocess.PIPE,
        cwd=run.ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        text=True,
    )
    assert parent.stdout is not None
    folder = parent.stdout.readline().strip()
    wait_until(lambda: bool(processes_in(folder)))
    parent.kill()
    parent.wait()
    assert processes_in(folder)
    wait_until(lambda: not processes_in(folder))


def wait_until(is_so: Callable[[], bool], *, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def scribble(vertices: int) -> list[list[float]]:
    """A ring that crosses itself about vertices² / 6 times."""
    chance = random.Random(7)
    ring = [[chance.uniform(50, 50.5), chance.uniform(30, 31)] for _ in range(vertices)]
    return [*ring, ring[0]]


def test_a_repair_that_takes_for_ever_is_ended_and_nothing_is_lost(
    tmp_path: Path, bring: Callable[..., Any]
) -> None:
    before = list(Area.objects.order_by("pk").values_list("pk", "version"))
    slow = county({"type": "Polygon", "coordinates": [scribble(30_000)]}, code="9902")
    path = write_geojson(tmp_path / "a.geojson", county(), slow)
    begun = time.monotonic()
    run, findings = bring(path, commit=True, limits=Limits(repair_seconds=2))
    assert time.monotonic() - begun < 40
    gave_up = [each for each in findings if each.code == "repair_gave_up"]
    assert [each.row for each in gave_up] == [2]
    says(gave_up[0], "بیش از ۲ ثانیه", "more than 2 seconds")
    assert run.outcome == "refused"
    assert list(Area.objects.order_by("pk").values_list("pk", "version")) == before


def test_rows_behind_the_slow_one_are_not_blamed(tmp_path: Path, bring: Callable[..., Any]) -> None:
    slow = county({"type": "Polygon", "coordinates": [scribble(30_000)]}, code="9902")
    slower = county({"type": "Polygon", "coordinates": [scribble(30_001)]}, code="9903")
    path = write_geojson(tmp_path / "a.geojson", slower, slow)
    _, findings = bring(path, limits=Limits(repair_seconds=1))
    assert {each.code: each.row for each in findings if each.code.startswith("repair")} == {
        "repair_gave_up": 2,
        "repair_not_reached": 1,
    }
    behind = next(each for each in findings if each.code == "repair_not_reached")
    says(behind, "ردیف دیگری همهٔ وقت را گرفت", "another row used all the time")


def test_reading_ends_when_its_time_is_over(
    tmp_path: Path, refused: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    confine = run.BOOTSTRAP.rsplit("from layers.sandbox import worker", 1)[0]
    monkeypatch.setattr(run, "BOOTSTRAP", confine + "import time; time.sleep(60)")
    finding = refused(
        write_geojson(tmp_path / "a.geojson", county()),
        "out_of_time",
        limits=Limits(read_seconds=1),
    )
    says(finding, "بیش از ۱ ثانیه", "more than 1 seconds")


def test_a_file_that_needs_too_much_memory_is_refused(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type":"FeatureCollection","features":[' + "[]," * 6_000_000 + "[]]}")
    finding = refused(path, "out_of_memory", limits=Limits(memory_bytes=500_000_000))
    says(finding, "حافظه", "memory")


def test_nothing_stays_in_the_temporary_folder(
    tmp_path: Path, bring: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    bring(write_geojson(tmp_path / "a.geojson", county()), commit=True)
    bring(write_geojson(tmp_path / "b.geojson", county(polygon(0, 0, 1, 1))), commit=True)
    assert list(room.iterdir()) == []


@pytest.mark.parametrize("size_kb", [4, 60, 180])
def test_a_full_disk_is_told_and_changes_nothing(
    tmp_path: Path, refused: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, size_kb: int
) -> None:
    """4 kB are too few for the copy, 60 for the rows read, 180 for the repair."""
    room = tmp_path / "room"
    room.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", room], check=False
        ).returncode
    ):
        pytest.skip("only root can make a disk that is full")
    try:
        monkeypatch.setattr(tempfile, "tempdir", str(room))
        fine = [[50 + step / 10_000, 30.0] for step in range(2_000)]
        shape = {"type": "Polygon", "coordinates": [[*fine, [50.2, 30.9], [50.0, 30.0]]]}
        path = write_geojson(tmp_path / "a.geojson", county(shape))
        says(refused(path, "no_room"), "جا ندارد", "no space")
    finally:
        monkeypatch.undo()
        subprocess.run(["umount", room], check=True)


def test_the_limits_themselves_are_sane() -> None:
    """The largest real ring of a province has 20,361 vertices; no cap of ours may reject it."""
    assert DEFAULT_LIMITS.ring_vertices == 100_000
    assert DEFAULT_LIMITS.file_bytes == 200_000_000
    assert DEFAULT_LIMITS.features == 100_000
    assert DEFAULT_LIMITS.file_vertices == 1_000_000
