"""This file tests what administrators and monitors are told, and that nobody else is."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Role, User
from deploy.backup.note import Attempt, remember
from gis_app import setup_checks
from gis_app.operations.state import SLOW_MS, state
from gis_app.release import RELEASE, release_of

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db
TOKEN = {"HTTP_AUTHORIZATION": "Bearer of-the-monitor"}


@pytest.fixture
def administrator(settings: Any, tmp_path: Path) -> Client:
    settings.STATE = tmp_path
    user = User.objects.create_user("test-admin", role=Role.NATIONAL, is_staff=True)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def numbers(text: str) -> dict[str, float]:
    """Metric with its labels → value."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize("address", ["/operations/", "/metrics"])
def test_only_administrators_are_told(client_of: Any, role: str, address: str) -> None:
    answer = client_of(role).get(address)
    assert answer.status_code == (302 if role == "visitor" and address != "/metrics" else 403)
    assert b"PostGIS" not in answer.content


def test_the_page_and_the_metrics_tell_the_same(administrator: Client, settings: Any) -> None:
    for number in range(3):
        Client().post(
            "/accounts/sign-in/",
            {"username": "guess", "password": str(number)},
            REMOTE_ADDR="10.1.1.1",
        )
    (settings.STATE / "last-backup.json").write_text(
        json.dumps({"ended_at": "2020-01-01T00:00:00+00:00", "seconds": 2.5, "file": "/b/x.backup",
                    "size_bytes": 7_000_000, "rows": 5, "problem": ""})
    )  # fmt: skip
    page = administrator.get("/en/operations/")
    told = administrator.get("/metrics")
    assert told.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in page.headers["Cache-Control"]
    found = numbers(told.content.decode())
    assert found["mahalleh_failed_sign_ins"] == 3
    assert found["mahalleh_last_backup_succeeded"] == 1
    assert found["mahalleh_last_backup_bytes"] == 7_000_000
    assert found["mahalleh_disk_free_bytes"] > 0
    assert found['mahalleh_queue_waiting{queue="download"}'] == 0
    text = page.content.decode()
    for word in ("guess", "10.1.1.1", "/b/x.backup", "PostGIS", "no good backup"):
        assert word in text
    assert "وضعیت سامانه" in administrator.get("/operations/").content.decode()


def note(folder: Path, **told: Any) -> None:
    (folder / "last-backup.json").write_text(json.dumps(told))


def attempt(at: datetime, **told: Any) -> dict[str, Any]:
    return {"ended_at": at.isoformat(), "seconds": 2.5, **told}


def test_a_failed_backup_after_a_good_one_leaves_the_good_one_on_page_and_metrics(
    administrator: Client, settings: Any
) -> None:
    now = datetime.now(UTC)
    good = Attempt(
        (now - timedelta(hours=1)).isoformat(), 2.5, file="/b/x.backup", size_bytes=7_000_000
    )
    remember(settings.STATE, good)
    reason = "There is no folder /none."
    failed = Attempt(now.isoformat(), 0.1, problem=reason, problem_fa="پوشهٔ /none نیست.")
    for _twice in range(2):
        remember(settings.STATE, failed)
    found = numbers(administrator.get("/metrics").content.decode())
    assert found["mahalleh_last_backup_succeeded"] == 0
    assert 3600 <= found["mahalleh_last_backup_age_seconds"] < 3700
    assert found["mahalleh_last_backup_bytes"] == 7_000_000
    persian = administrator.get("/operations/").content.decode()
    english = administrator.get("/en/operations/").content.decode()
    assert "پوشهٔ \u2066/none\u2069 نیست." in persian
    assert "There is no folder" not in persian
    assert "There is no folder \u2066/none\u2069." in english
    for text in (persian, english):
        assert "/b/x.backup" in text
        assert "./gis backup FILE" not in text
    [told] = setup_checks.backup_problems()
    assert reason in told.in_language("en")
    assert "پوشهٔ /none نیست." in told.in_language("fa")
    remember(settings.STATE, good)
    assert list(setup_checks.backup_problems()) == []


def test_an_old_good_backup_is_told_beside_a_failed_attempt(
    administrator: Client, settings: Any
) -> None:
    long_ago = attempt(datetime.now(UTC) - timedelta(days=9), file="/b/x.backup")
    failed = attempt(datetime.now(UTC), problem="no room", problem_fa="جا نیست")
    note(settings.STATE, last=failed, good=long_ago)
    page = administrator.get("/en/operations/").content.decode()
    for words in ("The last backup failed", "no room", "/b/x.backup", "no good backup"):
        assert words in page
    assert '<code dir="ltr">./gis backup FILE</code>' in page
    failure, age = setup_checks.backup_problems()
    assert "no room" in failure.in_language("en")
    assert "9 days ago" in age.in_language("en")


@pytest.mark.parametrize("problem", ["", "no room"])
def test_the_note_of_an_earlier_release_is_read(
    administrator: Client, settings: Any, problem: str
) -> None:
    note(settings.STATE, **attempt(datetime.now(UTC), size_bytes=5, rows=1, problem=problem))
    found = numbers(administrator.get("/metrics").content.decode())
    assert found["mahalleh_last_backup_succeeded"] == (not problem)
    # An alarm on the age rings where no good backup is known.
    assert (found["mahalleh_last_backup_age_seconds"] > 172800) == bool(problem)
    assert problem in administrator.get("/operations/").content.decode()


@pytest.mark.parametrize("text", ["", "[]", '"x"', '{"last": {"ended_at": "x", "seconds": 1}}',
    '{"ended_at": "2020-01-01", "seconds": 1}', '{"last": null, "good": null}'])  # fmt: skip
def test_a_spoilt_note_is_as_none(administrator: Client, settings: Any, text: str) -> None:
    (settings.STATE / "last-backup.json").write_text(text)
    assert administrator.get("/operations/").status_code == 200
    found = administrator.get("/metrics").content.decode()
    assert "mahalleh_last_backup_age_seconds +Inf\n" in found


def test_page_and_metrics_name_the_release(administrator: Client) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    assert release_of(ROOT) == (commit[:10] or "?")
    assert f'mahalleh="{RELEASE}"' in administrator.get("/metrics").content.decode()
    assert f">{RELEASE}<" in administrator.get("/operations/").content.decode()


def test_a_release_is_named_without_git(tmp_path: Path) -> None:
    first, second = "a1" * 20, "b2" * 20
    assert release_of(tmp_path) == "?"
    (tmp_path / ".git/refs/heads").mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".git/packed-refs").write_text(f"# packed\n{first} refs/heads/main\n")
    assert release_of(tmp_path) == first[:10]
    (tmp_path / ".git/refs/heads/main").write_text(f"{second}\n")
    assert release_of(tmp_path) == second[:10]
    (tmp_path / ".git/HEAD").write_text(f"{first}\n")
    assert release_of(tmp_path) == first[:10]
    (tmp_path / "gis_app").mkdir()
    (tmp_path / "gis_app/release.txt").write_text("$Format:%H$\n")
    assert release_of(tmp_path) == first[:10]
    (tmp_path / "gis_app/release.txt").write_text(f"{second}\n")
    assert release_of(tmp_path) == second[:10]


def test_an_archive_of_a_commit_names_it(tmp_path: Path) -> None:
    (tmp_path / "gis_app").mkdir()
    for name in (".gitattributes", "gis_app/release.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.ir"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    commit = release_of(tmp_path)
    packed = subprocess.run([*git, "archive", "HEAD"], capture_output=True, check=True).stdout
    (tmp_path / "unpacked").mkdir()
    subprocess.run(["tar", "-C", tmp_path / "unpacked", "-x"], input=packed, check=True)
    assert release_of(tmp_path / "unpacked") == commit != "?"


def test_a_monitor_needs_the_token_wherever_it_comes_from(settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path
    settings.METRICS_TOKEN = "of-the-monitor"
    assert Client().get("/metrics", **TOKEN).status_code == 200
    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer wrong").status_code == 401
    assert Client().get("/metrics", HTTP_AUTHORIZATION="of-the-monitor").status_code == 403
    # Behind a proxy every visitor comes from here.
    refused = Client().get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert refused.status_code == 403
    assert json.loads(refused.content)["title_fa"] == "این صفحه برای مدیر سامانه است"
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 403


def test_ready_says_what_is_missing_and_details_to_the_monitor_alone(settings: Any) -> None:
    settings.METRICS_TOKEN = "of-the-monitor"
    assert Client().get("/readyz").json() == {
        "ready": True,
        "checks": [{"name": name, "ok": True} for name in ("database", "postgis", "migrations")],
    }
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'atlas' OR app = 'sample'")
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    missing = answer.json()["checks"][-1]
    assert "migrate" in missing["en"]
    assert "جدول‌های پایگاه داده" in missing["fa"]
    assert "detail" not in missing
    assert "sample.0001" in Client().get("/readyz", **TOKEN).json()["checks"][-1]["detail"]


def test_slow_statements_are_shown_where_the_server_records_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        # On a busy machine others before were slower, and only the slowest are shown.
        cursor.execute(
            "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database"
            " WHERE datname = current_database()"
        )
        cursor.execute("SELECT pg_sleep(%s) AS a_slow_one", [SLOW_MS / 1000 + 0.1])
    slow = state().slow
    assert slow is not None
    [ours] = [each for each in slow if "a_slow_one" in each.text]
    assert ours.most_ms >= SLOW_MS
    assert ours.calls >= 1


def test_without_the_extension_the_page_still_answers(administrator: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_stat_statements")
    page = administrator.get("/en/operations/")
    assert page.status_code == 200
    assert "does not record" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"DEBUG": True}, "MAHALLEH_DEBUG is on"),
        ({"SECRET_KEY": "short"}, "MAHALLEH_SECRET_KEY is shorter"),
        ({"ALLOWED_HOSTS": ["*"]}, "accepts every name"),
        ({"HTTPS": True, "ALLOWED_HOSTS": ["localhost"]}, "MAHALLEH_HOSTS lacks"),
        ({"HTTPS": True}, "MAHALLEH_PROXIES is zero"),
        ({"ALLOWED_HOSTS": ["atlas.example.ir"]}, "without HTTPS"),
        ({"HSTS": "everything"}, "MAHALLEH_HSTS is not known: everything"),
    ],
)
def test_a_setting_that_opens_a_door_is_named(
    settings: Any, changes: dict[str, Any], told: str
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    words = [problem.in_language("en") for problem in setup_checks.settings_problems()]
    assert any(told in each for each in words), words


def test_a_sound_set_up_has_no_fault_in_its_settings(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG = False
    settings.SECRET_KEY = "k" * 60
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert list(setup_checks.settings_problems()) == []
    assert list(setup_checks.folder_problems(tmp_path)) == []


def test_an_open_key_and_a_failed_backup_are_named(settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path
    (tmp_path / "secret_key").write_text("k" * 60)
    (tmp_path / "secret_key").chmod(0o644)
    [key] = setup_checks.folder_problems(tmp_path)
    assert "chmod 600" in key.in_language("en")
    [none] = setup_checks.backup_problems()
    assert "./gis backup" in none.in_language("en")
    (tmp_path / "last-backup.json").write_text(
        json.dumps({"ended_at": "2020-01-01T00:00:00+00:00", "seconds": 1, "problem": "no room"})
    )
    failed, _none_good = setup_checks.backup_problems()
    assert "no room" in failed.in_language("en")
