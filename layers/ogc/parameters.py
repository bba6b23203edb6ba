"""This file lists the parameters of each address, with their limits and their descriptions."""

from layers.messages import Message
from layers.messages import message as _
from layers.ogc.crs import SYSTEMS
from layers.ogc.filters import LANGUAGE, LANGUAGES
from layers.ogc.words import LONGEST_TEXT

DEFAULT_LIMIT = 100
MOST_FEATURES = 10_000
# A page shows no more rows than this.
MOST_ROWS = 500
# The standard allows a larger limit to be asked for; the answer then has MOST_FEATURES.
LARGEST_LIMIT = 1_000_000_000
LONGEST = {"filter": LONGEST_TEXT, "properties": 1_000, "sortby": 500, "token": 2_000}
ANY = ("f", "lang")
ITEM = (*ANY, "crs")
ITEMS = (
    *ITEM,
    "limit",
    "token",
    "bbox",
    "bbox-crs",
    "datetime",
    "properties",
    "indicator",
    "year",
    "sortby",
    "filter",
    "filter-lang",
    "filter-crs",
)
# Only areas have figures of indicators.
OF_AREAS = ("indicator", "year")
_SYSTEM: dict[str, object] = {"type": "string", "enum": [system.uri for system in SYSTEMS]}
SCHEMAS: dict[str, dict[str, object]] = {
    "f": {"type": "string", "enum": ["json", "html"]},
    "lang": {"type": "string", "enum": ["fa", "en"], "default": "fa"},
    "crs": _SYSTEM,
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": DEFAULT_LIMIT},
    "token": {"type": "string", "maxLength": LONGEST["token"]},
    "bbox": {
        "type": "array",
        "items": {"type": "number"},
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    },
    "bbox-crs": _SYSTEM,
    "datetime": {"type": "string"},
    "properties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    "indicator": {"type": "string"},
    "year": {"type": "integer"},
    "sortby": {
        "type": "array",
        "items": {"type": "string", "pattern": "[+|-]?[A-Za-z_][A-Za-z_0-9]*"},
        "minItems": 1,
    },
    "filter": {"type": "string", "maxLength": LONGEST_TEXT},
    "filter-lang": {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGE},
    "filter-crs": _SYSTEM,
}
MEANINGS: dict[str, Message] = {
    "f": _("قالب پاسخ: داده یا صفحه. بدون آن سرآیند Accept تعیین می‌کند."),
    "lang": _("زبان صفحه."),
    "crs": _("سیستم مختصات پاسخ؛ بدون آن CRS84، طول و عرض جغرافیایی به درجه."),
    "limit": _("حداکثر تعداد عارضه‌ها در یک صفحه؛ بیش از {most} داده نمی‌شود.", most=MOST_FEATURES),
    "token": _("نشان صفحهٔ پیش یا پس؛ از پیوندهای next و prev برداشته می‌شود."),
    "bbox": _("تنها عارضه‌هایی که این کادر را لمس می‌کنند."),
    "bbox-crs": _("سیستم مختصات کادر؛ بدون آن CRS84."),
    "datetime": _("زمان یا بازه. عارضه‌ها زمان ندارند، پس چیزی حذف نمی‌شود."),
    "properties": _("تنها این ویژگی‌ها در پاسخ می‌آید؛ با ویرگول جدا کنید."),
    "indicator": _("رقم منتشرشدهٔ این سنجه به هر محدوده افزوده می‌شود، همان که در خروجی است."),
    "year": _("سال شمسی رقم؛ بدون آن تازه‌ترین سال."),
    "sortby": _("ترتیب عارضه‌ها؛ با ویرگول جدا کنید، منها برای نزولی."),
    "filter": _("شرط به زبان CQL2. تنها رقم‌های منتشرشده سنجیده می‌شود."),
    "filter-lang": _("زبان شرط."),
    "filter-crs": _("سیستم مختصات BBOX و POINT در شرط؛ بدون آن CRS84."),
}
