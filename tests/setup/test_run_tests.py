"""The runner of the suite: both databases, one closing line, and no failure gets lost."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import psycopg
import pytest
from scripts import run_tests
from scripts.local_postgres import PostgresError, throw_away_postgres
from scripts.run_tests import NOTHING_COLLECTED, Outcome

PROJECT = Path(__file__).resolve().parent.parent.parent
REPORT = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>'


def test_the_counts_are_read_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert run_tests.read_outcome(1, report) == Outcome(1, passed=3, failed=3, skipped=3)


def test_a_round_that_died_without_a_report_has_failed(tmp_path: Path) -> None:
    assert run_tests.read_outcome(139, tmp_path / "absent.xml").failed == 1


def test_a_round_that_stopped_on_an_error_outside_of_tests_has_failed(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="0"/></testsuites>')
    assert run_tests.read_outcome(3, report).failed == 1


@pytest.mark.parametrize(
    ("arguments", "narrowed"),
    [
        ([], ["-m", "databases and not browser"]),
        (["tests/spine", "-x"], ["tests/spine", "-x", "-m", "databases and not browser"]),
        (["-m", "a or b"], ["-m", "(a or b) and databases and not browser"]),
        (["-k", "code", "-ma"], ["-k", "code", "-m", "(a) and databases and not browser"]),
    ],
)
def test_the_second_round_narrows_what_was_asked_for(
    arguments: list[str], narrowed: list[str]
) -> None:
    assert run_tests.restrict(arguments, run_tests.ON_POSTGRES) == narrowed


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([0, 0], 0),
        ([0, 1], 1),
        ([1, 0], 1),
        ([0, NOTHING_COLLECTED], 0),
        ([NOTHING_COLLECTED, NOTHING_COLLECTED], NOTHING_COLLECTED),
        ([0, -9], -9),
    ],
)
def test_the_exit_code_is_that_of_the_worse_round(codes: list[int], expected: int) -> None:
    assert run_tests.exit_code([Outcome(code) for code in codes]) == expected


def test_the_closing_line_adds_the_rounds_up() -> None:
    line = run_tests.closing_line([Outcome(0, 10, 0, 2), Outcome(1, 3, 1, 0)])
    assert line == "13 passed, 1 failed, 2 skipped"


def test_a_server_that_does_not_start_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def broken() -> Iterator[str]:
        raise PostgresError("FATAL: no room")
        yield ""

    monkeypatch.delenv(run_tests.SERVER_VARIABLE, raising=False)
    monkeypatch.setattr(run_tests, "throw_away_postgres", broken)
    monkeypatch.setattr(run_tests, "run_round", lambda *_, **__: Outcome(0, passed=5))
    assert run_tests.main([]) == 1
    shown = capsys.readouterr().out
    assert "FATAL: no room" in shown
    assert shown.endswith("10 passed, 1 failed, 0 skipped\n")


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """The rounds that are run, each with its arguments and its server; they are only noted."""
    noted = []

    def note(
        arguments: list[str], database_url: str = "", printed: IO[str] | None = None
    ) -> Outcome:
        noted.append((arguments, database_url))
        if printed is not None:
            printed.write("ten pages fit\n")
        return Outcome(0, passed=1)

    monkeypatch.setenv(run_tests.SERVER_VARIABLE, "postgres://here")
    monkeypatch.setattr(run_tests, "run_round", note)
    return noted


def test_every_test_runs_on_sqlite_and_what_touches_the_database_again_on_postgresql(
    rounds: list[tuple[list[str], str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tests.main(["tests/web"]) == 0
    on_postgres = ["tests/web", "-m", "databases and not browser", *run_tests.WITHOUT_EXAMPLES]
    in_browser = ["tests/web", "-m", "browser", *run_tests.WITHOUT_EXAMPLES]
    assert sorted(rounds) == sorted(
        [
            (["tests/web", "-m", "not browser"], ""),
            (["-n1", *in_browser], ""),
            (on_postgres, "postgres://here"),
        ]
    )
    assert capsys.readouterr().out.splitlines() == [
        "== SQLite ==",
        "== PostgreSQL ==",
        "== SQLite, in a browser ==",
        "ten pages fit",
        "3 passed, 0 failed, 0 skipped",
    ]


def test_in_one_process_the_rounds_follow_one_another(
    rounds: list[tuple[list[str], str]],
) -> None:
    assert run_tests.main(["-n0", "-m", "a"]) == 0
    assert [arguments[2] for arguments, _ in rounds] == [
        "(a) and not browser",
        "(a) and databases and not browser",
        "(a) and browser",
    ]


def test_a_browser_in_which_a_test_failed_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(arguments: list[str], *_: object, **__: object) -> Outcome:
        return Outcome(1, failed=1) if "-n1" in arguments else Outcome(0, passed=1)

    monkeypatch.setenv(run_tests.SERVER_VARIABLE, "postgres://here")
    monkeypatch.setattr(run_tests, "run_round", end)
    assert run_tests.main([]) == 1


def test_the_later_rounds_are_set_up_as_the_first_but_for_the_examples() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["pytest"]
    told = settings["ini_options"]["addopts"].split()
    assert run_tests.WITHOUT_EXAMPLES[1].removeprefix("addopts=").split() == [
        option for option in told if option != "--doctest-modules"
    ]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """The commands that are started, and with which variables; they are only noted."""
    heard = []

    def note(command: list[str], env: dict[str, str], **options: object) -> SimpleNamespace:
        heard.append((command, env))
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(run_tests.subprocess, "run", note)
    return heard


def test_a_round_may_keep_its_compiled_files(
    monkeypatch: pytest.MonkeyPatch, started: list[tuple[list[str], dict[str, str]]]
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    run_tests.run_round([])
    [(_, variables)] = started
    assert "PYTHONDONTWRITEBYTECODE" not in variables


def test_a_round_is_shared_out_unless_somebody_says_otherwise(
    started: list[tuple[list[str], dict[str, str]]],
) -> None:
    """Of two words that contradict each other pytest takes the later."""
    run_tests.run_round(["-n0"])
    [(command, _)] = started
    assert command.index("-n2") < command.index("-n0")


def test_what_a_round_prints_can_be_kept_for_later(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+", encoding="utf-8") as log:
        outcome = run_tests.run_round(["--no-such-option"], printed=log)
        log.seek(0)
        assert "--no-such-option" in log.read()
    assert outcome.failed == 1


def test_a_running_server_is_used_when_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(run_tests.SERVER_VARIABLE, "postgres://me@127.0.0.1:1/tests")
    with run_tests.postgres_server() as url:
        assert url == "postgres://me@127.0.0.1:1/tests"


def test_a_throw_away_server_speaks_vietnamese_on_loopback_and_leaves_nothing_behind() -> None:
    with throw_away_postgres() as url:
        assert re.fullmatch(r"postgres://postgres@127\.0\.0\.1:\d+/postgres", url)
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT upper('đường ấp'), current_setting('data_directory')"
            ).fetchone()
    assert row[0] == "ĐƯỜNG ẤP"
    assert not Path(row[1]).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)
