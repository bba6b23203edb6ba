"""This file registers the admin pages where staff edit ground data of their own province."""

from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_of
from layers.catalogue import LayerKind, layers
from layers.geometry import hectares
from layers.models import (
    Agency,
    Area,
    AreaCode,
    Edition,
    House,
    ImportRun,
    Indicator,
    Lineage,
    Measurement,
    PackageList,
    PackageListEntry,
    Prison,
    School,
    ServicePackage,
    Settlement,
    Source,
)
from layers.publishing.publish import publish
from layers.publishing.versions import raise_version
from layers.staff.forms import EditionForm, LineageForm, MeasurementForm, PlaceForm
from layers.staff.model_admins import FigureAdmin, NamedAdmin, ScopedAdmin, StaffAdmin
from persian.dates import format_date
from persian.digits import MISSING, to_ascii

admin.site.site_header = _("محله: مدیریت داده")
admin.site.site_title = _("محله")
admin.site.index_title = _("داده‌ها")


@admin.register(AreaCode)
class AreaCodeAdmin(ScopedAdmin):
    """Registered only for the autocomplete field of figures."""

    form = ModelForm  # type: ignore[assignment]
    search_fields = ("code__startswith",)
    ordering = ("code",)

    def within(self, province_code: str) -> Q:
        return Q(code__startswith=province_code)

    def may_edit(self, request: HttpRequest, row: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.scope(request).edits

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return queryset.filter(code__istartswith=to_ascii(search_term.strip())), False


@admin.register(Area)
class AreaAdmin(NamedAdmin):
    """Areas: staff edit names and kind; boundaries, codes and membership change only by import."""

    list_display = ("code", "name_fa", "name_en", "level", "edition", "has_boundary", "synthetic")
    list_filter = ("level", "settlement_type", "synthetic", "edition")
    list_select_related = ("edition",)
    fields = (
        *("code", "edition", "level", "parent_code", "name_fa", "name_en", "settlement_type"),
        *("source", "as_of_day", "synthetic", "size_ha", "boundary", "anchor"),
    )
    readonly_fields = (
        *("code", "edition", "level", "parent_code", "source", "as_of_day", "synthetic", "size_ha"),
    )

    @admin.display(description=_("مرز"), boolean=True)
    def has_boundary(self, area: Area) -> bool:
        return area.area_m2 is not None

    @admin.display(description=_("تاریخ داده"))
    def as_of_day(self, area: Area) -> str:
        return format_date(area.as_of) if area.as_of else MISSING

    @admin.display(description=_("مساحت (هکتار)"))
    def size_ha(self, area: Area) -> str:
        return MISSING if area.area_m2 is None else f"{hectares(area.area_m2):,.1f}"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("boundary_3857", "anchor_3857")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def after_change(self, rows: Collection[Area]) -> None:
        for spec in layers():
            provinces = {row.province_code for row in rows if row.level == spec.level}
            if provinces:
                raise_version(spec, provinces)


PLACE_FILTERS = ("synthetic", "province_code")


class PlaceAdmin(NamedAdmin):
    """Points: staff edit everything except the location, which changes only by import."""

    form = PlaceForm
    autocomplete_fields = ("source",)
    membership = ("code", "name_fa", "name_en", "province_code", "county_code")
    provenance = (
        *("neighbourhood_code", "location_note_fa", "location_note_en"),
        *("source", "as_of", "synthetic", "location"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Make the code read-only once the row exists."""
        return ("code",) if obj else ()

    def after_change(self, rows: Collection[Any]) -> None:
        """A deleted or new point changes the clusters as well as the tiles."""
        table = self.model._meta.db_table
        shown = [s.id for s in layers() if s.kind == LayerKind.POINTS and s.table == table]
        publish(shown, {row.province_code for row in rows})


@admin.register(Prison)
class PrisonAdmin(PlaceAdmin):
    list_display = ("code", "name_fa", "province_code", "status", "synthetic")
    list_filter = ("status", *PLACE_FILTERS)
    fields = (*PlaceAdmin.membership, "status", *PlaceAdmin.provenance)


@admin.register(School)
class SchoolAdmin(PlaceAdmin):
    list_display = ("code", "name_fa", "county_code", "stage", "pupils_sex", "pupils", "synthetic")
    list_filter = ("stage", "pupils_sex", *PLACE_FILTERS)
    fields = (
        *PlaceAdmin.membership,
        *("stage", "pupils_sex", "pupils", "classrooms"),
        *PlaceAdmin.provenance,
    )


@admin.register(House)
class HouseAdmin(PlaceAdmin):
    list_display = ("code", "name_fa", "neighbourhood_code", "agency", "state", "is_lead")
    list_filter = ("agency", "state", "is_lead", *PLACE_FILTERS)
    list_select_related = ("agency",)
    fields = (*PlaceAdmin.membership, "agency", "state", "is_lead", *PlaceAdmin.provenance)


@admin.register(Settlement)
class SettlementAdmin(PlaceAdmin):
    list_display = ("code", "name_fa", "province_code", "population_persons")
    list_filter = PLACE_FILTERS
    fields = (*PlaceAdmin.membership, "population_persons", *PlaceAdmin.provenance)


@admin.register(Measurement)
class MeasurementAdmin(FigureAdmin, ScopedAdmin):
    """Figures. Every change decides again which of them are suppressed."""

    form = MeasurementForm
    list_display = ("place", "indicator", "year", "value", "suppression", "source", "is_preferred")
    list_filter = ("indicator", "year", "suppression", "is_preferred", "is_estimate", "synthetic")
    list_select_related = ("indicator", "source")
    search_fields = ("area__code__startswith", "indicator__name_fa")
    autocomplete_fields = ("area", "indicator", "source")
    readonly_fields = ("suppression",)
    fields = (
        *("area", "indicator", "year", "numerator", "denominator", "value", "low", "high"),
        *("is_estimate", "is_preferred", "suppression", "note_fa", "note_en"),
        *("source", "as_of", "synthetic"),
    )

    def within(self, province_code: str) -> Q:
        return Q(area__code__startswith=province_code)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        named = Area.objects.filter(code=OuterRef("area_id")).order_by("-edition_id")
        return super().get_queryset(request).annotate(name=Subquery(named.values("name_fa")[:1]))

    @admin.display(description=_("محدوده"), ordering="area")
    def place(self, figure: Any) -> str:
        return f"{figure.name} ({figure.area_id})"


@admin.register(Edition)
class EditionAdmin(ScopedAdmin):
    """Editions are created by import; staff name, publish and close them here."""

    form = EditionForm
    list_display = ("code", "title_fa", "level", "from_day", "to_day", "is_published")
    list_filter = ("level", "is_published", "synthetic")
    readonly_fields = ("code", "level", "provinces", "source")
    fields = (
        *("code", "level", "provinces", "title_fa", "title_en", "in_force_from", "in_force_to"),
        *("is_published", "source", "synthetic"),
    )

    def within(self, province_code: str) -> Q:
        return Q(provinces=[province_code])

    @admin.display(description=_("از"), ordering="in_force_from")
    def from_day(self, edition: Edition) -> str:
        return format_date(edition.in_force_from)

    @admin.display(description=_("تا"), ordering="in_force_to")
    def to_day(self, edition: Edition) -> str:
        return format_date(edition.in_force_to) if edition.in_force_to else MISSING

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Lineage)
class LineageAdmin(ScopedAdmin):
    form = LineageForm
    list_display = ("before", "after", "kind", "reason_fa")
    list_filter = ("kind",)
    list_select_related = ("before", "after")
    autocomplete_fields = ("before", "after")
    fields = ("before", "after", "kind", "reason_fa", "reason_en")

    def within(self, province_code: str) -> Q:
        return Q(after__province_code=province_code)


@admin.register(Agency, ServicePackage)
class WordAdmin(StaffAdmin):
    list_display = ("code", "name_fa", "name_en")
    search_fields = ("code", "name_fa", "name_en")


@admin.register(Indicator)
class IndicatorAdmin(FigureAdmin):
    search_fields = ("code", "name_fa", "name_en")
    list_display = ("code", "name_fa", "domain", "kind", "unit_fa", "direction", "position")
    list_filter = ("domain", "kind", "direction")


@admin.register(Source)
class SourceAdmin(StaffAdmin):
    list_display = ("code", "title_fa", "licence", "synthetic")
    search_fields = ("code", "title_fa", "title_en")


class EntryInline(admin.TabularInline):
    model = PackageListEntry
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return scope_of(request.user).edits

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return scope_of(request.user).everywhere

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(PackageList)
class PackageListAdmin(StaffAdmin):
    list_display = ("code", "title_fa", "source", "is_default")
    inlines = (EntryInline,)


@admin.register(ImportRun)
class ImportRunAdmin(StaffAdmin):
    """Import runs, read-only: the file, the time and the findings."""

    form = ModelForm  # type: ignore[assignment]
    list_display = ("started_at", "layer", "file_name", "outcome", "rows_read", "rows_written")
    list_filter = ("layer", "outcome")

    def may_edit(self, request: HttpRequest, row: Any = None) -> bool:
        return False
