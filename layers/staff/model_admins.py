"""This file defines the base admin classes: which rows staff see and change, and how they save."""

from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.contrib.gis.db.models import GeometryField
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.forms import Field, ModelForm
from django.http import HttpRequest, HttpResponse

from accounts.access import Scope, scope_of
from layers.db import Lock, wait_for
from layers.publishing.publish import publish_figures
from layers.staff.forms import HIDDEN_FIELDS, GeometryPicture, JalaliDateField, VersionedForm
from persian.digits import to_ascii
from persian.names import fold, folded_names


class StaffAdmin(admin.ModelAdmin):
    """Rows of the whole country: all staff see them, only national staff change them."""

    form = VersionedForm
    change_form_template = "layers/admin/change_form.html"
    formfield_overrides = {
        models.DateField: {"form_class": JalaliDateField},
        models.URLField: {"assume_scheme": "https"},
    }

    def scope(self, request: HttpRequest) -> Scope:
        return scope_of(request.user)

    def may_edit(self, request: HttpRequest, row: Any = None) -> bool:
        return self.scope(request).everywhere

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.scope(request).edits

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.scope(request).edits

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request, obj)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        """Shapes are drawn read-only, because GeoDjango's map widget loads from other hosts."""
        if isinstance(db_field, GeometryField):
            kwargs["widget"] = GeometryPicture
            field = db_field.formfield(**kwargs)
            field.disabled = True
            field.required = False
            return field
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        form.scope = self.scope(request)  # type: ignore[attr-defined]
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = [str(name) for name in super().get_fields(request, obj)]
        visible = [name for name in fields if name not in HIDDEN_FIELDS]
        is_compared = obj and issubclass(self.form, VersionedForm) and self.may_edit(request, obj)
        return visible + (list(HIDDEN_FIELDS) if is_compared else [])

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if hasattr(obj, "name_folded"):
            obj.name_folded = folded_names(obj.name_fa, obj.name_en)
        before = list(type(obj)._base_manager.filter(pk=obj.pk)) if change else []
        super().save_model(request, obj, form, change)
        self.after_change([*before, obj])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self.after_change([obj])

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = list(queryset)
        super().delete_queryset(request, queryset)
        self.after_change(rows)

    def after_change(self, rows: Collection[Any]) -> None:
        """Publish after a change to rows of one model, given the row before and after.

        Models that are not cached by any outlet need no publishing.
        """


class FigureAdmin(StaffAdmin):
    """Rows that decide which figures are suppressed.

    A change takes the publishing lock before any row lock, as loading does; the other order could
    deadlock.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        with transaction.atomic():
            if request.method == "POST":
                wait_for(Lock.PUBLISHING)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        with transaction.atomic():
            if request.method == "POST":
                wait_for(Lock.PUBLISHING)
            return super().delete_view(request, object_id, extra_context)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        wait_for(Lock.PUBLISHING)
        super().delete_queryset(request, queryset)

    def after_change(self, rows: Collection[Any]) -> None:
        publish_figures()


class ScopedAdmin(StaffAdmin):
    """Rows of a province: its staff see and change their own, national staff all."""

    def within(self, province_code: str) -> Q:
        """A condition on the rows of a province."""
        return Q(province_code=province_code)

    def may_edit(self, request: HttpRequest, row: Any = None) -> bool:
        scope = self.scope(request)
        if row is None:
            return scope.edits
        place = self.form.province_of(row)
        return scope.edits and scope.covers(province_code=place)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        scope = self.scope(request)
        if scope.everywhere:
            return rows
        return rows.filter(self.within(scope.province_code)) if scope.edits else rows.none()


class NamedAdmin(ScopedAdmin):
    """Rows with a code and names: searched by the start of the code or any part of the name."""

    search_fields = ("code", "name_folded")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = Q(code__istartswith=to_ascii(term))
        if fold(term):
            found |= Q(name_folded__contains=fold(term))
        return queryset.filter(found), False
