"""Units through time."""

from datetime import date

import pytest

from diaban.engines.places import Extent, Lineage, LineageError, Succession, Unit, unit_key

START, MIDDLE, REFORM = date(2019, 1, 1), date(2020, 3, 1), date(2025, 7, 1)
BEFORE, TODAY = date(2025, 6, 30), date(2026, 11, 1)


def unit(code, valid_from, valid_to=None, name=None):
    key = unit_key(code, valid_from)
    return Unit(key, "commune", code, name or code, "phường", "01", valid_from, valid_to)


def row(before, after, extent):
    return Succession(before.key, after.key, after.valid_from, extent)


@pytest.fixture
def reform():
    """Trúc Bạch whole into Ba Đình, Cửa Đông split, Đông La split with its people together."""
    truc_bach = unit("00004", START, REFORM, "Trúc Bạch")
    cua_dong = unit("00061", START, REFORM, "Cửa Đông")
    dong_la = unit("09895", START, REFORM, "Đông La")
    ba_dinh = unit("00004", REFORM, name="Ba Đình")
    hoan_kiem = unit("00070", REFORM, name="Hoàn Kiếm")
    rows = [
        row(truc_bach, ba_dinh, "whole"),
        row(cua_dong, ba_dinh, "part"),
        row(cua_dong, hoan_kiem, "part"),
        row(dong_la, ba_dinh, "part_area_all_people"),
        row(dong_la, hoan_kiem, "part_area"),
    ]
    return Lineage([truc_bach, cua_dong, dong_la, ba_dinh, hoan_kiem], rows)


def test_one_code_names_two_units_on_two_days(reform):
    assert reform.find("00004", BEFORE).name == "Trúc Bạch"
    assert reform.find("00004", REFORM).name == "Ba Đình"
    assert reform.find("00061", REFORM) is None


def test_the_last_day_of_the_old_is_the_eve_of_the_new(reform):
    assert [u.name for u in reform.in_force(BEFORE)] == ["Trúc Bạch", "Cửa Đông", "Đông La"]
    assert [u.name for u in reform.in_force(REFORM)] == ["Ba Đình", "Hoàn Kiếm"]


def test_units_of_another_level_are_left_out_when_one_level_is_asked_for(reform):
    assert reform.in_force(REFORM, "province") == []
    assert len(reform.in_force(REFORM, "commune")) == 2
    assert len(reform) == len(list(reform)) == 5


def test_a_unit_that_passes_whole_has_one_successor(reform):
    (heir,) = reform.successors("00004@2019-01-01", TODAY)
    assert heir.key == "00004@2025-07-01"
    assert heir.whole
    assert heir.all_people
    assert [step.extent for step in heir.path] == [Extent.WHOLE]
    assert not reform.is_split("00004@2019-01-01")


def test_a_split_unit_has_all_its_successors_and_no_heir_of_residents(reform):
    heirs = reform.successors("00061@2019-01-01", TODAY)
    assert [heir.key for heir in heirs] == ["00004@2025-07-01", "00070@2025-07-01"]
    assert not any(heir.whole or heir.all_people for heir in heirs)
    assert all(heir.may_have_people for heir in heirs)
    assert reform.is_split("00061@2019-01-01")
    assert reform.heir_of_residents("00061@2019-01-01", TODAY) is None


def test_where_one_successor_takes_all_people_the_other_gets_land_only(reform):
    with_people, land_only = reform.successors("09895@2019-01-01", TODAY)
    assert (with_people.whole, with_people.all_people) == (False, True)
    assert (land_only.whole, land_only.may_have_people) == (False, False)
    assert reform.heir_of_residents("09895@2019-01-01", TODAY) == "00004@2025-07-01"


def test_predecessors_are_the_legal_origins(reform):
    origins = reform.predecessors("00070@2025-07-01", BEFORE)
    assert {origin.key for origin in origins} == {"00061@2019-01-01", "09895@2019-01-01"}
    assert [o.key for o in origins if o.may_have_people] == ["00061@2019-01-01"]


def test_a_unit_in_force_on_the_day_is_its_own_successor_and_predecessor(reform):
    (self_,) = reform.successors("00061@2019-01-01", MIDDLE)
    assert self_.key == "00061@2019-01-01"
    assert self_.whole
    assert self_.path == ()
    assert reform.predecessors("00061@2019-01-01", MIDDLE) == (self_,)


def test_a_chain_of_two_events_is_followed_to_its_end():
    first = unit("1", START, MIDDLE)
    second = [unit("2", MIDDLE, REFORM), unit("3", MIDDLE, REFORM)]
    last = [unit("4", REFORM), unit("5", REFORM)]
    rows = [row(first, second[0], "part"), row(first, second[1], "part")]
    rows += [row(second[0], last[0], "whole"), row(second[1], last[0], "part")]
    rows += [row(second[1], last[1], "part")]
    lineage = Lineage([first, *second, *last], rows)
    heirs = lineage.successors(first.key, TODAY)
    assert [heir.key for heir in heirs] == [last[0].key, last[1].key]
    assert not any(heir.whole for heir in heirs)
    assert [origin.key for origin in lineage.predecessors(last[1].key, START)] == [first.key]


def test_what_was_split_and_joined_again_has_passed_whole():
    first = unit("1", START, MIDDLE)
    second = [unit("2", MIDDLE, REFORM), unit("3", MIDDLE, REFORM)]
    last = unit("4", REFORM)
    rows = [row(first, each, "part") for each in second] + [row(u, last, "whole") for u in second]
    (heir,) = Lineage([first, *second, last], rows).successors(first.key, TODAY)
    assert heir.whole
    assert len(heir.path) == 2


def test_a_lone_part_row_leaves_a_remainder_and_is_not_whole():
    old, new = unit("1", START, REFORM), unit("2", REFORM)
    (heir,) = Lineage([old, new], [row(old, new, "part")]).successors(old.key, TODAY)
    assert not heir.whole
    assert not heir.all_people


def test_a_unit_that_ended_without_a_row_is_a_loose_end():
    old, new = unit("1", START, REFORM), unit("2", REFORM)
    lineage = Lineage([old, new])
    assert lineage.loose_ends() == (old.key,)
    assert lineage.successors(old.key, TODAY) == ()
    assert lineage.rows_from(old.key) == lineage.rows_into(new.key) == ()


def reason_of(build):
    with pytest.raises(LineageError) as caught:
        build()
    return caught.value.reason


def test_contradictions_are_refused_with_a_reason():
    old, new, other = unit("1", START, REFORM), unit("2", REFORM), unit("3", REFORM)
    late = unit("4", MIDDLE)
    whole = row(old, new, "whole")
    assert reason_of(lambda: Lineage([old, old])) == "duplicate_key"
    assert reason_of(lambda: Lineage([unit("1", REFORM, START)])) == "empty_validity"
    assert reason_of(lambda: Lineage([old, unit("1", MIDDLE)])) == "overlapping_validity"
    assert reason_of(lambda: Lineage([old], [whole])) == "unknown_unit"
    assert reason_of(lambda: Lineage([old, late], [row(old, late, "whole")])) == "wrong_day"
    assert reason_of(lambda: Lineage([old, new], [whole, whole])) == "duplicate_succession"
    two = [whole, row(old, other, "part")]
    assert reason_of(lambda: Lineage([old, new, other], two)) == "whole_and_more"


def test_days_outside_a_units_life_are_refused(reform):
    assert reason_of(lambda: reform.successors("00004@2025-07-01", BEFORE)) == "before_start"
    assert reason_of(lambda: reform.predecessors("00061@2019-01-01", REFORM)) == "after_end"


def test_an_unknown_extent_is_refused():
    with pytest.raises(ValueError, match="mostly"):
        Succession("a", "b", REFORM, "mostly")
