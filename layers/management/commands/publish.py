"""This file is the command `publish`: it rebuilds all published data."""

from typing import Any

from django.core.management.base import BaseCommand

from layers.messages import both
from layers.messages import message as _
from layers.publishing.publish import publish


class Command(BaseCommand):
    help = (
        "Rebuild published figures, shapes, clusters and sums from the data, by the rules of this"
        " release. ./gis does it after a release with new tables."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        publish()
        if options["verbosity"]:
            done = _("همهٔ داده‌های منتشرشده دوباره ساخته شد.")
            self.stdout.write(both(done))
