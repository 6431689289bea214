"""Run the whole suite on SQLite, then again on PostgreSQL; beside both, in a browser.

`./run test` comes here with its arguments, which go to pytest in every round. A round is shared
out to two workers, file by file, so that two processors are busy to its end; a browser mostly
waits, so one worker has that round while the others go on. A server named by
DIABAN_TEST_POSTGRES_URL is used if there is one, else a throw-away server is started.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from scripts.local_postgres import PostgresError, throw_away_postgres

DATABASE_VARIABLE = "DIABAN_DATABASE_URL"
SERVER_VARIABLE = "DIABAN_TEST_POSTGRES_URL"
WITHOUT_BROWSER = "not browser"
IN_BROWSER = "browser"
# A page looks the same on both databases, and a browser costs seconds.
ON_POSTGRES = "databases and not browser"
NOTHING_COLLECTED = 5
# No example in a docstring opens a page or asks a database; to look for them imports everything.
WITHOUT_EXAMPLES = ("-o", "addopts=--strict-markers --import-mode=importlib -q")
# Each worker has a database, a browser and what is made once for all tests; a later -n0 wins.
SHARED_OUT = ("-n2", "--dist=loadfile", "--no-loadscope-reorder")
ONE_WORKER = "-n1"
# where somebody looks at one process (`-s`, `--pdb`), rounds follow one another
WITHOUT_WORKERS = "-n0"
# Without them each round reads the suite anew, and so does each program that a test starts.
NO_COMPILED_FILES = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True)
class Outcome:
    """How one round of tests ended."""

    exit_code: int
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def ran_nothing(self) -> bool:
        return self.exit_code == NOTHING_COLLECTED


def main(arguments: Sequence[str]) -> int:
    """Run all rounds, print one closing line; 0 only if every test that ran passed."""
    with browser_round(arguments) as finish:
        say("== SQLite ==")
        outcomes = [run_round(restrict(arguments, WITHOUT_BROWSER))]
        say("== PostgreSQL ==")
        outcomes += [run_postgres_round(arguments)]
        say("== SQLite, in a browser ==")
        outcomes += [finish()]
    say(closing_line(outcomes))
    return exit_code(outcomes)


@contextmanager
def browser_round(arguments: Sequence[str]) -> Iterator[Callable[[], Outcome]]:
    """Run the tests in a browser beside the block; what it gets waits for them and prints them."""
    asked = [*restrict(arguments, IN_BROWSER), *WITHOUT_EXAMPLES]
    if WITHOUT_WORKERS in arguments:
        yield lambda: run_round(asked)
        return
    with ThreadPoolExecutor(1) as beside, tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        running = beside.submit(run_round, [ONE_WORKER, *asked], printed=log)

        def finish() -> Outcome:
            outcome = running.result()
            log.seek(0)
            say(log.read().rstrip())
            return outcome

        yield finish


def say(line: str) -> None:
    """Print a line before what the programs that are started next print."""
    print(line, flush=True)


def run_postgres_round(arguments: Sequence[str]) -> Outcome:
    """Run what touches the database on PostgreSQL."""
    try:
        with postgres_server() as url:
            asked = [*restrict(arguments, ON_POSTGRES), *WITHOUT_EXAMPLES]
            return run_round(asked, database_url=url)
    except PostgresError as error:
        say(f"PostgreSQL did not start:\n{error}")
        return Outcome(exit_code=1, failed=1)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Give the URL of the server that the second round uses."""
    named = os.environ.get(SERVER_VARIABLE)
    if named:
        yield named
        return
    with throw_away_postgres() as url:
        yield url


def run_round(
    arguments: Sequence[str], database_url: str | None = None, printed: IO[str] | None = None
) -> Outcome:
    """Run pytest once against one database; what it prints may go to a file."""
    left_out = (DATABASE_VARIABLE, NO_COMPILED_FILES)
    variables = {name: text for name, text in os.environ.items() if name not in left_out}
    if database_url:
        variables[DATABASE_VARIABLE] = database_url
    with tempfile.TemporaryDirectory(prefix="diaban-tests-") as folder:
        report = Path(folder) / "report.xml"
        words = [*SHARED_OUT, *arguments, f"--junit-xml={report}"]
        command = [sys.executable, "-m", "pytest", *words]
        done = subprocess.run(command, env=variables, check=False, stdout=printed, stderr=printed)
        return read_outcome(done.returncode, report)


def read_outcome(code: int, report: Path) -> Outcome:
    """Count the tests in pytest's report; a round that died without one has failed."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return Outcome(code, failed=int(code != 0))
    total, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    if code not in (0, NOTHING_COLLECTED):
        failed = max(failed, 1)
    return Outcome(code, max(total - failures - errors - skipped, 0), failed, skipped)


def restrict(arguments: Sequence[str], expression: str) -> list[str]:
    """Return the arguments with their `-m` expression (if any) narrowed by `expression`."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-m", dest="asked")
    known, rest = parser.parse_known_args(list(arguments))
    both = f"({known.asked}) and {expression}" if known.asked else expression
    return [*rest, "-m", both]


def closing_line(outcomes: Sequence[Outcome]) -> str:
    """Return one line over all rounds, in the words of pytest."""
    passed, failed, skipped = (
        sum(getattr(outcome, name) for outcome in outcomes)
        for name in ("passed", "failed", "skipped")
    )
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """Return the worst code; a round with nothing to run counts only if no round ran."""
    codes = [outcome.exit_code for outcome in outcomes if not outcome.ran_nothing]
    return max(codes, key=abs) if codes else NOTHING_COLLECTED


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
