"""This file defines the staff forms: versioned, limited to a province, with read-only geometry."""

import re
from typing import Any, ClassVar

from django import forms
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import PUBLIC, Scope
from layers.messages import Digits
from layers.models import AreaCode, Indicator, Level
from layers.models.indicators import FIRST_YEAR, LAST_YEAR
from layers.staff.conflicts import Difference, Editor, differences, event_of, last_editor
from persian.coordinates import format_coordinates
from persian.dates import format_short_date, parse_date
from persian.digits import format_number, to_ascii

KEEP = "keep-"
HIDDEN_FIELDS = ("seen_version", "agreed_version")
# Messages for database constraints; other constraints are shown by name.
CONSTRAINTS = {
    "one_preferred_figure": _(
        "برای این محدوده، سنجه و سال رقم برگزیدهٔ دیگری هست. نخست آن را از برگزیده بودن درآورید."
    ),
    "one_figure_per_source": _(
        "این منبع برای این محدوده، سنجه و سال رقمی دارد. همان را ویرایش کنید."
    ),
    "range_holds_the_value": _("مقدار میان دو کران نیست. مقدار یا کران‌ها را درست کنید."),
    "denominator_above_zero": _("مخرج باید بیشتر از صفر باشد."),
    "year_is_jalali": format_lazy(
        _("سال را شمسی بنویسید، از {first} تا {last}."),
        first=Digits(FIRST_YEAR),
        last=Digits(LAST_YEAR),
    ),
    "one_lead_house_per_neighbourhood": _("این محله خانهٔ مسئول دیگری دارد. نخست آن را تغییر دهید."),
    "lead_house_has_a_neighbourhood": _("خانهٔ مسئول باید کد محله داشته باشد. کد را بنویسید."),
    "edition_ends_after_it_begins": _("پایان اعتبار پیش از آغاز آن است. تاریخ‌ها را درست کنید."),
    "only_new_has_no_before": _(
        "تنها تبار «تازه» محدودهٔ پیشین ندارد. گونه یا محدودهٔ پیشین را درست کنید."
    ),
    "lineage_once": _("این تبار پیش‌تر ثبت شده است."),
    "one_default_package_list": _("فهرست پیش‌فرض دیگری هست. نخست آن را تغییر دهید."),
}
CONSTRAINT_NAME = re.compile(r"[“\"«]([a-z_]+)[”\"»]")


class GeometryPicture(forms.Widget):
    """A read-only geometry: a drawing and its numbers, without external resources."""

    template_name = "layers/admin/geometry.html"

    def format_value(self, value: Any) -> Any:
        return value

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> str:
        """Render with the project's templates; Django's form renderer looks into packages only."""
        return mark_safe(render_to_string(template_name, context))  # noqa: S308

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        geometry = value if isinstance(value, GEOSGeometry) else None
        return context | {"picture": picture(geometry) if geometry else None}


def picture(geometry: GEOSGeometry) -> dict[str, Any]:
    """The context of the widget's template: an SVG path in whole units, the middle, the vertices.

    Degrees of longitude are scaled to the geometry's latitude.
    """
    west, south, east, north = geometry.extent
    middle = geometry.centroid
    found: dict[str, Any] = {
        "middle": format_coordinates(middle.x, middle.y),
        "vertices": format_number(geometry.num_coords),
        "is_point": geometry.geom_type == "Point",
    }
    if found["is_point"]:
        return found
    mercator = geometry.transform(3857, clone=True)
    west, south, east, north = mercator.extent
    unit = 1000 / max(east - west, north - south)
    simple = mercator.simplify(0.5 / unit, preserve_topology=True)
    polygons: Any = simple if simple.geom_type == "MultiPolygon" else [simple]
    rings = [ring for polygon in polygons for ring in polygon]
    found["path"] = " ".join(
        "M"
        + "L".join(f"{round((x - west) * unit)} {round((north - y) * unit)}" for x, y in ring)
        + "z"
        for ring in (each.coords for each in rings)
    )
    # A margin of twenty units on every side.
    found["view_width"] = round((east - west) * unit) + 40
    found["view_height"] = round((north - south) * unit) + 40
    return found


class JalaliDateField(forms.DateField):
    """A date field with Jalali input; a Gregorian day (year first) is accepted too."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(
            attrs={"dir": "ltr", "size": 12, "placeholder": "۱۴۰۵/۰۹/۰۱"}
        )
        kwargs.setdefault("help_text", _("شمسی، مانند ۱۴۰۵/۰۹/۰۱."))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return format_short_date(value) if hasattr(value, "isoformat") else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or hasattr(value, "isoformat"):
            return value or None
        day = parse_date(str(value))
        if day is None:
            raise ValidationError(
                _("این مقدار تاریخ نیست. تاریخ را شمسی و مانند ۱۴۰۵/۰۹/۰۱ بنویسید."), code="invalid"
            )
        return day


class VersionedForm(forms.ModelForm):
    """Does not overwrite another editor's change: shows both versions and asks.

    scope: of the person who edits. conflict: the differences, empty without a conflict;
    other_editor: who made the other change. Each differing field is answered by keep-<field> = mine
    or theirs; the row is saved only when every field is answered, against the version that was
    shown.
    """

    scope: ClassVar[Scope] = PUBLIC
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    agreed_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict: tuple[Difference, ...] = ()
        self.other_editor = Editor(name="", at=None)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version

    @staticmethod
    def province_of(row: models.Model) -> str:
        """The province of a row; empty for rows of the whole country."""
        return getattr(row, "province_code", "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk and "seen_version" in self.fields:
            self._compare(data)
        return data

    def _compare(self, data: dict[str, Any]) -> None:
        """Lock the row; if its version is no longer the one that was opened, merge or refuse."""
        rows = type(self.instance)._base_manager.select_for_update(of=("self",))
        theirs = rows.filter(pk=self.instance.pk).first()
        if theirs is None:
            raise ValidationError(_("کاربر دیگری این ردیف را حذف کرده است."), code="deleted")
        # Columns outside the form must not be reset to their old values.
        for field in theirs._meta.concrete_fields:
            setattr(self.instance, field.attname, getattr(theirs, field.attname))
        if data.get("seen_version") == theirs.version:
            return
        names = [name for name in data if name in self._editable_names()]
        choices = {name: self.data.get(f"{KEEP}{name}", "") for name in names}
        found = differences(
            mine=data,
            theirs=theirs,
            before=event_of(theirs, data.get("seen_version") or 0),
            fields=names,
            choices=choices,
        )
        answered = all(choices[each.field] in ("mine", "theirs") for each in found)
        if found and not (answered and data.get("agreed_version") == theirs.version):
            self._refuse(found, theirs)
        for each in found:
            if choices[each.field] == "theirs":
                data[each.field] = getattr(theirs, each.field)

    def _editable_names(self) -> set[str]:
        return {
            name
            for name, field in self.fields.items()
            if name not in HIDDEN_FIELDS and not field.disabled
        }

    def _refuse(self, found: tuple[Difference, ...], theirs: Any) -> None:
        self.conflict = found
        self.other_editor = last_editor(theirs)
        answered = QueryDict(mutable=True)
        answered.update(self.data)
        answered[self.add_prefix("agreed_version")] = str(theirs.version)
        self.data = answered
        raise ValidationError(
            _(
                "کاربر دیگری این ردیف را هم‌زمان تغییر داد و چیزی ثبت نشد."
                " از دو مقدار یکی را انتخاب کنید و دوباره ثبت کنید."
            ),
            code="conflict",
        )

    def _get_validation_exclusions(self) -> set[str]:
        """Shapes are read-only here, so the database checks them."""
        shapes = {
            field.name
            for field in self._meta.model._meta.concrete_fields
            if isinstance(field, GeometryField)
        }
        return super()._get_validation_exclusions() | shapes  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors or self.scope.everywhere:
            return
        if not self.scope.covers(province_code=self.province_of(self.instance)):
            self.add_error(
                None,
                _(
                    "این ردیف بیرون از استان شما قرار می‌گیرد."
                    " کد استان خود را بنویسید یا از ستاد ملی درخواست کنید."
                ),
            )

    def _update_errors(self, errors: ValidationError) -> None:
        for error in getattr(errors, "error_list", []) or [
            each for listed in getattr(errors, "error_dict", {}).values() for each in listed
        ]:
            named = CONSTRAINT_NAME.search(str(error.message))
            if named and named[1] in CONSTRAINTS:
                error.message = CONSTRAINTS[named[1]]
        super()._update_errors(errors)  # type: ignore[misc]


class PlaceForm(VersionedForm):
    """A school, house, prison or town: its codes must exist and agree with each other.

    They may be typed in Persian digits.
    """

    def clean_province_code(self) -> str:
        return to_ascii(self.cleaned_data["province_code"])

    def clean_county_code(self) -> str:
        return to_ascii(self.cleaned_data["county_code"])

    def clean_neighbourhood_code(self) -> str:
        return to_ascii(self.cleaned_data["neighbourhood_code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chain = [data.get(f"{name}_code", "") for name in ("province", "county", "neighbourhood")]
        names = ("province_code", "county_code", "neighbourhood_code")
        levels = (Level.PROVINCE, Level.COUNTY, Level.NEIGHBOURHOOD)
        known = set(AreaCode.objects.filter(code__in=chain).values_list("code", "level"))
        for place, (name, code, level) in enumerate(zip(names, chain, levels, strict=True)):
            if not code or name in self.errors:
                continue
            if (code, level) not in known:
                self.add_error(name, _("در این تراز چنین کدی نیست. کد را بررسی کنید."))
            elif place and not code.startswith(chain[place - 1]):
                self.add_error(name, _("این کد در محدودهٔ بالادست نیست. یکی از دو کد را درست کنید."))
        return data


class EditionForm(VersionedForm):
    """An edition of one province belongs to that province; of several, to the whole country."""

    @staticmethod
    def province_of(row: Any) -> str:
        return row.provinces[0] if len(row.provinces) == 1 else ""


class LineageForm(VersionedForm):
    """A lineage belongs to the province of the later area."""

    @staticmethod
    def province_of(row: Any) -> str:
        return row.after.province_code if row.after_id else ""


class MeasurementForm(VersionedForm):
    """A figure.

    A rate must equal the quotient of its two counts; an indicator of persons has its count; a count
    is its own.
    """

    @staticmethod
    def province_of(row: Any) -> str:
        return row.area_id[:2] if row.area_id and row.area_id != "IR" else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        indicator, value = data.get("indicator"), data.get("value")
        numerator, denominator = data.get("numerator"), data.get("denominator")
        is_rate = indicator is not None and indicator.kind == Indicator.Kind.RATE
        if indicator and is_rate and indicator.counts_persons and numerator is None:
            self.add_error(
                "numerator",
                _("تعداد افراد را در صورت بنویسید. نرخ بدون آن نشان داده نمی‌شود."),
            )
        if indicator and not is_rate and numerator not in (None, value):
            self.add_error(
                "numerator",
                _("سنجهٔ تعداد صورت ندارد. صورت را خالی بگذارید یا همان مقدار را بنویسید."),
            )
        if indicator and is_rate and denominator and value is not None and numerator is not None:
            made = numerator / denominator * indicator.per
            if abs(made - value) > 0.5 * 10.0**-indicator.decimals:
                shown = format_number(made, decimals=indicator.decimals)
                self.add_error(
                    "value",
                    _("نتیجهٔ صورت و مخرج {value} است. مقدار، صورت یا مخرج را درست کنید.").format(
                        value=shown
                    ),
                )
        return data
