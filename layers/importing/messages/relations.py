"""This file holds the words of findings about areas side by side: siblings, and old and new."""

from layers.importing.messages.entry import NOTE, WARNING, Wording

SIBLING_WORDING = {
    "overlaps_row": Wording(
        WARNING,
        "«{name}» ({area}) و «{other}» ({other_code}، ردیف {other_row}) {hectares} هکتار روی هم‌اند:"
        " {percent} درصد آن که کوچک‌تر است.",
        "“{name}” ({area}) and “{other}” ({other_code}, row {other_row}) overlap by {hectares} ha:"
        " {percent} % of the smaller one.",
        "چیزی بریده نمی‌شود. اگر خطای ترسیم است، مرز مشترک را در QGIS یکی کنید (Snap geometries).",
        "Nothing is cut. If it is a slip, make their common border one in QGIS (Snap geometries).",
    ),
    "same_boundary": Wording(
        WARNING,
        "«{name}» ({area}) و «{other}» ({other_code}، ردیف {other_row}) یک مرز دارند"
        " ({hectares} هکتار، {percent} درصد).",
        "“{name}” ({area}) and “{other}” ({other_code}, row {other_row}) have one boundary"
        " ({hectares} ha, {percent} %).",
        "ببینید کدام کد از آن این مرز است و مرز دیگری را بیاورید یا ردیفش را بردارید.",
        "See whose boundary it is, and bring the other's own or remove its row.",
    ),
    "overlaps_area": Wording(
        WARNING,
        "«{name}» ({area}) با «{other}» ({other_code}) که در ویرایش {edition} هست {hectares} هکتار"
        " روی هم‌اند: {percent} درصد آن که کوچک‌تر است.",
        "“{name}” ({area}) overlaps “{other}” ({other_code}), which is in the edition {edition}, by"
        " {hectares} ha: {percent} % of the smaller one.",
        "چیزی بریده نمی‌شود. اگر یکی جای دیگری را گرفته است، ویرایش تازه‌ای بسازید (بی ‎--edition).",
        "Nothing is cut. If one replaces the other, make a new edition (without --edition).",
    ),
    "same_as_area": Wording(
        WARNING,
        "مرز «{name}» ({area}) همان مرز «{other}» ({other_code}) در ویرایش {edition} است"
        " ({hectares} هکتار، {percent} درصد).",
        "The boundary of “{name}” ({area}) is that of “{other}” ({other_code}) in the edition"
        " {edition} ({hectares} ha, {percent} %).",
        "ببینید کد درست کدام است؛ یک جا نباید دو کد داشته باشد.",
        "See which code is right; one place should not have two.",
    ),
    "overhangs_not_measured": Wording(
        WARNING,
        "این که هر جا چه اندازه از بالادست خود بیرون است تا پایان سنجیده نشد.",
        "How far the areas reach beyond those that hold them was not measured to the end.",
        "مرزها را ساده کنید یا پرونده را بخش کنید.",
        "Simplify the shapes or split the file.",
    ),
    "overlaps_not_measured": Wording(
        WARNING,
        "هم‌پوشی مرزها با هم تا پایان سنجیده نشد.",
        "Whether the boundaries overlap each other was not measured to the end.",
        "مرزها را ساده کنید یا پرونده را بخش کنید.",
        "Simplify the shapes or split the file.",
    ),
}

LINEAGE_WORDING = {
    "lineage_found": Wording(
        NOTE,
        "تبار نسبت به {editions}: {same} جا همان، {renamed} با نام تازه، {split} جداشده،"
        " {merged} یکی‌شده، {new} تازه.",
        "Lineage from {editions}, in areas: {same} the same, {renamed} renamed, {split} split,"
        " {merged} merged, {new} new.",
        "با ‎--commit نوشته می‌شود و در صفحهٔ هر جا دیده می‌شود.",
        "It is written with --commit and shown on each area's page.",
    ),
    "lineage_renamed": Wording(
        NOTE,
        "{area} در ویرایش پیش «{before}» بود و «{name}» می‌شود.",
        "{area} was “{before}” in the edition before and becomes “{name}”.",
        "اگر جای دیگری است، کد را درست کنید.",
        "If it is another place, correct the code.",
    ),
    "lineage_split": Wording(
        NOTE,
        "«{name}» ({area}) از «{before}» ({before_code}) جدا شده است:"
        " {of_new} درصد مرز تازه و {of_old} درصد مرز پیشین یکی است.",
        "“{name}” ({area}) was split from “{before}” ({before_code}): they share"
        " {of_new} % of the new boundary and {of_old} % of the old one.",
        "رقم‌های کد پیشین به آن نمی‌رسد؛ اگر تبار دیگری دارد، پس از ثبت در مدیریت درستش کنید.",
        "Figures of the old code do not pass to it; another lineage can be set in the"
        " administration afterwards.",
    ),
    "lineage_merged": Wording(
        NOTE,
        "«{before}» ({before_code}) در «{name}» ({area}) یکی شده است:"
        " {of_new} درصد مرز تازه و {of_old} درصد مرز پیشین یکی است.",
        "“{before}” ({before_code}) was merged into “{name}” ({area}): they share"
        " {of_new} % of the new boundary and {of_old} % of the old one.",
        "رقم‌های کد پیشین به آن نمی‌رسد؛ اگر تبار دیگری دارد، پس از ثبت در مدیریت درستش کنید.",
        "Figures of the old code do not pass to it; another lineage can be set in the"
        " administration afterwards.",
    ),
    "lineage_new": Wording(
        NOTE,
        "«{name}» ({area}) تازه است؛ در ویرایش پیش چیزی به جای آن نبود.",
        "“{name}” ({area}) is new; nothing stood for it in the edition before.",
        "اگر جای شناخته‌ای است، کد را درست کنید.",
        "If it is a known place, correct the code.",
    ),
    "lineage_other_code": Wording(
        WARNING,
        "«{name}» ({area}) همان زمین «{before}» ({before_code}) است با کدی دیگر.",
        "“{name}” ({area}) is the ground of “{before}” ({before_code}) under another code.",
        "رقم‌ها به کد بسته‌اند و با کد تازه دیده نمی‌شوند؛ اگر همان جاست، کد پیشین را بنویسید.",
        "Figures hang on the code and are not seen under the new one; if it is the same place,"
        " write the old code.",
    ),
    "lineage_ended": Wording(
        WARNING,
        "«{name}» ({area}) بی‌جانشین است: از مرز آن در ویرایش تازه جایی نمانده است.",
        "“{name}” ({area}) has no successor: no area of the new edition stands for it.",
        "اگر از فهرست کنار رفته درست است؛ وگرنه ردیف آن را بیفزایید یا کدش را درست کنید.",
        "Right if it was given up; otherwise add its row or correct its code.",
    ),
    "lineage_not_measured": Wording(
        WARNING,
        "مرزهای پیشین و تازه تا پایان سنجیده نشد و تبار تنها از روی کدها نوشته می‌شود.",
        "Old and new boundaries were not measured to the end; lineage goes by codes alone.",
        "جداشدن‌ها و یکی‌شدن‌ها را پس از ثبت در مدیریت بنویسید.",
        "Write what was split or merged in the administration afterwards.",
    ),
}

KIN_WORDING = SIBLING_WORDING | LINEAGE_WORDING
