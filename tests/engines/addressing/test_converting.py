"""From old communes to those of a day and back, as the law says and no further."""

from datetime import date

import pytest

from diaban.engines.addressing import Evidence


def codes(conversion):
    return {one.code for one in conversion.candidates}


def test_a_split_ward_gives_all_its_successors_ranked(carry):
    conversion = carry("P. Quan Hoa, Q. Cầu Giấy, Hà Nội")
    assert codes(conversion) == {"00160", "00166"}
    assert "commune_was_split" in conversion.reasons
    chances = [one.probability for one in conversion.candidates]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.0
    assert all("1656/NQ-UBTVQH15" in one.events[0] for one in conversion.candidates)


def test_where_all_people_went_to_one_commune_a_dwelling_did(carry):
    conversion = carry("36 ngõ 29, xã Đặng Xá, huyện Gia Lâm, Hà Nội")
    assert codes(conversion) == {"00562"}
    assert [one.code for one in conversion.ruled_out] == ["00541"]
    assert "nobody_lives_there" in conversion.ruled_out[0].reasons


def test_without_a_district_a_name_of_today_is_meant(carry):
    assert codes(carry("phường Cửa Nam, Hà Nội")) == {"00082"}
    assert len(codes(carry("phường Cửa Nam, quận Hoàn Kiếm, Hà Nội"))) > 1


def test_chains_of_events_are_followed(carry):
    # Nguyễn Trãi (Hà Đông) went into Quang Trung in 2025 and with it into two communes in July
    conversion = carry("P. Nguyễn Trãi, Q. Hà Đông, Hà Nội")
    assert codes(conversion) == {"09552", "09556"}
    assert len(conversion.candidates[0].events) == 2


def test_the_changes_of_2026_are_the_same_communes_with_another_kind(carry):
    before = carry("xã Bắc Giang, tỉnh Bắc Ninh", date(2026, 1, 1))
    assert all(one.key.endswith(("2025-07-01", "2026-09-20")) for one in before.candidates)


def test_new_communes_are_carried_back(carry):
    conversion = carry("phường Nghĩa Đô, Hà Nội", date(2025, 6, 30))
    assert "00157" in codes(conversion) or "00160" in codes(conversion)
    assert len(conversion.candidates) > 1
    assert sum(one.probability for one in conversion.candidates) <= 1.0


def test_a_district_alone_is_no_answer_but_tells_what_it_may_be(carry):
    conversion = carry("33 Tân Ấp, Q. Ba Đình, Hà Nội")
    assert conversion.candidates == ()
    assert conversion.reasons == ("only_district_named",)
    assert {"00004", "00008", "00025"} <= {one.code for one in conversion.possible}


def test_a_name_of_many_provinces_is_no_answer(carry):
    conversion = carry("thôn 1, xã Tân Lập")
    assert conversion.candidates == ()
    assert "several_provinces" in conversion.reasons
    assert len(conversion.possible) > 5


def test_an_island_district_became_a_commune(carry):
    assert codes(carry("Côn Đảo, Bà Rịa - Vũng Tàu")) == {"26732"}


def test_evidence_narrows_and_tells_so(carry):
    street = Evidence("street_list", {"00160": 1.0}, otherwise=0.001)
    conversion = carry("5 Nguyễn Khánh Toàn, P. Quan Hoa, Q. Cầu Giấy", evidence=[street])
    assert codes(conversion) == {"00160"}
    assert "street_list" in conversion.reasons
    assert "street_list_speaks_against" in conversion.ruled_out[-1].reasons


def test_evidence_that_knows_none_of_the_candidates_changes_nothing(carry):
    nothing = Evidence("street_list", {"99999": 1.0})
    assert codes(carry("P. Quan Hoa, Q. Cầu Giấy", evidence=[nothing])) == {"00160", "00166"}


@pytest.mark.parametrize("text", ["", "12345", "🏠", "221B Baker Street, London"])
def test_what_names_no_commune_gets_none(carry, text):
    assert carry(text).candidates == ()
    assert carry(text).reasons
