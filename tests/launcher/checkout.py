"""This file creates temporary checkouts: the real launcher around a stub of the site."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STUB = Path(__file__).parent / "stub"
OURS = ("MAHALLEH_", "DATABASE_URL", "CHROMIUM", "DJANGO_", "PG")
PATIENCE_S = 60


def clean_environment(**changes: str) -> dict[str, str]:
    """The environment without the variables set by the running `./gis test`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, **changes}


@dataclass
class Up:
    """A running `./gis up`, with its output until it was ready."""

    process: subprocess.Popen[str]
    printed: str
    port: int

    def answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return b"here" in connection.makefile("rb").read()

    def end(self, number: signal.Signals) -> int:
        """Send a signal to the launcher and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


@dataclass
class Checkout:
    """A copy of the launcher in its own folder, with the venv of this test run."""

    root: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def state(self) -> Path:
        return self.root / "var"

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.root / "gis", *arguments],
            env=clean_environment(**environment),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a few lines of sh with the launcher's functions loaded, as in `gis`."""
        parts = (self.root / "gis").read_text().partition("command=${1:-help}")[0]
        program = self.root / "functions.sh"
        program.write_text(parts + script)
        return subprocess.run(
            ["sh", program],
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def start(
        self, *arguments: str, ignores: str = "", **environment: str
    ) -> subprocess.Popen[str]:
        """Start a command, with a signal ignored as a script's `&` does with INT."""
        wrapper = ["env", f"--ignore-signal={ignores}", "--"] if ignores else []
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig=KILL", "--", *wrapper, self.root / "gis", *arguments],
            env=clean_environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def ready(self, process: subprocess.Popen[str]) -> Up:
        """Wait until a started `up` prints how to stop it."""
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if "stop with Ctrl-C" in line:
                port = int(printed.partition("http://127.0.0.1:")[2].partition("/")[0])
                return Up(process, printed, port)
        raise AssertionError(f"./gis up ended with {process.wait()}:\n{printed}")

    def up(self, **environment: str) -> Up:
        return self.ready(self.start("up", **{"MAHALLEH_PORT": "18700", **environment}))

    def up_from_a_script(self) -> Up:
        return self.ready(self.start("up", ignores="INT", MAHALLEH_PORT="18700"))

    def processes(self) -> list[str]:
        """Command lines that name this checkout: launcher, keeper, database, server, workers."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if str(self.root) in line:
                    found.append(line)
        return found

    def is_empty_soon(self) -> bool:
        """Whether all processes of this checkout end soon."""
        end = time.monotonic() + 30
        while self.processes() and time.monotonic() < end:
            time.sleep(0.05)
        return not self.processes()

    def calls(self) -> list[str]:
        """The management commands called by the launcher, in order."""
        return (self.state / "calls").read_text().split()

    def give_venv(self) -> None:
        """Let the launcher find this run's environment where it would have built its own."""
        venv = Path(self.shell('choose_state; venv_dir "$root/requirements.lock"').stdout)
        venv.mkdir(parents=True)
        for entry in Path(sys.prefix).iterdir():
            (venv / entry.name).symlink_to(entry)
        (venv / "complete").touch()


def copy_stub(root: Path) -> None:
    """The launcher, and a site that does next to nothing."""
    shutil.copytree(STUB, root)
    shutil.copytree(ROOT / "deploy", root / "deploy")
    shutil.copy(ROOT / "gis", root)
    (root / "static").mkdir()
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (root / lock).write_text("")


def copy_product(root: Path) -> None:
    """The whole product."""
    left_out = shutil.ignore_patterns(".git", "var", "node_modules", "__pycache__")
    shutil.copytree(ROOT, root, ignore=left_out)


@contextlib.contextmanager
def checkout(
    *,
    name: str = "checkout",
    with_venv: bool = True,
    copy: Callable[[Path], None] = copy_stub,
) -> Iterator[Checkout]:
    """A fresh checkout that other users can enter; it is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gis-"))
    folder.chmod(0o755)
    made = Checkout(folder / name)
    copy(made.root)
    if with_venv:
        made.give_venv()
    try:
        yield made
    finally:
        for process in made.started:
            process.kill()
            process.wait()
        assert made.is_empty_soon()
        shutil.rmtree(folder)
