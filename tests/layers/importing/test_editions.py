"""This file tests the effect of imports on editions, and the stored record of every run."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from layers.importing.findings import Severity
from layers.models import Area, AreaCode, CurrentEdition, Edition, ImportRun
from persian.digits import to_persian
from tests.layers import factories
from tests.layers.factories import area, square
from tests.layers.importing.conftest import codes, found, says
from tests.layers.importing.files import (
    county,
    eastern,
    feature,
    point,
    polygon,
    write_geojson,
)


class TestEditions:
    def test_the_new_edition_is_what_the_map_shows(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern())
        run, findings = bring(path, commit=True, partial=False)
        assert run.outcome == "committed", findings
        current = CurrentEdition.objects.get(level="county", province_code="99")
        assert current.edition == run.edition
        assert run.edition.title_fa == "شهرستان‌ها: جای 99 (پیمایش آزمون)"
        assert run.edition.title_en == "Counties: Place 99 (Test survey)"
        assert run.edition.code == "counties-99-20260101"

    @pytest.mark.parametrize("kind", [{"is_published": False}, {"synthetic": True}])
    def test_its_title_takes_no_name_from_a_draft_or_an_invented_edition(
        self, tmp_path: Path, bring: Callable[..., Any], kind: dict[str, bool]
    ) -> None:
        other = factories.edition("province", "other-provinces", **kind)
        factories.area("99", None, edition=other, name_fa="نام دیگر", name_en="Other name")
        run, _ = bring(write_geojson(tmp_path / "a.geojson", county(), eastern()), commit=True)
        assert run.edition.title_fa == "شهرستان‌ها: جای 99 (پیمایش آزمون)"
        assert run.edition.title_en == "Counties: Place 99 (Test survey)"

    def test_a_file_that_lacks_a_county_is_refused_and_names_it(
        self, tmp_path: Path, refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county())
        finding = refused(path, "areas_missing", partial=False)
        says(finding, "جای 9902", "disappear from the map: جای 9902")
        assert "--partial" in finding.advice.fa
        assert "--partial" in finding.advice.en

    def test_it_is_taken_when_the_loss_is_accepted(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county())
        run, findings = bring(path, commit=True, partial=True)
        assert found(findings, "areas_missing").severity == Severity.WARNING
        assert run.outcome == "committed"

    def test_invented_areas_do_not_vanish_unsaid(
        self, tmp_path: Path, bring: Callable[..., Any], refused: Callable[..., Any]
    ) -> None:
        """One of the three is imported again under its code; the two others would leave the map."""
        for number in (1, 2, 3):
            box = square(50.1, 30 + number / 10, 50.2, 30.05 + number / 10)
            area(f"9901-00{number}", box, synthetic=True)
        path = write_geojson(
            tmp_path / "a.geojson",
            feature(polygon(50.1, 30.1, 50.2, 30.2), code="9901-001", name_fa="الف"),
        )
        _, tried = bring(path, "neighbourhoods", partial=False)
        assert found(tried, "sample_missing").severity == Severity.ERROR
        finding = refused(path, "sample_missing", layer="neighbourhoods", partial=False)
        says(finding, "۲ محدودهٔ ساختگی استان ۹۹", "2 invented areas of province 99")
        for advice in (finding.advice.fa, finding.advice.en):
            assert "clear_demo" in advice
            assert "--partial" in advice
        run, findings = bring(path, "neighbourhoods", commit=True, partial=True)
        assert found(findings, "sample_missing").severity == Severity.WARNING
        assert run.outcome == "committed"

    def test_a_real_file_is_not_asked_for_the_sample_of_another_province(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(
            tmp_path / "a.geojson",
            feature(polygon(50.1, 30.1, 50.2, 30.2), code="9901-001", name_fa="الف"),
        )
        run, findings = bring(path, "neighbourhoods", commit=True, partial=False)
        assert "sample_missing" not in codes(findings)
        assert run.outcome == "committed", findings

    def test_another_province_stays_as_it_was(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        before = CurrentEdition.objects.get(level="county", province_code="30").edition_id
        bring(write_geojson(tmp_path / "a.geojson", county(), eastern()), commit=True)
        assert CurrentEdition.objects.get(level="county", province_code="30").edition_id == before

    def test_an_older_edition_than_the_one_in_force_is_told(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern())
        _, findings = bring(path, in_force_from=date(2019, 1, 1))
        says(found(findings, "newer_edition"), "test-county", "test-county")

    def test_an_edition_of_tomorrow_is_told(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)
        path = write_geojson(tmp_path / "a.geojson", county(), eastern())
        run, findings = bring(path, commit=True, in_force_from=tomorrow)
        says(found(findings, "edition_later"), "نقشه این ویرایش را از", "shows this edition from")
        current = CurrentEdition.objects.get(level="county", province_code="99")
        assert current.edition != run.edition

    def test_the_known_seat_stays_the_anchor_where_it_lies_inside(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        seat = Area.objects.get(code="9902").anchor
        path = write_geojson(
            tmp_path / "a.geojson", county(polygon(50.0, 30.0, 50.1, 30.1)), eastern()
        )
        run, _ = bring(path, commit=True)
        new = {each.code: each for each in Area.objects.filter(edition=run.edition)}
        assert new["9902"].anchor.equals_exact(seat)
        # The western one shrank to a corner without its old anchor.
        assert new["9901"].boundary.contains(new["9901"].anchor)

    def test_invented_rows_say_so(self, tmp_path: Path, bring: Callable[..., Any]) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern())
        run, _ = bring(path, commit=True, synthetic=True)
        assert run.edition.synthetic
        assert set(run.edition.area_set.values_list("synthetic", flat=True)) == {True}

    def test_a_second_edition_of_a_day_gets_a_code_of_its_own(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        first, _ = bring(write_geojson(tmp_path / "a.geojson", county(), eastern()), commit=True)
        second, _ = bring(
            write_geojson(tmp_path / "b.geojson", eastern(), county(polygon())), commit=True
        )
        assert second.edition.code == f"{first.edition.code}-2"


class TestRuns:
    def test_a_trial_writes_nothing_but_its_record(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        before = (Area.objects.count(), Edition.objects.count(), AreaCode.objects.count())
        run, _ = bring(write_geojson(tmp_path / "a.geojson", county()))
        assert (Area.objects.count(), Edition.objects.count(), AreaCode.objects.count()) == before
        kept = ImportRun.objects.get(pk=run.pk)
        assert (kept.outcome, kept.rows_read, kept.rows_written) == ("dry_run", 1, 0)
        assert kept.mapping["columns"]["code"] == "code"
        assert {each["code"] for each in kept.findings} >= {"name_differs"}

    def test_the_same_file_twice_is_refused_with_its_day(
        self, tmp_path: Path, bring: Callable[..., Any], refused: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern())
        first, _ = bring(path, commit=True)
        copy = tmp_path / "کپی.geojson"
        copy.write_bytes(path.read_bytes())
        finding = refused(copy, "already_loaded")
        says(finding, "این فایل", "This file was loaded")
        assert f"ورود {to_persian(str(first.pk))}" in finding.message.fa
        assert f"import {first.pk}" in finding.message.en
        assert str(first.started_at.year) in finding.message.en

    def test_it_is_another_file_for_another_source_or_when_asked(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern())
        bring(path, commit=True)
        run, findings = bring(path, commit=True, again=True)
        assert run.outcome == "committed", findings

    def test_it_may_come_again_when_its_edition_is_gone(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        path = write_geojson(tmp_path / "a.geojson", county(), eastern())
        run, _ = bring(path, commit=True)
        run.edition.area_set.all().delete()
        run.edition.delete()
        run, findings = bring(path, commit=True)
        assert run.outcome == "committed", findings

    def test_history_says_which_file_a_row_came_from(
        self, tmp_path: Path, bring: Callable[..., Any]
    ) -> None:
        run, _ = bring(write_geojson(tmp_path / "a.geojson", county(), eastern()), commit=True)
        event = Area.pgh_event_model.objects.filter(edition_id=run.edition_id).first()
        assert event.pgh_context.metadata["import_sha256"] == run.file_sha256


def test_a_point_in_the_file_does_not_replace_a_known_county(
    tmp_path: Path, refused: Callable[..., Any]
) -> None:
    """A county given only as a point is left out, and then reported as missing."""
    stray = feature(point(50.75, 30.5), code="9902", name_fa="خاور")
    path = write_geojson(tmp_path / "a.geojson", county(), stray)
    assert refused(path, "areas_missing", partial=False)
