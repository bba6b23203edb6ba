"""This file is the format of a backup: a tar file, or the same inside an age file.

    manifest.json     what it is: versions, settings, migrations, fingerprints, sha256 of the others
    manifest.sha256   the hash of that
    database.dump     pg_dump's custom format
    secret_key        Django's key

With a passphrase the tar file holds two others, both readable by the program `age` too:

    identity.age      a key made for this file alone, locked with the passphrase (scrypt)
    backup.tar.age    the tar file above, encrypted to this key (X25519, ChaCha20-Poly1305)
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage

from deploy.backup.problems import BackupProblem, Damaged, NotABackup
from layers.messages import Verbatim
from layers.messages import message as _

FORMAT = 1
MANIFEST, DUMP, KEY = "manifest.json", "database.dump", "secret_key"
SEAL = "manifest.sha256"
IDENTITY, INNER = "identity.age", "backup.tar.age"
CHUNK_BYTES = 1 << 20
MOST_MANIFEST_BYTES = 5_000_000
# How the files begin, those of earlier releases too.
BEGINNINGS = (MANIFEST.encode(), IDENTITY.encode(), b"././@PaxHeader")
MAGIC_AT = 257


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    postgresql: the server's major. migrations: "app.name" of each that is applied. settings:
    those of the site, by variable. tables: fingerprints taken in the snapshot of the dump.
    members: file → [bytes, sha256].
    """

    made_at: str
    postgresql: int
    postgis: str
    migrations: list[str]
    settings: dict[str, str]
    tables: dict[str, list[str]]
    members: dict[str, list[Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(int(rows) for rows, _sum in self.tables.values())


def write_archive(path: Path, manifest: Manifest, dump: Path, key: str, secret: str | None) -> None:
    """Write a backup file, readable by its owner alone. secret: a passphrase."""
    members = {DUMP: dump, KEY: dump.with_name(KEY)}
    private_file(members[KEY]).write_bytes(key.encode())
    told = asdict(manifest) | {
        "members": {
            name: [member.stat().st_size, sha256(member)] for name, member in members.items()
        }
    }
    text = private_file(dump.with_name(MANIFEST))
    text.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    seal = private_file(dump.with_name(SEAL))
    seal.write_text(sha256(text))
    inner = private_file(path if secret is None else dump.with_name("backup.tar"))
    write_tar(inner, [text, seal, *members.values()])
    if secret is not None:
        lock(inner, path, secret)


def lock(inner: Path, path: Path, secret: str) -> None:
    """Encrypt a tar file with a key of its own, and the key with the passphrase."""
    identity = pyrage.x25519.Identity.generate()
    locked = private_file(inner.with_name(INNER))
    with inner.open("rb") as plain, locked.open("wb") as out:
        pyrage.encrypt_io(plain, out, [identity.to_public()])
    inner.unlink()
    key = private_file(inner.with_name(IDENTITY))
    key.write_bytes(pyrage.passphrase.encrypt(f"{identity}\n".encode(), secret))
    write_tar(private_file(path), [key, locked])


def write_tar(path: Path, files: list[Path]) -> None:
    """Files into a tar file, without owners; written through to the disk."""
    with path.open("wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for file in files:
                entry = tar.gettarinfo(str(file), arcname=file.name)
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = ""
                entry.mode = 0o600
                # A fraction would need a second header, whose bytes no sum covers.
                entry.mtime = int(entry.mtime)
                with file.open("rb") as content:
                    tar.addfile(entry, content)
        out.flush()
        os.fsync(out.fileno())


def private_file(path: Path) -> Path:
    """An empty file that only its owner can open, whatever the umask."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    path.chmod(0o600)
    return path


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Archive:
    """An opened backup whose manifest was read; its members are not yet checked."""

    tar: tarfile.TarFile
    manifest: Manifest

    def copy(self, name: str, out: IO[bytes]) -> None:
        """Copy a member and compare its size and sha256. Raises Damaged."""
        wanted_bytes, wanted_sha256 = self.manifest.members.get(name, (0, ""))
        digest = hashlib.sha256()
        count = 0
        member = self.member(name)
        while chunk := member.read(CHUNK_BYTES):
            digest.update(chunk)
            count += len(chunk)
            out.write(chunk)
        if (count, digest.hexdigest()) != (wanted_bytes, wanted_sha256):
            raise damaged()

    def text(self, name: str) -> str:
        """A small member as text."""
        out = io.BytesIO()
        self.copy(name, out)
        return out.getvalue().decode()

    def member(self, name: str) -> IO[bytes]:
        return member_of(self.tar, name)


def damaged(detail: str = "") -> Damaged:
    return Damaged(
        _("این فایل پشتیبان سالم نیست: کامل نوشته نشده یا تغییر کرده است. نسخهٔ دیگری بیاورید."),
        detail=detail,
    )


def member_of(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """A file inside the archive. Raises Damaged if it is missing."""
    try:
        found = tar.extractfile(name)
    except (KeyError, tarfile.TarError) as error:
        raise damaged(str(error)) from error
    if found is None:
        raise damaged(name)
    return found


@contextmanager
def opened(path: Path, *, secret: str | None, workplace: Path) -> Iterator[Archive]:
    """A backup opened for reading. workplace: an empty private folder for what is decrypted.

    Raises BackupProblem if the file is not a backup, is damaged, or needs another passphrase.
    """
    with tar_file(path) as outer:
        if first_name(outer) == MANIFEST:
            yield archive_of(outer)
            return
        with tar_file(unlocked(outer, secret, workplace)) as inner:
            yield archive_of(inner)


@contextmanager
def tar_file(path: Path) -> Iterator[tarfile.TarFile]:
    """A tar file. Raises BackupProblem where it cannot be read."""
    try:
        tar = tarfile.open(path, mode="r:")  # noqa: SIM115 (closed below)
    except tarfile.TarError as error:
        raise not_a_tar(path, detail=str(error)) from error
    except OSError as error:
        raise BackupProblem(
            _("فایل {path} خوانده نمی‌شود.", path=Verbatim(str(path))), detail=str(error)
        ) from error
    try:
        yield tar
    except (tarfile.TarError, EOFError) as error:
        raise damaged(str(error)) from error
    finally:
        tar.close()


def not_a_tar(path: Path, *, detail: str) -> BackupProblem:
    """Why a file cannot be opened: an empty one, or one that begins as a backup, is damaged."""
    with path.open("rb") as file:
        beginning = file.read(tarfile.BLOCKSIZE)
    magic = beginning[MAGIC_AT:].startswith(tarfile.POSIX_MAGIC)
    if not beginning or magic or beginning.startswith(BEGINNINGS):
        return damaged(detail)
    return not_a_backup()


def not_a_backup() -> NotABackup:
    return NotABackup(_("این فایل پشتیبان این سامانه نیست. فایل دیگری بدهید."))


def first_name(tar: tarfile.TarFile) -> str:
    """The name of the first member: that of an open or of a locked backup. Raises NotABackup."""
    first = tar.next()
    if first is None or first.name not in (MANIFEST, IDENTITY):
        raise not_a_backup()
    return first.name


def check_rest(path: Path) -> None:
    """Raises Damaged where anything but the zeros of the format stands beside the members.

    A restore does not ask for it: the data are whole without it.
    """
    with tar_file(path) as tar, path.open("rb") as file:
        end = 0
        for member in tar.getmembers():
            check_zeros(file, member.offset_data + member.size, -member.size % tarfile.BLOCKSIZE)
            end = member.offset_data + member.size + -member.size % tarfile.BLOCKSIZE
        least = end + 2 * tarfile.BLOCKSIZE
        whole = least + -least % tarfile.RECORDSIZE
        if os.fstat(file.fileno()).st_size != whole:
            raise damaged("size")
        check_zeros(file, end, whole - end)


def check_zeros(file: IO[bytes], start: int, count: int) -> None:
    file.seek(start)
    if file.read(count) != bytes(count):
        raise damaged("padding")


def unlocked(outer: tarfile.TarFile, secret: str | None, workplace: Path) -> Path:
    """The inner tar file, decrypted. Raises BackupProblem."""
    if secret is None:
        raise BackupProblem(_("این پشتیبان گذرواژه دارد. آن را با ‎--passphrase بدهید."))
    try:
        text = pyrage.passphrase.decrypt(member_of(outer, IDENTITY).read(), secret)
        identity = pyrage.x25519.Identity.from_str(text.decode().strip())
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        raise BackupProblem(_("گذرواژهٔ پشتیبان نادرست است."), detail=str(error)) from error
    plain = private_file(workplace / "backup.tar")
    try:
        with plain.open("wb") as out:
            pyrage.decrypt_io(member_of(outer, INNER), out, [identity])
    except (pyrage.DecryptError, OSError) as error:
        raise damaged(str(error)) from error
    return plain


def archive_of(tar: tarfile.TarFile) -> Archive:
    """Read the manifest. Raises Damaged, or BackupProblem for a newer format."""
    text = member_of(tar, MANIFEST).read(MOST_MANIFEST_BYTES)
    seal = member_of(tar, SEAL).read(64)
    if hashlib.sha256(text).hexdigest().encode() != seal:
        raise damaged("manifest")
    try:
        read = json.loads(text)
        if read["format"] > FORMAT:
            raise BackupProblem(
                _("این پشتیبان را نسخهٔ تازه‌تری از سامانه ساخته است. سامانه را به‌روز کنید.")
            )
        return Archive(tar, Manifest(**read))
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(str(error)) from error
