"""The next piece is made while the present one is worked on, in order, and ends with its reader."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from diaban.exchange.importing.looking_ahead import look_ahead


def test_pieces_come_in_order_and_the_next_is_made_meanwhile():
    made, second = [], threading.Event()

    def pieces() -> Iterator[int]:
        for number in range(4):
            made.append(threading.current_thread())
            if number == 1:
                second.set()
            yield number

    with closing(look_ahead(pieces())) as ahead:
        assert next(ahead) == 0
        assert second.wait(10), "the second piece was not begun before it was asked for"
        assert list(ahead) == [1, 2, 3]
    assert threading.current_thread() not in made


def test_an_exception_comes_at_its_place():
    def pieces() -> Iterator[int]:
        yield 1
        raise ValueError("row 2")

    ahead = look_ahead(pieces())
    assert next(ahead) == 1
    with pytest.raises(ValueError, match="row 2"):
        next(ahead)


def test_no_thread_reads_on_once_it_is_closed():
    reading = threading.Event()

    def pieces() -> Iterator[int]:
        while True:
            reading.set()
            yield 1
            reading.clear()

    before = threading.active_count()
    with closing(look_ahead(pieces())) as ahead:
        next(ahead)
        assert reading.wait(10)
    assert threading.active_count() == before
