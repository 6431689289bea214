"""One box for everything: what each kind of input is answered with, and what it never says."""

from datetime import date

import numpy as np
import pytest
from tests.hanoi import analyse, commune_of_postal_code
from tests.registry import MIDDLE, address_of, door, observe

from diaban.engines import vpostcode
from diaban.spine.addresses.coding import mark_all_due, run_coding
from diaban.spine.addresses.looking_up import look_up
from diaban.spine.addresses.models import Address
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge, PostalCode, Standing, Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.runs.models import Generation

CODE = "110242VH3CM3"
MOVED = (21.0290, 105.8545)
# facts/addressing.md §1: point, tail, commune and its postal code of 2025
WORKED_EXAMPLES = [
    (21.028511, 105.854167, "2VH3CM3", "Hoàn Kiếm", "11024"),
    (21.0243, 105.8579, "2VF5P5C", "Cửa Nam", "11018"),
    (21.0368, 105.8346, "2RPMPRH", "Ba Đình", "11120"),
    (20.9955, 105.8075, "XRW5622", "Thanh Xuân", "11417"),
    (20.979, 105.787, "XQHPJR2", "Hà Đông", "12123"),
    (21.055, 106.003, "3243262", "Thuận An", "12429"),
]


@pytest.fixture
def ask(operator):
    return lambda text, as_of=None: look_up(text, operator, as_of or today())


# --- worked examples through the whole stack ------------------------------------------------


@pytest.mark.real_data
@pytest.mark.parametrize(("lat", "lng", "tail", "name", "postal_code"), WORKED_EXAMPLES)
def test_the_worked_examples_hold_from_point_to_code_and_back(
    ask, real_hanoi, lat, lng, tail, name, postal_code
):
    answer = ask(f"{lat}, {lng}")
    assert (answer.kind, answer.tail, answer.certain) == ("point", tail, True)
    assert answer.standing == Standing.OFFICIAL
    [candidate] = answer.candidates
    assert (candidate.unit.name, candidate.vpostcode) == (name, postal_code + tail)
    back = ask(candidate.vpostcode)
    assert back.kind == "code"
    assert back.cell.south <= lat < back.cell.north
    assert back.cell.west <= lng < back.cell.east


@pytest.mark.real_data
@pytest.mark.parametrize(("lat", "lng", "tail", "name", "postal_code"), WORKED_EXAMPLES)
def test_the_worked_examples_get_their_codes_in_a_coding_run(
    operator, real_hanoi, lat, lng, tail, name, postal_code
):
    observe(door("1", (lat, lng)))
    run_coding(operator)
    assert address_of("1").vpostcode == postal_code + tail


# --- each kind of input ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [CODE, CODE.lower(), "11024 2VH3 CM3", "11024-2VH3-CM3", "11024.2VH3.CM3", "110242VH3+CM3"],
)
def test_a_code_is_found_however_it_is_written(ask, official_hanoi, text):
    answer = ask(text)
    assert (answer.kind, answer.certain) == ("code", True)
    assert answer.candidates[0].vpostcode == CODE


def test_a_code_answers_with_the_doors_in_its_cell(ask, official_hanoi):
    observe(door("1"), door("2"), door("3", MOVED))
    assert ask(CODE).addresses == [address_of("1"), address_of("2")]


def test_a_tail_alone_is_found_in_the_city(ask, official_hanoi):
    answer = ask("2VH3CM3")
    assert answer.tail == "2VH3CM3"
    assert CODE in {c.vpostcode for c in answer.candidates} | {s.code for s in answer.suggestions}


def test_a_point_outside_the_city_still_has_a_tail_and_says_so(ask, official_hanoi):
    answer = ask("10.7769, 106.7009")
    assert (answer.kind, answer.candidates) == ("point", [])
    assert answer.tail == vpostcode.encode_tail(10.7769, 106.7009)
    assert answer.problem.reason == "outside_city"
    assert not answer.certain


@pytest.mark.parametrize("text", ["90, 180", "-90, -180", "0, 0", "90, -180", "21, 106"])
def test_every_point_of_the_earth_is_answered(ask, official_hanoi, text):
    assert ask(text).kind == "point"


def test_an_identifier_finds_its_address(ask, official_hanoi):
    observe(door("1"))
    found = address_of("1")
    for text in (found.identifier, found.identifier.lower(), found.identifier.replace("-", "")):
        answer = ask(text)
        assert (answer.kind, answer.addresses) == ("address", [found])
        assert answer.candidates[0].vpostcode == CODE


def test_an_identifier_of_an_address_without_a_position_finds_it_too(ask, official_hanoi):
    observe(door("1", None))
    answer = ask(address_of("1").identifier)
    assert (answer.kind, answer.cell, answer.addresses) == ("address", None, [address_of("1")])


def test_an_identifier_that_nobody_has_says_so(ask, official_hanoi):
    answer = ask("EVJH-KHZD-M")
    assert (answer.kind, answer.problem.reason) == ("nothing", "unknown_address")


@pytest.mark.parametrize("text", ["Phường Hoàn Kiếm", "hoan kiem", "HOÀN KIẾM", "p. hoàn kiếm"])
def test_a_place_is_found_by_its_name(ask, official_hanoi, text):
    answer = ask(text)
    assert answer.kind == "place"
    assert answer.places[0] == commune_of_postal_code("11024")


def test_every_commune_of_the_city_now_and_before_is_found_by_its_name(ask, official_hanoi):
    """Also those of nine letters, which could be read as identifiers."""
    analyse()
    units = [*city_communes(today()), *city_communes(LAST_THREE_TIER_DAY)[::6]]
    missed = [
        text
        for unit in units
        for text in (unit.name, unit.folded)
        if unit.name not in {u.name for u in ask(text).places}
    ]
    assert missed == []


@pytest.mark.parametrize("text", ["", "   ", "?", "ệ", "x" * 500, "\x00", "🏠", "1" * 40, "--"])
def test_what_means_nothing_is_answered_with_a_reason(ask, official_hanoi, text):
    answer = ask(text)
    assert answer.kind == "nothing"
    assert answer.problem.reason


# --- wrong codes ----------------------------------------------------------------------------


def test_a_code_with_one_wrong_character_offers_the_one_in_use_first(ask, official_hanoi):
    observe(door("1"))
    wrong = "11024FVH3CM3"
    answer = ask(wrong)
    assert answer.kind == "nothing"
    assert answer.problem.reason == "outside_area"
    assert answer.suggestions[0].code == CODE


def test_a_code_with_the_postal_code_of_another_commune_offers_the_right_one(ask, official_hanoi):
    answer = ask("124292VH3CM3")
    assert answer.kind == "nothing"
    assert CODE in [s.code for s in answer.suggestions]


def test_an_unknown_postal_code_is_named_as_the_reason(ask, official_hanoi):
    assert ask("999992VH3CM3").problem.reason == "postal_code_unknown"


def test_a_postal_code_of_before_the_reform_says_whose_it_was(ask, official_hanoi):
    old = PostalCode.objects.filter(valid_to__isnull=False, unit__level="commune")
    now = PostalCode.objects.in_force(today()).values("code")
    lapsed = old.exclude(code__in=now).first()
    if lapsed is None:
        lapsed = _old_postal_code()
    problem = ask(f"{lapsed.code}2VH3CM3").problem
    assert problem.reason == "postal_code_lapsed"
    assert problem.details == {"unit": str(lapsed.unit), "code": lapsed.code}


def _old_postal_code():
    unit = city_communes(LAST_THREE_TIER_DAY).first()
    return PostalCode.objects.create(
        code="11098",
        unit=unit,
        valid_from=date(2018, 1, 1),
        valid_to=date(2025, 7, 1),
        decision="x",
    )


# --- lapsed codes ---------------------------------------------------------------------------


@pytest.fixture
def moved(operator, official_hanoi):
    """An address that had CODE and stands elsewhere now."""
    observe(door("1"))
    run_coding(operator)
    observe(door("1", MOVED))
    run_coding(operator)
    return address_of("1")


def test_a_lapsed_code_still_finds_the_door_that_had_it(ask, moved):
    answer = ask(CODE)
    assert answer.kind == "code"
    assert answer.addresses == [moved]
    assert answer.lapsed_on == today()


def test_a_code_that_one_door_left_and_another_has_is_not_lapsed(ask, moved, operator):
    observe(door("2"))
    run_coding(operator)
    answer = ask(CODE)
    assert answer.lapsed_on is None
    assert set(answer.addresses) == {address_of("2"), moved}


def test_a_code_whose_postal_code_is_gone_still_finds_its_door(ask, operator, official_hanoi):
    observe(door("1"))
    run_coding(operator)
    mine = commune_of_postal_code("11024")
    PostalCode.objects.filter(code="11024").delete()
    PostalCode.objects.create(code="11099", unit=mine, valid_from=today(), decision="thử")
    Generation.grow("places")
    mark_all_due()
    run_coding(operator)
    answer = ask(CODE)
    assert answer.kind == "code"
    assert answer.addresses == [address_of("1")]
    assert answer.lapsed_on == today()
    assert [c.vpostcode for c in answer.candidates] == ["110992VH3CM3"]


# --- approximate ground ---------------------------------------------------------------------


def test_on_approximate_areas_nothing_is_certain_and_shares_add_up_to_one_at_most(ask, hanoi):
    draw = np.random.default_rng(7)
    for lat, lng in zip(draw.uniform(20.7, 21.3, 60), draw.uniform(105.4, 106.0, 60), strict=True):
        answer = ask(f"{lat:.6f}, {lng:.6f}")
        assert answer.standing == Standing.APPROXIMATE
        assert not answer.certain
        assert all(not c.certain for c in answer.candidates)
        shares = [c.probability for c in answer.candidates]
        assert sum(shares) <= 1 + 1e-9
        assert shares == sorted(shares, reverse=True)


def test_on_approximate_areas_a_code_of_twelve_is_not_confirmed(ask, hanoi):
    answer = ask(CODE)
    assert answer.kind == "code"
    assert not answer.certain


# --- before July 2025 -----------------------------------------------------------------------


def test_a_point_names_only_old_wards_that_the_law_allows(ask, official_hanoi):
    answer = ask(f"{MIDDLE[0]}, {MIDDLE[1]}")
    legal = set(commune_of_postal_code("11024").came_from.values_list("predecessor_id", flat=True))
    assert answer.former
    assert {f.unit.pk for f in answer.former} <= legal
    assert sum(f.probability for f in answer.former) <= 1 + 1e-9


def test_as_of_a_day_before_the_reform_the_old_wards_and_their_codes_answer(ask, official_hanoi):
    answer = ask(f"{MIDDLE[0]}, {MIDDLE[1]}", LAST_THREE_TIER_DAY)
    assert answer.standing == Standing.APPROXIMATE
    assert {c.unit.valid_to for c in answer.candidates} == {date(2025, 7, 1)}


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1945, 9, 2), date(2024, 12, 31), date.max])
def test_a_day_of_which_no_unit_is_known_is_answered_without_an_error(ask, official_hanoi, day):
    assert ask(f"{MIDDLE[0]}, {MIDDLE[1]}", day).kind == "point"
    assert ask(CODE, day).kind in {"code", "nothing"}


# --- who sees what --------------------------------------------------------------------------


def _user(role: Role, *units: Unit) -> User:
    user = User.objects.create(username=f"{role}-{len(units)}", role=role)
    Charge.objects.bulk_create(Charge(user=user, unit=unit) for unit in units)
    return user


@pytest.mark.parametrize(
    ("role", "charge", "seen"),
    [
        (Role.DEPARTMENT, None, 1),
        (Role.AUDITOR, None, 1),
        (Role.COMMUNE, "11024", 1),
        (Role.COMMUNE, "11120", 0),
        (Role.COLLECTOR, "11024", 1),
        (Role.COLLECTOR, "11120", 0),
        (Role.API_CLIENT, None, 0),
        (Role.PUBLIC, None, 0),
    ],
)
def test_a_look_up_shows_only_doors_of_the_own_territory(
    operator, official_hanoi, role, charge, seen
):
    observe(door("1"))
    run_coding(operator)
    user = _user(role, *([commune_of_postal_code(charge)] if charge else []))
    for text in (CODE, f"{MIDDLE[0]}, {MIDDLE[1]}"):
        assert len(look_up(text, user, today()).addresses) == seen
    by_identifier = look_up(address_of("1").identifier, user, today())
    assert by_identifier.kind == ("address" if seen else "nothing")


def test_a_lapsed_code_shows_no_door_of_another_territory(moved):
    user = _user(Role.COMMUNE, commune_of_postal_code("11120"))
    assert look_up(CODE, user, today()).addresses == []


def test_a_flat_is_never_named_where_its_building_answers(ask, operator, official_hanoi):
    observe(door("tower", is_household=False), {**door("1", None), "parent_key": "tower"})
    run_coding(operator)
    assert ask(CODE).addresses == [address_of("tower")]
    assert Address.objects.everywhere("test").count() == 2
