"""This file sends the service what nobody should: no text in any parameter makes it fail."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.ogc.parameters import ITEMS
from tests.layers.ogc.asking import address

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NUMBERS = st.sampled_from(["0", "-1", "2.5", "1e308", "-1e-308", "99999999999999999999"])
TEXTS = st.sampled_from(["'23'", "''", "'%'", "'\\\\'", "'it''s'", "'ی‌ک'", "'%s %(ids)s {x}'"])
NAMES = st.sampled_from(["code", "name_fa", "synthetic", "pupils", '"classrooms"', "stage"])
OTHERS = st.sampled_from(["TRUE", "false", "CASEI(name_en)", "DATE('2024-01-01')"])
OPERANDS = st.one_of(NUMBERS, TEXTS, NAMES, OTHERS)
BOXES = st.tuples(*[NUMBERS] * 4).map(lambda box: f"S_INTERSECTS(geometry, BBOX({','.join(box)}))")
POINTS = st.tuples(NUMBERS, NUMBERS).map(lambda at: f"S_INTERSECTS(geometry,POINT({' '.join(at)}))")
SIGNS = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "LIKE", "NOT LIKE", "ILIKE"])
CONDITIONS = st.one_of(
    st.tuples(OPERANDS, SIGNS, OPERANDS).map(" ".join),
    st.tuples(OPERANDS, OPERANDS, OPERANDS).map(lambda t: f"{t[0]} BETWEEN {t[1]} AND {t[2]}"),
    st.tuples(OPERANDS, st.lists(OPERANDS, min_size=1, max_size=4)).map(
        lambda t: f"{t[0]} IN ({', '.join(t[1])})"
    ),
    st.tuples(OPERANDS, st.sampled_from(["IS NULL", "IS NOT NULL"])).map(" ".join),
    BOXES,
    POINTS,
)
FILTERS = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        inner.map(lambda text: f"NOT ({text})"),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(" ".join),
    ),
    max_leaves=4,
)


@FEW
@given(text=FILTERS, language=st.sampled_from(["cql2-text", "cql-text"]))
def test_every_filter_is_answered_or_refused(client: Client, text: str, language: str) -> None:
    answer = client.get(address("schools", filter=text, filter_lang=language, limit=2))
    assert answer.status_code in (200, 400), (text, answer.content)


@FEW
@given(
    name=st.sampled_from(ITEMS),
    value=st.one_of(
        st.text(max_size=30),
        st.text("0123456789,.-+eE/ :TZ", max_size=30),
        st.lists(st.floats().map(repr), min_size=4, max_size=6).map(",".join),
    ),
)
def test_every_text_in_a_parameter_is_answered_or_refused(
    client: Client, name: str, value: str
) -> None:
    answer = client.get("/ogc/collections/prisons/items", {name: value, "limit": "1"})
    assert answer.status_code in (200, 400), (name, value, answer.content)


@FEW
@given(code=st.text(min_size=1, max_size=30))
def test_every_text_as_a_code_is_answered_or_refused(client: Client, code: str) -> None:
    answer = client.get(f"/ogc/collections/prisons/items/{quote(code, safe='', errors='replace')}")
    assert answer.status_code in (200, 301, 400, 404), (code, answer.content)
