"""The readers of row streams take any bytes, in any pieces, and never break."""

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.exchange.row_streams.faults import StreamError, say
from diaban.exchange.row_streams.reading import CsvRows, JsonRows, whole_lines

LONGEST = 400
many = settings(max_examples=150, deadline=None, derandomize=True)
CELLS = st.text(st.sampled_from('aắ0"\n\r,;\t x'), max_size=6).filter(
    lambda t: "\r" not in t.replace("\r\n", "")
)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=12)
PIECES = st.integers(1, 40)
BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(st.sampled_from('ab1"\n\r,;\x00é{}[]:'), max_size=300).map(str.encode),
)


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@many
@given(table=TABLES, size=PIECES)
def test_what_a_csv_writer_wrote_is_read_whatever_the_pieces(table, size):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["first", "second"], *table])
    reader = CsvRows(whole_lines(cut(file.getvalue().encode(), size), 10_000), 10_000)
    batches = list(reader)
    assert reader.columns == ["first", "second"]
    assert [list(row) for rows in batches for row in rows.frame.iter_rows()] == table
    assert [n for rows in batches for n in rows.numbers] == list(range(2, len(table) + 2))
    assert not any(rows.faults for rows in batches)


@many
@given(
    objects=st.lists(
        st.dictionaries(st.sampled_from("abc"), st.none() | st.integers() | st.text(max_size=5))
    ),
    size=PIECES,
)
def test_what_a_json_writer_wrote_is_read_whatever_the_pieces(objects, size):
    lines = "".join(json.dumps(one, ensure_ascii=size % 2 == 0) + "\n" for one in objects)
    if not objects:
        return
    data = lines.encode("utf-8", "surrogatepass")
    reader = JsonRows(whole_lines(cut(data, size), 10_000), 10_000)
    read = [one for rows in reader for one in rows.objects or ()]
    assert read == objects


@many
@given(data=BYTES, size=PIECES)
def test_no_bytes_break_the_readers(data, size):
    for kind, start in ((CsvRows, b"a,b\n"), (JsonRows, b""), (CsvRows, b"")):
        try:
            reader = kind(whole_lines(cut(start + data, size), LONGEST), LONGEST)
            for rows in reader:
                height = len(rows.numbers)
                assert rows.frame.height in {0, height}
                assert rows.frame.columns == reader.columns
                assert rows.numbers == sorted(set(rows.numbers))
                for place, (reason, params) in rows.faults.items():
                    assert 0 <= place < height
                    assert all(say(reason, **params))
        except StreamError as error:
            vi, en = error.say()
            if not vi or not en:
                raise


def test_a_stream_is_not_gathered():
    """Reading on asks for no more than a few pieces beyond what was answered."""
    asked = 0

    def pieces():
        nonlocal asked
        yield b"code\n"
        for asked in range(1, 10_000):  # noqa: B007
            yield b"110242VH3CM3\n" * 10

    rows = iter(CsvRows(whole_lines(pieces(), LONGEST), LONGEST))
    for turn in range(1, 50):
        next(rows)
        assert asked <= turn + 2
