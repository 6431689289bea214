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
