"""This file lets the national staff open, change and close accounts."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import manages_users, may_change_account, missing_places
from accounts.models import User
from persian.digits import to_ascii, to_persian

PLACE_FIELDS = ("province_code", "county_code", "agency_code")


class RoleForm(forms.ModelForm):
    """Checks that a role names its place and explains it in words.

    Codes may be typed in Persian digits.
    """

    def clean_province_code(self) -> str:
        return digits(self.cleaned_data["province_code"], 2)

    def clean_county_code(self) -> str:
        return digits(self.cleaned_data["county_code"], 4)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        missing = missing_places(
            data.get("role", ""),
            province=data.get("province_code", ""),
            county=data.get("county_code", ""),
            agency=data.get("agency_code", ""),
        )
        for field in missing:
            self.add_error(field, _("این نقش بدون این کد کار نمی‌کند. کد را بنویسید."))
        county = data.get("county_code", "")
        if county and not county.startswith(data.get("province_code", "")):
            self.add_error("county_code", _("کد شهرستان با کد استان آن آغاز می‌شود."))
        return data


def digits(code: str, length: int) -> str:
    """The code in ASCII digits. Raises ValidationError unless empty or of `length` digits."""
    plain = to_ascii(code)
    if plain and not re.fullmatch(rf"[0-9]{{{length}}}", plain):
        raise forms.ValidationError(
            _("این کد باید %(length)s رقم باشد."), params={"length": to_persian(str(length))}
        )
    return plain


class NewAccountForm(RoleForm, AdminUserCreationForm):
    """A new account: name, password, role and place."""


class AccountForm(RoleForm, UserChangeForm):
    """An existing account."""


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts, for staff who manage users; a superuser's only for superusers.

    Django's groups and single permissions are not offered: what a person may do follows from
    role and place alone (accounts/access.py).
    """

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    list_display = ("username", "full_name", "role", *PLACE_FIELDS, "is_staff", "is_active")
    list_filter = ("role", "is_staff", "is_active")
    search_fields = ("username", "first_name", "last_name", *PLACE_FIELDS)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("نقش و جا"), {"fields": ("role", *PLACE_FIELDS, "is_staff")}),
    )

    @admin.display(description=_("نام و نام خانوادگی"))
    def full_name(self, account: User) -> str:
        return account.get_full_name()

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        doors = ["is_active", "is_staff"]
        if request.user.is_superuser:
            doors.append("is_superuser")
        return (
            (None, {"fields": ("username", "password")}),
            (_("شخص"), {"fields": ("first_name", "last_name", "email")}),
            (_("نقش و جا"), {"fields": ("role", *PLACE_FIELDS)}),
            (_("دسترسی"), {"fields": doors}),
            (_("تاریخ‌ها"), {"fields": self.readonly_fields}),
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return manages_users(request.user)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return manages_users(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return manages_users(request.user)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is None:
            return manages_users(request.user)
        return may_change_account(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed (is_active), not deleted: history names them."""
        return False


admin.site.unregister(Group)
