"""What the reader gives in small batches becomes transactions, without losing a row or a blank."""

from collections.abc import Iterator

import polars as pl
import pytest

from diaban.exchange.importing.pipeline import _skip_done, _slice
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import ROW, Batch

Found = list[tuple[list[int], int]]


def batch(*rows: int, through: int) -> Batch:
    return Batch(pl.DataFrame({ROW: list(rows)}, schema={ROW: pl.Int64}), through)


def gather(batches: Iterator[Batch] | list[Batch], rows: int) -> Found:
    return [(b.frame[ROW].to_list(), b.through) for b in _slice(iter(batches), rows)]


def test_small_batches_are_joined_and_a_large_one_is_cut():
    small = [batch(2, 3, through=3), batch(4, 5, through=5), batch(6, through=6)]
    assert gather(small, 4) == [([2, 3, 4, 5], 5), ([6], 6)]
    assert gather([batch(*range(2, 9), through=8)], 3) == [
        ([2, 3, 4], 4),
        ([5, 6, 7], 7),
        ([8], 8),
    ]


def test_what_is_left_over_goes_on_with_the_next_batch():
    found = gather([batch(2, 3, 4, 5, 6, through=6), batch(7, 8, through=8)], 3)
    assert [row for rows, _ in found for row in rows] == list(range(2, 9))
    assert [through for _, through in found] == [4, 7, 8]


def test_blank_rows_at_the_end_are_covered_by_the_last_piece():
    assert gather([batch(2, 3, 5, through=900)], 2) == [([2, 3], 3), ([5], 900)]
    assert gather([batch(2, 3, through=900)], 2) == [([2, 3], 900)]


def test_rows_that_are_all_blank_move_the_position_at_once():
    found = gather([batch(through=50_000), batch(50_001, through=50_001)], 10)
    assert found == [([], 50_000), ([50_001], 50_001)]


def test_what_was_read_before_a_fault_of_the_file_comes_first():
    def broken() -> Iterator[Batch]:
        yield batch(2, 3, through=3)
        raise InputError("file_damaged", format="CSV", what="x")

    pieces = _slice(broken(), 10)
    assert next(pieces).frame[ROW].to_list() == [2, 3]
    with pytest.raises(InputError):
        next(pieces)


class Skipped:
    """Stands for the validator, which only remembers the identifiers of what is skipped."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def skip(self, frame: pl.DataFrame) -> None:
        self.rows += frame[ROW].to_list()


def test_a_run_taken_up_skips_what_is_done_and_cuts_the_batch_it_stopped_in():
    skipped = Skipped()
    assert _skip_done(batch(2, 3, through=4), 5, skipped) is None
    rest = _skip_done(batch(5, 6, 7, through=9), 5, skipped)
    assert rest is not None
    assert (rest.frame[ROW].to_list(), rest.through) == ([6, 7], 9)
    whole = batch(10, 11, through=11)
    assert _skip_done(whole, 9, skipped) is whole
    assert skipped.rows == [2, 3, 5]
