"""What a point is by what was said of it, without a database."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from diaban.sectors.post.choices import Decider
from diaban.sectors.post.models import Act, Statement
from diaban.sectors.post.register.deriving import (
    completed,
    days_of_change,
    derive,
    merged_into,
    written_place,
)

FIRST, LATER, LAST = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


def said(number: int, facts: dict, on: date = FIRST, act: Act = Act.RECORD) -> Statement:
    return Statement(pk=number, act=act, facts=facts, held_on=on)


def reading(number: int, written: str, by: Decider, **facts) -> Statement:
    told = {"written": written, "resolved_by": str(by), **facts}
    return said(number, told, act=Act.RESOLUTION)


def test_nothing_said_is_nothing_known():
    state = derive([])
    assert state["name"] == ""
    assert state["services"] is None
    assert state["address"] is None


def test_the_newest_statement_by_the_day_it_held_stands():
    both = [said(1, {"name": "Mới"}, LATER), said(2, {"name": "Cũ"}, FIRST)]
    assert derive(both)["name"] == "Mới"


def test_on_one_day_a_correction_stands_before_what_a_file_recorded_later():
    both = [said(1, {"name": "Đúng"}, act=Act.CORRECTION), said(2, {"name": "Sai"})]
    assert derive(both)["name"] == "Đúng"


def test_a_newer_record_speaks_after_an_older_correction():
    both = [said(1, {"name": "Cũ"}, act=Act.CORRECTION), said(2, {"name": "Mới"}, LATER)]
    assert derive(both)["name"] == "Mới"


def test_a_statement_changes_nothing_of_what_it_does_not_speak_of():
    both = [said(1, {"name": "A", "tenure": "own"}), said(2, {"name": "B"}, LATER)]
    assert derive(both)["tenure"] == "own"


def test_a_day_in_the_past_knows_nothing_of_what_held_later():
    both = [said(1, {"name": "A"}), said(2, {"closed_on": "2025-01-01"}, LATER)]
    assert derive(both, FIRST)["closed_on"] is None
    assert derive(both, LATER)["closed_on"] == LATER


def test_what_was_taken_back_was_never_so():
    wrong = said(2, {"name": "B"}, LATER)
    back = said(3, {"withdraws": 2}, LAST, act=Act.WITHDRAWAL)
    assert derive([said(1, {"name": "A"}), wrong, back])["name"] == "A"


def test_each_fact_tells_which_statement_says_so():
    first = said(1, {"name": "A", "tenure": "own"})
    second = said(2, {"name": "B"}, LATER)
    told = derive([first, second]).told
    assert (told["name"].statement, told["tenure"].statement) == (second, first)


def test_a_reading_of_the_written_address_stands_for_as_long_as_the_text_does():
    moves = said(3, {"address_text": "9 Lò Đúc"}, LATER)
    known = [
        said(1, {"address_text": "8 Lò Đúc"}),
        reading(2, "8 Lò Đúc", Decider.MACHINE, address=7),
    ]
    assert derive(known)["address"] == 7
    assert derive([*known, moves])["address"] is None
    assert derive([*known, moves], FIRST)["address"] == 7


def test_the_machine_never_overrules_a_person_about_the_same_text():
    text = said(1, {"address_text": "8 Lò Đúc"})
    person = reading(2, "8 Lò Đúc", Decider.PERSON, address=7)
    machine = reading(3, "8 Lò Đúc", Decider.MACHINE, address=8)
    assert derive([text, person, machine])["address"] == 7


def test_the_commune_is_not_written_twice():
    assert written_place("75 Đinh Tiên Hoàng, Tràng Tiền", "tràng tiền") == (
        "75 Đinh Tiên Hoàng, Tràng Tiền"
    )
    assert written_place("66 Lương Văn Can", "Hàng Trống") == "66 Lương Văn Can, Hàng Trống"
    assert written_place("", "Hàng Trống") == "Hàng Trống"


def test_the_same_point_under_two_rows_fills_gaps_and_overwrites_nothing():
    own = derive([said(1, {"name": "Bưu cục A"}, FIRST)])
    other = derive([said(2, {"name": "BC A", "hours_text": "7h-17h"}, LATER)])
    both = completed(own, [other])
    assert (both["name"], both["hours_text"]) == ("Bưu cục A", "7h-17h")


def test_whom_a_row_was_merged_into_is_what_was_decided_last():
    into = said(1, {"merged_into": 4}, LATER, act=Act.CORRECTION)
    apart = said(2, {"merged_into": None}, FIRST, act=Act.CORRECTION)
    assert merged_into([into]) == 4
    assert merged_into([into, apart]) is None


NAMES = st.sampled_from(["name", "tenure", "hours_text", "postal_code"])
STATEMENTS = st.lists(
    st.tuples(st.dictionaries(NAMES, st.text(max_size=3)), st.dates(FIRST, LAST)), max_size=12
)


@given(STATEMENTS, st.randoms())
def test_the_order_in_which_statements_are_read_changes_nothing(rows, chance):
    statements = [said(number, facts, on) for number, (facts, on) in enumerate(rows)]
    shuffled = statements.copy()
    chance.shuffle(shuffled)
    assert derive(shuffled).told == derive(statements).told


@given(STATEMENTS)
def test_the_last_day_of_change_is_as_the_point_stands_now(rows):
    statements = [said(number, facts, on) for number, (facts, on) in enumerate(rows)]
    if days := days_of_change(statements):
        assert derive(statements, days[-1]).told == derive(statements).told
