"""This file is the command `load_public`: it loads real, redistributable data."""

from typing import Any

from django.core.management.base import BaseCommand

from layers.loading.public import load_public
from layers.messages import both, counted
from layers.messages import message as _


class Command(BaseCommand):
    help = "Load provinces, counties, towns, figures and words that are real. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = load_public()
        if options["verbosity"] == 0:
            return
        for outcome in outcomes:
            loaded = _(
                "{table}: {added} ردیف اضافه شد، {kept} ردیف از پیش بود.",
                table=outcome.model._meta.verbose_name_plural,
                added=outcome.added,
                kept=outcome.equal + outcome.different,
            )
            self.stdout.write(both(loaded))
        if different := sum(outcome.different for outcome in outcomes):
            kept = counted(
                "{count} ردیف با فایل منتشرشده تفاوت دارد و تغییر نکرد.", count=different
            )
            self.stdout.write(both(kept))
