"""The feed says what became of each door, once, in the order of commits, to each their ground."""

import json
import random
import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction
from tests.hanoi import commune_of_postal_code
from tests.registry import MIDDLE, address_of, door, observe

from diaban.spine.addresses import public_doors
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.merging import merge, split
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.observing import rebuild_registry
from diaban.spine.feed import reading, sealing
from diaban.spine.feed.models import Change
from diaban.spine.feed.reading import AheadError, ToldChange, read_changes
from diaban.spine.feed.sealing import feed_identity, newest_number, rename_feed, seal_all

HOAN_KIEM, BA_DINH = "11024", "11120"
IN_BA_DINH = (21.0368, 105.8346)


def told(after: int = 0, territory: frozenset[int] | None = None) -> list[ToldChange]:
    seal_all()
    return read_changes(after, 1_000, territory).changes


def kinds(after: int = 0) -> list[str]:
    return [change.kind for change in told(after)]


@pytest.fixture
def two_doors(official_hanoi, operator) -> int:
    """Two doors, coded and told of; the last number."""
    observe(
        door("1", house_number="12", street="Hàng Bông"),
        door("2", (21.0290, 105.8545), house_number="14", street="Hàng Bông"),
    )
    run_coding(operator)
    seal_all()
    return newest_number()


def test_a_new_door_is_created_once_with_its_code(two_doors):
    first, second = told()
    assert (first.number, second.number) == (1, 2)
    assert (first.kind, first.identifier) == ("created", address_of("1").identifier)
    assert first.door.vpostcode == "110242VH3CM3"
    assert first.door.line == "12, Hàng Bông"


def test_nothing_new_is_nothing_told(two_doors):
    assert kinds(two_doors) == []
    observe(door("1", house_number="12", street="Hàng Bông"))
    assert kinds(two_doors) == []


def test_what_nobody_may_know_is_no_change(two_doors, operator):
    observe(door("1", house_number="12", street="Hàng Bông", life="confirmed"))
    observe(door("flat", None, unit="P1", house_number="12") | {"parent_key": "1"})
    run_coding(operator)
    assert kinds(two_doors) == []


def test_another_spelling_is_a_change_and_another_code_is_called_so(two_doors, operator):
    observe(door("1", house_number="12A", street="Hàng Bông"))
    run_coding(operator)
    [change] = told(two_doors)
    assert (change.kind, change.code_before) == ("changed", "110242VH3CM3")
    observe(door("1", (21.0287, 105.854167), house_number="12A", street="Hàng Bông"))
    run_coding(operator)
    [change] = told(change.number)
    assert (change.kind, change.code_before) == ("code_changed", "110242VH3CM3")
    assert change.door.vpostcode == address_of("1").vpostcode != change.code_before


def test_retired_merged_and_parted_doors_go_and_come(two_doors, operator):
    one, two = address_of("1"), address_of("2")
    merge(one.pk, two.pk, "same", operator)
    run_coding(operator)
    [change] = [c for c in told(two_doors) if c.identifier == two.identifier]
    assert (change.kind, change.merged_into, change.door) == ("merged", one.identifier, None)
    split(two.pk, "not the same", operator)
    run_coding(operator)
    assert ("created", two.identifier) in [(c.kind, c.identifier) for c in told(change.number)]
    last = newest_number()
    observe(door("1", house_number="12", street="Hàng Bông", life="retired"))
    [change] = told(last)
    assert (change.kind, change.identifier, change.door) == ("retired", one.identifier, None)


def test_a_door_that_changed_twice_is_told_as_it_is_now(two_doors, operator):
    observe(door("1", house_number="12A", street="Hàng Bông"))
    seal_all()
    observe(door("1", house_number="12B", street="Hàng Bông"))
    seal_all()
    lines = [c.door.line for c in told(two_doors)]
    assert lines == ["12B, Hàng Bông", "12B, Hàng Bông"]


def test_pages_join_without_a_gap_and_end_at_the_newest(two_doors, monkeypatch):
    observe(*(door(f"n{i}", (21.03 + i / 1e4, 105.85), house_number=str(i)) for i in range(9)))
    seal_all()
    monkeypatch.setattr(reading, "_SPAN", 4)
    seen, after = [], 0
    while after < newest_number():
        page = read_changes(after, 3, None)
        assert page.after > after
        seen += [change.number for change in page.changes]
        after = page.after
    assert seen == list(range(1, 12))


def test_who_is_ahead_of_the_feed_follows_another_one(two_doors):
    with pytest.raises(AheadError):
        read_changes(two_doors + 1, 10, None)
    before = feed_identity()
    rename_feed()
    assert feed_identity() != before


def test_a_rebuild_tells_what_it_mended_and_nothing_else(two_doors):
    Address.objects.everywhere("a fault in a program").filter(house_number="12").update(
        house_number="99"
    )
    rebuild_registry()
    # the feed had told the right number: there is nothing to say
    assert kinds(two_doors) == []
    Address.objects.everywhere("a fault in a program").filter(house_number="12").update(
        house_number="99"
    )
    sealing.Generation.grow(sealing.REBUILT)
    assert kinds(two_doors) == ["changed"]


# --- territories ------------------------------------------------------------------------------


def test_each_is_told_of_their_ground_and_of_what_left_it(two_doors, operator):
    here = frozenset({commune_of_postal_code(HOAN_KIEM).pk})
    there = frozenset({commune_of_postal_code(BA_DINH).pk})
    assert len(told(0, here)) == 2
    assert told(0, there) == []
    observe(door("1", IN_BA_DINH, house_number="12", street="Hàng Bông"))
    run_coding(operator)
    leaving, coming = told(two_doors, here)[-1], told(two_doors, there)[-1]
    assert leaving.identifier == coming.identifier == address_of("1").identifier
    assert leaving.door is None
    assert coming.door is not None
    assert read_changes(two_doors, 10, frozenset()).changes == []


# --- the order of commits, and followers ------------------------------------------------------


def public_set() -> dict[str, str]:
    """What a copy must hold in the end."""
    numbers = Address.objects.everywhere("a test compares").values_list("pk", flat=True)
    doors = public_doors.read_doors(numbers, None).values()
    return {d.identifier: json.dumps([d.line, d.vpostcode, d.position]) for d in doors}


class Follower:
    """Keeps a copy; may be killed between any two steps, and then begins from what it kept."""

    def __init__(self, whims: random.Random) -> None:
        self.kept: tuple[int, dict[str, str]] = (0, {})
        self.whims = whims

    def step(self) -> None:
        after, copy = self.kept[0], dict(self.kept[1])
        page = read_changes(after, self.whims.randint(1, 7), None)
        for change in page.changes:
            if self.whims.random() < 0.05:
                return  # killed: nothing of this page is kept
            if change.door is None:
                copy.pop(change.identifier, None)
            else:
                d = change.door
                copy[change.identifier] = json.dumps([d.line, d.vpostcode, d.position])
        self.kept = (page.after, copy)


def _random_acts(whims: random.Random, operator) -> Iterator[None]:
    for turn in range(30):
        key = str(whims.randrange(12))
        place = (MIDDLE[0] + whims.randrange(40) / 1e5, MIDDLE[1])
        life = "retired" if whims.random() < 0.05 else "collected"
        observe(door(key, place, house_number=str(turn), street="Hàng Bông", life=life))
        if whims.random() < 0.3:
            run_coding(operator)
        if whims.random() < 0.2:
            living = list(Address.objects.everywhere("a test").exclude(life=9)[:2])
            if len(living) == 2:
                merge(living[0].pk, living[1].pk, "same", operator)
        yield


@pytest.mark.parametrize("seed", range(3))
def test_a_follower_killed_at_random_ends_equal_to_the_source(official_hanoi, operator, seed):
    whims = random.Random(seed)
    follower = Follower(whims)
    for _ in _random_acts(whims, operator):
        if whims.random() < 0.7:
            sealing.seal_changes(whims.randint(1, 10))
        follower.step()
    seal_all()
    while follower.kept[0] < newest_number():
        follower.step()
    assert follower.kept[1] == public_set() != {}


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_not_passed_over(transactional_db):
    """Without the order of commits the second writer's number would hide the first one's."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    written, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            observe(door("slow", house_number="1"))
            written.set()
            may_commit.wait(20)
        connections.close_all()

    def write_quickly() -> None:
        written.wait(20)
        observe(door("quick", house_number="2"))
        connections.close_all()

    writers = [threading.Thread(target=w) for w in (write_slowly, write_quickly)]
    for writer in writers:
        writer.start()
    assert written.wait(20)
    writers[1].join(0.5)
    seal_all()
    may_commit.set()
    for writer in writers:
        writer.join(20)
    seal_all()
    numbers = list(Change.objects.order_by("number").values_list("address", flat=True))
    assert sorted(numbers) == sorted(address_of(key).pk for key in ("slow", "quick"))


def _write(name: int) -> None:
    whims = random.Random(name)
    for turn in range(12):
        observe(door(f"{name}-{whims.randrange(4)}", house_number=f"{turn}"), source=str(name))
    connections.close_all()


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(60)


@pytest.mark.django_db(transaction=True)
def test_writers_and_sealers_at_the_same_time_lose_and_double_nothing(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    done = threading.Event()
    copy: dict[str, str] = {}

    def seal() -> None:
        while not done.is_set():
            sealing.seal_changes(3)
        connections.close_all()

    def follow() -> None:
        after = 0
        while not (done.is_set() and after == newest_number()):
            page = read_changes(after, 5, None)
            for c in page.changes:
                copy[c.identifier] = json.dumps([c.door.line, c.door.vpostcode, c.door.position])
            after = page.after
        connections.close_all()

    writers = [threading.Thread(target=_write, args=(name,)) for name in range(3)]
    others = [threading.Thread(target=work) for work in (seal, seal, follow)]
    for thread in (*writers, *others):
        thread.start()
    _join(writers)
    seal_all()
    done.set()
    _join(others)
    assert copy == public_set()
    numbers = list(Change.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
