"""This file holds the forms of a user's own account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Reach
from accounts.tokens import LIFETIMES
from persian.digits import format_number


class SignInForm(AuthenticationForm):
    """Name and password. Wrong name, wrong password and closed account give one and the same
    message, so that it does not reveal which names exist.
    """

    error_messages = {
        "invalid_login": _("نام کاربری یا گذرواژه درست نیست. هر دو را دوباره بنویسید."),
        "inactive": _("نام کاربری یا گذرواژه درست نیست. هر دو را دوباره بنویسید."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["username"], self.fields["password"]
        name.label = _("نام کاربری")
        password.label = _("گذرواژه")
        # A name or password is Latin or Persian: each line takes its direction from its text.
        for field in (name, password):
            field.widget.attrs.update({"dir": "auto", "class": "input"})
            field.error_messages["required"] = _("این خانه خالی مانده است.")


class NewPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice."""

    error_messages = {
        "password_mismatch": _("دو گذرواژهٔ تازه یکی نیستند. هر دو را دوباره بنویسید."),
        "password_incorrect": _("گذرواژهٔ کنونی درست نیست. دوباره بنویسید."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("گذرواژهٔ کنونی")
        self.fields["new_password1"].label = _("گذرواژهٔ تازه")
        self.fields["new_password2"].label = _("گذرواژهٔ تازه، بار دیگر")
        self.fields["new_password1"].help_text = _(
            "دست‌کم ۸ نویسه؛ نباید تنها رقم، گذرواژه‌ای رایج یا شبیه نام شما باشد."
        )
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.update({"dir": "auto", "class": "input"})
            field.error_messages["required"] = _("این خانه خالی مانده است.")


class TokenForm(forms.Form):
    """A new token: its name, what it may read, and for how many days."""

    name = forms.CharField(label=_("نام برنامه یا کار"), max_length=80)
    reach = forms.ChoiceField(label=_("چه می‌خواند"), choices=Reach.choices)
    days = forms.TypedChoiceField(label=_("تا چند روز"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # In the digits of the page.
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, format_number(days, lang=get_language() or "fa")) for days in LIFETIMES
        ]
        self.fields["name"].widget.attrs.update({"dir": "auto", "class": "input"})
        self.fields["name"].error_messages["required"] = _("این خانه خالی مانده است.")
