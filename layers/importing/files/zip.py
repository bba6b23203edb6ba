"""This file extracts one shapefile's parts from a zip without trusting a name or a size."""

import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NoReturn

from layers.sandbox.errors import JobError
from layers.sandbox.limits import Limits

NEEDED = (".shp", ".shx", ".dbf")
WANTED = (*NEEDED, ".prj", ".cpg")
CHUNK_BYTES = 1 << 20
ENCRYPTED = 0x1
# Files that macOS and Windows leave in folders.
LITTER = ("__macosx", ".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini")


def unpack_shapefile(path: Path, folder: Path, limits: Limits) -> Path:
    """Extract the only shapefile of a zip under our own names; returns the path of its .shp.

    A name in the archive never becomes a path. Raises one JobError per kind of bad archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = checked_members(archive.infolist(), limits)
            parts = _parts_of_one(members)
            for suffix, member in parts.items():
                _extract(archive, member, folder / f"layer{suffix}", limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        if zipfile.is_zipfile(path):
            raise JobError("archive_damaged") from error
        raise JobError("not_zip") from error
    return folder / "layer.shp"


def checked_members(members: list[zipfile.ZipInfo], limits: Limits) -> list[zipfile.ZipInfo]:
    """The members but litter, none of them too many, too big or badly named. Raises JobError."""
    if len(members) > limits.archive_members:
        raise JobError("archive_too_full", count=len(members), most=limits.archive_members)
    if sum(member.file_size for member in members) > limits.archive_bytes:
        raise JobError("archive_too_big", most_mb=limits.archive_bytes // 1_000_000)
    for member in members:
        _check_member(member, limits)
    return [member for member in members if not _is_litter(member)]


def _check_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    name = member.orig_filename.replace("\\", "/")
    path = PurePosixPath(name)
    if "\0" in name or ":" in name or path.is_absolute() or ".." in path.parts or not path.name:
        raise JobError("archive_bad_name", name=name)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise JobError("archive_link", name=name)
    if member.flag_bits & ENCRYPTED:
        raise JobError("archive_locked")
    packed = max(member.compress_size, 1)
    is_large = member.file_size > limits.archive_ratio_from_bytes
    if is_large and member.file_size / packed > limits.archive_ratio:
        raise JobError("archive_bomb", name=name, ratio=member.file_size // packed)


def _is_litter(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename.casefold()).parts
    return member.is_dir() or any(part in LITTER or part.startswith("._") for part in parts)


def _parts_of_one(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Suffix → member of the one shapefile; its parts share a folder and a name."""
    shapes = [member for member in members if _suffix(member) == ".shp"]
    if len(shapes) > 1:
        raise JobError("many_shapefiles", names=[member.filename for member in shapes])
    if not shapes:
        _complain_of_none(members)
    stem = _stem(shapes[0])
    parts = {_suffix(member): member for member in members if _stem(member) == stem}
    missing = [suffix for suffix in NEEDED if suffix not in parts]
    if missing:
        raise JobError("part_missing", missing=missing)
    return {suffix: parts[suffix] for suffix in WANTED if suffix in parts}


def _complain_of_none(members: Iterable[zipfile.ZipInfo]) -> NoReturn:
    if any(_suffix(member) in NEEDED for member in members):
        raise JobError("part_missing", missing=[".shp"])
    raise JobError("no_shapefile", names=[member.filename for member in members] or ["—"])


def _suffix(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def _stem(member: zipfile.ZipInfo) -> str:
    return str(PurePosixPath(member.filename).with_suffix("")).casefold()


def _extract(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, limits: Limits
) -> None:
    """Copy one member; an understated size fails at the CRC or at the cap."""
    written = 0
    with archive.open(member) as packed, open(target, "xb") as plain:
        while chunk := packed.read(CHUNK_BYTES):
            written += len(chunk)
            if written > limits.archive_bytes:
                raise JobError("archive_too_big", most_mb=limits.archive_bytes // 1_000_000)
            plain.write(chunk)
