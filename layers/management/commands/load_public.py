"""This file is the command `load_public`: real, redistributable data into the database."""

from typing import Any

from django.core.management.base import BaseCommand

from layers.loading.public import load_public
from persian.digits import to_persian


class Command(BaseCommand):
    help = "Load provinces, counties, towns, figures and words that are real. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = load_public()
        if options["verbosity"] == 0:
            return
        for outcome in outcomes:
            name = outcome.model._meta.verbose_name_plural
            self.stdout.write(
                f"{name}: {to_persian(str(outcome.added))} ردیف افزوده شد، "
                f"{to_persian(str(outcome.equal + outcome.different))} ردیف از پیش بود."
                f"  |  {outcome.model.__name__}: {outcome.added} added,"
                f" {outcome.equal + outcome.different} already there"
            )
        if different := sum(outcome.different for outcome in outcomes):
            self.stdout.write(
                f"{to_persian(str(different))} ردیف با پروندهٔ منتشرشده فرق دارد و دست‌نخورده ماند."
                f"  |  {different} rows differ from the published files and were left as they are."
            )
