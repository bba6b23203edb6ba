"""This file reads a filter in CQL2 text and makes a condition of it.

Every property is looked up among the queryables before it becomes SQL, which is the published
expression of that field; every literal becomes an argument. Geometry is compared with boxes and
points only, so that no request brings shapes that take long.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from layers.exporting.selection import KIND_COLUMNS, Selection
from layers.messages import message as _
from layers.ogc.boxes import touches_box, touches_point
from layers.ogc.conditions import Condition
from layers.ogc.crs import ReferenceSystem, system
from layers.ogc.properties import GEOMETRY, queryable
from layers.ogc.words import END, Kind, Word, unreadable, words
from layers.parameters import one_of
from layers.problems import BadParameter

LANGUAGE = "cql2-text"
# The name of the draft, under which GDAL sends conditions (GDAL 3.12): 1 for TRUE, and ILIKE.
DRAFT = "cql-text"
LANGUAGES = (LANGUAGE, DRAFT)
MOST_CONDITIONS = 50
DEEPEST = 50
MOST_WILDCARDS = 10
COMPARISONS = frozenset(("=", "<>", "<", "<=", ">", ">="))


@dataclass(frozen=True)
class Operand:
    """One side of a comparison. type: String, Number or Boolean, as in the catalogue, or Date."""

    sql: str
    type: str


def filter_of(selection: Selection, values: Mapping[str, str]) -> Condition | None:
    """The condition of `filter`, or None if absent. Raises BadParameter."""
    language = one_of(values, "filter-lang", LANGUAGES, LANGUAGE)
    told = system(values, "filter-crs")
    if "filter" not in values:
        for name in ("filter-lang", "filter-crs"):
            if name in values:
                raise BadParameter(name, _("تنها همراه filter معنا دارد."))
        return None
    return Reader(selection, told, words(values["filter"]), is_draft=language == DRAFT).whole()


class Reader:
    """Reads the words of one filter from the first to the last."""

    def __init__(
        self, selection: Selection, told: ReferenceSystem, found: list[Word], *, is_draft: bool
    ) -> None:
        self.selection = selection
        self.told = told
        self.words = found
        self.is_draft = is_draft
        self.at = 0
        self.depth = 0
        self.conditions = 0
        self.arguments: dict[str, object] = {}

    def whole(self) -> Condition:
        sql = self.either()
        if self.next != END:
            raise self.wrong()
        return Condition(sql, self.arguments)

    @property
    def next(self) -> Word:
        return self.words[self.at]

    def wrong(self) -> BadParameter:
        """The error of a word that cannot stand where it does."""
        rest = [str(word.value) for word in self.words[self.at : self.at + 5]]
        return unreadable(" ".join(rest).strip())

    def takes(self, *values: str) -> bool:
        """Whether the next words are these keywords or signs; they are then behind us."""
        ahead = self.words[self.at : self.at + len(values)]
        kinds = (Kind.KEYWORD, Kind.SIGN)
        if [word.value for word in ahead if word.kind in kinds] != list(values):
            return False
        self.at += len(values)
        return True

    def need(self, *values: str) -> None:
        for value in values:
            if not self.takes(value):
                raise self.wrong()

    def take(self, kind: Kind) -> Word:
        word = self.next
        if word.kind != kind:
            raise self.wrong()
        self.at += 1
        return word

    # Conditions: OR binds less than AND, and AND less than NOT.
    def either(self) -> str:
        parts = [self.both()]
        while self.takes("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def both(self) -> str:
        parts = [self.negated()]
        while self.takes("AND"):
            parts.append(self.negated())
        return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"

    def negated(self) -> str:
        if self.takes("NOT"):
            return f"NOT ({self.deeper(self.negated)})"
        if self.takes("("):
            sql = self.deeper(self.either)
            self.need(")")
            return sql
        return self.condition()

    def deeper(self, read: Callable[[], str]) -> str:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadParameter("filter", _("بیش از {most} سطح پرانتز یا NOT دارد.", most=DEEPEST))
        sql = read()
        self.depth -= 1
        return sql

    def condition(self) -> str:
        self.conditions += 1
        if self.conditions > MOST_CONDITIONS:
            raise BadParameter("filter", _("بیش از {most} شرط دارد.", most=MOST_CONDITIONS))
        if self.takes("S_INTERSECTS"):
            return self.touching()
        left = self.operand()
        if self.takes("IS", "NULL"):
            return f"{left.sql} IS NULL"
        if self.takes("IS", "NOT", "NULL"):
            return f"{left.sql} IS NOT NULL"
        if self.next.kind == Kind.SIGN and self.next.value in COMPARISONS:
            sign = self.take(Kind.SIGN).value
            return f"{left.sql} {sign} {self.same_type(left).sql}"
        negation = "NOT " if self.takes("NOT") else ""
        return f"{left.sql} {negation}{self.extended(left)}"

    def extended(self, left: Operand) -> str:
        """LIKE, BETWEEN and IN."""
        if self.takes("LIKE"):
            return f"LIKE {self.pattern(left).sql}"
        if self.is_draft and self.takes("ILIKE"):
            return f"ILIKE {self.pattern(left).sql}"
        if self.takes("BETWEEN"):
            low = self.same_type(left).sql
            self.need("AND")
            return f"BETWEEN {low} AND {self.same_type(left).sql}"
        self.need("IN", "(")
        listed = [self.same_type(left).sql]
        while self.takes(","):
            listed.append(self.same_type(left).sql)
        self.need(")")
        return f"IN ({', '.join(listed)})"

    def operand(self) -> Operand:
        if self.takes("CASEI", "("):
            inner = self.deeper(lambda: self.text_operand().sql)
            self.need(")")
            return Operand(f"lower({inner})", "String")
        if self.next.kind == Kind.NAME:
            field = queryable(self.selection, str(self.take(Kind.NAME).value), "filter")
            return Operand(f"({field.sql})", field.type)
        return self.literal()

    def text_operand(self) -> Operand:
        found = self.operand()
        if found.type != "String":
            raise differing_types("String", found.type)
        return found

    def literal(self) -> Operand:
        for keyword in ("TRUE", "FALSE"):
            if self.takes(keyword):
                return Operand(keyword, "Boolean")
        if self.takes("DATE", "(") or self.takes("TIMESTAMP", "("):
            return self.instant()
        if self.next.kind == Kind.TEXT:
            return Operand(f"{self.argument(self.take(Kind.TEXT).value)}::text", "String")
        return Operand(self.argument(self.take(Kind.NUMBER).value), "Number")

    def instant(self) -> Operand:
        """A day or a moment; no property of today is one, so the comparison names both types."""
        text = str(self.take(Kind.TEXT).value)
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise unreadable(text) from None
        self.need(")")
        return Operand(f"{self.argument(text)}::timestamptz", "Date")

    def argument(self, value: object) -> str:
        name = f"filter{len(self.arguments)}"
        self.arguments[name] = value
        return f"%({name})s"

    def same_type(self, left: Operand) -> Operand:
        right = self.operand()
        if self.is_draft and (left.type, right.type) == ("Boolean", "Number"):
            return Operand(f"({right.sql} <> 0)", "Boolean")
        if right.type != left.type:
            raise differing_types(left.type, right.type)
        return right

    def pattern(self, left: Operand) -> Operand:
        """The pattern of LIKE: % and _ stand for letters, after a backslash for themselves."""
        begun = self.at
        right = self.same_type(left)
        if left.type != "String":
            raise differing_types("String", left.type)
        texts = [str(w.value) for w in self.words[begun : self.at] if w.kind == Kind.TEXT]
        if len(texts) != 1:
            self.at = begun
            raise self.wrong()
        stripped = texts[0].rstrip("\\")
        if (len(texts[0]) - len(stripped)) % 2 or texts[0].count("%") > MOST_WILDCARDS:
            raise BadParameter(
                "filter",
                _("الگوی LIKE با \\ تمام نمی‌شود و حداکثر {most} بار % دارد.", most=MOST_WILDCARDS),
            )
        return right

    # Geometry.
    def touching(self) -> str:
        self.need("(")
        name = str(self.take(Kind.NAME).value)
        if name != GEOMETRY:
            raise BadParameter(
                "filter", _("در S_INTERSECTS نخست {name} و سپس BBOX یا POINT بدهید.", name=GEOMETRY)
            )
        self.need(",")
        condition = self.box() if self.takes("BBOX", "(") else self.point()
        self.need(")", ")")
        self.arguments |= condition.arguments
        return condition.sql

    def box(self) -> Condition:
        corners = [self.coordinate()]
        for _corner in range(3):
            self.need(",")
            corners.append(self.coordinate())
        return touches_box(self.shape_name(), corners, self.told, self.columns, parameter="filter")

    def point(self) -> Condition:
        self.need("POINT", "(")
        position = [self.coordinate(), self.coordinate()]
        return touches_point(
            self.shape_name(), position, self.told, self.columns, parameter="filter"
        )

    def coordinate(self) -> float:
        return float(self.take(Kind.NUMBER).value)

    def shape_name(self) -> str:
        return f"shape{self.conditions}"

    @property
    def columns(self) -> dict[str, str]:
        return KIND_COLUMNS[self.selection.spec.kind]


def differing_types(wanted: str, found: str) -> BadParameter:
    return BadParameter(
        "filter",
        _("مقدار از نوع {wanted} لازم است، نه {found}.", wanted=wanted, found=found),
    )
