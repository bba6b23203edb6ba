"""This file is `./gis backup FILE`, `./gis backup --check FILE` and `./gis backup --keep N DIR`."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from deploy.backup.archive import sha256
from deploy.backup.making import check
from deploy.backup.problems import BackupProblem
from deploy.backup.rotation import drop_old, make_and_remember, next_name
from gis_app.management.passphrase import add_passphrase, passphrase, refused
from layers.messages import Number, Pair, Verbatim, both, counted
from layers.messages import message as _
from persian.dates import format_moment


class Command(BaseCommand):
    help = (
        "Backs up everything that is data, with keys and settings, while people work. The file is"
        " checked when it is made; --check reads it again. --keep N DIR names the file itself and"
        " deletes all but the last N."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file; with --keep, the folder")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--check", action="store_true", help="read a backup and change nothing")
        way.add_argument("--keep", type=int, metavar="N", help="make one and keep the last N")
        add_passphrase(parser)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        keep = options["keep"]
        try:
            secret = passphrase(options, twice=not options["check"])
            if keep is not None and keep < 1:
                raise BackupProblem(_("‎--keep دست‌کم ۱ است."))
            if options["check"]:
                self.check_file(path.absolute(), secret)
            elif keep is None:
                self.make_file(path.absolute(), secret)
            else:
                self.make_file(next_name(path.absolute()), secret)
                self.drop(path, keep)
        except BackupProblem as problem:
            raise refused(problem) from problem

    def make_file(self, path: Path, secret: str | None) -> None:
        if path.is_dir():
            raise BackupProblem(
                _(
                    "{path} پوشه است. نام فایلی در آن را بدهید، یا با ‎--keep N پشتیبان‌های آخر را"
                    " در آن نگه دارید.",
                    path=Verbatim(str(path)),
                )
            )
        if path.exists():
            raise BackupProblem(
                _("فایل {path} هست و رونویسی نشد. نام دیگری بدهید.", path=Verbatim(str(path)))
            )
        made = make_and_remember(path, state=settings.STATE, secret=secret)
        self.say(
            _(
                "پشتیبان ساخته و وارسی شد: {rows} ردیف، {size} مگابایت، در {seconds} ثانیه.",
                rows=made.rows,
                size=Number(made.size_bytes / 1e6, decimals=1),
                seconds=Number(made.seconds, decimals=1),
            )
        )
        self.say(Verbatim(f"{path}\nsha256 {sha256(path)}"))

    def check_file(self, path: Path, secret: str | None) -> None:
        manifest = check(path, secret=secret)
        self.say(
            _(
                "این پشتیبان سالم است: ساختهٔ {moment}، PostgreSQL {major}، {tables} جدول، {rows}"
                " ردیف.",
                moment=moment(manifest.made_at),
                major=manifest.postgresql,
                tables=len(manifest.tables),
                rows=manifest.rows,
            )
        )

    def drop(self, folder: Path, keep: int) -> None:
        dropped = drop_old(folder, keep)
        if dropped:
            self.say(counted("{count} پشتیبان کهنه پاک شد.", count=len(dropped)))

    def say(self, words: Any) -> None:
        self.stdout.write(words.text if isinstance(words, Verbatim) else both(words))


def moment(made_at: str) -> Pair:
    """When a backup was made: in Iran's time, or in English ISO and UTC, as in names of files."""
    return Pair(fa=format_moment(datetime.fromisoformat(made_at)), en=made_at)
