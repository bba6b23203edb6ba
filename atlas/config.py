"""This file makes the configuration of the map page's scripts: addresses, texts, the view."""

from django.urls import reverse
from django.utils.translation import gettext as _

from layers.map_config import map_addresses, map_locale, map_texts, symbols, words
from layers.map_view.config import view_config, view_texts
from layers.map_view.view_state import ViewState
from layers.templatetags.formats import language
from planning.map_layer import states

# Stands in address patterns where the browser puts a code.
CODE_SLOT = "CODE"


def page_config(view: ViewState) -> dict[str, object]:
    """The JSON of <script id="page-config">; docs stand at the JSDoc type Config in config.js."""
    return {
        "language": language(),
        **view_config(view),
        "addresses": {
            "map": reverse("atlas:map"),
            "panels": reverse("atlas:panels"),
            "picture": reverse("atlas:picture"),
            "card": reverse("atlas:card", args=(CODE_SLOT,)),
            **map_addresses(),
        },
        "symbols": symbols(),
        "words": words(language()) | {"state": states()},
        "texts": texts(),
        "locale": map_locale(),
    }


def texts() -> dict[str, str]:
    """Every text of the page's scripts. The browser fills {names}, so these are no Messages."""
    return {
        **map_texts(),
        **view_texts(),
        "copied": _("پیوند این نما رونوشت شد."),
        "copy_failed": _("پیوند رونوشت نشد؛ نشانی را از نوار نشانی رونوشت کنید."),
        "no_webgl": _(
            "این تصویر ثابت نقشه است، زیرا مرورگر WebGL ندارد. شتاب گرافیکی را در تنظیمات مرورگر"
            " روشن کنید یا مرورگر تازه‌تری را امتحان کنید."
        ),
        "no_map": _("این تصویر ثابت نقشه است، زیرا نقشه بارگذاری نشد. صفحه را تازه کنید."),
        "not_in_picture": _("در تصویر نیست: {layers}."),
        "leave_full": _("خروج از تمام‌صفحه"),
        "enter_full": _("تمام‌صفحه"),
    }
