"""The permanent identifier: it scatters, it comes back, and a slip of the pen is noticed."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st
from tests.registry import address_of, door, observe

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.identifiers import ALPHABET, LARGEST, IdentifierError, read, write
from diaban.spine.addresses.models import Address, Allocation

SOME = [0, 1, 2, 200_000, 27_000_000, LARGEST]


def _spoil(compact: str) -> bool:
    """Whether the text, which differs from a written identifier, is noticed."""
    try:
        read(compact)
    except IdentifierError as error:
        return error.reason == "check"
    return False


@given(st.integers(0, LARGEST))
def test_every_number_comes_back_from_its_identifier(number):
    assert read(write(number)) == number


@given(st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_two_numbers_never_share_an_identifier(one, other):
    assert (write(one) == write(other)) == (one == other)


@pytest.mark.parametrize("number", SOME)
def test_each_single_wrong_character_is_noticed_at_every_position(number):
    compact = write(number).replace("-", "")
    for place in range(9):
        for character in set(ALPHABET) - {compact[place]}:
            assert _spoil(compact[:place] + character + compact[place + 1 :])


@pytest.mark.parametrize("number", SOME)
def test_each_swap_of_two_characters_is_noticed_wherever_they_stand(number):
    compact = write(number).replace("-", "")
    for first in range(9):
        for second in range(first + 1, 9):
            swapped = list(compact)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if "".join(swapped) != compact:
                assert _spoil("".join(swapped))


def test_numbers_that_follow_one_another_do_not_look_so():
    begun = {write(number)[:4] for number in range(1, 1_001)}
    assert len(begun) > 990


def test_people_may_write_small_letters_spaces_and_the_look_alike_letters():
    written = next(write(n) for n in range(1, 500) if {"0", "1"} <= set(write(n)))
    spoken = written.replace("0", "o").replace("1", "l").lower().replace("-", " ")
    assert read(spoken) == read(written)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("ABCD-EFG", "length"),
        ("UUUU-UUUU-U", "character"),
        ("ệệệệ-ệệệệ-ệ", "character"),
    ],
)
def test_what_is_no_identifier_is_refused_with_a_reason(text, reason):
    with pytest.raises(IdentifierError) as refused:
        read(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_a_number_beyond_forty_bits_has_no_identifier(number):
    with pytest.raises(IdentifierError):
        write(number)


def test_an_address_cannot_be_deleted_so_its_identifier_is_never_free(official_hanoi):
    observe(door("1"))
    with pytest.raises(ProtectedError):
        address_of("1").delete()
    with pytest.raises(ProtectedError):
        Address.objects.everywhere("a test").delete()
    observe(door("2"))
    assert address_of("2").pk > address_of("1").pk


def test_numbers_go_on_after_the_highest_even_where_rows_are_lost(official_hanoi):
    """A restored or damaged table does not make an old number free again."""
    observe(door("1"), door("2"))
    highest = address_of("2").pk
    assert Allocation.objects.get(name="address").next_number == highest + 1
    observe(door("3"))
    assert address_of("3").pk == highest + 1


def test_a_batch_that_failed_gives_no_number_to_two_addresses(official_hanoi):
    observe(door("1"))
    with transaction.atomic():
        observe(door("2"))
        transaction.set_rollback(True)
    observe(door("3"), door("4"))
    numbers = [address_of(key).pk for key in ("1", "3", "4")]
    assert len({identifiers.write(number) for number in numbers}) == 3
