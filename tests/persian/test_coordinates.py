"""This file tests the parsing of positions in the many notations people use."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from persian.coordinates import (
    IRAN_LATITUDES,
    IRAN_LONGITUDES,
    Notation,
    Order,
    Position,
    Reason,
    Refusal,
    format_coordinates,
    parse_coordinates,
)
from persian.digits import to_persian

# 35°41′20″ = 35 + 41/60 + 20/3600 = 35.6888889; 51°23′ = 51.3833333.
TEHRAN = (51.3833333, 35.6888889)
LONGITUDES = st.floats(*IRAN_LONGITUDES)
LATITUDES = st.floats(*IRAN_LATITUDES)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("35.6888889, 51.3833333", Order.LATITUDE_FIRST),
        ("51.3833333 35.6888889", Order.LONGITUDE_FIRST),
        ("۳۵٫۶۸۸۸۸۸۹، ۵۱٫۳۸۳۳۳۳۳", Order.LATITUDE_FIRST),
        ("۵۱٫۳۸۳۳۳۳۳ ،۳۵٫۶۸۸۸۸۸۹", Order.LONGITUDE_FIRST),
        ("٣٥٫٦٨٨٨٨٨٩ ٥١٫٣٨٣٣٣٣٣", Order.LATITUDE_FIRST),
        ("۳۵/۶۸۸۸۸۸۹ ۵۱/۳۸۳۳۳۳۳", Order.LATITUDE_FIRST),
        ("35.6888889/51.3833333", Order.LATITUDE_FIRST),
        ("35,6888889 51,3833333", Order.LATITUDE_FIRST),
        ("51,3833333; 35,6888889", Order.LONGITUDE_FIRST),
        ("35,6888889, 51,3833333", Order.LATITUDE_FIRST),
        ("۳۵،۶۸۸۸۸۸۹ ۵۱،۳۸۳۳۳۳۳", Order.LATITUDE_FIRST),
        ("35,6888889N 51,3833333E", Order.LATITUDE_FIRST),
        ("(51.3833333; 35.6888889)", Order.LONGITUDE_FIRST),
        ("35.6888889N 51.3833333E", Order.LATITUDE_FIRST),
        ("51.3833333 E, 35.6888889 N", Order.LONGITUDE_FIRST),
        ("N 35.6888889 E 51.3833333", Order.LATITUDE_FIRST),
        ("35.6888889° n, 51.3833333° e", Order.LATITUDE_FIRST),
        ("۳۵٫۶۸۸۸۸۸۹ شمالی ۵۱٫۳۸۳۳۳۳۳ شرقی", Order.LATITUDE_FIRST),
        ("طول: ۵۱٫۳۸۳۳۳۳۳ عرض: ۳۵٫۶۸۸۸۸۸۹", Order.LONGITUDE_FIRST),
        ("عرض جغرافیایی ۳۵٫۶۸۸۸۸۸۹ شمالی، طول جغرافیایی ۵۱٫۳۸۳۳۳۳۳ شرقی", Order.LATITUDE_FIRST),
        ("lat=35.6888889, lng=51.3833333", Order.LATITUDE_FIRST),
        ("Longitude: 51.3833333 Latitude: 35.6888889", Order.LONGITUDE_FIRST),
        ("35.6888889° N 51.3833333 E", Order.LATITUDE_FIRST),
        ("\u200e35.6888889,\u00a051.3833333\n", Order.LATITUDE_FIRST),
    ],
)
def test_decimal_degrees_are_read_in_either_order(text, order):
    assert parse_coordinates(text) == Position(*TEHRAN, Notation.DECIMAL, order)


@pytest.mark.parametrize(
    "text",
    [
        "۳۵°۴۱′۲۰″N ۵۱°۲۳′۰۰″E",
        "35°41'20\"N 51°23'0\"E",
        "35° 41’ 20” N, 51° 23’ 00” E",
        "35°41'20''N 51°23'00''E",
        "N35°41′20″ E51°23′00″",
        "51°23′00″E 35°41′20″N",
        "35°41′20″ 51°23′00″",
        "35°41′20 N 51°23′00 E",
        '35º41´20.0" N 51º23´0.0" E',
        "35 41 20 N 51 23 00 E",
        "35 41 20, 51 23 00",
        "35:41:20N 51:23:00E",
        "35-41-20 N 51-23-00 E",
        "35d41m20s N 51d23m00s E",
        "35 deg 41 min 20 sec north 51 deg 23 min 0 sec east",
        "۳۵ درجه و ۴۱ دقیقه و ۲۰ ثانیه شمالی، ۵۱ درجه و ۲۳ دقیقه و ۰ ثانیه شرقی",
        "۳۵درجه ۴۱دقيقه ۲۰ثانيه شمالي ۵۱درجه ۲۳دقيقه ۰ثانيه شرقي",
    ],
)
def test_degrees_minutes_and_seconds_are_read_in_many_spellings(text):
    position = parse_coordinates(text)
    assert isinstance(position, Position)
    assert position.lon_lat == TEHRAN
    assert position.notation is Notation.SECONDS


@pytest.mark.parametrize(
    "text", ["35°41.5'N 51°23'E", "۳۵ ۴۱٫۵ ۵۱ ۲۳", "N35 41.5 E51 23", "35°41.5′ 51°23′"]
)
def test_minutes_may_have_a_fraction(text):
    position = parse_coordinates(text)
    assert isinstance(position, Position)
    # 41.5/60 = 0.6916667
    assert position.lon_lat == (51.3833333, 35.6916667)
    assert position.notation is Notation.MINUTES


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("39N 535000 3950000", Order.LONGITUDE_FIRST),
        ("39 535000 3950000", Order.LONGITUDE_FIRST),
        ("۳۹N ۵۳۵۰۰۰ ۳۹۵۰۰۰۰", Order.LONGITUDE_FIRST),
        ("۳۹ ۵۳۵٬۰۰۰ ۳٬۹۵۰٬۰۰۰", Order.LONGITUDE_FIRST),
        ("UTM zone 39N: 535000 E, 3950000 N", Order.LONGITUDE_FIRST),
        ("39S 535000mE 3950000mN", Order.LONGITUDE_FIRST),
        ("3950000 535000 39", Order.LATITUDE_FIRST),
        ("زون ۳۹ ۵۳۵۰۰۰ ۳۹۵۰۰۰۰", Order.LONGITUDE_FIRST),
    ],
)
def test_utm_is_read_with_its_zone(text, order):
    position = parse_coordinates(text)
    assert isinstance(position, Position)
    assert (position.notation, position.order, position.zone) == (Notation.UTM, order, 39)
    # 35 km east of the central meridian 51°; one degree of longitude is 90.6 km here.
    assert position.longitude == pytest.approx(51 + 35 / 90.6, abs=0.001)
    assert position.latitude == pytest.approx(35.6933, abs=0.0001)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("22 33", Reason.OUTSIDE_IRAN),
        ("48.85, 2.35", Reason.OUTSIDE_IRAN),
        ("35.69, 43.99", Reason.OUTSIDE_IRAN),
        ("40.51, 51.39", Reason.OUTSIDE_IRAN),
        ("-35.69, 51.39", Reason.OUTSIDE_IRAN),
        ("35.69S 51.39E", Reason.OUTSIDE_IRAN),
        ("35.69N 51.39W", Reason.OUTSIDE_IRAN),
        ("51.39N 35.69E", Reason.OUTSIDE_IRAN),
        ("lat 51.39 lon 35.69", Reason.OUTSIDE_IRAN),
        ("۳۵٫۶۹ جنوبی ۵۱٫۳۹ شرقی", Reason.OUTSIDE_IRAN),
        ("39N 535000 1000000", Reason.OUTSIDE_IRAN),
        ("35°60′00″N 51°23′00″E", Reason.MINUTES_OR_SECONDS),
        ("35°41′61″N 51°23′00″E", Reason.MINUTES_OR_SECONDS),
        ("35 41.5 20 51 23 0", Reason.MINUTES_OR_SECONDS),
        ("35,41,51,23", Reason.COMMAS_ALONE),
        ("۳۵،۴۱،۵۱،۲۳", Reason.COMMAS_ALONE),
        ("535000 3950000", Reason.ZONE_MISSING),
        ("37N 535000 3950000", Reason.ZONE_OUTSIDE_IRAN),
        ("42N 535000 3950000", Reason.ZONE_OUTSIDE_IRAN),
    ],
)
def test_a_position_that_cannot_be_used_is_refused_with_its_reason(text, reason):
    assert parse_coordinates(text) == Refusal(reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "تهران",
        "شهرک ۲۲ بهمن",
        "منطقه ۲۲",
        "35.69",
        "35.69N",
        "35.69N 51.39",
        "35.69N 51.39N",
        "35°20″N 51°10″E",
        "35°41′20″30″ 51°",
        "021 2222 3333",
        "1405/09/01",
        "1405-09-01",
        "35.69 51.39 12",
        "35.69 51.39 زیاد",
        "utm 35.69 51.39",
        "39 535000",
        "535000 535000 39",
        "39N 535000 3950000 lat",
        "77 535000 3950000",
        "NE",
        "1e5 2e5",
    ],
)
def test_what_is_no_position_is_left_to_the_search_by_name(text):
    assert parse_coordinates(text) is None


def test_the_corners_of_iran_are_inside():
    assert isinstance(parse_coordinates("24.5 44"), Position)
    assert isinstance(parse_coordinates("63.5 40.5"), Position)


@pytest.mark.parametrize(
    "piece", ["1", "1.", "1 ", "-", "°", "'", "N", "35°41′", "و", "1/", "\u200c", "-1"]
)
def test_long_texts_are_answered_at_once(piece):
    start = time.perf_counter()
    parse_coordinates((piece * 200)[:200])
    assert parse_coordinates(piece * 100_000) is None
    assert time.perf_counter() - start < 0.5


def test_a_text_of_two_hundred_characters_is_still_read():
    text = "35.69 51.39"
    assert isinstance(parse_coordinates(text.ljust(200)), Position)
    assert parse_coordinates(text.ljust(201)) is None


@given(LONGITUDES, LATITUDES, st.sampled_from(["fa", "en"]))
def test_a_written_position_reads_back_as_the_same_point(longitude, latitude, lang):
    written = format_coordinates(longitude, latitude, decimals=7, lang=lang)
    position = parse_coordinates(written)
    assert isinstance(position, Position)
    assert position.lon_lat == pytest.approx((longitude, latitude), abs=1e-7)


def test_a_position_is_written_latitude_first_in_the_language_of_its_reader():
    assert format_coordinates(51.39, 35.69, decimals=2) == "۳۵٫۶۹° شمالی، ۵۱٫۳۹° شرقی"
    assert format_coordinates(51.39, 35.69, decimals=2, lang="en") == "35.69° N, 51.39° E"


@given(LONGITUDES, LATITUDES, st.booleans(), st.booleans())
def test_the_order_of_two_plain_numbers_never_matters(longitude, latitude, swap, persian):
    pair = [f"{longitude:.7f}", f"{latitude:.7f}"]
    text = " ".join(reversed(pair) if swap else pair)
    position = parse_coordinates(to_persian(text) if persian else text)
    assert isinstance(position, Position)
    assert position.lon_lat == (float(pair[0]), float(pair[1]))


@given(LONGITUDES, LATITUDES)
def test_utm_written_by_another_hand_leads_to_the_same_point(longitude, latitude):
    zone = min(41, max(38, int((longitude + 180) // 6) + 1))
    to_utm = Transformer.from_crs("EPSG:4326", f"EPSG:{32600 + zone}", always_xy=True)
    easting, northing = to_utm.transform(longitude, latitude)
    position = parse_coordinates(f"{zone}N {easting:.3f} {northing:.3f}")
    assert isinstance(position, Position | Refusal)
    if isinstance(position, Position):
        assert position.lon_lat == pytest.approx((longitude, latitude), abs=1e-6)
    else:
        # A millimetre of rounding may move a point of the frame outside.
        assert min(abs(longitude - edge) for edge in IRAN_LONGITUDES) < 1e-6 or (
            min(abs(latitude - edge) for edge in IRAN_LATITUDES) < 1e-6
        )


@given(st.text(alphabet="0123456789.-,/ °'\"NESWnesmdو۱۲۳٫،", max_size=200))
def test_no_text_makes_reading_fail_and_no_answer_lies_outside_iran(text):
    position = parse_coordinates(text)
    if isinstance(position, Position):
        assert IRAN_LONGITUDES[0] <= position.longitude <= IRAN_LONGITUDES[1]
        assert IRAN_LATITUDES[0] <= position.latitude <= IRAN_LATITUDES[1]
