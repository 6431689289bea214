"""A sector's list from any file: recognised, checked without a trace, taken, given back, resent."""

import json
from pathlib import Path

import pytest
import xlsxwriter
from tests.sectors.installing import toy  # noqa: F401 - a fixture
from tests.sectors.toy.clubs import every_club, facts_of

from diaban.exchange.importing import sector_lists
from diaban.exchange.importing.kinds import known_kinds, propose_kind
from diaban.exchange.importing.opening import open_head
from diaban.exchange.importing.orders import Order
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.rejects import write_rejected_csv
from diaban.exchange.importing.working import order_import, work_once
from diaban.spine.runs.models import PausedError, Run, State

HEADINGS = "STT,Mã CLB,Tên CLB,Mở cửa,Điện thoại"
LIST = f"""{HEADINGS}
1,A1,Diều Sáo,có,0901
2,A2,,có,0902
3,A3,Diều Giấy,hỏi sau,0903
"""


@pytest.fixture
def city(toy, hanoi, operator):  # noqa: F811
    return operator


def order_of(path: Path, text: str | bytes, **said) -> Order:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Order(path=path, kind="toy-clubs", source="Hội diều", **said)


def plan(order: Order, actor):
    return known_kinds()["toy-clubs"].plan(order, actor)


def run(order: Order, actor, progress=lambda run: None) -> Run:
    return known_kinds()["toy-clubs"].run(order, actor, progress)


def test_a_file_is_known_by_what_it_calls_its_columns(city, tmp_path):
    path = tmp_path / "clb.csv"
    path.write_text(LIST)
    assert propose_kind(open_head(path, order_of(path, LIST).options)).name == "toy-clubs"
    path.write_text("Mã,Số nhà,Đường phố,Vĩ độ,Kinh độ\nK1,12,Phố Ví Dụ,21.0285,105.8505\n")
    assert propose_kind(open_head(path, order_of(path, path.read_bytes()).options)).name != (
        "toy-clubs"
    )


def test_the_check_says_what_the_import_does_and_leaves_nothing(city, tmp_path):
    order = order_of(tmp_path / "clb.csv", LIST)
    told = plan(order, city)
    assert not every_club().exists()
    assert not Run.objects.exists()
    assert told.counts == {"read": 3, "accepted": 2, "rejected": 1, "new": 2}
    assert [one["code"] for one in told.reasons] == ["toy-clubs.name_missing"]
    assert [one["code"] for one in told.told] == ["toy-clubs.open_unread"]
    assert told.mapping == {"code": "Mã CLB", "name": "Tên CLB", "open": "Mở cửa"}
    done = run(order, city)
    assert done.counts == {"read": 3, "accepted": 2, "rejected": 1, "created": 2}
    assert done.report["told"] == told.told


def test_the_same_file_again_changes_nothing(city, tmp_path):
    order = order_of(tmp_path / "clb.csv", LIST)
    run(order, city)
    again = plan(order, city)
    assert (again.counts["would_stay"], "new" in again.counts) == (2, False)
    assert run(order, city).counts["unchanged"] == 2
    assert every_club().count() == 2


def test_a_refused_row_comes_back_with_its_reason_and_is_taken_when_corrected(city, tmp_path):
    done = run(order_of(tmp_path / "clb.csv", LIST), city)
    back = tmp_path / "trả lại.csv"
    with back.open("w", encoding="utf-8-sig", newline="") as file:
        assert write_rejected_csv(done, file) == 1
    text = back.read_text(encoding="utf-8-sig")
    assert "Dòng 3, cột “Tên CLB”: Thiếu tên câu lạc bộ {này}. Ghi tên rồi gửi lại." in text
    assert "Row 3, column “Tên CLB”: The club has no name." in text
    # of columns that nobody reads nothing is kept
    assert "0902" not in text
    mended = run(order_of(back, text.replace("A2,", "A2,Diều Mới")), city)
    assert mended.counts == {"read": 1, "accepted": 1, "created": 1}


def test_a_workbook_below_a_banner_is_read_by_the_sectors_headings(city, tmp_path):
    path = tmp_path / "clb.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "DANH SÁCH CÂU LẠC BỘ")
        for number, line in enumerate(LIST.splitlines(), start=2):
            sheet.write_row(number, 0, line.split(","))
    assert plan(order_of(path, path.read_bytes()), city).counts["new"] == 2


def test_positions_come_from_shapes_in_any_system(city, tmp_path):
    point = {"type": "Point", "coordinates": [105.854, 21.0285]}
    told = {"type": "Feature", "geometry": point, "properties": {"Mã CLB": "B1", "Tên CLB": "Bờ"}}
    path = tmp_path / "clb.geojson"
    run(order_of(path, json.dumps({"type": "FeatureCollection", "features": [told]})), city)
    metres = "Mã CLB,Tên CLB,Vĩ độ,Kinh độ\nB2,Gió,2325935.3,588786.5\n"
    run(order_of(tmp_path / "m.csv", metres, crs="EPSG:32648"), city)
    for club in every_club():
        facts = facts_of(club)
        assert abs(facts["lat_e7"] - 210_285_000) < 100_000
        assert abs(facts["lng_e7"] - 1_058_540_000) < 100_000


def test_a_file_without_a_necessary_column_is_refused_by_name(city, tmp_path):
    with pytest.raises(InputError, match="Name of the club"):
        plan(order_of(tmp_path / "clb.csv", "Mã CLB,Mở cửa\nA1,có\n"), city)


def test_more_rows_than_the_sector_takes_are_refused(city, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.sectors.toy.imports.IMPORTS", (_small(),))
    with pytest.raises(InputError, match="more than 2 rows"):
        plan(order_of(tmp_path / "clb.csv", LIST), city)


def _small():
    from dataclasses import replace

    from tests.sectors.toy.imports import IMPORTS

    return replace(IMPORTS[0], most_rows=2)


def test_a_person_may_say_which_column_is_what(city, tmp_path):
    order = order_of(tmp_path / "clb.csv", "a,b\nA1,Diều\n", mapping={"code": "a", "name": "b"})
    assert plan(order, city).counts["new"] == 1


def test_an_import_that_was_broken_off_goes_on_at_the_next_row(city, tmp_path, monkeypatch):
    monkeypatch.setattr(sector_lists, "BATCH_ROWS", 1)
    order = order_of(tmp_path / "clb.csv", LIST)

    def stop(run: Run) -> None:
        raise PausedError

    with pytest.raises(PausedError):
        run(order, city, stop)
    assert every_club().count() == 1
    Run.objects.update(state=State.PAUSED)
    done = run(order, city)
    assert Run.objects.count() == 1
    assert (done.counts["read"], done.counts["created"], done.counts["rejected"]) == (3, 2, 1)


def test_a_worker_takes_what_a_page_ordered(city, tmp_path):
    ordered = order_import(order_of(tmp_path / "clb.csv", LIST), city, {}, 3)
    while work_once():
        pass
    ordered.refresh_from_db()
    assert (ordered.state, ordered.counts["created"]) == (State.DONE, 2)
    assert [one["code"] for one in ordered.report["reasons"]] == ["toy-clubs.name_missing"]
