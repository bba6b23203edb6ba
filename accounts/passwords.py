"""This file refuses weak passwords in the words of the site; Django judges them."""

from django.contrib.auth import password_validation as django_rules
from django.utils.translation import gettext as _


class LikeThePerson(django_rules.UserAttributeSimilarityValidator):
    """Refuses a password that resembles the person's name."""

    def get_error_message(self) -> str:
        return _("گذرواژه شبیه نام شماست. گذرواژهٔ دیگری بنویسید.")


class TooShort(django_rules.MinimumLengthValidator):
    """Refuses a short password."""

    def get_error_message(self) -> str:
        return _("گذرواژه کوتاه است. دست‌کم ۸ نویسه بنویسید.")


class WellKnown(django_rules.CommonPasswordValidator):
    """Refuses a password that guessers try first."""

    def get_error_message(self) -> str:
        return _("این گذرواژه رایج است و زود حدس زده می‌شود. گذرواژهٔ دیگری بنویسید.")


class OnlyDigits(django_rules.NumericPasswordValidator):
    """Refuses a password of digits alone."""

    def get_error_message(self) -> str:
        return _("گذرواژه تنها رقم است. حرف هم بنویسید.")
