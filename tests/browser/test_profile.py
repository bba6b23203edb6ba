"""This file tests the pages for reading in Chromium: area, search, account, staff."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from gis_app.operations.state import SLOW_MS
from layers.models import School
from tests.browser.conftest import committed

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PASSWORD = "a-long-password-1404"
LANGS = {"fa": "", "en": "/en"}
# Pages with every kind of content: parts, suppression, conflict, lineage, a point, an old edition.
READ = [
    "/areas/IR/",
    "/areas/23/",
    "/areas/2310/",
    "/areas/2310-003/",
    "/areas/3001-002/",
    "/areas/3001-901/?edition=demo-alborz-55",
    "/search/?q=تهران",
    "/accounts/sign-in/",
]
# Parts of a page that are wider than their container, and so overlap their neighbours.
OVERFLOWING = """[...document.querySelectorAll('.stack > *, .key-figures > *, .results > *')]
    .filter(part => part.scrollWidth > part.clientWidth + 1)
    .map(part => part.id || part.className)"""
STAFF_PAGES = [
    "/admin/",
    "/admin/layers/area/",
    "/admin/layers/school/",
    "/admin/layers/measurement/add/",
    "/admin/layers/house/",
    "/admin/layers/lineage/",
    "/admin/layers/importrun/",
]


@pytest.fixture(scope="module")
def staff(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A planner of Tehran on the session's data, deleted afterwards."""
    make = partial(
        User.objects.create_user,
        "browser-staff",
        password=PASSWORD,
        role=Role.PROVINCE,
        province_code="23",
        is_staff=True,
    )
    user = committed(django_db_blocker, make)
    yield user.username
    committed(django_db_blocker, user.delete)


@pytest.fixture
def school(db: None, django_db_blocker: Any) -> Iterator[School]:
    """A school that two people edit; restored afterwards."""
    row = School.objects.filter(province_code="23").order_by("code")[0]
    yield row

    def put_back() -> None:
        row.save()
        School.pgh_event_model.objects.filter(pgh_obj_id=row.pk).delete()

    committed(django_db_blocker, put_back)


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("نام کاربری").fill(name)
    page.get_by_label("گذرواژه").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="ورود").click()


# Axe takes a second for a page: English is checked by it on the narrow screen before a release.
@pytest.mark.parametrize(
    ("lang", "widths_of_axe"),
    [
        ("fa", (1440, 360)),
        ("en", ()),
        pytest.param("en", (360,), marks=pytest.mark.release),
    ],
)
def test_pages_fit_the_screen_and_can_be_used_by_everybody(
    visit: Callable[..., Any], lang: str, widths_of_axe: tuple[int, ...]
) -> None:
    visited = visit(lang=lang)
    for path in READ:
        page = visited.go(LANGS[lang] + path)
        for width, height in ((1440, 900), (360, 800)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(OVERFLOWING) == [], path
            if width in widths_of_axe:
                assert violations(page) == [], path


# Where the first characters of an element stand, from the left.
CHARACTERS = """(element) => {
    const range = document.createRange();
    return [0, 1, 2, 3].map((at) => {
        range.setStart(element.firstChild, at);
        range.setEnd(element.firstChild, at + 1);
        return range.getBoundingClientRect().left;
    });
}"""


def run_slowly() -> None:
    """Run the slowest statement of this database: those of the tests before are forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        cursor.execute(
            "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database"
            " WHERE datname = current_database()"
        )
        cursor.execute(
            "SELECT pg_sleep(%s) AS a_slow_one_of_the_page, 'text' AS beside", [SLOW_MS / 1000]
        )


def test_the_page_of_the_administrator_fits_and_names_its_queues(
    visit: Callable[..., Any], account: Callable[..., str], django_db_blocker: Any
) -> None:
    committed(django_db_blocker, run_slowly)
    session = account("keeps-the-site", role=Role.NATIONAL, is_staff=True)
    for lang, prefix in LANGS.items():
        page = visit(lang=lang, session=session).go(f"{prefix}/operations/")
        for width, height in ((1440, 900), (360, 800)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(OVERFLOWING) == []
            assert violations(page) == []
            lefts = page.get_by_text("./gis backup FILE", exact=True).evaluate(CHARACTERS)
            assert lefts == sorted(lefts)
            # A statement has a line of its own.
            statement = page.locator("code", has_text="a_slow_one_of_the_page")
            card = page.locator("section", has=statement)
            assert statement.bounding_box()["width"] > 0.8 * card.bounding_box()["width"]
        for queue in ("loading", "publishing", "drafts", "codes", "attachments", "download"):
            expect(page.get_by_role("rowheader", name=queue, exact=True)).to_have_count(0)


def violations(page: Page) -> list[tuple[str, Any]]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], each["nodes"][0]["target"]) for each in found]


def test_a_planner_reads_a_page_without_script(visit: Callable[..., Any]) -> None:
    page = visit(java_script_enabled=False).go("/areas/IR/")
    page.get_by_role("link", name="تهران", exact=True).click()
    page.get_by_role("link", name="اسلامشهر", exact=True).click()
    page.get_by_role("link", name="محلهٔ نمونهٔ ۳", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("محلهٔ نمونهٔ ۳")
    expect(page.locator("figure.outline path.own")).to_be_visible()
    expect(page.locator(".figures tr")).not_to_have_count(0)
    page.get_by_text("رقم‌های همهٔ سال‌ها", exact=True).first.click()
    expect(page.get_by_role("columnheader", name="۱۴۰۰", exact=True)).to_be_visible()
    page.get_by_role("link", name="شهرستان اسلامشهر").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("شهرستان اسلامشهر")


def test_charts_run_from_right_to_left_in_persian_alone(visit: Callable[..., Any]) -> None:
    newest = {}
    for lang, prefix in LANGS.items():
        page = visit(lang=lang).go(f"{prefix}/areas/2310-002/")
        line = page.locator("#figure-uninsured .trend")
        dot, box = line.locator("circle").bounding_box(), line.bounding_box()
        assert dot is not None
        assert box is not None
        newest[lang] = (dot["x"] + dot["width"] / 2 - box["x"]) / box["width"]
    assert newest["fa"] < 0.1
    assert newest["en"] > 0.9


def test_a_search_without_script_leads_to_the_place(visit: Callable[..., Any]) -> None:
    page = visit(java_script_enabled=False).go("/en/search/")
    page.get_by_label("Name, code or coordinates").fill("۲۳۱۰-۰۰۵")
    page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Sample neighbourhood 5").click()
    expect(page).to_have_url(f"{page.url.split('/en/')[0]}/en/areas/2310-005/")


def test_a_planner_sees_exact_figures_only_after_asking(
    visit: Callable[..., Any], staff: str
) -> None:
    page = visit().go("/accounts/sign-in/?next=/areas/2310-003/")
    sign_in(page, staff)
    expect(page.locator("#figures").get_by_text("پوشیده").first).to_be_visible()
    expect(page.get_by_text("رقم دقیق، ویژهٔ کاربر مجاز")).to_have_count(0)
    page.get_by_role("link", name="دیدن رقم‌های دقیق").click()
    expect(page.get_by_text("رقم دقیق، ویژهٔ کاربر مجاز").first).to_be_visible()
    page.get_by_role("link", name="بازگشت به رقم‌های منتشرشده").click()
    expect(page.get_by_text("رقم دقیق، ویژهٔ کاربر مجاز")).to_have_count(0)


def test_staff_pages_ask_no_other_host_and_break_no_rule(
    visit: Callable[..., Any], staff: str
) -> None:
    """The fixture fails on any other request and on any message of the content policy."""
    visited = visit()
    page = visited.go("/admin/")
    sign_in(page, staff)
    for path in STAFF_PAGES:
        visited.go(path)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
    visited.go("/admin/layers/area/?q=2310-001")
    page.locator("#result_list tbody th a").click()
    expect(page.locator(".geometry svg path")).to_be_visible()
    visited.go("/admin/layers/measurement/add/")
    page.locator("#id_area + .select2 .select2-selection").click()
    page.locator(".select2-search__field").fill("۲۳۱۰")
    page.locator(".select2-results__option", has_text="2310").first.click()
    expect(page.locator("#select2-id_area-container")).to_contain_text("2310")


def test_two_planners_on_one_row_both_see_what_the_other_wrote(
    visit: Callable[..., Any], staff: str, school: School
) -> None:
    pages = []
    for _ in range(2):
        page = visit().go(f"/accounts/sign-in/?next=/admin/layers/school/{school.pk}/change/")
        sign_in(page, staff)
        pages.append(page)
    first, second = pages
    first.get_by_label("نام:", exact=True).fill("نام نفر نخست")
    first.locator("[name=_continue]").click()
    expect(first.locator(".messagelist .success")).to_be_visible()
    second.get_by_label("نام:", exact=True).fill("نام نفر دوم")
    second.locator("[name=_continue]").click()
    row = second.locator("#conflict tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("نام نفر نخست")
    expect(row).to_contain_text("نام نفر دوم")
    row.get_by_label("نام نفر نخست").check()
    second.locator("[name=_continue]").click()
    expect(second.get_by_label("نام:", exact=True)).to_have_value("نام نفر نخست")
