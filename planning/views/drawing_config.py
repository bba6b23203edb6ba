"""This file makes the configuration of the drawing page's scripts: addresses, the area, texts."""

from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layers.geos import to_shapely
from layers.map_config import map_addresses, map_locale, map_texts, symbols, words
from layers.map_view.config import view_config, view_texts
from layers.queries import Bounds, area, bounds_of
from persian.digits import is_persian
from planning.map_layer import states
from planning.models import Revision
from planning.pages.drawing import DrawPage
from planning.shapes.files import file_too_large
from planning.shapes.geojson import as_geojson
from planning.shapes.operations import MOST_EDITED

# Stand in address patterns where the browser puts a code, a name.
CODE_SLOT, NAME_SLOT = "CODE", "NAME"
# Addresses take nothing but codes of target areas.
SOME_CODE = "T0000-000"


def draw_config(page: DrawPage, *, user_id: int | None) -> dict[str, object]:
    """The JSON of <script id="page-config">; docs stand at the JSDoc types in draw/state.js."""
    language = "fa" if is_persian(get_language() or "fa") else "en"
    return {
        "language": language,
        # The back button leaves the drawing.
        **view_config(page.view.colours.view, steps=()),
        "addresses": {**map_addresses(), **draw_addresses()},
        "symbols": symbols(),
        "words": words(language) | {"state": states()},
        "texts": {**map_texts(), **view_texts(), **block_texts(), **texts()},
        "locale": map_locale(),
        "draw": {
            "user": user_id,
            "code": page.target.code if page.target else None,
            "key": str(uuid4()),
            "county": page.county.code,
            "bounds": opening_bounds(page),
            "saved": saved(page.revision) if page.revision else None,
            "most_edited": MOST_EDITED,
        },
    }


def opening_bounds(page: DrawPage) -> Bounds:
    """What the map shows first, degrees: the area, else its county, else all that is coloured."""
    if page.revision:
        west, south, east, north = page.revision.boundary.extent
        return west, south, east, north
    return page.bounds if page.is_named else bounds_of(area(page.view.colours.table.parent.code))


def draw_addresses() -> dict[str, str]:
    return {
        "county": reverse("planning:draw_county"),
        "panels": reverse("planning:draw_colours"),
        "block_values": reverse("layers:block_values", args=(NAME_SLOT,)),
        "measure": reverse("planning_data:measure"),
        "suggest": reverse("planning_data:suggest"),
        "what_if": reverse("planning_data:what_if"),
        "check": reverse("planning_data:check"),
        "operation": reverse("planning_data:operation", args=(NAME_SLOT,)),
        "read": reverse("planning_data:read"),
        "neighbours": reverse("planning_data:neighbours"),
        "save": reverse("planning_data:save"),
        "new": reverse("planning:new"),
        "draw": with_slot(reverse("planning:draw", args=(SOME_CODE,))),
        "sign_in": reverse("accounts:sign_in"),
        "submit": with_slot(reverse("planning:step", args=(SOME_CODE, "submit"))),
    }


def with_slot(address: str) -> str:
    return address.replace(SOME_CODE, CODE_SLOT)


def saved(revision: Revision) -> dict[str, Any]:
    """A revision as the browser keeps it, in the members that saving takes."""
    return {
        "number": revision.number,
        "geometry": as_geojson(to_shapely(revision.boundary)),
        "origin": revision.origin,
        "ticked": revision.ticked,
        "blocks": revision.blocks,
        "suggestion": revision.suggestion,
        "areal": revision.areal,
        "name_fa": revision.name_fa,
        "name_en": revision.name_en,
        "purpose": revision.purpose,
        "notes": revision.notes,
        "packages": revision.packages,
        "replaces": revision.replaces,
    }


def texts() -> dict[str, str]:
    """Every text of the page's scripts. The browser fills {names}, so these are no Messages."""
    return {
        **step_texts(),
        **brush_texts(),
        **figure_texts(),
        **draft_texts(),
        **suggestion_texts(),
        **what_if_texts(),
        **state_texts(),
    }


def step_texts() -> dict[str, str]:
    """The name of each step in the list of steps."""
    return {
        "step_blank": _("برگهٔ سفید"),
        "step_opened": _("بازنگری ذخیره‌شده"),
        "step_polygon": _("رسم چندضلعی"),
        "step_freehand": _("رسم آزاد"),
        "step_rectangle": _("رسم مستطیل"),
        "step_circle": _("رسم دایره"),
        "step_moved": _("جابه‌جایی رأس {number}"),
        "step_inserted": _("افزودن رأس {number}"),
        "step_deleted": _("حذف رأس {number}"),
        "step_moved_all": _("جابه‌جایی همه"),
        "step_reordered": _("جابه‌جایی سطر {number}"),
        "step_typed": _("مختصات نوشته‌شده"),
        "step_followed": _("مرز همسایه دنبال شد"),
        "step_ring_deleted": _("حذف حلقه"),
        "step_cleared": _("برداشتن همهٔ محله‌ها"),
        "step_read_typed": _("مختصات چسبانده‌شده"),
        "step_read_file": _("مرز از فایل"),
        "step_painted": _("رنگ‌زدن {count} بلوک"),
        "step_erased": _("پاک‌کردن {count} بلوک"),
        "step_blocks": _("جمع رقم‌های بلوک‌ها"),
        "step_border": _("تنها مرز، بی بلوک‌ها"),
        "step_suggested": _("پیشنهاد {number}: {indicator}"),
        "step_areal": _("محاسبه به نسبت سطح"),
        "step_not_areal": _("شمارش با مرکز بلوک‌ها"),
        "step_ticked": _("جمع رقم‌های محله‌ها"),
        "step_restored": _("پیش‌نویس ساعت {time}"),
        "step_discarded": _("دور انداختن پیش‌نویس"),
        "step_theirs": _("نسخهٔ تازهٔ سرور"),
        "step_reapplied": _("تغییر من روی نسخهٔ تازه"),
        "key_finish": _("پایان"),
        "key_back": _("یک رأس عقب"),
        "key_cancel": _("لغو"),
        "key_undo": _("یک گام عقب"),
        "key_delete": _("حذف رأس"),
        "key_erase": _("پاک‌کردن"),
        "key_toggle": _("بلوک زیر نشانه"),
        "merge_hint": _("محله یا محدوده‌ای را برای ادغام انتخاب کنید."),
        "freehand_hint": _("بکشید و رها کنید؛ خط تا {metres} متر ساده می‌شود."),
        "split_hint": _("خط برش را از یک سوی بیرون محدوده تا سوی دیگر بکشید."),
        "piece": _("بخش {number}، {area}"),
        "piece_of": _("{name}، بخش {number}"),
        "draft_of_piece": _("باز کردن پیش‌نویس بخش {number}، {area}"),
        "pieces_kept": _(
            "بخش دیگر پیش‌نویسی تازه شد. در «پیش‌نویس‌های این دستگاه» در صفحهٔ محدودهٔ تازه هم هست."
        ),
        "snapped_to": _("چسبید به مرز {name}"),
    }


def brush_texts() -> dict[str, str]:
    """What the block brush says."""
    return {
        "brush_blocks": _("بلوک رنگ‌زده: {count}"),
        "brush_hint": _("دکمهٔ راست نقشه را جابه‌جا می‌کند."),
        "brush_touch_hint": _("دو انگشت نقشه را جابه‌جا می‌کند."),
        "brush_added": _("رنگ شد: {added}. در همه {count} بلوک."),
        "brush_removed": _("پاک شد: {removed}. در همه {count} بلوک."),
        "brush_under": _("زیر نشانه: بلوک {code}، {persons}."),
        "brush_under_painted": _("زیر نشانه: بلوک {code}، {persons}، رنگ‌شده."),
        "brush_nothing_under": _("زیر نشانه بلوکی نیست."),
        "persons": _("{count} نفر"),
        "persons_suppressed": _("جمعیت پوشیده"),
        "stroke_lost": _("سرور پاسخ نداد. بلوک‌های این بار به کار نرفت. دوباره رنگ بزنید."),
    }


def figure_texts() -> dict[str, str]:
    """Texts around figures."""
    return {
        "vertices": _("{count} رأس"),
        "hectares": _("{area} هکتار"),
        "perimeter": _("محیط {length}"),
        "metres": _("{distance} متر"),
        "kilometres": _("{distance} کیلومتر"),
        "range": _("بازه: {low} تا {high}"),
        "from_whole_blocks": _("{share} از بلوک‌های کامل"),
        "method": _("روش: {method}."),
        "beside": _("محدوده {own}، شهرستان {county}، استان {province}"),
        "schools": _("مدرسه‌ها"),
        "houses": _("خانه‌های محله"),
        "prisons": _("زندان‌ها"),
        "nearest": _("نزدیک‌ترین {distance}"),
        "unlocated": _("جای {count} زندان استان نامعلوم است"),
        "near_persons": _("نزدیک {count} نفر"),
        "comma": _("، "),
        "form": _("{area}، محیط {length}."),
        "form_words": _("{area}، محیط {length}، {words}."),
        "ring_part": _("پارهٔ {part}، {count} رأس"),
        "ring_hole": _("سوراخ {ring} از پارهٔ {part}، {count} رأس"),
        "longitude_of": _("طول رأس {number}"),
        "latitude_of": _("عرض رأس {number}"),
        "unseen": _("این جدول {count} رأس دیگر را نشان نمی‌دهد. آن‌ها تغییری نمی‌کنند."),
        "repair": _("درست کردن"),
        "meant": _("این هم‌پوشانی خواسته است"),
        "not_meant": _("این هم‌پوشانی خواسته نیست"),
    }


def draft_texts() -> dict[str, str]:
    """Texts about the draft on this device, reading a boundary, and two versions."""
    return {
        "kept": _("پیش‌نویس تا {time} روی همین دستگاه نگه داشته شد"),
        "not_kept": _("این مرورگر پیش‌نویس را نگه نمی‌دارد. زود ذخیره کنید."),
        "all_saved": _("همه‌چیز روی سرور ذخیره است."),
        "look_and_save": _("نسخهٔ تازه روی نقشه است. ببینید و ذخیره کنید."),
        "unnamed": _("بی‌نام"),
        "delete_draft": _("حذف پیش‌نویس «{name}»"),
        "draft_deleted": _("پیش‌نویس از این دستگاه حذف شد."),
        "drafts_deleted": _("{count} پیش‌نویس از این دستگاه حذف شد."),
        "all_drafts": _("همهٔ {count} پیش‌نویس"),
        "sign_in": _("ورود"),
        "obstacle": _("چنان که هست منتشر نمی‌شود:"),
        "restored": _("پیش‌نویس ساعت {time} همین دستگاه برگردانده شد."),
        "older_draft": _(
            "پیش‌نویسی از {time} روی این دستگاه هست. پس از آن بازنگری تازه‌ای ذخیره شده است."
        ),
        "keep_on": _("ادامه"),
        "restore": _("بازگرداندن"),
        "discard": _("دور انداختن"),
        "drop_replaced": _("از «به‌جای» بردار و ذخیره کن"),
        "people_order": _("عدد «از» نباید از عدد «تا» بیشتر باشد."),
        "script_failed": _("بخشی از صفحه نرسید. صفحه را دوباره باز کنید. آنچه کشیده‌اید می‌ماند."),
        "reload": _("بازکردن دوباره"),
        "half_drawn": _("رسمی نیمه‌کاره است. با Enter تمامش کنید یا با Esc کنارش بگذارید."),
        "limit_reached": _("حداکثر {count} نویسه؛ بقیه پذیرفته نشد."),
        "whole_number": _("عدد درستی از {least} تا {most} بنویسید، بی‌اعشار."),
        "reading": _("در حال خواندن…"),
        "read_as": _("خوانده شد: {form}."),
        "read_file": _("فایل خوانده شد."),
        "form_geojson": "GeoJSON",
        "form_wkt": "WKT",
        "form_kml": "KML",
        "form_degrees": _("درجهٔ اعشاری"),
        "form_dms": _("درجه، دقیقه، ثانیه"),
        "form_utm": "UTM",
        "file_too_large": str(file_too_large()),
        "made_by_you": _("نسخهٔ تازه را خودتان در {time} ذخیره کرده‌اید، در پنجره یا دستگاهی دیگر."),
        "made_by": _("نسخهٔ تازه را {name} در {time} ذخیره کرده است."),
        "field_name_fa": _("نام"),
        "field_name_en": _("نام انگلیسی"),
        "field_purpose": _("هدف و دلیل"),
        "field_notes": _("یادداشت"),
        "field_packages": _("بسته‌ها"),
        "field_replaces": _("به‌جای"),
        "field_area": _("مساحت"),
    }


def suggestion_texts() -> dict[str, str]:
    """Texts of the tray of suggestions."""
    return {
        "suggesting": _("در حال جست‌وجو…"),
        "suggested": _("{count} پیشنهاد روی نقشه است. یکی را انتخاب کنید."),
        "suggested_number": _("پیشنهاد {number}"),
        "suggested_show": _("پیشنهاد {number} را روی نقشه نشان بده"),
        "suggested_choose": _("انتخاب"),
        "suggested_population": _("جمعیت"),
        "suggested_county": _("{indicator} (شهرستان: {value})"),
        "suggested_share": _("سهم از نیاز شهرستان"),
        "suggested_area": _("مساحت، هکتار"),
        "suggested_shape": _("شکل"),
        "suggested_polsby": _("پولزبی–پاپر"),
        "suggested_polsby_is": _(
            "پولزبی–پاپر: مساحت در برابر محیط. ۱ یعنی دایره؛ هرچه کمتر، مرز پیچیده‌تر."
        ),
        "suggested_reock": _("رئوک"),
        "suggested_reock_is": _(
            "رئوک: مساحت در برابر کوچک‌ترین دایرهٔ گرد آن. ۱ یعنی دایره؛ هرچه کمتر، کشیده‌تر."
        ),
    }


def what_if_texts() -> dict[str, str]:
    """Texts of the county without and with the draft."""
    return {
        "what_if_asking": _("در حال شمردن…"),
        "what_if_no_shape": _("نخست محدوده را بکشید."),
        "what_if_persons": _("ساکنان"),
        "what_if_uninsured": _("بدون بیمهٔ سلامت"),
        "what_if_out_of_school": _("کودک بازمانده از تحصیل"),
        "what_if_tenant_households": _("خانوار مستأجر"),
        "what_if_about": "≈ {count}",
        "what_if_loaded": _(
            "بلوک‌های بارگذاری‌شدهٔ این شهرستان {persons} نفر دارند. جمعیت منتشرشدهٔ آن در سال"
            " {year}، {published} نفر است."
        ),
        "what_if_part": _("سهم‌ها از بلوک‌های بارگذاری‌شده است، نه از همهٔ شهرستان."),
        "what_if_without_blocks": _(
            "محله‌هایی که بلوکی در آن‌ها بارگذاری نشده و ساکنانشان در سهم‌ها نیستند ({count}):"
            " {names}."
        ),
        "what_if_empty": _(
            "هیچ بلوکی از این شهرستان درون محدوده نیست. سهم پس از انتشار معلوم نیست."
        ),
        "what_if_elsewhere": _("بخشی از محدوده در شهرستان دیگری است. آن بخش این‌جا شمرده نشده است."),
        "what_if_other_method": _(
            "رقم‌های کنار نقشه به روش دیگری شمرده شده‌اند و ممکن است با این‌ها یکی نباشند."
        ),
        "what_if_rounded": _(
            "این شهرستان بیرون از حوزهٔ شماست: رقم‌ها از داده‌های منتشرشده و گرد به ده است، و رقم"
            " کمتر از ۱۰۰ نفر داده نمی‌شود."
        ),
        "what_if_bar_area": _("کم‌محروم‌ترین محلهٔ هدف، {name}: {rate}، نزدیک {persons} نفر"),
        "what_if_bar_draft": _("این محدوده: {rate}، نزدیک {persons} نفر"),
        "what_if_bar_county": _("رقم منتشرشدهٔ شهرستان در سال {year}: {rate}"),
        "what_if_no_area": _("محلهٔ هدفی با دست‌کم ۱۰۰ نفر نیست که با آن مقایسه شود."),
        "what_if_no_draft": _("در این محدوده کمتر از ۱۰۰ نفر شمرده شده‌اند: با آن مقایسه نمی‌شود."),
        "what_if_found": _("{count} جا با {persons} نفر بیرون می‌مانند و وضع بدتری دارند."),
        "what_if_none": _("جایی که با اطمینان وضع بدتری داشته باشد پیدا نشد."),
        "what_if_place": _("{persons} نفر، {count} بلوک"),
        "what_if_worse_both": _("بدتر از هر دو"),
        "what_if_worse_area": _("بدتر از {name}"),
        "what_if_worse_draft": _("بدتر از این محدوده"),
        "what_if_show": _("جای {number} را روی نقشه نشان بده"),
        "what_if_more": _("و {count} جای دیگر با {persons} نفر."),
    }


def state_texts() -> dict[str, str]:
    """Why a button is disabled, and what went wrong."""
    return {
        "need_shape": _("برای ذخیره، نخست محدوده را بکشید."),
        "need_name": _("برای ذخیره، نام محدوده را بنویسید."),
        "need_server": _("ارتباط با سرور قطع است. پیش‌نویس روی همین دستگاه می‌ماند."),
        "need_repair": _("پیش از ارسال، آنچه را با رنگ سرخ آمده است برطرف کنید."),
        "unchecked": _("سرور این شکل را هنوز بررسی نکرده است. کمی بعد دوباره تلاش کنید."),
        "overtaken": _(
            "پیش از پاسخ سرور گام دیگری برداشتید. آنچه برای این کار کشیدید به کار نرفت. آن را"
            " دوباره بکشید."
        ),
        "unsaved": _("تغییرهایی هنوز روی سرور ذخیره نشده است."),
        "is_saved": _("همه‌چیز روی سرور ذخیره است."),
        "saved": _("بازنگری {number} ذخیره شد."),
        "not_saved": _("ذخیره نشد. پیش‌نویس روی همین دستگاه مانده است."),
        "conflict_waits": _(
            "ذخیره نشد: شخص دیگری بازنگری تازه‌ای ذخیره کرده است. دوباره ذخیره کنید و یکی را"
            " برگزینید."
        ),
        "draft_is_open": _(
            "این پیش‌نویس در پنجرهٔ دیگری باز است. آنچه در این پنجره می‌کشید محدودهٔ دیگری می‌شود."
        ),
        "failed_kept": _("سرور پاسخ نداد. آنچه کشیده‌اید مانده است. دوباره تلاش کنید."),
        "draw_no_webgl": _(
            "این مرورگر نقشه را نمی‌کشد (WebGL در دسترس نیست). از «از محله‌ها»، «مختصات» یا «فایل»"
            " استفاده کنید."
        ),
    }


def block_texts() -> dict[str, str]:
    """Texts of the colours of blocks."""
    return {
        "block": _("بلوک {code}"),
        "between": _("{low} تا {high}"),
        "source_of": _("منبع"),
        "blocks_counted": _("{count} بلوک در {county}"),
        "no_blocks": _("برای {county} بلوک سرشماری بارگذاری نشده است."),
    }
