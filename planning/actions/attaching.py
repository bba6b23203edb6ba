"""This file stores documents of a target area, after checking their content."""

import io
import re
import unicodedata
import zipfile
import zlib
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from layers.db import Lock, wait_for
from layers.messages import Megabytes, Number
from layers.messages import message as _
from layers.problems import NotAllowed, NotFound
from persian.names import display_name
from planning.actions.commenting import check_speaks
from planning.actions.locking import locked
from planning.models import Attachment, TargetArea
from planning.models.target_areas import MOST_ATTACHMENT_BYTES
from planning.problems import BadEntry
from planning.queries import in_scope_of, target_area

MOST_ATTACHMENTS = 20
# Bytes that are stored, those of removed attachments included until they go.
MOST_OF_AN_AREA, MOST_OF_A_PERSON = 50_000_000, 200_000_000
# The bytes of a removed attachment go with the next attachment or removal after this time.
KEPT_AFTER_REMOVAL = timedelta(days=30)
AREA_IS_FULL = _(
    "پیوست‌های این محدوده با این فایل از {most} مگابایت بیشتر می‌شود. پیوستی را که برداشته شود تا"
    " {days} روز نگه می‌داریم. فایل کوچک‌تری انتخاب کنید."
)
PERSON_IS_FULL = _(
    "پیوست‌های شما با این فایل از {most} مگابایت بیشتر می‌شود. پیوستی را که برداشته شود تا {days} روز"
    " نگه می‌داریم. فایل کوچک‌تری انتخاب کنید."
)
LONGEST_NAME = 120
MOST_ZIP_ENTRIES = 5_000
OFFICE = "application/vnd.openxmlformats-officedocument"
# What each ending must be inside, and how it is served.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
FIRST_BYTES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
TYPES_PART = "[content_types].xml"
MOST_TYPES_BYTES = 1_000_000
MACROS_PART = "vbaproject.bin"
MACRO_TYPES = (b"vbaproject", b"macroenabled")
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


@transaction.atomic
def attach(user: Any, code: str, *, file_name: str, body: bytes) -> Attachment:
    """Store a document. Raises NotAllowed; BadEntry if it is too large, one too many, or if its
    content does not match its name.
    """
    target = locked(code, user)
    check_speaks(user, target)
    if target.attachments.filter(removed_at=None).count() >= MOST_ATTACHMENTS:
        raise BadEntry(
            "file",
            _("بیشینهٔ پیوست‌ها {most} است. نخست یکی را بردارید.", most=MOST_ATTACHMENTS),
        )
    forget_removed()
    check_room(user, target, len(body))
    name = tidy_name(file_name)
    return Attachment.objects.create(
        target_area=target,
        file_name=name,
        content_type=content_type(name, body),
        size_bytes=len(body),
        body=body,
        added_by=user,
    )


def check_room(user: Any, target: TargetArea, size_bytes: int) -> None:
    """Raise BadEntry (413) if the area, or the person, would store too much."""
    wait_for(Lock.ATTACHMENTS, user.pk)
    here = stored_bytes(Attachment.objects.filter(target_area=target))
    own = stored_bytes(Attachment.objects.filter(added_by=user))
    for stored, most, too_much in (
        (here, MOST_OF_AN_AREA, AREA_IS_FULL),
        (own, MOST_OF_A_PERSON, PERSON_IS_FULL),
    ):
        if stored + size_bytes > most:
            values = {"most": Number(most / 1_000_000), "days": KEPT_AFTER_REMOVAL.days}
            raise BadEntry("file", too_much.with_values(**values), status=413)


def stored_bytes(attachments: QuerySet[Attachment]) -> int:
    """The bytes that attachments take up; one whose bytes have gone takes none."""
    return attachments.exclude(body=b"").aggregate(sum=Sum("size_bytes"))["sum"] or 0


def forget_removed() -> None:
    """Let the bytes go of what was removed long enough ago; name, size and days stay."""
    old = Attachment.objects.filter(removed_at__lt=timezone.now() - KEPT_AFTER_REMOVAL)
    # Those that another request is just about are left to it.
    due = old.exclude(body=b"").select_for_update(skip_locked=True).values_list("pk", flat=True)
    Attachment.objects.filter(pk__in=list(due)).update(body=b"")


def tidy_name(file_name: str) -> str:
    """The file name without folders and invisible characters, at most 120 characters."""
    bare = re.split(r"[\\/]", file_name)[-1]
    name = re.sub(r'["<>:|?*;]', "", display_name(bare[-400:])).strip(". ")
    stem, dot, ending = name.rpartition(".")
    room = LONGEST_NAME - len(ending) - 1
    return f"{stem[:room]}{dot}{ending}"[-LONGEST_NAME:]


def content_type(name: str, body: bytes) -> str:
    """The MIME type of a document. Raises BadEntry if its content does not match its name."""
    if not body or len(body) > MOST_ATTACHMENT_BYTES:
        raise BadEntry(
            "file",
            _(
                "فایل خالی است یا از {most} مگابایت بزرگ‌تر است. فایل دیگری انتخاب کنید.",
                most=Megabytes(MOST_ATTACHMENT_BYTES),
            ),
            status=413 if body else 422,
        )
    stem, _dot, ending = name.rpartition(".")
    ending = "jpg" if ending.lower() == "jpeg" else ending.lower()
    if not stem or ending not in CONTENT_TYPES or not is_what_it_says(ending, body):
        raise BadEntry(
            "file",
            _(
                "تنها PDF، PNG، JPG، DOCX و XLSX پذیرفته می‌شود و محتوای فایل باید با نام آن"
                " بخواند. فایل دیگری انتخاب کنید."
            ),
        )
    return CONTENT_TYPES[ending]


def is_what_it_says(ending: str, body: bytes) -> bool:
    if ending in FIRST_BYTES:
        return body.startswith(FIRST_BYTES[ending])
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            # Office finds the parts of a document by their names without regard to case.
            parts = {unicodedata.normalize("NFKC", n).casefold(): n for n in archive.namelist()}
            if len(parts) > MOST_ZIP_ENTRIES or OFFICE_PARTS[ending] not in parts:
                return False
            return not has_macros(archive, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):
        return False


def has_macros(archive: zipfile.ZipFile, parts: dict[str, str]) -> bool:
    """Whether a part is named like macros, or the list of types declares one under another name.

    A list of types that is missing or too long to be one counts as well.
    """
    types = parts.get(TYPES_PART)
    if types is None or any(part.endswith(MACROS_PART) for part in parts):
        return True
    with archive.open(types) as file:
        # Without NUL, UTF-16 reads like ASCII.
        declared = file.read(MOST_TYPES_BYTES).replace(b"\0", b"").lower()
    is_cut = len(declared) == MOST_TYPES_BYTES
    return is_cut or any(word in declared for word in MACRO_TYPES)


def attachment(user: Any, code: str, pk: int) -> Attachment:
    """A document that the user may read. Raises NotFound, also for one outside the scope."""
    target = target_area(code, user)
    found = target.attachments.filter(pk=pk, removed_at=None).first()
    if found is None or not in_scope_of(user, target):
        raise NotFound(
            _("این پیوست وجود ندارد یا در حوزهٔ شما نیست. به صفحهٔ محدوده بازگردید."),
        )
    return found


@transaction.atomic
def remove(user: Any, code: str, pk: int) -> Attachment:
    """Remove a document from the page; its bytes stay for KEPT_AFTER_REMOVAL."""
    forget_removed()
    found = attachment(user, code, pk)
    if found.added_by_id != user.pk:
        raise NotAllowed(
            _("تنها کسی که پیوست را افزوده است می‌تواند آن را بردارد."),
        )
    found.removed_at = timezone.now()
    found.save(update_fields=["removed_at"])
    return found
