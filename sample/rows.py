"""This file copies generated rows into the tables of the ground."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import shapely

from layers.disclosure.block_rule import hidden_bits
from layers.disclosure.blocks import place_code, place_numbers
from layers.disclosure.choice import chances
from layers.models import WHOLE_PLACES, Area, AreaCode, Edition, Level, Lineage
from persian.names import folded_names
from sample.text_copy import copy_rows
from sample.town.areas import AreaRow
from sample.town.census import Blocks
from sample.town.earlier_edition import LineageRow
from sample.town.figures import FigureRow
from sample.town.people import COLUMNS
from sample.town.places import HouseRow, PlaceRow, PrisonRow, SchoolRow

# Offset from a Jalali year to the Gregorian year in which its middle lies.
JALALI_TO_GREGORIAN = 621


def mid_year(year: int) -> date:
    """1 Mehr of a Jalali year, the reference day of its figures."""
    return date(year + JALALI_TO_GREGORIAN, 9, 23)


def write_codes(codes: Iterable[str], level: Level) -> None:
    AreaCode.objects.bulk_create(
        [AreaCode(code=code, level=level) for code in sorted(set(codes))], ignore_conflicts=True
    )


def write_areas(areas: Iterable[AreaRow], edition: Edition) -> None:
    copy_rows("layers_area", (area_values(area, edition) for area in areas))


def area_values(area: AreaRow, edition: Edition) -> dict[str, Any]:
    return {
        "edition_id": edition.pk,
        "level": str(edition.level),
        "code": area.code,
        "parent_code": area.parent_code,
        "province_code": area.province_code,
        "county_code": area.county_code,
        "name_fa": area.name_fa,
        "name_en": area.name_en,
        "name_folded": folded_names(area.name_fa, area.name_en),
        "settlement_type": area.settlement_type,
        "boundary": area.boundary,
        "anchor": area.anchor,
        "source_id": edition.source_id,
        "as_of": edition.in_force_from,
        "synthetic": True,
        "version": 1,
    }


def write_lineage(rows: Iterable[LineageRow], *, before: Edition, after: Edition) -> None:
    old, new = (
        dict(Area.objects.filter(edition=edition).values_list("code", "pk"))
        for edition in (before, after)
    )
    Lineage.objects.bulk_create(
        Lineage(
            before_id=old[row.before] if row.before else None,
            after_id=new[row.after],
            kind=row.kind,
            reason_fa=row.reasons[0],
            reason_en=row.reasons[1],
        )
        for row in rows
    )


def write_blocks(blocks: Blocks, source_id: int) -> None:
    copy_rows("layers_block", block_values(blocks, source_id))


def block_values(blocks: Blocks, source_id: int) -> Iterator[dict[str, Any]]:
    hidden = hidden_bits(
        blocks.counts,
        place_numbers(list(map(place_code, blocks.county, blocks.neighbourhood))),
        wholes=WHOLE_PLACES,
        chances=chances(blocks.codes, len(COLUMNS)),
    )
    for code, county, home, polygon, bits, counts in zip(
        blocks.codes,
        blocks.county,
        blocks.neighbourhood,
        blocks.polygons,
        hidden.tolist(),
        blocks.counts.tolist(),
        strict=True,
    ):
        yield {
            "code": code,
            "province_code": county[:2],
            "county_code": county,
            "neighbourhood_code": home,
            "boundary": polygon,
            "hidden": bits,
            "source_id": source_id,
            "synthetic": True,
            **dict(zip(COLUMNS, counts, strict=True)),
        }


def write_figures(
    figures: Iterable[FigureRow], indicators: Mapping[str, int], sources: Mapping[str, int]
) -> None:
    """indicators, sources: ids by code."""
    copy_rows(
        "layers_measurement",
        (
            {
                "area_code": figure.area,
                "indicator_id": indicators[figure.indicator],
                "year": figure.year,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "value": figure.value,
                "low": figure.low,
                "high": figure.high,
                "is_estimate": figure.is_estimate,
                "is_preferred": figure.is_preferred,
                "source_id": sources[figure.source],
                "as_of": mid_year(figure.year),
                "note_fa": figure.notes[0],
                "note_en": figure.notes[1],
                "suppression": "",
                "synthetic": True,
                "version": 1,
            }
            for figure in figures
        ),
    )


def write_schools(rows: Iterable[SchoolRow], source_id: int) -> None:
    copy_rows(
        "layers_school",
        (
            {
                **place_values(row, source_id),
                "stage": row.stage,
                "pupils_sex": row.pupils_sex,
                "pupils": row.pupils,
                "classrooms": row.classrooms,
            }
            for row in rows
        ),
    )


def write_houses(rows: Iterable[HouseRow], source_id: int) -> None:
    copy_rows(
        "layers_house",
        (
            {
                **place_values(row, source_id),
                "agency_id": row.agency,
                "state": row.state,
                "is_lead": row.is_lead,
            }
            for row in rows
        ),
    )


def write_prisons(rows: Iterable[PrisonRow], source_id: int) -> None:
    copy_rows(
        "layers_prison", ({**place_values(row, source_id), "status": row.status} for row in rows)
    )


def place_values(row: PlaceRow, source_id: int) -> dict[str, Any]:
    return {
        "code": row.code,
        "name_fa": row.name_fa,
        "name_en": row.name_en,
        "name_folded": folded_names(row.name_fa, row.name_en),
        "province_code": row.county_code[:2],
        "county_code": row.county_code,
        "neighbourhood_code": row.neighbourhood_code,
        "location": shapely.Point(row.lon_lat),
        "location_note_fa": "",
        "location_note_en": "",
        "source_id": source_id,
        "synthetic": True,
        "version": 1,
    }
