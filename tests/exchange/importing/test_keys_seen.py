import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from diaban.exchange.importing.keys_seen import KeysSeen

batches = st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=8), max_size=12)


@given(batches)
def test_the_first_row_of_every_key_is_remembered_over_batches(batches: list[list[str]]):
    seen, first, row = KeysSeen(), {}, 0
    for keys in batches:
        rows = list(range(row + 1, row + 1 + len(keys)))
        row += len(keys)
        expected = []
        for key, number in zip(keys, rows, strict=True):
            expected.append(first.get(key))
            first.setdefault(key, number)
        found = seen.first_rows(pl.Series(keys, dtype=pl.String), pl.Series(rows, dtype=pl.Int64))
        assert found.to_list() == expected
