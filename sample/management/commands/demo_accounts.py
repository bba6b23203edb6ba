"""This file is the command `demo_accounts`: it creates one account per role."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from layers.messages import both
from layers.messages import message as _
from layers.models import Source
from sample.accounts import make_demo_accounts


class Command(BaseCommand):
    help = "Make one demo account for each role, or give it a new password, and print them once."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Source.objects.filter(synthetic=True).exists():
            self.stderr.write(both(_("دادهٔ نمونه بارگذاری نشده است و حساب نمونه‌ای ساخته نمی‌شود.")))
            return
        try:
            accounts = make_demo_accounts()
        except ValueError as mistake:
            taken = _("نام این حساب از آن کاربری است. آن را تغییر دهید: {name}", name=str(mistake))
            raise CommandError(both(taken)) from mistake
        self.stdout.write(f"{'role':<10} {'username':<18} {'password':<16} نقش")
        for account in accounts:
            with override("fa"):
                role_fa = str(account.role.label)
            self.stdout.write(
                f"{account.role.value:<10} {account.username:<18} {account.password:<16} {role_fa}"
            )
        self.stdout.write(both(_("گذرواژه‌ها دیگر نشان داده نمی‌شوند. با اجرای دوباره عوض می‌شوند.")))
