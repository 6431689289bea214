"""Each bad input is met with a clear message in both languages, and nothing is lost."""

import unicodedata
from collections.abc import Callable

import pytest

from diaban.exchange.importing.pipeline import ImportRequest, Plan, plan_import, run_import
from diaban.exchange.importing.problems import InputError
from diaban.spine.addresses.models import Address, Observation

HEAD = "mã,địa chỉ,vĩ độ,kinh độ"
Requests = Callable[..., ImportRequest]


def plan_rows(request_for: Requests, *rows: str, head: str = HEAD, **more: object) -> Plan:
    return plan_import(request_for("\n".join([head, *rows]) + "\n", **more))


def only_problem(plan: Plan) -> tuple[str, str]:
    """Return the words of the one problem, having checked that it names row 2."""
    assert plan.counts["rejected"] == 1
    (problem,) = plan.first_problems
    vi, en = problem.say("vi"), problem.say("en")
    assert vi.startswith("Dòng 2")
    assert en.startswith("Row 2")
    return vi, en


def test_decomposed_text_is_composed_and_counted(request_for: Requests):
    loose = unicodedata.normalize("NFD", "36 phố Hàng Bạc")
    plan = plan_rows(request_for, f"H1,{loose},21.03,105.84", "H2,x,21.03,105.84")
    assert plan.counts["accepted"] == 2
    assert plan.counts["normalised"] == 1
    assert plan.sample[0]["written"] == "36 phố Hàng Bạc"


def test_decomposed_headings_are_recognised(request_for: Requests):
    head = unicodedata.normalize("NFD", HEAD)
    assert plan_rows(request_for, "H1,x,21.03,105.84", head=head).counts["accepted"] == 1


def test_decimal_commas_are_read_where_nothing_else_can_be_meant(request_for: Requests):
    plan = plan_rows(request_for, "H1;x;21,0312345;105,84", head=HEAD.replace(",", ";"))
    assert plan.sample[0]["lat_e7"] == 210312345
    assert plan.counts["decimal_comma"] == 1


@pytest.mark.parametrize("value", ["21.031,5", "21,031,5", "21°61'", "21 031", "hai mốt", "NaN"])
def test_numbers_that_could_mean_two_things_are_refused_with_the_remedy(
    value: str, request_for: Requests
):
    vi, en = only_problem(plan_rows(request_for, f'H1,x,"{value}",105.84'))
    assert "cột “vĩ độ”" in vi
    assert f"“{value}” không đọc được thành một số" in vi
    assert "column “vĩ độ”" in en
    assert "one decimal point, such as 21.0285" in en


def test_unquoted_decimal_commas_in_a_comma_file_say_how_to_quote(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, "H1,x,21,03,105,84"))
    assert "có 6 ô, nhiều hơn 4 cột" in vi
    assert "dấu nháy kép" in vi
    assert "put the cell in double quotes" in en


def test_swapped_latitude_and_longitude_are_recognised(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, "H1,x,105.84,21.03"))
    assert "vĩ độ 105.84 và kinh độ 21.03 bị đổi chỗ cho nhau" in vi
    assert "Swap the two columns" in en


def test_swapped_positions_are_put_right_on_request(request_for: Requests):
    plan = plan_rows(request_for, "H1,x,105.84,21.03", "H2,x,21.03,105.84", fix_swapped=True)
    assert (plan.counts["accepted"], plan.counts["swapped_fixed"]) == (2, 1)
    assert plan.sample[0]["lat_e7"] == plan.sample[1]["lat_e7"] == 210300000


def test_points_outside_the_city_and_outside_the_country_are_told_apart(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, "H1,x,10.78,106.70"))
    assert "ở Việt Nam nhưng nằm ngoài thành phố" in vi
    assert "in Viet Nam but outside the city" in en
    vi, en = only_problem(plan_rows(request_for, "H1,x,48.85,2.35"))
    assert "nằm ngoài Việt Nam" in vi
    assert "outside Viet Nam. Check latitude and longitude" in en


def test_the_islands_are_in_viet_nam(request_for: Requests):
    vi, _ = only_problem(plan_rows(request_for, "H1,x,8.64,111.92"))
    assert "ở Việt Nam" in vi


def test_metres_that_fit_several_systems_are_not_guessed(request_for: Requests):
    with pytest.raises(InputError) as caught:
        plan_rows(request_for, "H1,x,2325000,587000")
    vi, en = (caught.value.problem.say(language) for language in ("vi", "en"))
    assert "Không rõ tọa độ thuộc hệ nào" in vi
    assert "VN-2000 / TM-3 105°00' (EPSG:5897)" in en
    assert "choose EPSG:5897 (VN-2000 / TM-3 105°00') and look at the map" in en


def test_a_row_of_metres_among_degrees_is_refused(request_for: Requests):
    rows = "H3,z,2325000,587000\nH1,x,21.03,105.84\nH2,y,21.031,105.841"
    vi, en = only_problem(plan_rows(request_for, rows))
    assert "VN-2000" in vi
    assert "Convert them to WGS 84" in en


def test_half_a_position_is_refused(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, "H1,x,21.03,"))
    assert "chỉ có một trong hai tọa độ" in vi
    assert "Fill in both latitude and longitude" in en


def test_an_address_without_position_is_taken(request_for: Requests):
    assert plan_rows(request_for, "H1,36 Hàng Bạc,,").counts["accepted"] == 1


def test_a_row_that_says_nothing_is_refused(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, "H1,,,"))
    assert "không có địa chỉ lẫn tọa độ" in vi
    assert "Fill in at least one" in en


def test_doubled_identifiers_name_the_first_row(request_for: Requests):
    plan = plan_rows(request_for, "H1,x,,", "H2,x,,", "H1,y,,", batch_rows=1)
    (problem,) = plan.first_problems
    assert problem.say("vi").startswith("Dòng 4, cột “mã”: mã “H1” đã có ở dòng 2")
    assert "stands already in row 2" in problem.say("en")
    assert "change one of the two rows" in problem.say("en")


def test_a_missing_identifier_is_refused(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, ",x,21.03,105.84", "H1,y,,"))
    assert "thiếu mã của dòng" in vi
    assert "no identifier" in en


def test_formulas_are_refused_and_never_run(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, 'H1,"=HYPERLINK(""x"")",21.03,105.84'))
    assert "cột “địa chỉ”: ô chứa công thức “=HYPERLINK" in vi
    assert "Paste it as a value" in en


def test_text_that_only_begins_like_a_formula_is_taken(request_for: Requests):
    plan = plan_rows(request_for, "H1,+84 24 Hàng Bạc,,", "H2,@home,,", "H3,-5,,")
    assert plan.counts["accepted"] == 3


def test_over_long_text_is_refused_with_both_lengths(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, f"H1,{'x' * 301},,"))
    assert "dài 301 ký tự, quá giới hạn 300" in vi
    assert "Shorten it" in en


@pytest.mark.parametrize("written", ["2025-07-15", "15/07/2025", "15-7-2025", "15.07.2025"])
def test_dates_are_read_day_first_or_iso(written: str, request_for: Requests):
    plan = plan_rows(request_for, f"H1,x,{written}", head="mã,địa chỉ,ngày")
    assert plan.sample[0]["held_on"].isoformat() == "2025-07-15"


@pytest.mark.parametrize("written", ["07/15/2025", "hôm qua", "2025-02-30", "45853"])
def test_other_dates_are_refused_with_the_right_form(written: str, request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, f"H1,x,{written}", head="mã,địa chỉ,ngày"))
    assert "Viết dd/mm/yyyy" in vi
    assert f"“{written}” cannot be read as a date" in en


@pytest.mark.parametrize("written", ["01/01/1800", "2999-01-01"])
def test_dates_before_living_memory_or_to_come_are_refused(written: str, request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, f"H1,x,{written}", head="mã,địa chỉ,ngày"))
    assert "từ 01/01/1900 đến hôm nay" in vi
    assert "Mend it" in en


def test_unknown_unit_codes_are_refused(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, "H1,x,99999", head="mã,địa chỉ,mã xã"))
    assert "mã đơn vị “99999” không có" in vi
    assert "5-digit code of the commune" in en


def test_codes_that_lost_their_zeros_in_a_spreadsheet_are_filled_up(request_for: Requests):
    plan = plan_rows(request_for, "H1,x,4", head="mã,địa chỉ,mã xã")
    assert plan.sample[0]["commune_code"] == "00004"


def test_a_former_commune_is_not_taken_for_one_of_today(request_for: Requests):
    plan = plan_rows(request_for, "H1,x,00037", head="mã,địa chỉ,mã xã")
    assert plan.sample[0]["commune_code"] is None
    assert plan.sample[0]["former_commune_code"] == "00037"


def test_a_commune_is_known_by_its_name_where_that_means_one_unit(request_for: Requests):
    rows = ["H1,x,Phường Ba Đình", "H2,x,P. Hàng Mã", "H3,x,Phường Lạ"]
    plan = plan_rows(request_for, *rows, head="mã,địa chỉ,phường/xã")
    assert [row["commune_code"] for row in plan.sample] == ["00004", None, None]
    assert [row["former_commune_code"] for row in plan.sample] == [None, "00037", None]
    assert plan.counts["unit_name_unresolved"] == 1


@pytest.mark.parametrize(
    ("code", "vi_words", "en_words"),
    [
        ("11024 2VH3 CM", "không đủ hoặc thừa ký tự", "too short or too long"),
        ("11024 2VH3 CMO", "ký tự mà mã Vpostcode không dùng", "no Vpostcode has"),
        ("2VH3CM3", "thiếu 5 chữ số mã bưu chính", "lacks the five digits"),
    ],
)
def test_a_wrong_official_code_says_what_is_wrong(
    code: str, vi_words: str, en_words: str, request_for: Requests
):
    vi, en = only_problem(plan_rows(request_for, f"H1,x,{code}", head="mã,địa chỉ,mã chính thức"))
    assert vi_words in vi
    assert en_words in en


def test_an_official_code_is_kept_in_its_canonical_form(request_for: Requests):
    plan = plan_rows(request_for, "H1,x,11024-2vh3 cm3", head="mã,địa chỉ,mã chính thức")
    assert plan.sample[0]["official_code"] == "110242VH3CM3"


def test_words_outside_a_list_are_refused_with_the_list(request_for: Requests):
    vi, en = only_problem(plan_rows(request_for, "H1,x,xong", head="mã,địa chỉ,trạng thái"))
    assert "candidate, collected" in vi
    assert "Choose one of them" in en
    plan = plan_rows(request_for, "H1,x,Đã xác nhận", head="mã,địa chỉ,trạng thái")
    assert plan.sample[0]["life"] == "confirmed"


def test_a_wrong_accuracy_or_digital_address_is_refused(request_for: Requests):
    head = f"{HEAD},độ chính xác,mã địa chỉ số"
    vi, _ = only_problem(plan_rows(request_for, "H1,x,21.03,105.84,-3,", head=head))
    assert "phải là số mét" in vi
    _, en = only_problem(plan_rows(request_for, "H1,x,21.03,105.84,3,12", head=head))
    assert "10-character digital address" in en


def test_a_flat_whose_building_nobody_knows_is_refused_with_what_hangs_on_it(
    request_for: Requests,
):
    rows = ["B1,tòa nhà,", "C1,căn 1,B1", "C2,căn 2,B9", "C3,phòng,C2"]
    plan = plan_rows(request_for, *rows, head="mã,địa chỉ,mã tòa nhà")
    assert plan.counts["accepted"] == 2
    assert [p.row for p in plan.first_problems] == [4, 5]
    assert "tòa nhà “B9” không có trong tệp" in plan.first_problems[0].say("vi")
    assert "Put the building's row before its flats" in plan.first_problems[0].say("en")


def test_the_last_row_of_a_half_written_file_is_refused_and_the_others_taken(
    request_for: Requests,
):
    run = run_import(request_for(f"{HEAD}\nH1,x,21.03,105.84\nH2,y,21.0"))
    assert run.counts == {"read": 2, "accepted": 1, "rejected": 1, "created": 1} | {
        "written_read": 2,
        "postal_partial": 1,
    }
    (rejected,) = run.rejected_rows.all()
    assert rejected.problems[0]["code"] == "row_cut_short"


def test_a_file_that_breaks_off_keeps_what_was_taken_and_says_where(request_for: Requests):
    rows = "".join(f"H{i},x,21.03,105.84\n" for i in range(60))
    request = request_for(f'{HEAD}\n{rows}H61,"half', batch_rows=20)
    with pytest.raises(InputError) as caught:
        run_import(request)
    assert "Dòng 62" in caught.value.problem.say("vi")
    assert Address.objects.count() == Observation.objects.count()
    whole = request_for(f"{HEAD}\n{rows}H61,y,,\n", "again.csv")
    counts = run_import(whole).counts
    assert counts["created"] + counts.get("unchanged", 0) == 61
    assert Address.objects.count() == 61


def test_a_million_blank_rows_cost_one_batch_each_half_million(request_for: Requests):
    blank = ",,,\n" * 1_000_000
    run = run_import(request_for(f"{HEAD}\nH1,x,,\n{blank}H2,y,,\n"))
    assert run.counts == {
        "read": 2,
        "accepted": 2,
        "blank": 1_000_000,
        "created": 2,
        "written_read": 2,
        "postal_partial": 2,
    }
    assert run.position == 1_000_003


def test_a_source_needs_a_short_name(request_for: Requests):
    with pytest.raises(InputError) as caught:
        run_import(request_for(f"{HEAD}\nH1,x,,\n", source="x" * 41))
    assert "1–40 ký tự" in caught.value.problem.say("vi")
