"""This file holds the messages about pairs of areas: siblings, and old and new."""

from layers.importing.messages.entry import NOTE, WARNING, Texts
from layers.messages import message as _

ABOUT_SIBLINGS: Texts = {
    "overlaps_row": (
        WARNING,
        _(
            "«{name}» ({area}) و «{other}» ({other_code}، ردیف {other_row}) {hectares} هکتار"
            " هم‌پوشانی دارند: {percent} درصد محدودهٔ کوچک‌تر."
        ),
        _(
            "چیزی بریده نمی‌شود. اگر خطای ترسیم است، مرز مشترک را در QGIS یکی کنید (Snap"
            " geometries)."
        ),
    ),
    "same_boundary": (
        WARNING,
        _(
            "«{name}» ({area}) و «{other}» ({other_code}، ردیف {other_row}) یک مرز دارند"
            " ({hectares} هکتار، {percent} درصد)."
        ),
        _("بررسی کنید مرز از آن کدام کد است. مرز دیگری را بدهید یا ردیف آن را حذف کنید."),
    ),
    "overlaps_area": (
        WARNING,
        _(
            "«{name}» ({area}) با «{other}» ({other_code}) در ویرایش {edition} {hectares} هکتار"
            " هم‌پوشانی دارد: {percent} درصد محدودهٔ کوچک‌تر."
        ),
        _("چیزی بریده نمی‌شود. اگر یکی جای دیگری را می‌گیرد، ویرایش تازه بسازید (بدون ‎--edition)."),
    ),
    "same_as_area": (
        WARNING,
        _(
            "مرز «{name}» ({area}) همان مرز «{other}» ({other_code}) در ویرایش {edition} است"
            " ({hectares} هکتار، {percent} درصد)."
        ),
        _("بررسی کنید کدام کد درست است. هر محدوده تنها یک کد دارد."),
    ),
    "overhangs_not_measured": (
        WARNING,
        _("اندازه‌گیری بخش‌های بیرون از محدودهٔ بالادست به پایان نرسید."),
        _("مرزها را ساده کنید یا فایل را به چند بخش تقسیم کنید."),
    ),
    "overlaps_not_measured": (
        WARNING,
        _("اندازه‌گیری هم‌پوشانی مرزها به پایان نرسید."),
        _("مرزها را ساده کنید یا فایل را به چند بخش تقسیم کنید."),
    ),
}

ABOUT_LINEAGE: Texts = {
    "lineage_found": (
        NOTE,
        _(
            "تبار نسبت به {editions}: {same} محدوده بدون تغییر، {renamed} با نام تازه، {split}"
            " جداشده، {merged} ادغام‌شده، {new} تازه."
        ),
        _("تبار با ‎--commit نوشته و در صفحهٔ هر محدوده نشان داده می‌شود."),
    ),
    "lineage_renamed": (
        NOTE,
        _("نام {area} در ویرایش پیشین «{before}» بود و «{name}» می‌شود."),
        _("اگر محدودهٔ دیگری است، کد را درست کنید."),
    ),
    "lineage_split": (
        NOTE,
        _(
            "«{name}» ({area}) از «{before}» ({before_code}) جدا شده است: {of_new} درصد مرز تازه و"
            " {of_old} درصد مرز پیشین مشترک است."
        ),
        _("آمار کد پیشین به آن نمی‌رسد. اگر تبار دیگری دارد، پس از ثبت آن را در مدیریت تغییر دهید."),
    ),
    "lineage_merged": (
        NOTE,
        _(
            "«{before}» ({before_code}) در «{name}» ({area}) ادغام شده است: {of_new} درصد مرز تازه"
            " و {of_old} درصد مرز پیشین مشترک است."
        ),
        _("آمار کد پیشین به آن نمی‌رسد. اگر تبار دیگری دارد، پس از ثبت آن را در مدیریت تغییر دهید."),
    ),
    "lineage_new": (
        NOTE,
        _("«{name}» ({area}) تازه است و در ویرایش پیشین نبود."),
        _("اگر محدوده‌ای شناخته‌شده است، کد را درست کنید."),
    ),
    "lineage_other_code": (
        WARNING,
        _("«{name}» ({area}) همان محدودهٔ «{before}» ({before_code}) با کدی دیگر است."),
        _(
            "آمار به کد وابسته است و با کد تازه نشان داده نمی‌شود. اگر همان محدوده است، کد پیشین را"
            " بنویسید."
        ),
    ),
    "lineage_ended": (
        WARNING,
        _("«{name}» ({area}) جانشین ندارد. هیچ محدوده‌ای در ویرایش تازه جای آن نیست."),
        _("اگر از فهرست حذف شده، درست است. وگرنه ردیف آن را اضافه کنید یا کد آن را درست کنید."),
    ),
    "lineage_not_measured": (
        WARNING,
        _("مقایسهٔ مرزهای پیشین و تازه به پایان نرسید و تبار تنها از روی کدها نوشته می‌شود."),
        _("جدا شدن‌ها و ادغام‌ها را پس از ثبت در مدیریت وارد کنید."),
    ),
}
