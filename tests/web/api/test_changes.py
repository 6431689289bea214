"""The feed by the interface: a key's ground, pages, and a feed that is not the one followed."""

from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.feed.sealing import seal_all


def test_a_key_reads_what_changed_and_where_to_go_on(ask, doors, make_token):
    seal_all()
    token = make_token("read")
    status, page = ask(token, "/changes")
    assert (status, page["after"], page["newest"]) == (200, 2, 2)
    first = page["changes"][0]
    assert (first["number"], first["kind"]) == (1, "created")
    assert first["address"]["line"] == "12, Hàng Bông"
    assert "life" not in first["address"]
    assert ask(token, "/changes", after=2)[1]["changes"] == []
    assert len(ask(token, "/changes", limit=1)[1]["changes"]) == 1


def test_a_door_that_is_gone_is_told_without_its_address(ask, doors, make_token, operator):
    seal_all()
    token = make_token("read")
    observe(door("1", house_number="12", street="Hàng Bông", life="retired"))
    run_coding(operator)
    seal_all()
    [change] = ask(token, "/changes", after=2)[1]["changes"]
    assert (change["kind"], change["address"]) == ("retired", None)
    assert change["identifier"] == address_of("1").identifier


def test_a_key_without_a_ground_reads_nothing_of_anybody(ask, doors, make_token):
    seal_all()
    page = ask(make_token("read", postal_codes=()), "/changes")[1]
    assert (page["changes"], page["after"]) == ([], 2)


def test_a_follower_of_another_feed_is_told_so(ask, doors, make_token):
    status, told = ask(make_token("read"), "/changes", after=99)
    assert (status, told["reason"]) == (409, "feed_ahead")
    assert "99" in told["vi"]


def test_numbers_that_cannot_be_are_refused(ask, doors, make_token):
    token = make_token("read")
    for query in ({"after": -1}, {"after": 1 << 60}, {"limit": 0}, {"limit": 1_001}):
        assert ask(token, "/changes", **query)[0] == 422
