"""How a candidate is compared and what is said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.addressing.components import ParsedAddress
from diaban.engines.addressing.directory import NamedWay
from diaban.engines.addressing.match_weights import WEIGHTS
from diaban.engines.addressing.matching import (
    FIELDS,
    Asked,
    Levels,
    Within,
    compare,
    read_question,
    unread_way,
    weigh,
)
from diaban.engines.addressing.registered import Columns, read_columns, read_doors
from diaban.engines.addressing.streets import NameFound

WAY = NamedWay("hang bong", NameFound(1, "exact"), "Hàng Bông")
LEVELS = st.tuples(*(st.sampled_from(sorted(WEIGHTS[name])) for name in FIELDS))


def asked(house, lanes="", *, communes=None, **facts):
    within = Within({3: 1.0} if communes is None else communes)
    return Asked(read_doors(house, lanes), "hang bong", "Hàng Bông", within, **facts)


def door(house, lanes="", locality="", commune=3, former=0):
    return read_columns(7, commune, Columns(house, lanes, "phố Hàng Bông", locality), former)


@pytest.mark.parametrize(
    ("typed", "registered", "reasons"),
    [
        (("9",), ("9",), ()),
        (("009",), ("9",), ()),
        (("12 bis",), ("12bis",), ()),
        (("9",), ("11",), ("house_differs",)),
        (("12A",), ("12",), ("house_letter_differs",)),
        (("12",), ("10-14",), ("house_in_range",)),
        (("11",), ("10-14",), ("house_differs",)),
        (("9", "ngõ 5"), ("9", "ngách 7, ngõ 5"), ("lane_missing",)),
        (("9", "ngõ 5"), ("9", "ngõ 6"), ("lane_differs",)),
        (("53/68/9",), ("9", "ngách 68, ngõ 53"), ()),
        (("9/68/53",), ("9", "ngách 68, ngõ 53"), ("lane_order_unknown",)),
    ],
)
def test_what_differs_is_told(typed, registered, reasons):
    assert compare(asked(*typed), door(*registered), WAY).reasons == reasons


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (NameFound(1, "typo", 1), "street_typo"),
        (NameFound(1, "typo", 2), "street_typo"),
        (NameFound(1, "initials"), "street_initials"),
        (NameFound(1, "prefix"), "street_completed"),
    ],
)
def test_how_the_street_was_found_is_told(found, reason):
    assert compare(asked("9"), door("9"), NamedWay("hang bong", found)).reasons == (reason,)


def test_marks_count_only_where_they_were_typed():
    other = NamedWay("hang bong", NameFound(1, "exact"), "Hằng Bổng")
    plain = NamedWay("hang bong", NameFound(1, "exact"), "hang bong")
    assert compare(asked("9"), door("9"), other).reasons == ("street_marks_differ",)
    assert compare(asked("9"), door("9"), plain).reasons == ()


@pytest.mark.parametrize(
    ("communes", "reasons"),
    [
        ({}, ("commune_not_said",)),
        ({3: 0.6, 4: 0.4}, ("commune_from_split",)),
        ({4: 1.0}, ("commune_elsewhere",)),
        ({3: 0.98}, ()),
    ],
)
def test_how_sure_the_commune_is_is_told(communes, reasons):
    assert compare(asked("9", communes=communes), door("9"), WAY).reasons == reasons


def test_the_commune_of_before_tells_two_candidates_of_a_split_ward_apart():
    question = Asked(
        read_doors("9"), "hang bong", "Hàng Bông", Within({3: 0.5, 4: 0.5}, {100: 1.0})
    )
    one, other = door("9", former=100), door("9", commune=4, former=200)
    both = [(one, compare(question, one, WAY)), (other, compare(question, other, WAY))]
    matches = weigh(both)
    assert [match.address for match in matches] == [one, other]
    assert "former_commune_differs" in matches[1].reasons


@given(st.lists(LEVELS, max_size=8))
def test_probabilities_leave_room_for_none_of_these(rows):
    compared = [(door(str(n), commune=n), Levels(levels, 0.5)) for n, levels in enumerate(rows, 1)]
    told = [match.probability for match in weigh(compared)]
    assert told == sorted(told, reverse=True)
    assert all(0.0 <= one <= 1.0 for one in told)
    assert sum(told) <= 1.001


def test_a_text_without_parts_asks_for_nothing():
    assert read_question(ParsedAddress(""), Within()) == Asked()


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("131/8, phố Đại Mỗ, TDP 1", "Đại Mỗ"),
        ("12A Hàng Gai", "Hàng Gai"),
        ("đường Láng", "Láng"),
        ("12", ""),
        ("", ""),
    ],
)
def test_the_words_behind_the_number_are_taken_for_the_street_where_the_reader_had_others(
    text, way
):
    assert unread_way(text) == way


def test_every_level_has_a_weight():
    assert set(WEIGHTS) == {*FIELDS, "none", "likely"}
