"""What many tiles share is made once, also if all are asked for at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

from diaban.web.map.making_once import made_once


def test_of_many_who_ask_at_the_same_time_one_makes_it_and_the_others_get_it():
    made: list[int] = []
    start = Barrier(6)

    @made_once
    def draw(generation: int) -> object:
        made.append(generation)
        sleep(0.05)  # others would begin meanwhile
        return object()

    def ask(_nth: int) -> object:
        start.wait()
        return draw(7)

    with ThreadPoolExecutor(6) as threads:
        got = list(threads.map(ask, range(6)))

    assert made == [7]
    assert len(set(got)) == 1


def test_another_generation_is_made_anew_and_what_was_kept_can_be_forgotten():
    made = []

    @made_once
    def draw(generation: int) -> int:
        made.append(generation)
        return -generation

    assert [draw(1), draw(2), draw(1)] == [-1, -2, -1]
    draw.cache_clear()
    draw(1)

    assert made == [1, 2, 1]
    assert draw.__name__ == "draw"


def test_who_asks_for_what_is_kept_does_not_wait_for_what_is_being_made():
    begun, go_on = Event(), Event()

    @made_once
    def draw(generation: int) -> int:
        if generation:
            begun.set()
            assert go_on.wait(20)
        return -generation

    draw(0)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(draw, 1)
        assert begun.wait(20)
        assert draw(0) == 0, "it is here while the other is still being made"
        assert not slow.done()
        go_on.set()
        assert slow.result(20) == -1
