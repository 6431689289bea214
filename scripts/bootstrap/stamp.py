"""Whether set-up has anything left to do: what is installed, against what the locks ask for."""

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .faults import SetupError

RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
SOURCE_LOCK = "requirements-source.lock"
NODE_LOCK = "requirements-node.lock"
BROWSER_LOCK = "package-lock.json"
VENDOR_FOLDER = Path("src/diaban/web/static/vendor/maplibre-gl")
# MapLibre 6 is ES modules only: the page imports the first, which starts the second.
VENDOR_FILES = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")
# What each list brings with it. The tests' list holds the whole list of the product.
LOCKS_OF = {RUN_LOCK: (RUN_LOCK,), TEST_LOCK: (RUN_LOCK, TEST_LOCK, SOURCE_LOCK)}
LAYOUT = 1  # raise when set-up itself changes what it leaves behind


@dataclass
class Stamp:
    """What the last finished set-up left behind; hashes by the name of the lock."""

    layout: int = LAYOUT
    python: str = ""
    locks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    """The paths that set-up reads and writes, all inside the project's folder."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def command(self) -> Path:
        return self.python.parent / ("diaban.cmd" if os.name == "nt" else "diaban")

    @property
    def vendor(self) -> Path:
        return self.root / VENDOR_FOLDER

    @property
    def stamp_file(self) -> Path:
        return self.venv / "diaban-setup.json"

    @property
    def unfinished_mark(self) -> Path:
        return self.venv / "diaban-setup-unfinished"

    @property
    def lock_file(self) -> Path:
        return self.venv / "diaban-setup.lock"

    def hash_lock(self, name: str) -> str:
        """Return the SHA-256 of a committed lock file, as hex."""
        try:
            return hashlib.sha256((self.root / name).read_bytes()).hexdigest()
        except FileNotFoundError as error:
            raise SetupError("incomplete_clone", name) from error

    def read_stamp(self) -> Stamp:
        """Return the stamp of the last finished set-up, empty if there is none to believe."""
        try:
            found = Stamp(**json.loads(self.stamp_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Stamp()
        return found if found.layout == LAYOUT and isinstance(found.locks, dict) else Stamp()

    def write_stamp(self, stamp: Stamp) -> None:
        """Replace the stamp in one step, so that no reader ever sees half of it."""
        draft = self.stamp_file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
        draft.replace(self.stamp_file)

    def has_environment(self, stamp: Stamp, lock: str) -> bool:
        """Whether `.venv` is whole, made by the Python that is still there, and as `lock` says."""
        return (
            not self.unfinished_mark.exists()
            and self.command.exists()
            and os.path.realpath(self.python) == stamp.python
            and self.python.exists()
            and all(stamp.locks.get(name) == self.hash_lock(name) for name in LOCKS_OF[lock])
        )

    def has_browser_files(self, stamp: Stamp) -> bool:
        """Whether the map library's files are in place and as the lock says."""
        return stamp.locks.get(BROWSER_LOCK) == self.hash_lock(BROWSER_LOCK) and all(
            (self.vendor / name).is_file() for name in VENDOR_FILES
        )

    def is_ready(self, lock: str) -> bool:
        """Whether nothing at all is left to do before a start."""
        stamp = self.read_stamp()
        return self.has_environment(stamp, lock) and self.has_browser_files(stamp)


def mark_unfinished(project: Project) -> None:
    """Leave a mark that outlives a `kill -9`: what lies in `.venv` is not to be trusted."""
    project.unfinished_mark.write_text("set-up began and has not finished\n", encoding="utf-8")


def mark_finished(project: Project) -> None:
    """Take the mark away again."""
    with contextlib.suppress(FileNotFoundError):
        project.unfinished_mark.unlink()
