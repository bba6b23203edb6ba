"""This file tests that sample data loads completely and is removed without a trace."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Role, User
from layers.disclosure.blocks import suppress_block_counts, suppressed_totals
from layers.disclosure.figures import decide_figures
from layers.models import (
    BLOCK_COUNTS,
    Area,
    AreaCode,
    Block,
    Edition,
    House,
    Indicator,
    Level,
    Lineage,
    Measurement,
    Prison,
    School,
    Source,
)
from persian.dates import IRAN_TIME
from planning.models import TargetArea
from sample.clear import clear_demo
from sample.load import load_demo
from sample.models import SampleDwelling
from sample.without_history import event_models, no_history

pytestmark = pytest.mark.django_db

# Versions only rise, so that old tiles never return; these tables are rebuilt with other ids.
COUNTERS = {"layers_layerversion"}
MADE_ANEW = {"layers_areashape", "layers_pointcluster", "layers_blockcell"}


def fingerprints() -> dict[str, tuple[int, str]]:
    """The number of rows and a checksum of every table of the ground, including events."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("layers").get_models():
            table = model._meta.db_table
            if not model._meta.managed or table in COUNTERS:
                continue
            columns = [
                connection.ops.quote_name(field.column)
                for field in model._meta.concrete_fields
                if not (table in MADE_ANEW and field.primary_key)
            ]
            cursor.execute(
                f"SELECT count(*), md5(COALESCE(string_agg(line, '|' ORDER BY line), ''))"
                f" FROM (SELECT ({', '.join(columns)})::text AS line FROM {table}) AS rows"
            )
            found[table] = cursor.fetchone()
    return found


@pytest.mark.release
def test_clearing_restores_every_table_to_what_it_was():
    clear_demo()
    before = fingerprints()
    assert before["layers_areaevent"][0] > 0
    load_demo()
    assert fingerprints() != before
    clear_demo()
    assert fingerprints() == before
    assert not Source.objects.filter(synthetic=True).exists()
    assert not Block.objects.exists()


def test_clearing_takes_the_history_of_invented_rows_and_leaves_real_edits():
    real = House.objects.get(code="house-emdad-darband")
    House.objects.filter(pk=real.pk).update(state="in_progress")
    invented, doomed = House.objects.filter(synthetic=True)[:2]
    House.objects.filter(pk=invented.pk).update(state="open", name_fa="نام دیگر")
    House.objects.filter(pk=doomed.pk).delete()
    events = event_models()[House].objects
    assert events.filter(synthetic=True).count() == 2
    clear_demo()
    assert not events.filter(synthetic=True).exists()
    real.refresh_from_db()
    assert (real.state, real.version) == ("in_progress", 2)
    assert events.filter(pgh_obj_id=real.pk).count() == 2


def told(area: TargetArea) -> tuple:
    """A target area of the sample, with its decision's days counted from the last step.

    The result is the same on every day.
    """
    days = None
    if area.due_on is not None:
        last = area.decisions.order_by("-made_at")[0]
        days = (area.due_on - last.made_at.astimezone(IRAN_TIME).date()).days
    return area.code, area.state, area.published_code, days


@pytest.mark.slow
def test_what_real_rows_refer_to_stays_and_the_sample_loads_around_it():
    source = Source.objects.get(code="sci-census-1395")
    indicator = Indicator.objects.get(code="uninsured")
    home = Area.objects.filter(level=Level.NEIGHBOURHOOD).first()
    for area_id in ("23", home.code):
        Measurement.objects.create(
            area_id=area_id, indicator=indicator, year=1390, value=1, source=source
        )
    numbers = {model: model.objects.count() for model in (Area, Block, Measurement, School, House)}
    decided = [told(area) for area in TargetArea.objects.order_by("code")]
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert {model: model.objects.count() for model in numbers} == numbers
    assert [told(area) for area in TargetArea.objects.order_by("code")] == decided
    assert "300 neighbourhoods" in out.getvalue()
    assert "۳۰۰ محله" in out.getvalue()
    clear_demo()
    assert Indicator.objects.get(code="uninsured").measurement_set.count() == 2
    assert AreaCode.objects.filter(code=home.code).exists()
    assert not Area.objects.filter(code=home.code).exists()


def test_real_places_in_invented_neighbourhoods_stay():
    source = Source.objects.get(code="geonames")
    School.objects.create(
        code="real-1",
        name_fa="دبستان",
        name_folded="x",
        province_code="23",
        county_code="2310",
        neighbourhood_code="2310-001",
        location=Point(51.23, 35.55, srid=4326),
        stage="primary",
        pupils_sex="girls",
        source=source,
    )
    clear_demo()
    assert School.objects.filter(code="real-1", neighbourhood_code="2310-001").exists()


def test_invented_rows_leave_no_event_but_later_edits_do():
    for model, event in event_models().items():
        if model is Lineage:
            assert not event.objects.exists()
        elif hasattr(model, "synthetic"):
            assert not event.objects.filter(synthetic=True).exists(), model
    School.objects.filter(code="demo-school-00001").update(pupils=500)
    assert event_models()[School].objects.filter(synthetic=True).count() == 1


def test_history_is_kept_again_after_a_block_without():
    with no_history():
        House.objects.filter(code="house-emdad-chizar").update(state="open")
    events = event_models()[House].objects.filter(code="house-emdad-chizar")
    assert events.count() == 1
    House.objects.filter(code="house-emdad-chizar").update(state="closed")
    assert events.count() == 2


def test_every_invented_row_says_so():
    for model in (Area, Block, Measurement, School, House):
        public = model.objects.filter(synthetic=False)
        assert not public.filter(source__synthetic=True).exists()
        assert not model.objects.filter(synthetic=True, source__synthetic=False).exists()
    for source in Source.objects.filter(synthetic=True):
        assert source.title_fa.startswith("دادهٔ نمونه (ساختگی)")
    assert not Prison.objects.filter(synthetic=True).exists()
    assert not Block.objects.filter(synthetic=False).exists()


def test_the_editions_in_force_are_234_and_66_neighbourhoods():
    numbers = {
        edition.code: edition.area_set.count()
        for edition in Edition.objects.filter(level=Level.NEIGHBOURHOOD)
    }
    assert numbers == {"demo-tehran": 234, "demo-alborz-55": 55, "demo-alborz-66": 66}
    before, now = (Edition.objects.get(code=f"demo-alborz-{number}") for number in (55, 66))
    assert (now.in_force_from - before.in_force_to).days == 1
    assert Lineage.objects.count() == 68


def test_stored_blocks_tile_their_neighbourhoods_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT max(abs(ST_Area(area.boundary) - block.area))
            FROM layers_area AS area
            JOIN layers_edition AS edition ON edition.id = area.edition_id
            JOIN (SELECT neighbourhood_code, sum(ST_Area(boundary)) AS area
                  FROM layers_block GROUP BY 1) AS block ON block.neighbourhood_code = area.code
            WHERE edition.code <> 'demo-alborz-55'
            """
        )
        assert cursor.fetchone()[0] < 1e-12


def withheld_blocks() -> list[int]:
    """For each block count, the number of blocks in which it is suppressed."""
    with connection.cursor() as cursor:
        sums = ", ".join(
            f"count(*) FILTER (WHERE hidden & {1 << bit} <> 0)" for bit in range(len(BLOCK_COUNTS))
        )
        cursor.execute(f"SELECT {sums} FROM layers_block")
        return list(cursor.fetchone())


def test_loading_marks_withheld_block_counts_as_publishing_would():
    before = withheld_blocks()
    assert all(
        Block.objects.filter(**{f"{name}__lt": 5}).count() <= number
        for name, number in zip(BLOCK_COUNTS, before, strict=True)
    )
    Block.objects.update(hidden=0)
    suppress_block_counts(suppressed_totals(decide_figures()))
    assert withheld_blocks() == before


@pytest.mark.slow
def test_a_failed_load_leaves_the_old_sample(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    numbers = {model: model.objects.count() for model in (Area, Block, Measurement)}
    monkeypatch.setattr("sample.load.publish", fail)
    with pytest.raises(RuntimeError, match="disk is full"):
        load_demo()
    assert {model: model.objects.count() for model in numbers} == numbers


@pytest.mark.slow
def test_a_small_country_for_load_tests_has_every_layer_and_goes_without_a_trace():
    clear_demo()
    before = fingerprints()
    call_command("load_demo", "--national", "--blocks", "2000", verbosity=0)
    assert Block.objects.count() == 2_000
    assert set(Block.objects.values_list("province_code", flat=True)) == {
        f"{number:02}" for number in range(31)
    }
    assert School.objects.count() == 240
    assert Prison.objects.filter(synthetic=True).count() == 3
    assert Area.objects.filter(level=Level.COUNTY, synthetic=True).count() == 407
    assert Area.objects.filter(level=Level.NEIGHBOURHOOD).count() == 50
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*)
            FROM layers_block AS block
            JOIN (SELECT block_code, sum(persons) AS persons
                  FROM layers_sampledwelling GROUP BY 1) AS dwelling
              ON dwelling.block_code = block.code AND dwelling.persons = block.persons
            """
        )
        assert cursor.fetchone()[0] == 2_000
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'layers_block'"
            " AND indexname IN ('block_boundary_3857', 'block_code', 'block_membership')"
        )
        assert cursor.fetchone()[0] == 3
    assert SampleDwelling.objects.count() > 4_000
    clear_demo()
    assert fingerprints() == before


def test_blocks_without_national_are_refused():
    with pytest.raises(CommandError, match="only with --national"):
        call_command("load_demo", "--blocks", "2000")
    with pytest.raises(CommandError, match="At least 2,000"):
        call_command("load_demo", "--national", "--blocks", "10")


def test_without_public_data_the_command_says_what_to_do_first():
    clear_demo()
    Measurement.objects.all().delete()
    Area.objects.filter(level=Level.COUNTY).delete()
    AreaCode.objects.filter(level=Level.COUNTY).delete()
    with pytest.raises(CommandError, match="Run load_public first"):
        call_command("load_demo")


def test_demo_accounts_are_one_for_each_role_and_their_passwords_work():
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines() if "namune-" in line]
    assert {line[0] for line in lines} == set(Role.values)
    for role, username, password, *_ in lines:
        user = User.objects.get(username=username)
        assert user.is_demo
        assert user.role == role
        assert user.check_password(password)
        assert user.is_staff == (role in ("national", "province"))
        assert not user.is_superuser
    assert User.objects.get(username="namune-county").county_code == "2310"


def passwords() -> dict[str, str]:
    """The passwords of the accounts, one account per role."""
    names = [f"namune-{role}" for role in Role.values]
    return dict(User.objects.filter(username__in=names).values_list("username", "password"))


def test_a_second_run_changes_the_passwords_and_clearing_takes_the_accounts():
    call_command("demo_accounts", stdout=StringIO())
    before = passwords()
    call_command("demo_accounts", stdout=StringIO())
    after = passwords()
    assert before.keys() == after.keys()
    assert all(before[name] != after[name] for name in before)
    real = User.objects.create_user("real", password="…")
    clear_demo()
    assert not User.objects.filter(is_demo=True).exists()
    assert User.objects.filter(pk=real.pk).exists()


def test_a_real_account_is_never_taken_for_a_demo_account():
    User.objects.create_user("namune-viewer", password="…")
    before = passwords()
    with pytest.raises(CommandError, match="has the name of this account"):
        call_command("demo_accounts", stdout=StringIO())
    assert passwords() == before
