"""This file registers the layers of the ground in the catalogue."""

from layers.catalogue import Field, LayerKind, LayerSpec, register
from layers.disclosure.rule import SMALLEST_PUBLISHED
from layers.messages import Message
from layers.messages import message as _
from layers.models import BLOCK_COUNTS, Block, Level

CODE = Field("code", "feature.code", "String", _("کد"))
NAMES = (
    Field("name_fa", "feature.name_fa", "String", _("نام")),
    Field("name_en", "feature.name_en", "String", _("نام انگلیسی")),
)
SYNTHETIC = Field("synthetic", "feature.synthetic", "Boolean", _("دادهٔ نمونه (ساختگی)"))
MEMBERSHIP = (
    Field("province", "feature.province_code", "String", _("کد استان")),
    Field("county", "feature.county_code", "String", _("کد شهرستان")),
)
AREA_FIELDS = (
    CODE,
    *NAMES,
    Field("parent", "feature.parent_code", "String", _("کد محدودهٔ بالادست")),
    *MEMBERSHIP,
    SYNTHETIC,
)
PLACE_FIELDS = (
    CODE,
    *NAMES,
    *MEMBERSHIP,
    Field("neighbourhood", "feature.neighbourhood_code", "String", _("کد محله")),
    SYNTHETIC,
)


def block_count_fields() -> tuple[Field, ...]:
    """One field per block count; a suppressed count (its bit is set in `hidden`) is null."""
    titles = {column.name: column.verbose_name for column in Block._meta.concrete_fields}
    return tuple(
        Field(
            name,
            f"CASE WHEN feature.hidden & {1 << bit} = 0 THEN feature.{name} END",
            "Number",
            _("{title}", title=titles[name]),
        )
        for bit, name in enumerate(BLOCK_COUNTS)
    )


def area_spec(
    layer_id: str, level: Level, title: Message, zoom: int, label_zoom: int = 0
) -> LayerSpec:
    return LayerSpec(
        id=layer_id,
        kind=LayerKind.AREAS,
        title=title,
        table="layers_area",
        fields=AREA_FIELDS,
        min_zoom=zoom,
        max_zoom=14,
        level=level,
        label_zoom=label_zoom,
    )


def point_spec(layer_id: str, table: str, title: Message, fields: tuple[Field, ...]) -> LayerSpec:
    return LayerSpec(
        id=layer_id,
        kind=LayerKind.POINTS,
        title=title,
        table=table,
        fields=(*PLACE_FIELDS, *fields),
        min_zoom=3,
        max_zoom=14,
        cluster_zoom=12,
    )


SCHOOL_FIELDS = (
    Field("stage", "feature.stage", "String", _("دوره")),
    Field("pupils_sex", "feature.pupils_sex", "String", _("دختر و پسر")),
    Field(
        "pupils",
        f"CASE WHEN feature.pupils >= {SMALLEST_PUBLISHED} THEN feature.pupils END",
        "Number",
        _("تعداد دانش‌آموز"),
    ),
    Field("classrooms", "feature.classrooms", "Number", _("تعداد کلاس")),
)
HOUSE_FIELDS = (
    Field("agency", "feature.agency_id", "String", _("دستگاه")),
    Field("state", "feature.state", "String", _("وضعیت")),
    Field("is_lead", "feature.is_lead", "Boolean", _("خانهٔ مسئول محله")),
)
PRISON_FIELDS = (Field("status", "feature.status", "String", _("وضعیت")),)
SETTLEMENT_FIELDS = (
    Field("population", "feature.population_persons", "Number", _("جمعیت تقریبی")),
)


def register_ground_layers() -> None:
    """Provinces to settlements, in menu order."""
    register(area_spec("provinces", Level.PROVINCE, _("استان‌ها"), 3))
    register(area_spec("counties", Level.COUNTY, _("شهرستان‌ها"), 4))
    register(area_spec("neighbourhoods", Level.NEIGHBOURHOOD, _("محله‌ها"), 5, label_zoom=9))
    register(
        LayerSpec(
            id="blocks",
            kind=LayerKind.BLOCKS,
            title=_("بلوک‌ها"),
            table="layers_block",
            fields=(
                CODE,
                *MEMBERSHIP,
                Field(
                    "neighbourhood",
                    "feature.neighbourhood_code",
                    "String",
                    _("کد محله"),
                ),
                SYNTHETIC,
                *block_count_fields(),
            ),
            min_zoom=4,
            max_zoom=14,
        )
    )
    register(point_spec("prisons", "layers_prison", _("زندان‌ها"), PRISON_FIELDS))
    register(point_spec("schools", "layers_school", _("مدرسه‌ها"), SCHOOL_FIELDS))
    register(point_spec("houses", "layers_house", _("خانه‌های محله"), HOUSE_FIELDS))
    register(point_spec("places", "layers_settlement", _("شهرها"), SETTLEMENT_FIELDS))
