"""This file finds the edition in force for a level and province, today or before a given day."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q

from layers.messages import message as _
from layers.models import CurrentEdition, Edition, Level
from layers.problems import NotFound


def edition_in_force(level: Level, province: str) -> Edition | None:
    """The edition in force today, with its source; None if no edition is in force."""
    row = (
        CurrentEdition.objects.filter(level=level, province_code=province)
        .select_related("edition__source")
        .first()
    )
    return row.edition if row else None


def editions_before(
    level: Level,
    provinces: Collection[str],
    day: date,
    *,
    edition: Edition | None = None,
    invented_too: bool = False,
) -> dict[str, Edition]:
    """Province → the edition in force there until `edition` begins on `day`.

    Of the editions that begin on `day`, only those created before `edition` count. Invented
    editions do not count unless `invented_too`.
    """
    begun = Edition.objects.filter(
        Q(in_force_to=None) | Q(in_force_to__gte=day - timedelta(days=1)),
        level=level,
        is_published=True,
        provinces__overlap=sorted(provinces),
        in_force_from__lte=day,
    )
    if edition is not None:
        begun = begun.filter(Q(in_force_from__lt=day) | Q(pk__lt=edition.pk)).exclude(pk=edition.pk)
    if not invented_too:
        begun = begun.exclude(synthetic=True)
    # The newest comes last and wins, as in the view of the editions in force.
    return {
        province: each
        for each in begun.order_by("in_force_from", "pk")
        for province in each.provinces
        if province in provinces
    }


def published_edition(code: str) -> Edition:
    """The published edition of this code. Raises NotFound."""
    edition = Edition.objects.filter(code=code, is_published=True).first()
    if edition is None:
        raise NotFound(
            _("ویرایش منتشرشده‌ای با کد «{code}» نیست. کد را بررسی کنید.", code=code),
            parameter="edition",
        )
    return edition
