"""This file is the command `load_demo`: it loads invented sample data, marked as such."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from layers.messages import both, counted
from layers.messages import message as _
from sample.load import PublicDataMissing, load_demo
from sample.load_nation import load_nation

Counts = tuple[int, int, int, int]
LOADED = (
    counted("{count} محله", count=0),
    counted("{count} بلوک", count=0),
    counted("{count} مدرسه", count=0),
    counted("{count} خانهٔ محله", count=0),
)
FEWEST_BLOCKS = 2_000


class Command(BaseCommand):
    help = "Replace the invented sample data by that of the recipe in fixtures/demo/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, help="another sample than the usual one")
        parser.add_argument(
            "--national", action="store_true", help="a whole country, for load tests"
        )
        parser.add_argument(
            "--blocks", type=int, help="with --national: so many blocks, not a million"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["blocks"] is not None and not options["national"]:
            raise CommandError(both(_("تعداد بلوک را تنها همراه ‎--national بدهید.")))
        try:
            counts = self.load(**options)
        except PublicDataMissing as missing:
            raise CommandError(
                both(
                    _(
                        "نخست load_public را اجرا کنید. این شهرستان‌ها نیستند: {codes}",
                        codes=str(missing).split(", "),
                    )
                )
            ) from missing
        if options["verbosity"] == 0:
            return
        for loaded, count in zip(LOADED, counts, strict=True):
            self.stdout.write(both(loaded.with_values(count=count)))
        self.stdout.write(both(_("دادهٔ نمونه (ساختگی) بارگذاری شد. با clear_demo پاک می‌شود.")))

    def load(
        self, *, national: bool, seed: int | None, blocks: int | None, **options: Any
    ) -> Counts:
        if national:
            return self.load_national(seed, blocks)
        world = load_demo(seed=seed)
        return (
            len(world.areas),
            len(world.blocks.codes),
            len(world.schools),
            len(world.houses),
        )

    def load_national(self, seed: int | None, blocks: int | None) -> Counts:
        if blocks is not None and blocks < FEWEST_BLOCKS:
            raise CommandError(both(_("دست‌کم {count} بلوک لازم است.", count=FEWEST_BLOCKS)))
        country = load_nation(seed=seed, blocks=blocks)
        return (
            len(country.neighbourhoods),
            len(country.blocks.codes),
            len(country.schools),
            len(country.houses),
        )
