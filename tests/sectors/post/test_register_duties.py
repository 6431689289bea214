"""Following addresses, daily and of lists: others write meanwhile."""

import threading

import pytest
from django.db import connection
from tests.sectors.post.points import PLACED, a_point, correct

from diaban.exchange.importing.kinds import known_kinds
from diaban.exchange.importing.orders import Order
from diaban.sectors.post import imports
from diaban.sectors.post.choices import Resolution
from diaban.sectors.post.models import Point, Statement
from diaban.sectors.post.register import duties, resolving
from diaban.sectors.post.register.duties import ADDRESSES, order_following
from diaban.sectors.post.register.reading_address import Reading
from diaban.spine.parties.models import User, local_operator
from diaban.spine.places.units import today
from diaban.spine.runs.jobs import do_job, last_ordered
from diaban.spine.runs.models import State

WRITTEN = "66 Tràng Tiền, phường Hoàn Kiếm, Hà Nội"


def the_point() -> Point:
    return Point.objects.everywhere("a test").get()


def in_another_process(work) -> None:
    """Do something over a connection of its own, and wait for no more than five seconds."""
    failed = []

    def do() -> None:
        try:
            work()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join(5)
    assert not thread.is_alive(), "it waits for a lock"
    assert not failed, failed


@pytest.fixture
def point(transactional_db, official_hanoi):
    return a_point(address_text=WRITTEN)


def test_the_duty_only_orders_and_the_worker_follows_the_addresses(official_hanoi):
    a_point(address_text=WRITTEN, **PLACED)
    said = Statement.objects.count()
    order_following()
    assert Statement.objects.count() == said
    run = last_ordered(ADDRESSES)
    do_job(run)
    assert run.state == State.DONE
    assert run.report == {"followed": 1, "placed": 0}


def test_others_write_while_addresses_are_followed(point, operator, monkeypatch):
    read, wrote = resolving.read_addresses, []

    def read_slowly(asked):
        assert not connection.in_atomic_block
        in_another_process(lambda: wrote.append(User.objects.create(username="viet-cung-luc")))
        return read(asked)

    monkeypatch.setattr(resolving, "read_addresses", read_slowly)
    duties.follow_again()
    assert len(wrote) == 1
    assert the_point().commune is not None


def test_what_was_said_of_a_point_meanwhile_is_not_overruled(point, operator, monkeypatch):
    def read_what_was(asked):
        in_another_process(lambda: correct(point, address_text="số 5 ngõ 3, phường Ba Đình"))
        return [Reading(Resolution.STREET, None, "Tràng Tiền") for _ in asked]

    monkeypatch.setattr(resolving, "read_addresses", read_what_was)
    assert duties.follow_again()["followed"] == 0
    assert the_point().street == ""
    assert not Statement.objects.filter(facts__street="Tràng Tiền").exists()


def test_many_points_are_kept_a_few_at_a_time(transactional_db, official_hanoi, monkeypatch):
    for number in range(5):
        a_point(f"Bưu cục {number}", address_text=f"{number} Tràng Tiền, Hoàn Kiếm, Hà Nội")
    monkeypatch.setattr(resolving, "AT_ONCE", 2)
    sizes, read = [], resolving.read_addresses

    def count(asked):
        sizes.append(len(asked))
        return read(asked)

    monkeypatch.setattr(resolving, "read_addresses", count)
    assert duties.follow_again()["followed"] == 5
    assert sizes == [2, 2, 1]


def test_others_write_while_a_list_is_checked(
    transactional_db, official_hanoi, monkeypatch, tmp_path
):
    path, wrote = tmp_path / "diem.csv", []
    path.write_text(f'Mã bưu cục,Tên bưu cục,Địa chỉ\n1,Bưu cục A,"{WRITTEN}"\n')
    read = imports.read_addresses

    def read_slowly(asked):
        assert not connection.in_atomic_block
        in_another_process(lambda: wrote.append(User.objects.create(username="viet-cung-luc")))
        return read(asked)

    def read_within(asked):
        raise AssertionError(asked)

    monkeypatch.setattr(imports, "read_addresses", read_slowly)
    monkeypatch.setattr(resolving, "read_addresses", read_within)
    order = Order(path=path, kind="post-points", source="VNPost", on=today())
    told = known_kinds()["post-points"].plan(order, local_operator())
    assert (told.counts["new"], told.counts["accepted"], len(wrote)) == (1, 1, 1)
    assert not Point.objects.everywhere("a test").exists()
