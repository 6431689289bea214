"""`diaban journal`: the head to keep elsewhere, and the walk along the chain."""

import json

from tests.installation import Copy, Installation


def test_the_chain_is_told_and_checked(empty_registry: Installation, copy_of: Copy):
    installation = copy_of(empty_registry)
    head = installation.run("journal", "head")
    assert (head.exit_code, head.out.strip()) == (0, "0:" + "0" * 64)
    whole = installation.run("journal", "verify", "--json")
    assert (whole.exit_code, json.loads(whole.out)["breaks"]) == (0, [])
    cut = installation.run("journal", "verify", "--kept", "5:" + "a" * 64)
    assert cut.exit_code == 1
    assert "the chain leads no more through the kept head" in cut.out
    assert installation.run("journal", "verify", "--kept", "five").exit_code == 2


def test_the_last_entry_is_missed_when_only_its_seal_is_left(
    uncoded_city: Installation, copy_of: Copy
):
    installation = copy_of(uncoded_city)
    head = installation.run("journal", "head").out.strip()
    last = int(head.partition(":")[0])
    assert last > 0
    assert installation.run("journal", "verify", "--kept", head).exit_code == 0
    delete_last_entry(installation)
    for kept in ([], ["--kept", head]):
        found = installation.run("journal", "verify", *kept)
        assert found.exit_code == 1
        words = "thiếu mục hoặc dấu của mục / the entry or its seal is missing"
        assert found.out == f"✗ {last}: {words}\n"


def delete_last_entry(installation: Installation) -> None:
    """Take it out as somebody with the database's own password could, who forgets the seal."""
    with installation.connected() as connection:
        if installation.url:
            connection.execute("SET session_replication_role = replica")
        else:
            connection.execute("DROP TRIGGER journal_entry_no_delete")
        connection.execute(
            "DELETE FROM journal_entry WHERE id = (SELECT MAX(id) FROM journal_entry)"
        )
        connection.commit()
