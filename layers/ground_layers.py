"""This file puts the ground's own layers into the catalogue."""

from layers.catalogue import Field, LayerKind, LayerSpec, register
from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.models import BLOCK_COUNTS, Block, Level

CODE = Field("code", "feature.code", "String", "کد", "Code")
NAMES = (
    Field("name_fa", "feature.name_fa", "String", "نام", "Name in Persian"),
    Field("name_en", "feature.name_en", "String", "نام انگلیسی", "Name in English"),
)
SYNTHETIC = Field(
    "synthetic", "feature.synthetic", "Boolean", "دادهٔ نمونه (ساختگی)", "Invented sample data"
)
MEMBERSHIP = (
    Field("province", "feature.province_code", "String", "کد استان", "Province code"),
    Field("county", "feature.county_code", "String", "کد شهرستان", "County code"),
)
AREA_FIELDS = (
    CODE,
    *NAMES,
    Field("parent", "feature.parent_code", "String", "کد بالادست", "Code of the area above"),
    *MEMBERSHIP,
    SYNTHETIC,
)
PLACE_FIELDS = (
    CODE,
    *NAMES,
    *MEMBERSHIP,
    Field("neighbourhood", "feature.neighbourhood_code", "String", "کد محله", "Neighbourhood code"),
    SYNTHETIC,
)


def block_count_fields() -> tuple[Field, ...]:
    """One field per block count; a withheld count (its bit is set in `hidden`) is null."""
    titles = {column.name: str(column.verbose_name) for column in Block._meta.concrete_fields}
    return tuple(
        Field(
            name,
            f"CASE WHEN feature.hidden & {1 << bit} = 0 THEN feature.{name} END",
            "Number",
            titles[name],
            name.replace("_", " "),
        )
        for bit, name in enumerate(BLOCK_COUNTS)
    )


def area_spec(
    layer_id: str, level: Level, title_fa: str, title_en: str, zoom: int, label_zoom: int = 0
) -> LayerSpec:
    return LayerSpec(
        id=layer_id,
        kind=LayerKind.AREAS,
        title_fa=title_fa,
        title_en=title_en,
        table="layers_area",
        fields=AREA_FIELDS,
        min_zoom=zoom,
        max_zoom=14,
        level=level,
        label_zoom=label_zoom,
    )


def point_spec(
    layer_id: str, table: str, title_fa: str, title_en: str, fields: tuple[Field, ...]
) -> LayerSpec:
    return LayerSpec(
        id=layer_id,
        kind=LayerKind.POINTS,
        title_fa=title_fa,
        title_en=title_en,
        table=table,
        fields=(*PLACE_FIELDS, *fields),
        min_zoom=3,
        max_zoom=14,
        cluster_zoom=12,
    )


SCHOOL_FIELDS = (
    Field("stage", "feature.stage", "String", "دوره", "Stage"),
    Field("pupils_sex", "feature.pupils_sex", "String", "دختر و پسر", "Girls, boys or mixed"),
    Field(
        "pupils",
        f"CASE WHEN feature.pupils >= {SMALLEST_PUBLISHED} THEN feature.pupils END",
        "Number",
        "شمار دانش‌آموز",
        "Pupils",
    ),
    Field("classrooms", "feature.classrooms", "Number", "شمار کلاس", "Classrooms"),
)
HOUSE_FIELDS = (
    Field("agency", "feature.agency_id", "String", "دستگاه", "Agency"),
    Field("state", "feature.state", "String", "وضعیت", "State"),
    Field("is_lead", "feature.is_lead", "Boolean", "خانهٔ مسئول محله", "Lead house"),
)
PRISON_FIELDS = (Field("status", "feature.status", "String", "وضعیت", "Status"),)
SETTLEMENT_FIELDS = (
    Field("population", "feature.population_persons", "Number", "جمعیت تقریبی", "Population"),
)


def register_ground_layers() -> None:
    """Provinces to settlements, in the order in which a menu shows them."""
    register(area_spec("provinces", Level.PROVINCE, "استان‌ها", "Provinces", 3))
    register(area_spec("counties", Level.COUNTY, "شهرستان‌ها", "Counties", 4))
    register(
        area_spec(
            "neighbourhoods", Level.NEIGHBOURHOOD, "محله‌ها", "Neighbourhoods", 5, label_zoom=9
        )
    )
    register(
        LayerSpec(
            id="blocks",
            kind=LayerKind.BLOCKS,
            title_fa="بلوک‌ها",
            title_en="Census blocks",
            table="layers_block",
            fields=(
                CODE,
                *MEMBERSHIP,
                Field(
                    "neighbourhood",
                    "feature.neighbourhood_code",
                    "String",
                    "کد محله",
                    "Neighbourhood code",
                ),
                SYNTHETIC,
                *block_count_fields(),
            ),
            min_zoom=4,
            max_zoom=14,
        )
    )
    register(point_spec("prisons", "layers_prison", "زندان‌ها", "Prisons", PRISON_FIELDS))
    register(point_spec("schools", "layers_school", "مدرسه‌ها", "Schools", SCHOOL_FIELDS))
    register(point_spec("houses", "layers_house", "خانه‌های محله", "Houses", HOUSE_FIELDS))
    register(point_spec("places", "layers_settlement", "شهرها", "Towns", SETTLEMENT_FIELDS))
