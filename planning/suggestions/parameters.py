"""This file reads the parameters of a suggestion, posted or stored with a revision; no database.

docs/data-dictionary.md, "Suggested areas", says what each does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from layers.messages import message as _
from layers.models.base import EAST, NORTH, SOUTH, WEST
from layers.problems import BadParameter
from planning.asked import county_code, indicator_code
from planning.suggestions.alternatives import ALTERNATIVES

# Raised whenever the same parameters and data would give other areas.
METHOD = 2
# The wish for compactness, and the power of the shape in the objective.
SHAPE_POWERS = {"any": 0.0, "fair": 0.25, "compact": 0.5}
FEWEST_PEOPLE, MOST_PEOPLE = 100, 50_000
WIDEST_VIEW_DEG = 2.0
ASKED = ("county", "indicator", "people_from", "people_to", "compactness", "bbox", "exact")
KEPT = (*ASKED, "method", "alternative", "data")
# Layers whose state decides what is suggested.
DATA = ("blocks", "neighbourhoods")

TOKEN = re.compile(r"[0-9a-f]{12}")
DIGEST_DIGITS = 16
DIGEST = re.compile(rf"[0-9a-f]{{{DIGEST_DIGITS}}}")
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Parameters:
    """What is asked for.

    county: its code. indicator: its code. people_from, people_to: persons, both included.
    compactness: a key of SHAPE_POWERS. bbox: the view, west, south, east, north in degrees; None
    for the whole county. exact: whether exact counts are used; None for as exact as may be.
    """

    county: str
    indicator: str
    people_from: int
    people_to: int
    compactness: str = "fair"
    bbox: Box | None = None
    exact: bool | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "county": self.county,
            "indicator": self.indicator,
            "people_from": self.people_from,
            "people_to": self.people_to,
            "compactness": self.compactness,
            "bbox": None if self.bbox is None else list(self.bbox),
            "exact": self.exact,
        }


@dataclass(frozen=True)
class Suggestion:
    """Everything from which one suggested area can be made again.

    asked: with `exact` decided. alternative: its number, from 1. digest: of the codes of its blocks
    (planning.suggestions.signature); "" in what earlier releases stored. method: METHOD at that
    time. data: the token of each layer of DATA at that time.
    """

    asked: Parameters
    alternative: int
    data: Mapping[str, str]
    digest: str = ""
    method: int = METHOD

    def as_json(self) -> dict[str, Any]:
        """The stored form; read_suggestion reads it."""
        return {
            **self.asked.as_json(),
            "method": self.method,
            "alternative": self.alternative,
            "data": dict(self.data),
            **({"digest": self.digest} if self.digest else {}),
        }


def read_parameters(body: Mapping[str, Any]) -> Parameters:
    """The parameters in a JSON object. Raises BadParameter for what is not acceptable."""
    people_from = persons(body, "people_from")
    people_to = persons(body, "people_to")
    if people_from > people_to:
        raise BadParameter("people_from", _("نباید از «تا» بیشتر باشد."))
    return Parameters(
        county=county_code(body),
        indicator=indicator_code(body),
        people_from=people_from,
        people_to=people_to,
        compactness=compactness(body),
        bbox=view(body),
        exact=exactness(body),
    )


def read_suggestion(stored: Any) -> Suggestion:
    """A stored suggestion. Raises BadParameter for anything that as_json() cannot have written."""
    if not isinstance(stored, Mapping) or set(stored) - {"digest"} != set(KEPT):
        raise BadParameter("suggestion", _("پارامترهای یک پیشنهاد را همان‌گونه که آمد بدهید."))
    data = stored["data"]
    are_tokens = (
        isinstance(data, Mapping)
        and set(data) == set(DATA)
        and all(isinstance(each, str) and TOKEN.fullmatch(each) for each in data.values())
    )
    if not are_tokens:
        raise BadParameter("data", _("نسخهٔ داده‌های پیشنهاد را همان‌گونه که آمد بدهید."))
    digest = stored.get("digest", "")
    if "digest" in stored and not (isinstance(digest, str) and DIGEST.fullmatch(digest)):
        raise BadParameter("digest", _("چکیدهٔ پیشنهاد را همان‌گونه که آمد بدهید."))
    asked = read_parameters(stored)
    if asked.exact is None:
        raise BadParameter("exact", _("true یا false بدهید."))
    return Suggestion(
        asked=asked,
        alternative=whole(stored, "alternative", low=1, high=ALTERNATIVES),
        data={name: data[name] for name in DATA},
        digest=digest,
        method=whole(stored, "method", low=1, high=METHOD),
    )


def persons(body: Mapping[str, Any], name: str) -> int:
    return whole(body, name, low=FEWEST_PEOPLE, high=MOST_PEOPLE)


def whole(body: Mapping[str, Any], name: str, *, low: int, high: int) -> int:
    """A member that is a whole number from low to high."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadParameter(name, _("عددی صحیح از {low} تا {high} بدهید.", low=low, high=high))
    return value


def compactness(body: Mapping[str, Any]) -> str:
    value = body.get("compactness", "fair")
    if not isinstance(value, str) or value not in SHAPE_POWERS:
        raise BadParameter(
            "compactness", _("یکی از این‌ها را بدهید: {words}.", words=list(SHAPE_POWERS))
        )
    return value


def view(body: Mapping[str, Any]) -> Box | None:
    """The box of the view, 7 decimals; None for the whole county."""
    value = body.get("bbox")
    if value is None:
        return None
    wrong = BadParameter(
        "bbox",
        _(
            "غرب، جنوب، شرق و شمال دیدِ نقشه را به درجه بدهید، هر ضلع تا {most} درجه. نقشه را"
            " نزدیک‌تر کنید.",
            most=WIDEST_VIEW_DEG,
        ),
    )
    if not isinstance(value, list) or len(value) != 4:
        raise wrong
    if not all(isinstance(each, int | float) and abs(each) <= 180 for each in value):
        raise wrong
    west, south, east, north = (round(float(each), 7) for each in value)
    if not (WEST <= west < east <= EAST and SOUTH <= south < north <= NORTH):
        raise wrong
    if max(east - west, north - south) > WIDEST_VIEW_DEG:
        raise wrong
    return west, south, east, north


def exactness(body: Mapping[str, Any]) -> bool | None:
    value = body.get("exact")
    if value is not None and not isinstance(value, bool):
        raise BadParameter("exact", _("true یا false بدهید."))
    return value


def decided(asked: Parameters, *, exact: bool) -> Parameters:
    """The parameters with the exactness that was used."""
    return replace(asked, exact=exact)
