"""This file asks for the passphrase of a backup, and shows why one was refused."""

import getpass
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from deploy.backup.problems import BackupProblem
from layers.messages import Verbatim
from layers.messages import message as _

REFUSED = 1


def add_passphrase(parser: CommandParser) -> None:
    """The two ways to give a passphrase; neither shows it in the list of processes."""
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--passphrase", action="store_true", help="ask for a passphrase")
    way.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="its first line is the passphrase"
    )


def passphrase(options: dict[str, Any], *, twice: bool) -> str | None:
    """The passphrase, or None if none is wanted. twice: it is new. Raises BackupProblem."""
    if options["passphrase_file"]:
        found = first_line(options["passphrase_file"])
    elif options["passphrase"]:
        found = asked(twice=twice)
    else:
        return None
    if not found:
        raise BackupProblem(_("گذرواژهٔ پشتیبان خالی است."))
    return found


def first_line(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise BackupProblem(
            _("فایل {path} خوانده نمی‌شود.", path=Verbatim(str(path))), detail=str(error)
        ) from error
    return lines[0] if lines else ""


def asked(*, twice: bool) -> str:
    """Ask on the terminal. Raises BackupProblem where there is none or the second one differs."""
    if not sys.stdin.isatty():
        raise BackupProblem(
            _("پایانه‌ای برای پرسیدن گذرواژه نیست. ‎--passphrase-file را به کار ببرید.")
        )
    found = getpass.getpass("گذرواژه | Passphrase: ")
    if twice and getpass.getpass("دوباره | Again: ") != found:
        raise BackupProblem(_("دو گذرواژه یکی نیست."))
    return found


def refused(problem: BackupProblem) -> CommandError:
    """The error of a command: what a program said, then both languages."""
    lines = [problem.detail, problem.words.in_language("fa"), problem.words.in_language("en")]
    return CommandError("\n".join(line for line in lines if line), returncode=REFUSED)
