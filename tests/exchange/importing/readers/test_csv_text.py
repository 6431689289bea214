import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.exchange.importing.problems import InputError
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
    ("encoding", "text", "named"),
    [
        ("utf-16", "mã,phố\n1,Hàng Bạc\n", "UTF-16"),
        ("latin-1", "m\xb7,ph\xe8\n1,H\xb5ng B\xb9c, qu\xcbn \xae\xe8ng \xa7a\n", "TCVN3"),
        ("latin-1", "ma\xf5,pho\xe1\n1,Ha\xf8ng Ba\xefc, qua\xe4n\n", "VNI"),
        ("latin-1", "s\xf4\xec nha\xcc,pha\xcci\n1,Ha\xccng Ba\xf2c\n", "Windows-1258"),
    ],
)
def test_another_encoding_is_refused_by_name(encoding: str, text: str, named: str, tmp_path: Path):
    problem = refusal(text.encode(encoding), tmp_path).problem
    assert named in problem.say("vi")
    assert "Lưu lại tệp với bảng mã UTF-8" in problem.say("vi")
    assert named in problem.say("en")
    assert "Save the file as UTF-8" in problem.say("en")


def test_one_bad_byte_deep_in_a_file_is_found_at_its_place(tmp_path: Path):
    good = "a,b\n" + "1,Hàng Bạc\n" * 300_000
    problem = refusal(good.encode() + b"2,\xff\n", tmp_path).problem
    assert problem.code == "encoding_unknown"
    assert problem.params["at"] == len(good.encode()) + 2


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
