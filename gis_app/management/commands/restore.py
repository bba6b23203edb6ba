"""This file is `./gis restore FILE`: it restores a backup, all of it or nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from deploy.backup.problems import BackupProblem
from deploy.backup.restoring import restore
from gis_app.management.passphrase import add_passphrase, passphrase, refused
from layers.messages import both
from layers.messages import message as _


class Command(BaseCommand):
    help = (
        "Restores a backup into a new database and lets it take the old one's place when all"
        " fingerprints agree. Refuses to replace data without --overwrite."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="replace the data there are")
        # Given by ./gis for its private server.
        parser.add_argument("--into", default="", help="an empty database to fill and exchange")
        parser.add_argument("--superuser", default="", help="the role that may exchange them")
        add_passphrase(parser)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = restore(
                file.absolute(),
                state=settings.STATE,
                secret=passphrase(options, twice=False),
                overwrite=options["overwrite"],
                into=options["into"],
                superuser=options["superuser"],
            )
        except BackupProblem as problem:
            raise refused(problem) from problem
        done = _(
            "بازگردانده شد: {tables} جدول، {rows} ردیف؛ اثر انگشت همهٔ جدول‌ها با پشتیبان یکی است.",
            tables=len(manifest.tables),
            rows=manifest.rows,
        )
        again = _("اگر سامانه روشن است، آن را ببندید و دوباره روشن کنید تا کلیدها هم تازه شوند.")
        self.stdout.write(f"{both(done)}\n{both(again)}")
