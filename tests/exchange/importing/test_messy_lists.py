"""A list as an office keeps it: persons beside addresses, dates as numbers, surveyors' X and Y."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest

from diaban.exchange.importing import opening
from diaban.exchange.importing.first_rows import look_at_rows
from diaban.exchange.importing.mapping import recognise_columns
from diaban.exchange.importing.pipeline import ImportRequest, plan_import, run_import
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.registry_rules import commune_names
from diaban.exchange.importing.tables import ReadOptions
from diaban.spine.addresses.models import Address
from diaban.spine.places.units import today

Requests = Callable[..., ImportRequest]

MESSY = """\
STT,Họ và tên chủ hộ,SĐT,Số hộ khẩu,Tổ dân phố số,Số nhà,Tên đường/phố,Xã/phường,X (m),Y (m)
1,Nguyễn Văn An,0912345678,001234,5,12A,Phố Huế,P. Ba Đình,2326012.11,586871.02
2,Trần Thị Bình,0987654321,001235,5,14,Phố Huế,P. Ba Đình,2326031.90,586880.75
3,Lê Văn Cường,0356123456,001236,6,5/3,Phố Huế,P. Ba Đình,2326052.00,586902.40
"""
PERSONS = ("Nguyễn Văn An", "0912345678", "001234")


def test_a_messy_list_is_understood_without_a_word(request_for: Requests):
    request = request_for(MESSY, options=ReadOptions(crs="EPSG:5897"))
    plan = plan_import(request)
    assert plan.mapping.columns == {
        "locality": "Tổ dân phố số",
        "house_number": "Số nhà",
        "street": "Tên đường/phố",
        "commune_name": "Xã/phường",
        "lat": "X (m)",
        "lng": "Y (m)",
    }
    assert plan.counts["accepted"] == 3
    (note,) = [note for note in plan.notes if note.code == "columns_personal"]
    assert "Họ và tên chủ hộ, SĐT, Số hộ khẩu là dữ liệu cá nhân, không nhập" in note.say("vi")
    assert "hold personal data: they are neither imported nor kept" in note.say("en")
    run_import(request)
    assert {unit.declared_commune.name for unit in Address.objects.all()} == {"Ba Đình"}
    assert all(21.0 < a.lat_e7 / 1e7 < 21.1 for a in Address.objects.all())


def test_persons_are_not_kept_with_a_rejected_row_either(request_for: Requests):
    wrong = MESSY.replace("12A,Phố Huế", '"=HYPERLINK(1)",Phố Huế')
    run = run_import(request_for(wrong, options=ReadOptions(crs="EPSG:5897")))
    (row,) = run.rejected_rows.all()
    kept = dict(row.cells)
    assert kept["Tên đường/phố"] == "Phố Huế"
    assert kept["X (m)"] == "2326012.11"
    assert not set(PERSONS) & set(kept.values())
    assert "SĐT" not in kept


def test_a_page_and_a_run_understand_a_file_alike(request_for: Requests):
    request = request_for(MESSY, options=ReadOptions(crs="EPSG:5897"))
    head = opening.open_head(request.path, request.options)
    shown = recognise_columns(head.columns, head.rows, commune_names(today()))
    assert plan_import(request).mapping == shown


def test_headings_that_say_nothing_are_read_by_what_stands_below_them(request_for: Requests):
    rows = "c1,c2,c3,c4\n" + "".join(
        f"{n}/2,Phường Ba Đình,21.03{n}11,105.84{n}22\n" for n in range(1, 6)
    )
    plan = plan_import(request_for(rows))
    assert plan.mapping.columns == {"commune_name": "c2", "lat": "c3", "lng": "c4"}
    assert plan.counts["accepted"] == 5


def test_looking_at_the_first_rows_loses_none_and_no_fault(request_for: Requests):
    request = request_for("mã,địa chỉ\n" + "".join(f"{n},x\n" for n in range(2_500)))
    table = open_table(request.path, request.options)
    assert len(look_at_rows(table)) == 1_000
    assert look_at_rows(table)[0] == ["0", "x"]
    assert sum(batch.frame.height for batch in table.batches) == 2_500

    def broken():
        raise InputError("file_missing", name="x")
        yield

    table.batches = broken()
    assert look_at_rows(table) == []
    with pytest.raises(InputError):
        next(table.batches)


DATES = "mã,địa chỉ,ngày\n"


def days(requests: Requests, *written: str) -> list[date]:
    run_import(requests(DATES + "".join(f"{n},x,{day}\n" for n, day in enumerate(written))))
    found = Address.objects.order_by("id").values_list("observations__held_on", flat=True)
    return list(found)


def test_dates_stored_as_numbers_are_days_where_the_whole_column_is_such(request_for: Requests):
    assert days(request_for, "45931", "45658.75", "", "44562") == [
        date(2025, 10, 1),
        date(2025, 1, 1),
        today(),
        date(2022, 1, 1),
    ]


@pytest.mark.parametrize("other", ["12", "99999", "hôm qua"])
def test_a_number_among_other_things_is_no_date(other: str, request_for: Requests):
    plan = plan_import(request_for(DATES + f"1,x,45931\n2,x,{other}\n"))
    assert plan.problem_counts["date_unreadable"] >= 1
    assert any(problem.value == "45931" for problem in plan.first_problems)


def test_a_number_between_written_dates_is_a_day(request_for: Requests):
    assert days(request_for, "45931", "01/10/2025") == [date(2025, 10, 1)] * 2


def test_a_later_row_with_a_written_date_is_read_too(request_for: Requests):
    rows = "".join(f"{n},x,45931\n" for n in range(1_200)) + "last,x,01/09/2025\n"
    plan = plan_import(request_for(DATES + rows))
    assert plan.counts["accepted"] == 1_201


def test_decomposed_headings_communes_and_districts_are_understood(request_for: Requests):
    text = (
        "mã,Số nhà,Tên đường/phố,Quận/Huyện,Phường/Xã,Tỉnh/Thành phố\n"
        "A,1,Phố Hàng Mã,Quận Hoàn Kiếm,Phường Hàng Mã,Hà Nội\n"
    )
    run = run_import(request_for(unicodedata.normalize("NFD", text)))
    assert run.counts["normalised"] == 1
    address = Address.objects.get()
    assert address.street == "Phố Hàng Mã"
    assert address.declared_former.name == "Hàng Mã"


def test_decimal_commas_are_coordinates_under_any_heading(request_for: Requests):
    rows = 'a,b,số nhà\n"21,03381","105,84011",1\n"21,03402","105,84120",2\n'
    run = run_import(request_for(rows))
    assert run.counts["decimal_comma"] == 2
    assert Address.objects.order_by("id")[0].lat_e7 == 210_338_100
