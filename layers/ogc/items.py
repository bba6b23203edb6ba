"""This file reads pages of features: the rows, values and rights of an export."""

from dataclasses import dataclass, field
from pathlib import Path

from layers.catalogue import Field
from layers.db import fetch, statement
from layers.exporting.selection import Selection, arguments, statement_parts
from layers.messages import message as _
from layers.ogc.conditions import Condition, all_of
from layers.ogc.crs import CRS84, ReferenceSystem
from layers.ogc.paging import Place, beyond
from layers.ogc.sorting import Key
from layers.problems import NotFound
from layers.tiles.cut import layer_token, select_list

SQL = Path(__file__).parent / "sql"
# More matching features than this are not counted while somebody waits.
MOST_COUNTED = 100_000


@dataclass(frozen=True)
class Question:
    """Which features of a collection are asked for, and how they are given.

    selection: the layer, of a restricted one the rows that the person may see, and the figures to
    add. conditions: what the request asks. place: where the page begins; None for the first.
    """

    selection: Selection
    properties: tuple[Field, ...]
    keys: tuple[Key, ...] = ()
    conditions: list[Condition] = field(default_factory=list)
    told: ReferenceSystem = CRS84
    limit: int = 1
    place: Place | None = None


@dataclass(frozen=True)
class Answer:
    """Features as GeoJSON texts in their order, the places of the pages around, and the count.

    matched: None where there are too many to count.
    """

    features: list[str]
    previous: Place | None
    following: Place | None
    matched: int | None


def page(question: Question) -> Answer:
    """A page of features, and whether others precede or follow."""
    backwards = bool(question.place and question.place.backwards)
    rows = read(question)
    has_more = len(rows) > question.limit
    rows = rows[: question.limit]
    if backwards:
        rows.reverse()
    matched = question.place.matched if question.place else count(question)
    has_previous = has_more if backwards else question.place is not None
    has_following = backwards or has_more
    return Answer(
        features=[row[0] for row in rows],
        previous=Place(rows[0][1:], matched, True) if rows and has_previous else None,
        following=Place(rows[-1][1:], matched) if rows and has_following else None,
        matched=matched,
    )


def one(question: Question, code: str) -> str:
    """The feature of this code as GeoJSON text. Raises NotFound."""
    by_code = Condition("feature.code = %(code)s", {"code": code})
    text, given = items_statement(question, by_code, order="feature.code", limit=1)
    rows = fetch(text, given)
    if not rows:
        raise NotFound(_("در این لایه عارضه‌ای با کد «{code}» نیست.", code=code))
    return str(rows[0][0])


def read(question: Question) -> list[tuple]:
    """The rows of a page, and one more where there is one; backwards from the last."""
    backwards = bool(question.place and question.place.backwards)
    asked = list(question.conditions)
    if question.place:
        asked.append(beyond(question.keys, question.place))
    return fetch(
        *items_statement(
            question,
            all_of(asked),
            order=", ".join(key.order(backwards=backwards) for key in question.keys),
            limit=question.limit + 1,
        )
    )


def items_statement(
    question: Question, condition: Condition, *, order: str, limit: int
) -> tuple[str, dict[str, object]]:
    """The statement of a page and its arguments."""
    parts = statement_parts(question.selection)
    # Not the cached form of `statement`: the parts depend on the request.
    text = statement(SQL / "items.sql").format(
        **parts
        | {
            "geometry": question.told.geometry(parts),
            "decimals": question.told.decimals,
            "columns": select_list(question.properties),
            "keys": "".join(f", ({key.sql})::text" for key in question.keys),
            "condition": condition.sql,
            "order": order,
            "limit": limit,
        }
    )
    return text, _arguments(question, condition)


def _arguments(question: Question, condition: Condition) -> dict[str, object]:
    return arguments(question.selection) | dict(condition.arguments)


# How many features a public layer has, by its state; one entry a layer.
_totals: dict[str, tuple[str, int]] = {}


def count(question: Question) -> int | None:
    """How many features match; None where there are too many to count."""
    spec = question.selection.spec
    if question.conditions or spec.restricted or question.selection.table:
        found = _count(question, f"LIMIT {MOST_COUNTED + 1}")
        return found if found <= MOST_COUNTED else None
    state = layer_token(spec)
    known = _totals.get(spec.id)
    if known is None or known[0] != state:
        known = _totals[spec.id] = (state, _count(question, ""))
    return known[1]


def _count(question: Question, limit: str) -> int:
    condition = all_of(question.conditions)
    text = statement(SQL / "matched.sql").format(
        **statement_parts(question.selection) | {"condition": condition.sql, "limit": limit}
    )
    return int(fetch(text, _arguments(question, condition))[0][0])
