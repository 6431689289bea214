"""The committed locks pin everything by hash and name no host."""

import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
PYTHON_LOCKS = sorted(path.name for path in PROJECT.glob("requirements*.lock"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(\S+?)(?: ;.*)?(?: \\)?$")


def read_pins(name: str) -> dict[tuple[str, str], int]:
    """Count the hashes of each (package, version) of a lock; any other line is an error."""
    pins: dict[tuple[str, str], int] = {}
    current = None
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pin = PIN.match(line)
        if pin:
            current = pin.group(1, 2)
            pins[current] = 0
            continue
        assert re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}(?: \\)?", line), line
        assert current is not None
        pins[current] += 1
    return pins


def test_the_lists_for_running_testing_sources_and_node_are_all_there() -> None:
    assert PYTHON_LOCKS == [
        "requirements-node.lock",
        "requirements-source.lock",
        "requirements-test.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_pinned_package_has_a_hash(name: str) -> None:
    pins = read_pins(name)
    assert pins
    assert [pin for pin, hashes in pins.items() if hashes == 0] == []


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_a_python_lock_names_no_index_and_no_address(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert re.search(r"^\s*-", text.replace("--hash=", ""), re.MULTILINE) is None


def test_the_browser_lock_names_no_address_but_where_to_give_money() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert re.match(r"sha512-", entry["integrity"]), name
        rest = {key: value for key, value in entry.items() if key != "funding"}
        assert "://" not in json.dumps(rest), name


def test_npm_is_told_to_keep_addresses_out_of_its_lock() -> None:
    settings = (PROJECT / ".npmrc").read_text(encoding="utf-8").split()
    assert "omit-lockfile-registry-resolved=true" in settings


def test_the_list_for_testing_holds_the_whole_list_for_running() -> None:
    assert set(read_pins("requirements.lock")) <= set(read_pins("requirements-test.lock"))


def test_locks_that_record_addresses_are_never_committed() -> None:
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"uv.lock", "pylock.toml"} <= set(ignored)
