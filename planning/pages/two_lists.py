"""This file builds the page that compares two lists of areas."""

from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from layers.geos import to_shapely
from layers.messages import Names
from layers.messages import message as _
from layers.models import Area, Edition, Level
from layers.problems import NotFound
from layers.queries import current_areas
from planning.comparing.lineage import with_forebears
from planning.comparing.lists import ListComparison, ListItem, compare_lists
from planning.comparing.result import result_csv
from planning.comparing.uploads import MOST_BYTES, MOST_ROWS, Skipped, Upload
from planning.models import State
from planning.pages.shared_parts import language
from planning.queries import target_areas, with_newest

TARGETS, EDITION = "targets-", "edition-"


@dataclass(frozen=True)
class ListChoice:
    """A list to choose. key: its name in the address."""

    key: str
    title: str


@dataclass(frozen=True)
class TwoListsPage:
    """planning/two_lists.html.

    first_key, second_key: what was chosen, empty where nothing was. comparison: None until two
    lists are there; result: the same as CSV in base64, which the page offers as a file. skipped:
    rows of an uploaded file that were left out. most_bytes, most_rows: of such a file.
    """

    choices: tuple[ListChoice, ...]
    first_key: str
    second_key: str
    first_title: str
    second_title: str
    first_count: int
    second_count: int
    comparison: ListComparison | None
    result: str
    skipped: tuple[Skipped, ...]
    most_bytes: int = MOST_BYTES
    most_rows: int = MOST_ROWS


def build_two_lists_page(
    user: Any, first_key: str, second_key: str, upload: Upload | None = None
) -> TwoListsPage:
    """upload: takes the place of the second list. Raises NotFound for a list that is not there."""
    choices = list_choices(user)
    titles = {choice.key: choice.title for choice in choices}
    for key in (first_key, second_key):
        if key and key not in titles:
            raise NotFound(
                _("فهرستی به نام «{name}» نیست. یکی از گزینه‌ها را انتخاب کنید.", name=key[:60]),
            )
    first = with_forebears(list_called(user, first_key) if first_key else ())
    second = with_forebears(
        upload.items if upload else list_called(user, second_key) if second_key else ()
    )
    is_ready = bool(first_key and (second_key or upload))
    comparison = compare_lists(first, second) if is_ready else None
    return TwoListsPage(
        choices=choices,
        first_key=first_key,
        second_key="" if upload else second_key,
        first_title=titles.get(first_key, ""),
        second_title=upload.file_name if upload else titles.get(second_key, ""),
        first_count=len(first),
        second_count=len(second),
        comparison=comparison,
        result=as_file(comparison) if comparison else "",
        skipped=upload.skipped if upload else (),
    )


def build_refused_page(user: Any, first_key: str, second_key: str) -> TwoListsPage:
    """The page with what was chosen and without a comparison, beside the reason of a refusal."""
    choices = list_choices(user)
    known = {choice.key for choice in choices}
    return TwoListsPage(
        choices=choices,
        first_key=first_key if first_key in known else "",
        second_key=second_key if second_key in known else "",
        first_title="",
        second_title="",
        first_count=0,
        second_count=0,
        comparison=None,
        result="",
        skipped=(),
    )


def as_file(comparison: ListComparison) -> str:
    """A comparison as CSV in the language of the page, base64."""
    return b64encode(result_csv(comparison, language()).encode()).decode()


def list_choices(user: Any) -> tuple[ListChoice, ...]:
    """Target areas by province, where the user sees any, then published editions."""
    codes = set(target_areas(user).values_list("province_code", flat=True))
    provinces = current_areas(Level.PROVINCE).filter(code__in=codes).defer("boundary")
    shown = Edition.objects.filter(level=Level.NEIGHBOURHOOD, is_published=True)
    editions = shown.order_by("-in_force_from", "-pk")
    title = f"title_{language()}"
    often = Counter(getattr(edition, title) for edition in editions)
    return (
        *(
            ListChoice(
                f"{TARGETS}{area.code}",
                str(_("محدوده‌های هدف: {name}", name=Names(area.name_fa, area.name_en))),
            )
            for area in provinces
        ),
        *(
            ListChoice(
                f"{EDITION}{edition.code}",
                f"{name} ({edition.code})" if often[name] > 1 else name,
            )
            for edition in editions
            for name in (getattr(edition, title),)
        ),
    )


def list_called(user: Any, key: str) -> tuple[ListItem, ...]:
    if key.startswith(TARGETS):
        return targets_of(user, key.removeprefix(TARGETS))
    return areas_of(key.removeprefix(EDITION))


def targets_of(user: Any, province: str) -> tuple[ListItem, ...]:
    """The visible target areas of a province, without withdrawn ones."""
    here = target_areas(user).filter(province_code=province).exclude(state=State.WITHDRAWN)
    revisions = list(with_newest(here, user))
    often = Counter(code for revision in revisions for code in revision.replaces)
    found = []
    for revision in revisions:
        target, replaced = revision.target_area, frozenset(revision.replaces)
        # A neighbourhood that is to be divided or merged stands beside each of the areas.
        is_alone = len(replaced) == 1 and all(often[code] == 1 for code in replaced)
        aliases = replaced if is_alone else frozenset()
        found.append(
            ListItem(
                code=target.code,
                name_fa=revision.name_fa,
                name_en=revision.name_en,
                aliases=(aliases | {target.published_code}) - {""},
                boundary=to_shapely(revision.boundary),
                address=reverse("planning:target_area", args=(target.code,)),
                forebears=replaced - aliases,
            )
        )
    return tuple(found)


def areas_of(edition_code: str) -> tuple[ListItem, ...]:
    """The neighbourhoods of an edition."""
    areas = Area.objects.filter(edition__code=edition_code, edition__is_published=True)
    return tuple(
        ListItem(
            code=area.code,
            name_fa=area.name_fa,
            name_en=area.name_en,
            boundary=to_shapely(area.boundary),
            address=f"{reverse('atlas:area', args=(area.code,))}?edition={edition_code}",
        )
        for area in areas.order_by("code")
    )
