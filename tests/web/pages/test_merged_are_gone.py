"""A merged address stands on no list, map or export, and whoever asks for it is led on."""

import pytest
from tests.web.pages.test_duplicates import proposal  # noqa: F401 - a fixture

from diaban.exchange.exporting.columns import permitted_addresses
from diaban.spine.addresses.coverage import coverage, coverage_rows
from diaban.spine.addresses.merging import merge, split
from diaban.spine.addresses.models import Address, LapsedCode, Life
from diaban.spine.addresses.problems import KINDS, problem_rows
from diaban.spine.addresses.viewport import doors_of
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.units import today


@pytest.fixture
def merged(proposal) -> Address:  # noqa: F811
    merge(1, 5, "", local_operator())
    return Address.objects.get(pk=5)


def numbers(rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def registered() -> int:
    figures = coverage(local_operator(), today())
    return figures.total.registered + figures.unplaced.registered


def test_no_list_no_figure_and_no_map_has_it(proposal):  # noqa: F811
    actor = local_operator()
    before = registered()
    merge(1, 5, "", actor)
    assert registered() == before - 1
    lists = [permitted_addresses(actor), coverage_rows(actor, None, "registered", today()),
             doors_of(Address.objects.visible_to(actor))]  # fmt: skip
    lists += [problem_rows(actor, kind) for kind in KINDS]
    assert all(5 not in numbers(rows) for rows in lists)
    split(5, "", actor)
    assert 5 in numbers(permitted_addresses(actor))


def test_what_was_retired_leaves_only_with_the_column_that_says_so(city):
    Address.objects.filter(pk=1).update(life=Life.RETIRED)
    public = User.objects.create(username="khách", role=Role.PUBLIC)
    public.charges.create(unit=city.hoan_kiem)
    assert 1 in numbers(permitted_addresses(local_operator()))
    assert numbers(permitted_addresses(public)) == {2}


def test_its_identifier_shows_the_kept_address_and_says_why(client, merged):
    page = client.get(f"/?q={merged.identifier}").content.decode()
    kept = Address.objects.get(pk=1)
    assert f"{merged.identifier} đã được gộp: cùng một cửa với {kept.identifier}" in page
    assert 'id="joined"' in client.get(f"/?q={kept.identifier}").content.decode()


def test_the_merge_is_undone_from_the_card_of_the_kept_address(client, merged):
    answer = client.post("/duplicates/split/", {"identifier": merged.identifier})
    assert answer["Location"] == f"/?q={merged.identifier}"
    assert "đã được gộp" not in client.get(answer["Location"]).content.decode()


def test_a_program_that_asks_for_its_code_is_told_who_answers(client, proposal):  # noqa: F811
    code = Address.objects.get(pk=5).vpostcode
    assert client.get(f"/api/v1/codes/{code}").json()["merged"] == []
    merge(1, 5, "", local_operator())
    assert LapsedCode.objects.filter(code=code).exists()
    told = client.get(f"/api/v1/codes/{code}").json()
    assert told["addresses"] == []
    one, other = (Address.objects.get(pk=n).identifier for n in (1, 5))
    assert told["merged"] == [{"identifier": other, "merged_into": one}]
