"""This file puts target areas on the map's menu: each person sees those that he may see."""

from typing import Any

from layers.catalogue import Field, LayerKind, LayerSpec, register
from planning.queries import target_areas, with_newest

FIELDS = (
    Field("code", "feature.code", "String", "کد", "Code"),
    Field("name_fa", "feature.name_fa", "String", "نام", "Name in Persian"),
    Field("name_en", "feature.name_en", "String", "نام انگلیسی", "Name in English"),
    Field("province", "feature.province_code", "String", "کد استان", "Province code"),
    Field("county", "feature.county_code", "String", "کد شهرستان", "County code"),
    Field("state", "feature.state", "String", "وضعیت", "How far the decision has come"),
    Field("revision", "feature.number", "Number", "شمارهٔ بازنگری", "Number of the revision"),
    Field("area_m2", "feature.area_m2", "Number", "مساحت (متر مربع)", "Geodesic area, m²"),
    Field("synthetic", "feature.synthetic", "Boolean", "دادهٔ نمونه (ساختگی)", "Invented sample"),
)


def visible_ids(user: Any) -> list[int]:
    """The ids of the revisions that a person or visitor sees: of each target area one."""
    return list(with_newest(target_areas(user), user).values_list("pk", flat=True))


def register_target_areas() -> None:
    register(
        LayerSpec(
            id="target_areas",
            kind=LayerKind.SHAPES,
            title_fa="محدوده‌های هدف",
            title_en="Target areas",
            table="planning_shownarea",
            fields=FIELDS,
            min_zoom=3,
            max_zoom=14,
            visible=visible_ids,
        )
    )
