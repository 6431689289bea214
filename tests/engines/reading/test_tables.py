"""Annex tables: columns by their headings, a duty a row."""

import pytest

from diaban.engines.reading import Kind, Table, read, read_table

HEADINGS = (
    "STT",
    "Nội dung công việc",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Thời hạn",
    "Sản phẩm",
)
ROWS = (
    HEADINGS,
    ("I", "NHIỆM VỤ TRÌNH UBND TỈNH", "", "", "", ""),
    ("1", "Trình Kế hoạch chuyển đổi số", "P. CNTT", "Sở Tài chính, Sở KH&ĐT", "31/3/2021",
     "Kế hoạch"),
    ("2", "Sửa đổi Quy chế", "như trên", "nt", "Tháng 5", "Quyết định"),
    ("", "Bưu chính - Viễn thông", "", "", "", ""),
    ("3", "Chỉnh trang cáp", "nt", "VNPT, Viettel, SCTV", "Thường xuyên", "-"),
    ("4", "Tuyên truyền tin nhắn rác", "Thanh tra Sở", "", "", "05 phóng sự"),
)  # fmt: skip


def test_each_row_with_a_task_is_a_duty_with_its_cells():
    duties = read_table(Table(ROWS), year=2021, voice="department")
    assert [duty.quote for duty in duties] == [ROWS[place][1] for place in (2, 3, 5, 6)]
    assert [duty.lead for duty in duties] == ["P. CNTT", "P. CNTT", "P. CNTT", "Thanh tra Sở"]
    assert [duty.partners for duty in duties] == [
        ("Sở Tài chính", "Sở KH&ĐT"), ("Sở Tài chính", "Sở KH&ĐT"),
        ("VNPT", "Viettel", "SCTV"), (),
    ]  # fmt: skip
    days = [duty.deadline.day.isoformat() if duty.deadline else None for duty in duties]
    assert days == ["2021-03-31", "2021-05-31", None, None]
    assert [duty.product for duty in duties] == ["Kế hoạch", "Quyết định", None, "05 phóng sự"]
    assert duties[3].target.value == 5
    assert duties[2].field == "telecom"
    assert [duty.row for duty in duties] == [2, 3, 5, 6]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Nhiệm vụ", "task"), ("Tên nhiệm vụ, đề án", "task"), ("Cơ quan chủ trì", "lead"),
        ("Đơn vị thực hiện", "lead"), ("Cơ quan phối hợp", "partners"),
        ("Thời gian hoàn thành", "term"), ("Tiến độ", "term"), ("Kết quả, sản phẩm", "product"),
    ],
)  # fmt: skip
def test_columns_are_known_by_many_headings(heading, column):
    from diaban.engines.reading.tables import columns_of

    base = {"task": "Nội dung", "lead": "Chủ trì"}
    base[column] = heading
    assert columns_of(list(base.values()))[column] == list(base).index(column)


def test_a_table_inside_a_text_is_read_and_its_spans_are_the_cells_of_the_tasks():
    text = "KẾ HOẠCH\nNăm 2021\n" + "\n".join("\t".join(row) for row in ROWS) + "\nGhi chú.\n"
    draft = read(text)
    assert len(draft.duties) == 4
    for duty in draft.duties:
        assert duty.span.of(text) == duty.quote
    kinds = {stretch.kind for stretch in draft.stretches if "Chủ" in stretch.span.of(text)}
    assert Kind.UNREAD not in kinds


def test_rows_that_a_table_without_a_column_of_tasks_holds_are_no_duties():
    assert read_table(Table((("Họ tên", "Chức vụ"), ("Lê An", "Giám đốc")))) == ()
    assert read_table(Table(())) == ()


def test_short_and_empty_rows_do_no_harm():
    rows = (HEADINGS, (), ("1",), ("", "", "", "", "", ""), ("2", "Lập tổ"))
    assert [duty.quote for duty in read_table(Table(rows))] == ["Lập tổ"]


def test_a_column_of_goals_gives_the_target_in_the_unit_of_its_own_column():
    rows = (
        ("TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch 2023", "Cơ quan chủ trì"),
        ("1", "Tỷ lệ hồ sơ trực tuyến", "%", "≥ 80", "Văn phòng"),
        ("2", "Số bộ dữ liệu mở", "Bộ", "1.030", "Sở TT&TT"),
        ("3", "Trạm BTS", "Trạm", "theo nhu cầu", "Sở TT&TT"),
    )
    targets = [duty.target for duty in read_table(Table(rows), year=2023)]
    assert [(t.relation, t.value, t.unit) if t else None for t in targets] == [
        (">=", 80, "%"), ("=", 1030, "Bộ"), None,
    ]  # fmt: skip
