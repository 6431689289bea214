import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.readers import csv_text, open_table
from diaban.exchange.importing.tables import FAULT, ROW, ReadOptions, Table


def read(content: bytes | str, folder: Path, name: str = "a.csv") -> tuple[Table, list[tuple]]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    table = open_table(path)
    rows = [row for batch in table.batches for row in batch.frame.iter_rows()]
    return table, rows


def refusal(content: bytes | str, folder: Path, name: str = "a.csv") -> InputError:
    with pytest.raises(InputError) as caught:
        read(content, folder, name)
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiter_mark_and_line_ends_are_found_out(
    delimiter: str, mark: bytes, end: str, tmp_path: Path
):
    lines = ["mã", "phố"], ["1", "Hàng Bạc"], ["2", "Tô Lịch"]
    text = "".join(delimiter.join(line) + end for line in lines)
    table, rows = read(mark + text.encode(), tmp_path)
    assert table.columns == ["mã", "phố"]
    assert rows == [(2, None, "1", "Hàng Bạc"), (3, None, "2", "Tô Lịch")]


def test_semicolons_leave_decimal_commas_whole(tmp_path: Path):
    _, rows = read("mã;vĩ độ;kinh độ\n1;21,02;105,85\n", tmp_path)
    assert rows == [(2, None, "1", "21,02", "105,85")]


def test_quoted_delimiters_quotes_and_line_breaks_stay_in_their_cell(tmp_path: Path):
    text = 'a,b\n"x, y","he said ""no"""\n"two\nlines",z\nlast,"5 ""inch"\n'
    _, rows = read(text, tmp_path)
    assert rows == [
        (2, None, "x, y", 'he said "no"'),
        (3, None, "two\nlines", "z"),
        (4, None, "last", '5 "inch'),
    ]


def test_headings_may_stand_below_blank_lines_and_be_doubled_or_empty(tmp_path: Path):
    table, rows = read("\n,,\nmã,,mã\n1,2,3\n", tmp_path)
    assert table.columns == ["mã", "(2)", "mã (2)"]
    assert table.header_row == 3
    assert rows == [(4, None, "1", "2", "3")]


def test_a_short_row_is_filled_and_a_long_one_has_a_fault(tmp_path: Path):
    _, rows = read("a,b\n1\n1,2,3\n1,2,\n", tmp_path)
    assert [row[0] for row in rows] == [2, 3, 4]
    assert rows[0][2:] == ("1", "")
    assert "cells_extra" in rows[1][1]
    assert rows[2][1] is None


def test_the_last_row_of_a_half_written_file_has_a_fault(tmp_path: Path):
    _, rows = read("a,b,c\n1,2,3\n4,5", tmp_path)
    assert rows[0][1] is None
    assert "row_cut_short" in rows[1][1]


def test_a_last_row_without_a_line_break_is_whole_if_its_cells_are(tmp_path: Path):
    _, rows = read("a,b\n1,2", tmp_path)
    assert rows == [(2, None, "1", "2")]


def test_a_quote_that_is_never_closed_is_found_at_its_row(tmp_path: Path):
    error = refusal('a,b\n1,x\n2,"half wri', tmp_path)
    assert error.problem.say("vi").startswith("Dòng 3: Dấu nháy kép")
    assert "never closed" in error.problem.say("en")
    assert "mend this row" in error.problem.say("en")


def test_a_stray_quote_does_not_swallow_a_large_file(tmp_path: Path):
    error = refusal("a,b\n" + '1,"x\n' + "2,y\n" * 500_000, tmp_path)
    assert error.problem.code == "quote_open"
    assert error.problem.row == 2


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("mã,phố\n1,Hàng Bạc, quận Đống Đa\n".encode("utf-16"), "UTF-16 LE"),
        (b'm\xb7,ph\xe8\n1,"H\xb5ng B\xb9c, qu\xcbn \xa7\xe8ng \xa7a"\n', "TCVN3 (ABC)"),
        (b'ma\xf5,pho\xe1\n1,"Ha\xf8ng Ba\xefc, qua\xe4n \xd1o\xe1ng \xd1a"\n', "VNI-Windows"),
        (
            b'ma\xde,ph\xf4\xec\n1,"H\xe0ng Ba\xf2c, qu\xe2\xf2n \xd0\xf4\xecng \xd0a"\n',
            "Windows-1258",
        ),
    ],
)
def test_another_encoding_is_read_and_told(data: bytes, named: str, tmp_path: Path):
    table, rows = read(data.replace(b", qu", b"; qu"), tmp_path)
    assert table.columns == ["mã", "phố"]
    assert rows[0][3].startswith("Hàng Bạc")
    (note,) = table.notes
    assert f"bằng {named} và đã được chuyển sang Unicode" in note.say("vi")
    assert "choose another encoding" in note.say("en")


def test_a_text_that_reads_two_ways_is_refused_with_both_readings(tmp_path: Path):
    problem = refusal(b"ma,pho\n1,T\xfa\n", tmp_path).problem
    assert "“1,Tú”" in problem.say("vi")
    assert "“1,Tỳ”" in problem.say("vi")
    assert "Chọn bảng mã" in problem.say("vi")
    assert "Choose the encoding" in problem.say("en")
    path = tmp_path / "a.csv"
    table = open_table(path, ReadOptions(encoding="tcvn3"))
    assert [batch.frame["c1"].to_list() for batch in table.batches] == [["Tỳ"]]
    with pytest.raises(InputError) as caught:
        open_table(path, ReadOptions(encoding="koi8"))
    assert "Không có bảng mã “koi8”" in caught.value.problem.say("vi")


def test_a_row_with_bytes_of_no_encoding_has_a_fault_and_the_others_are_read(tmp_path: Path):
    good = "a,b\n" + "1,Hàng Bạc\n" * 200_000
    _, rows = read(good.encode() + b"2,\xff\xb0\n3,x\n", tmp_path)
    assert len(rows) == 200_002
    assert json.loads(rows[-2][1]) == {"code": "bytes_unreadable", "value": "FF B0"}
    problem = Problem("bytes_unreadable", 7, value="FF B0")
    assert "byte không đọc được: FF B0" in problem.say("vi")
    assert "Type this row's text again in Unicode" in problem.say("en")


def test_lines_pasted_from_a_legacy_list_are_read_by_themselves(tmp_path: Path):
    lines = ["mã,phố\n", "1,Hàng Bạc\n", "2,Lý Thường Kiệt\n", "3,Nguyễn Trãi\n"]
    tcvn3 = b"4,\xa7\xe8ng Nguy\xd4n Tr\xb7i\n5,Ph\xe8 Hu\xd5 ph\xad\xeang\n".replace(
        b"\xed", b"\xe8"
    )
    table, rows = read("".join(lines).encode() + tcvn3, tmp_path)
    assert [row[3] for row in rows][2:] == ["Nguyễn Trãi", "Đống Nguyễn Trãi", "Phố Huế phường"]
    assert "lẫn nhiều bảng mã" in table.notes[0].say("vi")
    assert "mixes encodings" in table.notes[0].say("en")


def test_cells_in_a_legacy_font_inside_unicode_are_mended(tmp_path: Path):
    text = "m·,®Þa chØ,ghi\n1,NguyÔn Tr·i,a\n2,Lý Th­êng KiÖt,Café\n"
    table, rows = read(text, tmp_path)
    assert table.columns == ["mã", "địa chỉ", "ghi"]
    assert [row[3] for row in rows] == ["Nguyễn Trãi", "Lý Thường Kiệt"]
    assert rows[1][4] == "Café"
    assert "phông TCVN3 (ABC)" in table.notes[0].say("vi")
    assert "turned into Unicode" in table.notes[0].say("en")


def test_a_cell_that_reads_two_ways_in_a_mixed_column_is_a_fault(tmp_path: Path):
    text = "mã,phố\n1,Đường Láng ậ\n2,Th­êng KiÖt ph­êng\n3,Tú\n4,Tµ Tú ®\n"
    _, rows = read(text, tmp_path)
    words = json.loads(rows[2][1])
    assert (words["code"], {words["one"], words["other"]}) == ("text_unclear", {"Tú", "Tỳ"})
    problem = Problem("text_unclear", 4, "phố", "Tú", {"one": "Tú", "other": "Tỳ"})
    assert "đọc được theo hai cách" in problem.say("vi")
    assert "Type this cell again" in problem.say("en")


def test_titles_above_and_two_lines_of_headings_are_found(tmp_path: Path):
    text = (
        "UBND PHƯỜNG BA ĐÌNH;;;\n\nDANH SÁCH ĐỊA CHỈ;;;\n"
        "Mã;Số nhà;Tọa độ;\n;;Vĩ độ;Kinh độ\n(1);(2);(3);(4)\nA1;5;21,02;105,8\n"
    )
    table, rows = read(text, tmp_path)
    assert table.columns == ["Mã", "Số nhà", "Tọa độ / Vĩ độ", "Tọa độ / Kinh độ"]
    assert rows == [(7, None, "A1", "5", "21,02", "105,8")]
    assert "Tiêu đề cột nằm ở dòng 4" in table.notes[0].say("vi")
    assert "stand in row 4" in table.notes[0].say("en")


def test_a_person_may_choose_the_heading_row(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("mã,phố\nx,y\n1,2\n")
    assert open_table(path, ReadOptions(header_row=2)).columns == ["x", "y"]
    with pytest.raises(InputError) as caught:
        open_table(path, ReadOptions(header_row=9))
    assert "Dòng 9 trống" in caught.value.problem.say("vi")
    assert "Row 9 is blank" in caught.value.problem.say("en")


def test_a_million_blank_rows_are_skipped_and_only_counted(tmp_path: Path):
    path = tmp_path / "blank.csv"
    path.write_bytes(b"a,b\n1,2\n" + b",\n" * 500_000 + b"\n" * 500_000 + b"3,4\n")
    batches = list(open_table(path).batches)
    frames = [batch.frame for batch in batches if batch.frame.height]
    assert [row for frame in frames for row in frame[ROW]] == [2, 1_000_003]
    assert max(batch.frame.height for batch in batches) <= 2


def test_packed_files_are_looked_through(tmp_path: Path):
    table, rows = read(gzip.compress(b"a,b\n1,2\n"), tmp_path, "a.csv.gz")
    assert table.format == "CSV"
    assert rows == [(2, None, "1", "2")]


def test_a_truncated_packed_file_says_that_it_is_half_written(tmp_path: Path):
    packed = gzip.compress("".join(f"{i},{i * 7919 % 10007}\n" for i in range(90_000)).encode())
    problem = refusal(b"".join([packed[: len(packed) // 2]]), tmp_path, "a.csv.gz").problem
    assert "Tệp bị cụt" in problem.say("vi")
    assert "half written" in problem.say("en")


@pytest.mark.parametrize("content", [b"", b"  \n\n"])
def test_an_empty_file_says_so(content: bytes, tmp_path: Path):
    assert "holds no data" in refusal(content, tmp_path).problem.say("en")


def test_a_file_without_headings_says_so(tmp_path: Path):
    assert "Không tìm thấy dòng tiêu đề" in refusal(",,\n,,\n", tmp_path).problem.say("vi")


def test_a_missing_file_says_so(tmp_path: Path):
    with pytest.raises(InputError) as caught:
        open_table(tmp_path / "no.csv")
    assert "no.csv" in caught.value.problem.say("vi")


def test_an_unknown_format_lists_the_known_ones(tmp_path: Path):
    problem = refusal(b"\x89PNG\x00\x00", tmp_path, "map.png").problem
    assert ".geojson" in problem.say("en")


def test_too_many_columns_are_refused(tmp_path: Path):
    assert refusal("," * 1_500 + "a\n", tmp_path).problem.code == "columns_too_many"


def test_blocks_and_single_records_give_the_same_rows(tmp_path: Path, monkeypatch):
    lines = ["a,b,c"] + [
        f'{i},"x, {i}",' + ('"two\nlines"' if i % 97 == 0 else "ừ") for i in range(3_000)
    ]
    whole = read("\n".join(lines) + "\n", tmp_path)[1]
    monkeypatch.setattr(csv_text, "_BLOCK", 700)
    assert read("\n".join(lines) + "\n", tmp_path)[1] == whole
    monkeypatch.setattr(csv_text, "_parse_block", lambda *_: None)
    assert read("\n".join(lines) + "\n", tmp_path)[1] == whole
    assert len(whole) == 3_000


@settings(max_examples=150, deadline=None)
@given(content=st.one_of(st.binary(max_size=400), st.text('a,;"\n\r\t1đ', max_size=200)))
def test_arbitrary_content_gives_rows_or_a_coded_error(tmp_path_factory, content: bytes | str):
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        table = csv_text.open_csv(path, ReadOptions())
        for batch in table.batches:
            assert batch.frame.columns[:2] == [ROW, FAULT]
    except InputError as error:
        error.problem.say("vi")


def test_control_characters_alone_are_no_heading(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x0b\x01")
    with pytest.raises(InputError, match=r"heading|header"):
        csv_text.open_csv(path, ReadOptions())
