"""`diaban duplicates`: find, list, merge, split and keep apart from the command line."""

import pytest
from tests.registry import address_of
from tests.spine.addresses.test_duplicates import run  # noqa: F401 - a fixture

from diaban.spine.addresses.models import Address

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture
def pair(run) -> tuple[str, str]:  # noqa: F811
    return address_of("1", "post").identifier, address_of("9", "tax").identifier


def test_pairs_are_found_and_listed_for_people_and_for_programs(diaban, pair, run):  # noqa: F811
    found = diaban("duplicates", "find", "--json")
    assert (found.exit_code, found.objects) == (1, [{"found": 1, "new": 1, "dropped": 0}])
    assert diaban("duplicates", "find", "--run", run.pk).out.startswith("1 cặp nghi trùng, 0 cặp")
    (listed,) = diaban("duplicates", "list", "--json").objects
    assert (listed["first"], listed["second"]) == pair
    assert 0.5 < listed["score"] < 1
    assert "  =  " in diaban("duplicates", "list").out


def test_two_are_merged_looked_up_and_parted(diaban, pair):
    kept, merged = pair
    assert diaban("duplicates", "merge", kept, merged, "--reason", "một nhà").out.strip() == kept
    (told,) = diaban("lookup", merged, "--json").objects
    assert told["merged_into"] == told["addresses"][0]["identifier"] == kept
    assert f"{merged} → {kept}" in diaban("lookup", merged).out
    assert diaban("lookup", kept, "--json").objects[0]["merged_into"] is None
    assert diaban("duplicates", "split", merged).out.strip() == merged
    assert not Address.objects.filter(merged_into__isnull=False).exists()


def test_a_pair_that_was_kept_apart_is_listed_no_more(diaban, pair):
    diaban("duplicates", "find")
    assert diaban("duplicates", "apart", *pair).exit_code == 0
    assert diaban("duplicates", "find", "--json").objects[0]["new"] == 0
    assert diaban("duplicates", "list").exit_code == 0


def test_mistakes_are_told_with_what_to_do(diaban, pair):
    told = diaban("duplicates", "merge", pair[0])
    assert (told.exit_code, "2 mã định danh" in told.err) == (2, True)
    told = diaban("duplicates", "split", pair[1])
    assert (told.exit_code, "was not merged" in told.err) == (3, True)
    told = diaban("duplicates", "merge", pair[0], "AAAA-AAAA-A")
    assert (told.exit_code, "mistyped" in told.err) == (3, True)
    told = diaban("duplicates", "find", "--run", 99)
    assert (told.exit_code, "No run 99" in told.err) == (3, True)
