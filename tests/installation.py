"""An installation of its own in a temporary folder, driven from outside as a person would."""

import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

PROJECT = Path(__file__).resolve().parent.parent
SERVER_VARIABLE = "DIABAN_DATABASE_URL"


@dataclass(frozen=True)
class Installation:
    """A data folder, and on PostgreSQL a database beside it."""

    folder: Path
    url: str = ""

    @property
    def variables(self) -> dict[str, str]:
        inherited = {
            k: v for k, v in os.environ.items() if not k.startswith(("DIABAN_", "DJANGO_"))
        }
        own = {"DIABAN_DATA": str(self.folder), "PYTHONPATH": str(PROJECT / "src")}
        if self.url:
            own[SERVER_VARIABLE] = self.url
        return {**inherited, **own}

    def start(self, *words: object, **options: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "diaban", *map(str, words)],
            env={**self.variables, **options.pop("variables", {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **options,
        )

    def run(self, *words: object, given: str = "", **options: object) -> "Done":
        process = self.start(*words, **options)
        out, err = process.communicate(given, timeout=120)
        return Done(process.returncode, out, err)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask the database directly, past the application."""
        with self.connected() as connection:
            return connection.execute(query).fetchall()

    def change(self, statement: str) -> None:
        with self.connected() as connection:
            connection.execute(statement)
            connection.commit()

    def connected(self) -> "closing[Any]":
        if self.url:
            return closing(psycopg.connect(self.url))
        return closing(sqlite3.connect(self.folder / "diaban.sqlite3"))

    def number(self, query: str) -> int:
        return int(str(self.rows(query)[0][0]))


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    exit_code: int
    out: str
    err: str


Copy = Callable[[Installation], Installation]


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Installation]]:
    """Make installations, empty or copied; all are gone at the end."""
    server, databases = os.environ.get(SERVER_VARIABLE, ""), []

    def make(source: Installation | None = None) -> Installation:
        folder = tmp_path_factory.mktemp("installation") / "data"
        if source is not None and source.folder.exists():
            shutil.copytree(source.folder, folder)
        if not server:
            return Installation(folder)
        name = f"diaban_test_{uuid.uuid4().hex[:12]}"
        template = f" TEMPLATE {urlsplit(source.url).path[1:]}" if source else ""
        _on_server(server, f"CREATE DATABASE {name}{template}")
        databases.append(name)
        return Installation(folder, urlunsplit(urlsplit(server)._replace(path=f"/{name}")))

    yield make
    for name in databases:
        _on_server(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _on_server(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def installation(_made: Callable[..., Installation]) -> Installation:
    """Nothing at all yet."""
    return _made()


@pytest.fixture(scope="session")
def empty_registry(_made: Callable[..., Installation]) -> Installation:
    """A database with its tables and nothing in them; only to be copied."""
    registry = _made()
    # SQLite makes its file but not the folder around it
    registry.folder.mkdir(mode=0o700)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"],
        env=registry.variables | {"DJANGO_SETTINGS_MODULE": "diaban.web.settings"},
        check=True,
    )
    return registry


@pytest.fixture(scope="session")
def uncoded_city(_made: Callable[..., Installation], empty_registry: Installation) -> Installation:
    """A small synthetic city whose addresses all wait; only to be copied."""
    city = _made(empty_registry)
    done = city.run("up", "--no-serve", "--no-code", "--offline", "--households", 3_000)
    assert done.exit_code == 0, done.err
    return city


@pytest.fixture
def copy_of(_made: Callable[..., Installation]) -> Copy:
    return _made


@pytest.fixture(scope="session")
def coded_city(_made: Callable[..., Installation], uncoded_city: Installation) -> Installation:
    """The same, coded without interruption; only to be read."""
    city = _made(uncoded_city)
    done = city.run("code")
    assert done.exit_code == 0, done.err
    return city
