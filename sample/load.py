"""This file loads the sample: it generates it from its recipe and writes it to the tables."""

from datetime import date

import shapely
from django.db import transaction

from layers.loading.fixtures import read_csv, read_json
from layers.models import AreaCode, Edition, Indicator, Level, Source
from layers.publishing.publish import publish
from sample.clear import clear_demo
from sample.rows import (
    write_areas,
    write_blocks,
    write_codes,
    write_figures,
    write_houses,
    write_lineage,
    write_schools,
)
from sample.target_areas.load import load as load_target_areas
from sample.town.people import COLUMNS
from sample.town.recipe import Recipe, read_recipe
from sample.town.world import World, make_world
from sample.without_history import no_history

# The first survey year, and the day from which Alborz has 66 neighbourhoods instead of 55.
FIRST_DAY = date(2021, 3, 21)
ALBORZ_CHANGE, ALBORZ_DAY_BEFORE = date(2022, 10, 27), date(2022, 10, 26)
PROVINCES = [f"{number:02}" for number in range(31)]
INDICATOR_FIELDS = {field.name for field in Indicator._meta.concrete_fields}


class PublicDataMissing(Exception):
    """The counties of the sample are not loaded yet."""


def load_demo(*, seed: int | None = None) -> World:
    """Replace all invented data by the sample of the recipe, and publish.

    Raises PublicDataMissing before load_public has run.
    """
    recipe = demo_recipe(seed)
    check_public(recipe)
    world = make_world(recipe, province_shapes())
    with transaction.atomic():
        with no_history():
            clear_demo(is_last=False)
            write_world(world)
            publish(provinces=PROVINCES)
        load_target_areas()
    return world


def check_public(recipe: Recipe) -> None:
    """Raise PublicDataMissing if a county of the recipe is unknown."""
    known = set(AreaCode.objects.values_list("code", flat=True))
    if missing := sorted({county.code for county in recipe.counties} - known):
        raise PublicDataMissing(", ".join(missing))


def demo_recipe(seed: int | None = None) -> Recipe:
    seats = {
        row["code"]: (float(row["lon"]), float(row["lat"]))
        for row in read_csv("public/counties.csv")
    }
    return read_recipe(
        read_json("demo/recipe.json"),
        series=read_json("demo/indicators.json"),
        seats=seats,
        seed=seed,
    )


def province_shapes() -> dict[str, shapely.Geometry]:
    """The polygons of all provinces in degrees, by code."""
    return {
        feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"])
        for feature in read_json("public/provinces.geojson")["features"]
    }


def write_world(world: World) -> None:
    sources = write_sources()
    indicators = write_indicators()
    tehran, before, alborz = write_editions(sources["demo-boundaries"])
    everywhere = [*world.areas, *world.earlier_areas]
    write_codes([area.code for area in everywhere], Level.NEIGHBOURHOOD)
    write_areas([area for area in world.areas if area.province_code == "23"], tehran)
    write_areas(world.earlier_areas, before)
    write_areas([area for area in world.areas if area.province_code == "30"], alborz)
    write_lineage(world.lineage, before=before, after=alborz)
    write_blocks(world.blocks, sources["demo-boundaries"])
    write_figures(world.figures, indicators, sources)
    write_schools(world.schools, sources["demo-places"])
    write_houses(world.houses, sources["demo-places"])


def write_sources() -> dict[str, int]:
    """Ids of the sources of the sample by code."""
    rows = [
        Source(
            **row,
            licence="CC0 1.0",
            attribution_fa="محله: دادهٔ نمونه",
            attribution_en="Mahalleh: sample data",
            note_fa="ساختگی است؛ به هیچ جا و هیچ کس مربوط نیست.",
            note_en="Invented; it tells of no real place and of nobody.",
            synthetic=True,
        )
        for row in read_json("demo/sources.json")
    ]
    return {row.code: row.pk for row in Source.objects.bulk_create(rows)}


def write_indicators() -> dict[str, int]:
    """Add the sample's own indicators; returns the ids of all indicators by code."""
    own = [row for row in read_json("demo/indicators.json") if not row.get("public")]
    present = set(Indicator.objects.values_list("code", flat=True))
    Indicator.objects.bulk_create(
        Indicator(
            **{name: value for name, value in row.items() if name in INDICATOR_FIELDS},
            block_numerator=block_column(row["numerator"]),
            block_denominator=block_column(row.get("denominator", "")),
            synthetic=True,
        )
        for row in own
        if row["code"] not in present
    )
    return dict(Indicator.objects.values_list("code", "pk"))


def block_column(name: str) -> str:
    """The column of Block from which a count can be recounted; '' for registers."""
    return name if name in COLUMNS else ""


def write_editions(source_id: int) -> list[Edition]:
    """Tehran's edition; Alborz's earlier one and the one in force."""
    sample = {"level": Level.NEIGHBOURHOOD, "source_id": source_id, "synthetic": True}
    return Edition.objects.bulk_create(
        [
            Edition(
                code="demo-tehran",
                title_fa="دادهٔ نمونه (ساختگی): ۲۳۴ محلهٔ استان تهران",
                title_en="Sample data (invented): 234 neighbourhoods of Tehran Province",
                provinces=["23"],
                in_force_from=FIRST_DAY,
                **sample,
            ),
            Edition(
                code="demo-alborz-55",
                title_fa="دادهٔ نمونه (ساختگی): ۵۵ محلهٔ البرز، پیش از بررسی",
                title_en="Sample data (invented): 55 neighbourhoods of Alborz, before the study",
                provinces=["30"],
                in_force_from=FIRST_DAY,
                in_force_to=ALBORZ_DAY_BEFORE,
                **sample,
            ),
            Edition(
                code="demo-alborz-66",
                title_fa="دادهٔ نمونه (ساختگی): ۶۶ محلهٔ البرز، پس از بررسی",
                title_en="Sample data (invented): 66 neighbourhoods of Alborz, after the study",
                provinces=["30"],
                in_force_from=ALBORZ_CHANGE,
                **sample,
            ),
        ]
    )
