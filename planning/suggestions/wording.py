"""This file says in words from which suggestion an area began."""

from layers.messages import Digits, Names, Worded
from layers.messages import message as _
from layers.models import Indicator
from layers.problems import BadParameter
from planning.models import Revision
from planning.statistics.area_statistics import MIXED
from planning.suggestions.parameters import Suggestion, read_suggestion
from planning.suggestions.signature import digest_of

SHAPES = {
    "any": _("هر شکلی"),
    "fair": _("نسبتاً فشرده"),
    "compact": _("فشرده"),
}
COUNTY, VIEW = _("همهٔ شهرستان"), _("در دید نقشه")
SAME = _("بلوک‌های آن درست همان بلوک‌های پیشنهاد است.")
CHANGED = _("بلوک‌ها یا مرز آن پس از پیشنهاد تغییر کرده است.")
EXACT, PUBLIC = _("رقم‌های دقیق"), _("رقم‌های منتشرشده")


def described(revision: Revision) -> Worded | None:
    """From which suggestion a revision began, and whether it still is that; None without one.

    What earlier releases stored does not tell which blocks were suggested.
    """
    try:
        found = read_suggestion(revision.suggestion)
    except BadParameter:
        return None
    if not found.digest:
        return began(found)
    now = SAME if is_unchanged(revision, found) else CHANGED
    return _("{began} {now}", began=began(found), now=now)


def began(found: Suggestion) -> Worded:
    """The number of a suggestion and what was asked for, as a sentence."""
    asked = found.asked
    indicator = Indicator.objects.filter(code=asked.indicator).first()
    name = Names(indicator.name_fa, indicator.name_en) if indicator else Digits(asked.indicator)
    return _(
        "شروع از پیشنهاد {number}: {indicator}، {low} تا {high} نفر، {shape}، {place}، {counts}.",
        number=found.alternative,
        indicator=name,
        low=asked.people_from,
        high=asked.people_to,
        shape=SHAPES[asked.compactness],
        place=VIEW if asked.bbox else COUNTY,
        counts=EXACT if asked.exact else PUBLIC,
    )


def is_unchanged(revision: Revision, found: Suggestion) -> bool:
    """Whether a revision has exactly the suggested blocks, and no other border than theirs."""
    is_painted = revision.origin in (Revision.Origin.PAINTED, Revision.Origin.RESTORED)
    is_mixed = revision.statistics["method"]["code"] == MIXED.code
    return is_painted and not is_mixed and digest_of(revision.blocks) == found.digest
