"""A difference of two publications gives the new file of the old one, to the last byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.exchange.open_data.differing import (
    DifferenceError,
    apply_difference,
    find_difference,
    key_of,
)

HEADING = b"uid_adresse;numero;voie_nom"
cells = st.text(alphabet="ab 1;ĐớTx-", max_size=6).map(str.encode)
keys = st.text(alphabet="0AZ-", min_size=1, max_size=4).map(str.encode)
files = st.dictionaries(keys, cells, max_size=12).map(
    lambda rows: [HEADING, *(key + b";" + rows[key] for key in sorted(rows))]
)


@given(files, files)
def test_the_difference_applied_to_the_old_file_is_exactly_the_new_one(old, new):
    assert list(apply_difference(old, find_difference(old, new))) == new


@given(files, files)
def test_a_difference_says_each_identifier_once_and_nothing_that_stayed(old, new):
    told = list(find_difference(old, new))[1:]
    named = [key_of(line.split(b";", 1)[1]) for line in told]
    assert named == sorted(set(named))
    stayed = set(old[1:]) & set(new[1:])
    assert not stayed & {line.split(b";", 1)[1] for line in told}


@given(files)
def test_a_file_differs_in_nothing_from_itself(rows):
    assert list(find_difference(rows, rows)) == [b"change;" + HEADING]


def refusal(lines) -> tuple[str, str]:
    with pytest.raises(DifferenceError) as caught:
        list(lines)
    return caught.value.reason, caught.value.key


OLD = [b"k;v", b"A;1", b"B;2"]


@pytest.mark.parametrize(
    ("difference", "reason"),
    [
        ([b"change;k;w"], ("heading", "")),
        ([b"change;k;v", b"added;A;9"], ("present", "A")),
        ([b"change;k;v", b"removed;C;9"], ("missing", "C")),
        ([b"change;k;v", b"changed;AA;9"], ("missing", "AA")),
        ([b"change;k;v", b"deleted;A;9"], ("word", "deleted")),
        ([b"change;k;v", b"added;D;9", b"added;C;9"], ("order", "C")),
    ],
)
def test_a_difference_of_another_file_is_refused(difference, reason):
    assert refusal(apply_difference(OLD, difference)) == reason


def test_files_with_other_columns_or_out_of_order_are_not_compared():
    assert refusal(find_difference(OLD, [b"k;w"])) == ("columns", "")
    assert refusal(find_difference(OLD, [b"k;v", b"B;1", b"A;1"])) == ("order", "A")
