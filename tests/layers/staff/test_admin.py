"""This file tests what staff may see and change, and that concurrent edits are never lost."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from layers.models import Area, House, Indicator, LayerVersion, Measurement, School
from layers.staff.forms import GeometryPicture, JalaliDateField
from layers.staff.model_admins import ScopedAdmin
from persian.dates import format_short_date
from tests.markup import compact

pytestmark = pytest.mark.django_db

ROOT = "/admin/layers/"


def staff(name: str, **fields: Any) -> Client:
    user = User.objects.create_user(name, is_staff=True, **fields)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def tehran(db: None) -> Client:
    return staff("tehran", role=Role.PROVINCE, province_code="23", first_name="نسرین")


@pytest.fixture
def national(db: None) -> Client:
    return staff("national", role=Role.NATIONAL)


def school_of(province: str) -> School:
    return School.objects.filter(province_code=province).order_by("code")[0]


def form_of(row: Any, **changes: Any) -> dict[str, Any]:
    """The browser's data for a row opened now, with a few fields changed."""
    values = {k: v for k, v in model_to_dict(row).items() if v is not None and v is not False}
    values |= {"seen_version": row.version}
    return {k: v for k, v in (values | changes).items() if v is not None}


def address(row: Any) -> str:
    return f"{ROOT}{row._meta.model_name}/{row.pk}/change/"


SCOPED = sorted(
    model._meta.model_name
    for model, its in admin.site._registry.items()
    if isinstance(its, ScopedAdmin) and model._meta.model_name != "areacode"
)


@pytest.mark.parametrize("name", SCOPED)
def test_the_staff_of_a_province_see_only_its_rows(
    tehran: Client, national: Client, name: str
) -> None:
    own = tehran.get(f"{ROOT}{name}/").context["cl"].queryset
    all_rows = national.get(f"{ROOT}{name}/").context["cl"].queryset
    place = admin.site._registry[all_rows.model].form.province_of
    assert {place(row) for row in own} <= {"23"}
    assert own.count() == sum(place(row) == "23" for row in all_rows)


@pytest.mark.parametrize("name", ["school", "measurement", "area", "lineage"])
def test_a_row_of_another_province_does_not_exist_for_them(tehran: Client, name: str) -> None:
    model = next(m for m in admin.site._registry if m._meta.model_name == name)
    place = admin.site._registry[model].form.province_of
    foreign = next(row for row in model.objects.all() if place(row) == "30")
    for answer in (tehran.get(address(foreign)), tehran.post(address(foreign), {})):
        assert answer.status_code == 302
        assert answer["Location"] == "/admin/"
    delete = tehran.post(f"{ROOT}{name}/{foreign.pk}/delete/", {"post": "yes"})
    assert delete.status_code in (302, 403)
    assert model.objects.filter(pk=foreign.pk).exists()


def test_a_row_cannot_be_moved_into_another_province(tehran: Client, national: Client) -> None:
    row = school_of("23")
    away = form_of(row, province_code="30", county_code="3001", neighbourhood_code="")
    assert "بیرون از استان شما" in tehran.post(address(row), away).content.decode()
    row.refresh_from_db()
    assert row.province_code == "23"
    assert national.post(address(row), away).status_code == 302
    row.refresh_from_db()
    assert row.province_code == "30"


def test_a_new_figure_for_another_province_is_refused(tehran: Client) -> None:
    figure = Measurement.objects.filter(area_id="30")[0]
    data = form_of(figure, year=1390, seen_version=None)
    before = Measurement.objects.count()
    assert "بیرون از استان شما" in tehran.post(f"{ROOT}measurement/add/", data).content.decode()
    assert Measurement.objects.count() == before


@pytest.mark.parametrize("role", ["viewer", "county", "agency"])
def test_other_roles_change_nothing_even_as_staff(role: str) -> None:
    places = {"province_code": "23", "county_code": "2310", "agency_code": "emdad"}
    client = staff(role, role=role, **(places if role != "viewer" else {}))
    for name in ("school", "measurement", "source"):
        assert client.get(f"{ROOT}{name}/").status_code == 403


def test_words_of_the_whole_country_are_read_by_a_province_and_changed_above(
    tehran: Client, national: Client
) -> None:
    path = f"{ROOT}agency/emdad/change/"
    data = {"code": "emdad", "name_fa": "نام تازه", "name_en": "x", "house_fa": "x"}
    data |= {"house_en": "x", "position": "1", "seen_version": "1"}
    assert tehran.get(path).status_code == 200
    assert tehran.post(path, data).status_code == 403
    assert national.post(path, data).status_code == 302


def test_every_list_and_form_opens(national: Client, tehran: Client) -> None:
    for model in admin.site._registry:
        if model._meta.app_label != "layers":
            continue
        path = f"{ROOT}{model._meta.model_name}/"
        for client in (national, tehran):
            listed = client.get(path)
            assert listed.status_code == 200, path
            for row in listed.context["cl"].queryset[:1]:
                page = client.get(f"{path}{row.pk}/change/")
                assert page.status_code == 200, path
                assert "seen_version" not in page.context["title"]


def test_no_list_asks_a_query_for_each_row(
    national: Client, django_assert_max_num_queries: Any
) -> None:
    for name in SCOPED:
        with django_assert_max_num_queries(14):
            national.get(f"{ROOT}{name}/")


def test_shapes_are_drawn_here_and_never_loaded_from_elsewhere(national: Client) -> None:
    for name in ("area", "school", "prison", "house", "settlement"):
        model = next(m for m in admin.site._registry if m._meta.model_name == name)
        for field in model._meta.concrete_fields:
            if isinstance(field, GeometryField) and field.editable:
                its = admin.site._registry[model].formfield_for_dbfield(field, None)
                assert isinstance(its.widget, GeometryPicture)
                assert its.disabled
    area = Area.objects.filter(code="2310-001")[0]
    page = compact(national.get(address(area)).content.decode())
    assert re.search(r'<svg viewBox="-20 -20 \d+ \d+"[^>]*><path d="M\d+ \d+L', page)
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert "style=" not in page


def test_a_shape_that_is_sent_along_is_ignored(national: Client) -> None:
    row = School.objects.exclude(location=None).order_by("code")[0]
    data = form_of(row, name_fa="نام تازه", location="SRID=4326;POINT(50 30)")
    assert national.post(address(row), data).status_code == 302
    changed = School.objects.get(pk=row.pk)
    assert changed.name_fa == "نام تازه"
    assert changed.location.equals_exact(row.location, 1e-9)
    assert not changed.location.equals_exact(Point(50, 30, srid=4326), 1e-9)


def test_a_new_name_is_found_by_search_and_shown_on_new_tiles(national: Client) -> None:
    row = school_of("23")
    version = LayerVersion.objects.get(layer="schools", province_code="23").version
    national.post(address(row), form_of(row, name_fa="دبستان يگانه"))
    assert "دبستانیگانه" in School.objects.get(pk=row.pk).name_folded
    assert LayerVersion.objects.get(layer="schools", province_code="23").version == version + 1


def test_codes_must_fit_into_each_other(national: Client) -> None:
    row = school_of("23")
    answer = national.post(address(row), form_of(row, county_code="3001"))
    assert "این کد در محدودهٔ بالادست نیست" in answer.content.decode()
    answer = national.post(address(row), form_of(row, county_code="2399"))
    assert "در این تراز چنین کدی نیست" in answer.content.decode()


def test_a_rate_must_be_what_its_counts_make(national: Client) -> None:
    row = Measurement.objects.filter(
        indicator__kind="rate", numerator__gt=50, denominator__gt=0, area_id="2310-001"
    )[0]
    answer = national.post(address(row), form_of(row, value=row.value + 5))
    assert "نتیجهٔ صورت و مخرج" in answer.content.decode()


def test_a_count_is_its_own_number_of_persons(national: Client) -> None:
    row = Measurement.objects.filter(
        indicator__code="hard_to_treat", area_id__level="neighbourhood", value__gt=5
    )[0]
    answer = national.post(address(row), form_of(row, numerator=row.value + 1))
    assert "سنجهٔ تعداد صورت ندارد" in answer.content.decode()
    assert national.post(address(row), form_of(row, numerator=row.value)).status_code == 302


def test_an_indicator_is_counted_from_columns_that_blocks_have(national: Client) -> None:
    row = Indicator.objects.get(code="uninsured")
    for name in ("block_numerator", "block_denominator"):
        answer = national.post(address(row), form_of(row, **{name: "person"}))
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors.keys() == {name}
    with pytest.raises(IntegrityError, match="indicator_counts_are_of_blocks"):
        Indicator.objects.filter(pk=row.pk).update(block_numerator="uninsurd")


def test_codes_are_typed_in_any_digits(national: Client) -> None:
    row = school_of("23")
    county = row.county_code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    saved = national.post(address(row), form_of(row, province_code="۲۳", county_code=county))
    assert saved.status_code == 302
    row.refresh_from_db()
    assert row.province_code == "23"


def test_who_saves_while_data_are_published_is_told_so(
    national: Client, another_publishes: None
) -> None:
    national.raise_request_exception = False
    row = Measurement.objects.filter(area_id="2310-001")[0]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
    answer = national.post(address(row), form_of(row))
    assert answer.status_code == 503
    assert "کاربر دیگری هم‌زمان همین داده را تغییر می‌داد" in answer.content.decode()


def test_a_changed_figure_is_published_at_once_and_a_small_one_withheld(national: Client) -> None:
    row = Measurement.objects.filter(
        indicator__code="hard_to_treat",
        year=1404,
        area_id__level="neighbourhood",
        is_preferred=True,
        suppression="",
    ).order_by("area_id")[0]
    assert row.published_value == row.value >= 5
    saved = national.post(address(row), form_of(row, value=3, numerator=3))
    assert saved.status_code == 302
    row.refresh_from_db()
    assert (row.value, row.published_value, row.suppression) == (3, None, "primary")


def test_a_rate_of_persons_needs_its_count(national: Client) -> None:
    row = Measurement.objects.filter(
        indicator__kind="rate", indicator__counts_persons=True, area_id="2310-001"
    )[0]
    answer = national.post(address(row), form_of(row, numerator=None))
    assert "تعداد افراد را در صورت بنویسید" in answer.content.decode()
    row.indicator.counts_persons = False
    row.indicator.save()
    assert national.post(address(row), form_of(row, numerator=None)).status_code == 302


WRITES = re.compile(r'FOR UPDATE|(INSERT INTO|UPDATE|DELETE FROM) "layers_')


def statements(client: Client, path: str, data: dict[str, Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.post(path, data).status_code == 302
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("deed", ["change", "add", "delete", "delete_selected", "indicator"])
def test_the_lock_of_publishing_comes_before_that_of_any_row(national: Client, deed: str) -> None:
    """Loading takes the lock first too; the other order would deadlock."""
    row = Measurement.objects.filter(area_id="2310", year=1404, indicator__code="uninsured")[0]
    root = f"{ROOT}measurement/"
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    path, data = {
        "change": (address(row), form_of(row)),
        "add": (f"{root}add/", form_of(row, year=1390, seen_version=None)),
        "delete": (f"{root}{row.pk}/delete/", {"post": "yes"}),
        "delete_selected": (root, chosen),
        "indicator": (address(row.indicator), form_of(row.indicator)),
    }[deed]
    done = statements(national, path, data)
    locked = next(n for n, each in enumerate(done) if "pg_advisory_xact_lock" in each)
    assert locked < next(n for n, each in enumerate(done) if WRITES.search(each))


def test_many_figures_are_deleted_with_one_publishing(national: Client) -> None:
    rows = list(Measurement.objects.filter(area_id="2310-001")[:5].values_list("pk", flat=True))
    chosen = {"action": "delete_selected", "_selected_action": rows, "post": "yes"}
    done = statements(national, f"{ROOT}measurement/", chosen)
    assert not Measurement.objects.filter(pk__in=rows).exists()
    assert sum("UPDATE layers_measurement AS measurement" in each for each in done) == 1


def test_many_places_are_deleted_with_one_publishing_in_their_provinces(national: Client) -> None:
    rows = [school_of("23"), school_of("30"), School.objects.filter(province_code="23")[3]]
    versions = {province: schools_version(province) for province in ("23", "30")}
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    assert national.post(f"{ROOT}school/", chosen | {"post": "yes"}).status_code == 302
    for province, version in versions.items():
        assert schools_version(province) == version + 1


def schools_version(province: str) -> int:
    return LayerVersion.objects.get(layer="schools", province_code=province).version


def test_a_place_that_moves_changes_the_tiles_of_both_provinces(national: Client) -> None:
    row = school_of("23")
    versions = {province: schools_version(province) for province in ("23", "30")}
    away = form_of(row, province_code="30", county_code="3001", neighbourhood_code="")
    assert national.post(address(row), away).status_code == 302
    for province, version in versions.items():
        assert schools_version(province) == version + 1


def test_constraints_speak_persian(national: Client) -> None:
    row = Measurement.objects.filter(area_id="2310", year=1404)[0]
    answer = national.post(address(row), form_of(row, year=2025))
    assert "سال را شمسی بنویسید" in answer.content.decode()


def test_a_house_becomes_lead_only_where_there_is_none(national: Client) -> None:
    lead = House.objects.filter(is_lead=True).exclude(state="closed")[0]
    other = House.objects.filter(is_lead=False)[0]
    places = {
        name: getattr(lead, name) for name in ("province_code", "county_code", "neighbourhood_code")
    }
    answer = national.post(address(other), form_of(other, is_lead="on", state="open", **places))
    assert "این محله خانهٔ مسئول دیگری دارد" in answer.content.decode()


@pytest.mark.parametrize("text", ["۱۴۰۵/۰۹/۰۱", "1405-9-1", "2026-11-22"])
def test_a_day_is_written_in_jalali_or_gregorian(text: str) -> None:
    assert JalaliDateField().clean(text).isoformat() == "2026-11-22"


def test_a_stored_day_is_shown_in_jalali(national: Client) -> None:
    row = Measurement.objects.exclude(as_of=None)[0]
    written = re.search(
        r'name="as_of" value="([^"]*)"', national.get(address(row)).content.decode()
    )
    assert written[1] == format_short_date(row.as_of)  # type: ignore[index]


class TestTwoEditors:
    """The first saves a new name and stage; the second opened the row before that."""

    @pytest.fixture
    def late(self, national: Client) -> School:
        row = school_of("23")
        row.stage, row.name_fa, row.pupils = "primary", "نام نخست", 100
        row.save()
        row.refresh_from_db()
        early = form_of(row, name_fa="نام دیگری", stage="upper_secondary")
        assert national.post(address(row), early).status_code == 302
        return row

    def test_nothing_is_saved_silently_and_both_values_stand(
        self, late: School, tehran: Client
    ) -> None:
        page = tehran.post(address(late), form_of(late, name_fa="نام من", pupils=120))
        text = page.content.decode()
        differences = {each.field: each for each in page.context["adminform"].form.conflict}
        assert set(differences) == {"name_fa", "stage", "pupils"}
        name = differences["name_fa"]
        assert (name.before, name.mine, name.theirs) == ("نام نخست", "نام من", "نام دیگری")
        assert name.suggestion == ""
        assert differences["stage"].suggestion == "theirs"
        assert differences["pupils"].suggestion == "mine"
        assert "national" in text
        assert "متوسطهٔ دوم" in text
        assert School.objects.get(pk=late.pk).name_fa == "نام دیگری"

    def resolve(self, client: Client, late: School, **keep: str) -> Any:
        data = form_of(late, name_fa="نام من", pupils=120)
        current = School.objects.get(pk=late.pk).version
        chosen = {f"keep-{field}": side for field, side in keep.items()}
        return client.post(address(late), data | {"agreed_version": current} | chosen)

    def test_each_line_is_kept_as_chosen(self, late: School, tehran: Client) -> None:
        answer = self.resolve(tehran, late, name_fa="mine", stage="theirs", pupils="mine")
        assert answer.status_code == 302
        row = School.objects.get(pk=late.pk)
        assert (row.name_fa, row.stage, row.pupils) == ("نام من", "upper_secondary", 120)

    def test_an_unanswered_line_asks_again(self, late: School, tehran: Client) -> None:
        assert self.resolve(tehran, late, name_fa="mine", stage="theirs").status_code == 200
        assert School.objects.get(pk=late.pk).name_fa == "نام دیگری"

    def test_a_third_change_in_between_asks_again(self, late: School, tehran: Client) -> None:
        agreed = School.objects.get(pk=late.pk).version
        School.objects.filter(pk=late.pk).update(classrooms=3)
        data = form_of(late, name_fa="نام من") | {
            "agreed_version": agreed,
            "keep-name_fa": "mine",
            "keep-stage": "theirs",
            "keep-classrooms": "mine",
        }
        assert tehran.post(address(late), data).status_code == 200
        assert School.objects.get(pk=late.pk).name_fa == "نام دیگری"

    def test_whoever_writes_the_same_is_not_asked(self, late: School, tehran: Client) -> None:
        same = form_of(late, name_fa="نام دیگری", stage="upper_secondary")
        assert tehran.post(address(late), same).status_code == 302

    def test_a_form_without_its_version_is_not_trusted(self, late: School, tehran: Client) -> None:
        data = form_of(late, name_fa="نام من", seen_version=None)
        assert tehran.post(address(late), data).status_code == 200
        assert School.objects.get(pk=late.pk).name_fa == "نام دیگری"


def test_a_deleted_point_leaves_the_tiles(national: Client) -> None:
    row = School.objects.exclude(location=None).filter(province_code="23")[0]
    answer = national.post(f"{ROOT}school/{row.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not School.objects.filter(pk=row.pk).exists()


def test_what_an_import_read_is_never_edited(national: Client) -> None:
    assert national.get(f"{ROOT}importrun/add/").status_code == 403
    assert national.get(f"{ROOT}area/add/").status_code == 403


def test_a_form_with_a_mistake_speaks_persian(national: Client) -> None:
    school = school_of("23")
    answer = national.post(address(school), form_of(school, name_fa=""))
    assert "خطای زیر را درست کنید" in answer.content.decode()
    assert "Please correct" not in answer.content.decode()
    assert "نام جدول" in national.get("/admin/").content.decode()
