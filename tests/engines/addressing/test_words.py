"""Words compared without what people leave out, place differently or mistype."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.addressing.tokens import tokenise
from diaban.engines.addressing.typos import TypoIndex, allowed_slips, count_slips
from diaban.engines.addressing.words import fold_words, read_word, untelex


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"), ("Thuỷ", "Thủy"), ("Quí", "Quý"), ("ĐƯỜNG", "đường"), ("Ðội", "Đội"),
        ("Аn", "An"),
    ],
)  # fmt: skip
def test_two_ways_to_write_a_word_are_one(one, other):
    assert read_word(one).plain == read_word(other).plain
    assert read_word(one).toned == read_word(other).toned


def test_marks_part_words_that_are_one_without_them():
    assert read_word("Lĩnh").plain == read_word("lính").plain
    assert read_word("Lĩnh").toned != read_word("lính").toned
    assert read_word("Sơn Tây").plain != read_word("sơn tài").plain


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", max_size=30))
def test_folding_is_the_same_for_composed_and_decomposed_text(text):
    assert fold_words(unicodedata.normalize("NFD", text)) == fold_words(text)


@given(st.text(max_size=60))
def test_words_lie_in_the_text_in_order(text):
    tokens = tokenise(text)
    before = 0
    for segment, offset in zip(tokens.segments, tokens.offsets, strict=True):
        for at, first in enumerate(segment.starts):
            start, end = tokens.span(offset + first, offset + segment.end(at))
            assert before <= start <= end <= len(text)
            before = start


@given(st.text(alphabet="abcdeg", max_size=9), st.text(alphabet="abcdeg", max_size=9))
def test_slips_are_the_same_both_ways_and_none_only_for_the_same(one, other):
    slips = count_slips(one, other, 9)
    assert slips == count_slips(other, one, 9)
    assert (slips == 0) == (one == other)


@given(st.text(alphabet="abcdefgh", min_size=4, max_size=10), st.integers(0, 9), st.data())
def test_an_index_finds_every_name_with_one_slip(name, at, data):
    at = min(at, len(name) - 1)
    slip = data.draw(st.sampled_from(["drop", "add", "change"]))
    letter = data.draw(st.sampled_from("xyz"))
    kept = "" if slip == "drop" else letter + (name[at] if slip == "add" else "")
    typed = name[:at] + kept + name[at + 1 :]
    found = TypoIndex({name: [1]}).find(typed)
    assert [near.name for near in found] == ([name] if allowed_slips(len(typed)) else [])


def test_english_words_are_no_telex():
    assert [untelex(word) for word in ("plaza", "London", "Street")] == ["", "", ""]
