"""This file tests how the areas of one edition become those of the next.

The areas are boxes of a tenth of a degree in county 9901; the shares of each case can be computed
by hand.
"""

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shapely.affinity import translate
from shapely.geometry import mapping

from layers.geos import to_shapely
from layers.importing import load as loading
from layers.importing.findings import Finding, Severity
from layers.models import Area, Edition, Level, Lineage
from tests.layers.factories import area, edition, square
from tests.layers.importing.conftest import codes, found, processor_seconds, says
from tests.layers.importing.files import county, eastern, feature, polygon, write_geojson

Kin = set[tuple[str | None, str, str]]


@pytest.fixture
def before(source: Any) -> Edition:
    """An edition of neighbourhoods in force before: 901 of two boxes, 902 and 903 of one each.

    From west to east 901 901 902 903, each a tenth of a degree wide and high.
    """
    return edition(Level.NEIGHBOURHOOD)


def drawn(number: int, west: float, east: float, **fields: Any) -> Area:
    code = f"9901-{number}"
    boundary = square(west, 30.1, east, 30.2) if west else None
    return area(code, boundary, **{"name_fa": f"محلهٔ {number}"} | fields)


def row(number: int, west: float, east: float, **properties: Any) -> dict[str, Any]:
    said = {"code": f"9901-{number}", "name_fa": f"محلهٔ {number}", "name_en": str(number)}
    return feature(polygon(west, 30.1, east, 30.2), **said | properties)


def kin_of(run: Any) -> Kin:
    """(code before, code after, kind) of what was written, without "9901-"."""
    links = Lineage.objects.filter(after__edition=run.edition).select_related("before", "after")
    return {
        (link.before.code[5:] if link.before else None, link.after.code[5:], link.kind)
        for link in links
    }


@pytest.fixture
def become(
    tmp_path: Path, before: Edition, bring: Callable[..., Any]
) -> Callable[..., tuple[Kin, list[Finding]]]:
    """become(row, …) loads neighbourhoods and gives the lineage written and the findings."""

    def load(*rows: dict[str, Any], **asked: Any) -> tuple[Kin, list[Finding]]:
        path = write_geojson(tmp_path / "new.geojson", *rows)
        run, findings = bring(path, "neighbourhoods", commit=True, **asked)
        assert run.outcome == "committed", findings
        return kin_of(run), findings

    return load


class TestByCode:
    def test_a_code_that_stays_is_the_same_area(self, become: Callable[..., Any]) -> None:
        drawn(901, 50.0, 50.2)
        kin, findings = become(row(901, 50.0, 50.2))
        assert kin == {("901", "901", "same")}
        counted = found(findings, "lineage_found")
        assert counted.severity == Severity.NOTE
        says(
            counted,
            "test-neighbourhood: ۱ محدوده بدون تغییر، ۰ با نام تازه",
            "1 unchanged, 0 renamed",
        )

    def test_code_wins_where_sources_draw_another_boundary(
        self, become: Callable[..., Any]
    ) -> None:
        """Only a third of the old boundary is in the new one, but it is still the same area."""
        drawn(901, 50.0, 50.15)
        kin, _ = become(row(901, 50.1, 50.25))
        assert kin == {("901", "901", "same")}

    def test_another_name_is_a_renaming_and_another_spelling_is_none(
        self, become: Callable[..., Any]
    ) -> None:
        drawn(901, 50.0, 50.1, name_fa="محلهٔ موسی‌آباد")
        drawn(902, 50.1, 50.2)
        kin, findings = become(
            row(901, 50.0, 50.1, name_fa="موسي آباد"), row(902, 50.1, 50.2, name_fa="بهاران")
        )
        assert kin == {("901", "901", "same"), ("902", "902", "renamed")}
        finding = found(findings, "lineage_renamed")
        assert (finding.row, finding.severity) == (2, Severity.NOTE)
        says(finding, "«محلهٔ 902» بود و «بهاران» می‌شود", "was “محلهٔ 902” in the previous edition")

    def test_points_become_polygons_by_their_code(self, become: Callable[..., Any]) -> None:
        drawn(901, 0, 0)
        kin, findings = become(row(901, 50.0, 50.1))
        assert kin == {("901", "901", "same")}
        assert "lineage_ended" not in codes(findings)


class TestByGround:
    def test_one_area_becomes_two_with_new_codes(self, become: Callable[..., Any]) -> None:
        drawn(901, 50.0, 50.2)
        kin, findings = become(row(911, 50.0, 50.12), row(912, 50.12, 50.2))
        assert kin == {("901", "911", "split"), ("901", "912", "split")}
        # 0.12 of 0.2 degrees is 60 %.
        says(
            found(findings, "lineage_split"),
            "۱۰۰ درصد مرز تازه و ۶۰ درصد مرز پیشین",
            "100 % of the new area and 60 % of the old one",
        )
        link = Lineage.objects.get(after__code="9901-911", kind="split")
        assert link.reason_fa == "از هم‌پوشانی مرزها: ۱۰۰ درصد مرز تازه و ۶۰ درصد مرز پیشین."
        assert link.reason_en.startswith("From overlapping boundaries: 100 % of the new one and 60")

    def test_a_part_goes_and_the_rest_keeps_the_code(self, become: Callable[..., Any]) -> None:
        drawn(901, 50.0, 50.2)
        kin, findings = become(row(901, 50.0, 50.12), row(912, 50.12, 50.2))
        assert kin == {("901", "901", "same"), ("901", "912", "split")}
        assert "lineage_ended" not in codes(findings)

    def test_two_areas_become_one(self, become: Callable[..., Any]) -> None:
        """The smaller one is a quarter of the new one, and wholly inside it."""
        drawn(901, 50.0, 50.15)
        drawn(902, 50.15, 50.2)
        kin, findings = become(row(911, 50.0, 50.2))
        assert kin == {("901", "911", "merged"), ("902", "911", "merged")}
        assert [each.row for each in findings if each.code == "lineage_merged"] == [1, 1]

    def test_one_area_goes_into_a_neighbour_that_keeps_its_code(
        self, become: Callable[..., Any]
    ) -> None:
        drawn(901, 50.0, 50.15)
        drawn(902, 50.15, 50.2)
        kin, _ = become(row(901, 50.0, 50.2))
        assert kin == {("901", "901", "same"), ("902", "901", "merged")}

    def test_ground_where_nothing_stood_is_new(self, become: Callable[..., Any]) -> None:
        drawn(901, 50.0, 50.1)
        kin, findings = become(row(901, 50.0, 50.1), row(911, 50.3, 50.4))
        assert kin == {("901", "901", "same"), (None, "911", "new")}
        assert found(findings, "lineage_new").row == 2

    @pytest.mark.parametrize(("overlap", "is_split"), [(0.04, False), (0.06, True)])
    def test_less_than_half_is_the_disagreement_of_sources(
        self, become: Callable[..., Any], overlap: float, is_split: bool
    ) -> None:
        """The new area is a tenth of a degree wide; 40 % of it on the neighbour proves nothing."""
        drawn(901, 50.0, 50.2)
        west = 50.2 - overlap
        kin, _ = become(row(901, 50.0, 50.2), row(911, west, west + 0.1))
        assert (("901", "911", "split") in kin) == is_split
        assert ((None, "911", "new") in kin) != is_split

    def test_the_same_ground_under_another_code_is_a_warning(
        self, become: Callable[..., Any]
    ) -> None:
        drawn(901, 50.0, 50.1)
        drawn(902, 50.1, 50.2)
        kin, findings = become(row(911, 50.0, 50.1, name_fa="محلهٔ 901"), row(912, 50.11, 50.2))
        assert kin == {("901", "911", "same"), ("902", "912", "renamed")}
        warned = [each for each in findings if each.code == "lineage_other_code"]
        assert [each.severity for each in warned] == [Severity.WARNING] * 2
        says(warned[0], "«محلهٔ 901» (9901-901)", "with another code")

    def test_what_has_no_successor_is_named(self, become: Callable[..., Any]) -> None:
        drawn(901, 50.0, 50.1)
        drawn(902, 50.1, 50.2)
        drawn(903, 0, 0)
        _, findings = become(row(901, 50.0, 50.1))
        ended = [each for each in findings if each.code == "lineage_ended"]
        assert [each.severity for each in ended] == [Severity.WARNING] * 2
        says(
            ended[0], "«محلهٔ 902» (9901-902) جانشین ندارد", "“محلهٔ 902” (9901-902) has no successor"
        )


class TestTheSample:
    """Alborz of the sample: 55 neighbourhoods become 66, with known lineage."""

    KNOWN = "demo-alborz-66"

    def rows(self, *, moved_deg: float = 0.0) -> list[dict[str, Any]]:
        """The 66, each moved by so many degrees in a direction of its own."""
        rows = []
        for number, each in enumerate(Area.objects.filter(edition__code=self.KNOWN)):
            turn = number * 2.4  # radians; no two neighbours move the same way
            shape = to_shapely(each.boundary)
            east, north = moved_deg * math.cos(turn), moved_deg * math.sin(turn)
            moved = mapping(translate(shape, east, north))
            said = {"code": each.code, "name_fa": each.name_fa, "name_en": each.name_en}
            rows.append(feature(moved, **said))
        return rows

    @pytest.mark.parametrize("moved_deg", [0.0, 0.0008])
    def test_it_is_found_again_even_where_sources_differ(
        self, tmp_path: Path, bring: Callable[..., Any], moved_deg: float
    ) -> None:
        """Eight ten-thousandths of a degree are some 80 m; a neighbourhood is 400 to 900 m wide."""
        known = {
            (link.before.code[2:] if link.before else None, link.after.code[2:], link.kind)
            for link in Lineage.objects.filter(after__edition__code=self.KNOWN).select_related(
                "before", "after"
            )
        }
        path = write_geojson(tmp_path / "66.geojson", *self.rows(moved_deg=moved_deg))
        begun = processor_seconds()
        run, findings = bring(
            path, "neighbourhoods", commit=True, synthetic=True, in_force_from=date(2022, 10, 26)
        )
        assert processor_seconds() - begun < 20
        assert run.outcome == "committed", findings
        links = Lineage.objects.filter(after__edition=run.edition).select_related("before", "after")
        written = {
            (link.before.code[2:] if link.before else None, link.after.code[2:], link.kind)
            for link in links
        }
        assert written == known
        assert "lineage_ended" not in codes(findings)
        # 6 split into two each, 2 merged from two each, 7 new, 5 renamed; the rest of 66 stay.
        says(
            found(findings, "lineage_found"),
            "۴۰ محدوده بدون تغییر، ۵ با نام تازه، ۱۲ جداشده، ۲ ادغام‌شده، ۷ تازه",
            "40 unchanged, 5 renamed, 12 split, 2 merged, 7 new",
        )


class TestWhichEdition:
    def test_without_an_edition_before_there_is_no_lineage(
        self, become: Callable[..., Any]
    ) -> None:
        kin, findings = become(row(901, 50.0, 50.1))
        assert kin == set()
        assert not {each for each in codes(findings) if each.startswith("lineage")}

    def test_an_edition_that_ended_the_day_before_is_the_one(
        self, become: Callable[..., Any], before: Edition
    ) -> None:
        drawn(901, 50.0, 50.1)
        Edition.objects.filter(pk=before.pk).update(in_force_to=date(2025, 12, 31))
        kin, _ = become(row(901, 50.0, 50.1))
        assert kin == {("901", "901", "same")}

    def test_an_edition_of_later_is_none(self, become: Callable[..., Any], before: Edition) -> None:
        drawn(901, 50.0, 50.1)
        kin, _ = become(row(901, 50.0, 50.1), in_force_from=date(2019, 1, 1))
        assert kin == set()

    def test_invented_areas_are_no_ancestors_of_real_ones(
        self, become: Callable[..., Any], before: Edition
    ) -> None:
        drawn(901, 50.0, 50.1, synthetic=True)
        kin, _ = become(row(911, 50.0, 50.1))
        assert kin == set()

    def test_areas_added_to_an_open_edition_descend_from_the_one_before_it(
        self, tmp_path: Path, become: Callable[..., Any], bring: Callable[..., Any]
    ) -> None:
        drawn(901, 50.0, 50.1)
        drawn(902, 50.1, 50.2)
        _, findings = become(row(901, 50.0, 50.1))
        assert found(findings, "lineage_ended")
        opened = Edition.objects.latest("pk")
        path = write_geojson(tmp_path / "more.geojson", row(902, 50.1, 50.2))
        run, findings = bring(path, "neighbourhoods", commit=True, edition=opened)
        assert kin_of(run) == {("901", "901", "same"), ("902", "902", "same")}
        assert "lineage_ended" not in codes(findings)


class TestWriting:
    def test_a_trial_tells_and_writes_nothing(
        self, tmp_path: Path, before: Edition, bring: Callable[..., Any]
    ) -> None:
        drawn(901, 50.0, 50.2)
        count = Lineage.objects.count()
        path = write_geojson(tmp_path / "a.geojson", row(911, 50, 50.1), row(912, 50.1, 50.2))
        run, findings = bring(path, "neighbourhoods")
        assert run.outcome == "dry_run"
        assert found(findings, "lineage_split")
        assert Lineage.objects.count() == count

    def test_a_row_to_be_corrected_is_not_taken_for_an_area_that_is_no_more(
        self, tmp_path: Path, before: Edition, bring: Callable[..., Any]
    ) -> None:
        drawn(901, 50.0, 50.2)
        path = write_geojson(tmp_path / "a.geojson", row(901, 50.0, 50.2, code="x"))
        _, findings = bring(path, "neighbourhoods")
        assert "bad_code" in codes(findings)
        assert "lineage_ended" not in codes(findings)

    def test_an_edition_loaded_meanwhile_is_noticed(
        self,
        tmp_path: Path,
        before: Edition,
        bring: Callable[..., Any],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        drawn(901, 50.0, 50.2)
        prepare = loading.refuse_second_time

        def prepare_late(*arguments: Any) -> None:
            prepare(*arguments)
            edition(Level.NEIGHBOURHOOD, "meanwhile", in_force_from=date(2025, 1, 1))

        monkeypatch.setattr(loading, "refuse_second_time", prepare_late)
        path = write_geojson(tmp_path / "a.geojson", row(901, 50.0, 50.2))
        run, findings = bring(path, "neighbourhoods", commit=True)
        assert run.outcome == "refused"
        says(found(findings, "ground_changed"), "ویرایش دیگری", "Another edition")
        assert not Area.objects.filter(code="9901-901").exclude(edition=before).exists()

    def test_counties_too_and_their_lineage_is_in_the_history(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern(name_fa="جای 9902"))
        run, _ = bring(path, commit=True)
        links = Lineage.objects.filter(after__edition=run.edition).order_by("after__code")
        assert [link.kind for link in links] == ["renamed", "same"]
        event = Lineage.pgh_event_model.objects.filter(pgh_obj_id=links[0].pk).get()
        assert event.pgh_context.metadata["import_sha256"] == run.file_sha256
