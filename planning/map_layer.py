"""This file registers the map layer of target areas; each user sees the visible ones."""

from typing import Any

from layers.catalogue import Field, LayerKind, LayerSpec, register
from layers.messages import message as _
from layers.models import House
from planning.models import State
from planning.queries import target_areas, with_newest

FIELDS = (
    Field("code", "feature.code", "String", _("کد")),
    Field("name_fa", "feature.name_fa", "String", _("نام")),
    Field("name_en", "feature.name_en", "String", _("نام انگلیسی")),
    Field("province", "feature.province_code", "String", _("کد استان")),
    Field("county", "feature.county_code", "String", _("کد شهرستان")),
    Field("state", "feature.state", "String", _("وضعیت")),
    Field("revision", "feature.number", "Number", _("شمارهٔ بازنگری")),
    Field("area_m2", "feature.area_m2", "Number", _("مساحت (متر مربع)")),
    Field(
        "covered_share", "feature.covered_share", "Number", _("سهم زمین با بلوک سرشماری، ۰ تا ۱")
    ),
    Field("synthetic", "feature.synthetic", "Boolean", _("دادهٔ نمونه (ساختگی)")),
)


def visible_ids(user: Any) -> list[int]:
    """The ids of the visible revisions of a user or visitor, one for each target area."""
    return list(with_newest(target_areas(user), user).values_list("pk", flat=True))


def states() -> dict[str, str]:
    """The labels of the states of houses and target areas; no two share a name."""
    return {value: str(label) for value, label in (*House.State.choices, *State.choices)}


def register_target_areas() -> None:
    register(
        LayerSpec(
            id="target_areas",
            kind=LayerKind.SHAPES,
            title=_("محدوده‌های هدف"),
            table="planning_shownarea",
            fields=FIELDS,
            min_zoom=3,
            max_zoom=14,
            visible=visible_ids,
        )
    )
