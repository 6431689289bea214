"""The dictionary of names against a plain search through all of them."""

import string
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.addressing.deletions import LETTERS, DeletionIndex
from diaban.engines.addressing.streets import Name, NameDictionary, allow_slips
from diaban.engines.addressing.typos import count_slips
from diaban.engines.addressing.words import fold_words

WORDS = ["nguyen", "trai", "du", "hang", "bong", "bac", "tran", "hung", "dao", "ngoc", "ct2", "5"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
LETTERS_ONLY = st.text(string.ascii_lowercase, min_size=4, max_size=12)


def slip(text, kind, place, letter):
    place %= len(text)
    if kind == 0:
        return text[:place] + letter + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[:place] + letter + text[place:]
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


@given(
    st.lists(LETTERS_ONLY, min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.sampled_from("abyz")), max_size=2),
)
@settings(deadline=None)
def test_a_text_is_near_to_all_that_is_at_most_two_slips_away(texts, slips):
    typed = texts[0]
    for one in slips:
        typed = slip(typed, *one)
        if not typed:
            return
    assert 0 in DeletionIndex(texts).near(typed, max(len(slips), 1))


@given(st.lists(LETTERS_ONLY, min_size=1, max_size=12, unique=True), LETTERS_ONLY)
@settings(deadline=None)
def test_near_texts_are_those_that_counting_finds(texts, typed):
    near = DeletionIndex(texts).near(typed, 2)
    counted = [i for i, text in enumerate(texts) if count_slips(typed, text, 2) <= 2]
    assert set(counted) <= set(near)


def test_long_texts_take_no_more_memory_than_their_first_letters():
    assert DeletionIndex(["a" * 500]).nbytes == DeletionIndex(["a" * LETTERS]).nbytes


@given(st.lists(NAMES, min_size=1, max_size=10, unique=True), st.data())
@settings(max_examples=40, deadline=None)
def test_every_name_finds_itself_first_and_exactly(names, data):
    dictionary = NameDictionary(Name(i, name) for i, name in enumerate(names))
    number = data.draw(st.integers(0, len(names) - 1))
    found = dictionary.find(names[number].upper())[0]
    assert (found.number, found.how, found.slips) == (number, "exact", 0)


@given(st.lists(NAMES, min_size=2, max_size=12, unique=True), st.integers(0, 12))
@settings(max_examples=40, deadline=None)
def test_names_put_in_one_by_one_are_found_as_those_given_at_once(names, split):
    whole = NameDictionary(Name(i, name, i + 1) for i, name in enumerate(names))
    grown = NameDictionary(Name(i, name, i + 1) for i, name in enumerate(names[:split]))
    for number, name in enumerate(names[split:], start=min(split, len(names))):
        grown.put(Name(number, name, number + 1))
    for name in names:
        for typed in (name, name[:-1], name[: len(name) // 2 + 1], name.replace(" ", "")):
            assert grown.find(typed) == whole.find(typed)
            assert {f.number for f in grown.complete(typed)} == {
                f.number for f in whole.complete(typed)
            }


@given(NAMES, NAMES)
@settings(deadline=None)
def test_digits_are_never_near(one, other):
    dictionary = NameDictionary([Name(1, one)])
    digits = [c for c in fold_words(one) if c.isdigit()]
    if digits != [c for c in fold_words(other) if c.isdigit()]:
        assert dictionary.find(other) == []


def test_a_name_that_was_dropped_is_found_no_more():
    dictionary = NameDictionary([Name(1, "Hàng Bông"), Name(2, "Hàng Bạc")])
    dictionary.drop(1)
    assert dictionary.find("hang bong") == []
    assert [found.number for found in dictionary.complete("hang")] == [2]
    dictionary.put(Name(1, "Hàng Bông"))
    assert [found.number for found in dictionary.find("hang bong")] == [1]


def test_a_known_number_may_get_another_name():
    dictionary = NameDictionary([Name(1, "Hàng Bông")])
    dictionary.put(Name(1, "Hàng Nón"))
    assert dictionary.find("hàng bông") == []
    assert [found.number for found in dictionary.find("hàng nón")] == [1]


def test_marks_that_were_typed_put_the_name_that_has_them_first():
    dictionary = NameDictionary([Name(1, "Đông Các", 900), Name(2, "Đống Các", 1)])
    assert [(f.number, f.marks) for f in dictionary.find("Đống Các")] == [(2, 1), (1, -1)]
    assert [(f.number, f.marks) for f in dictionary.find("Dong Cac")] == [(1, 0), (2, 0)]
    assert [f.number for f in dictionary.find("Ðống Các")] == [2, 1]


def test_initials_and_missing_blanks_are_read():
    dictionary = NameDictionary([Name(1, "Trần Duy Hưng"), Name(2, "Tạ Hiện")])
    assert dictionary.find("T D Hưng")[0].how == "initials"
    assert dictionary.find("tranduyhung")[0].number == 1


def test_completion_offers_the_largest_first_and_mends_finished_words():
    names = [Name(1, "Nguyễn Du", 10), Name(2, "Nguyễn Trãi", 90), Name(3, "Trần Nguyên Hãn", 500)]
    dictionary = NameDictionary(names)
    assert [found.number for found in dictionary.complete("nguy")] == [2, 1, 3]
    assert [found.number for found in dictionary.complete("nguyne tr")] == [2]
    assert dictionary.complete("") == dictionary.complete("xyz") == []


def test_a_y_at_the_end_of_what_was_typed_may_go_on():
    dictionary = NameDictionary([Name(1, "Ngô Quyền"), Name(2, "Mỹ Đình")])
    assert [found.number for found in dictionary.complete("ngô quy")] == [1]
    assert [found.number for found in dictionary.complete("mỹ")] == [2]


def test_longer_names_may_have_more_slips():
    allowed = [allow_slips(length) for length in range(30)]
    assert all(a <= b for a, b in pairwise(allowed))
    assert allowed[0] == 0
