"""`diaban admin`: the first administrator gets in by a link that is printed once."""

from tests.installation import Installation


def test_the_first_administrator_gets_a_link(installation: Installation):
    assert installation.run("admin", "list").exit_code == 1
    done = installation.run("admin", "invite", "lan", "--at", "https://so.vn/")
    assert done.exit_code == 0, done.err
    assert done.out.startswith("https://so.vn/account/invitation/")
    listed = installation.run("admin", "list")
    assert (listed.exit_code, "lan" in listed.out, "invited" in listed.out) == (0, True, True)
    assert installation.run("admin", "invite", "two words").exit_code == 3
