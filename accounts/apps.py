"""This file names the app that knows who is asking."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "حساب‌ها"
