"""A built city in a folder, and the product's own server upon it: for the benchmarks here."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class City:
    """A data folder, and a PostgreSQL database where the registry lies there."""

    folder: Path
    database_url: str = ""

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.database_url else "SQLite"

    def environment(self) -> dict[str, str]:
        own = {"DIABAN_DATA": str(self.folder), "PYTHONPATH": str(PROJECT / "src")}
        kept = {k: v for k, v in os.environ.items() if k != "DIABAN_DATABASE_URL"}
        url = {"DIABAN_DATABASE_URL": self.database_url} if self.database_url else {}
        return kept | own | url | {"DJANGO_SETTINGS_MODULE": "diaban.web.settings"}

    def build(self, households: int, boundaries: Path | None = None) -> None:
        """Build and code the synthetic city; what is built already is left as it is."""
        if boundaries:
            self.run("up", "--empty", "--offline", "--no-serve")
            self.run("places", "import", str(boundaries), "--source", "benchmark")
        self.run("up", "--no-serve", "--households", str(households))

    def run(self, *words: str) -> None:
        command = [sys.executable, "-m", "diaban", *words]
        # an import of what is there already answers 1
        done = subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1):
            raise SystemExit(f"diaban {' '.join(words)}\n{done.stderr}")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="diaban-benchmark-") as folder:
        yield Path(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(city: City, command: list[str], workers: int = 2) -> Iterator[tuple[int, int]]:
    """Start ``command`` up on a free port of loopback; gives its port and its process number."""
    port = free_port()
    words = [*command, "up", "--offline", "--port", str(port), "--workers", str(workers)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(words, env=city.environment(), **quiet)
    try:
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


def wait_for_page(port: int, path: str = "/", seconds: float = 120) -> None:
    """Ask until the server answers 200."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if get(port, path)[0] == 200:
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"no page on port {port} within {seconds:.0f} s")


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, {k.lower(): v for k, v in answer.getheaders()}


def family(process: int) -> list[int]:
    """A process and all below it; only the process itself where there is no /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_seconds(process: int) -> float:
    """Processor time that a server and its workers have used; 0 where there is no /proc."""
    total = 0
    for one in family(process):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def own_megabytes(process: int) -> list[int]:
    """Memory of each worker that is its own: not the pages of the database file."""
    sizes = []
    for one in family(process)[1:]:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes += [int(line.split()[1]) // 1024 for line in lines if line.startswith("Anonymous:")]
    return sizes
