"""Make `.venv` and fill it from a hash-locked list: uv where present, else venv and pip.

Every install asks for hashes, and for ready-made wheels: building a source archive in the
usual way would pull in build tools that no lock vouches for.
"""

import os
import shutil
import sys
from pathlib import Path

from .faults import SetupError
from .programs import Toolbox, find_working
from .stamp import LOCKS_OF, SOURCE_LOCK, TEST_LOCK, Project, Stamp, mark_finished, mark_unfinished

HASHED = ("--require-hashes", "--only-binary", ":all:")
# The one package without a wheel is built by the setuptools that the lock has just brought.
HASHED_SOURCE = ("--require-hashes", "--no-deps", "--no-binary", ":all:", "--no-build-isolation")
PIP_INSTALL = ("install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps")
UNCHANGED_AFTER = frozenset({"network", "wrong_hash", "unsupported_machine"})

POSIX_COMMAND = """\
#!/bin/sh
# Finds its own Python, so the folder may be moved and its path may hold any letter.
exec "$(dirname "$(readlink -f "$0")")/python" -P -m diaban "$@"
"""
WINDOWS_COMMAND = '@"%~dp0python.exe" -P -m diaban %*\r\n'


def bring_environment_up_to_date(project: Project, lock: str, tools: Toolbox) -> Stamp:
    """Make or repair `.venv` so that it holds what `lock` lists; return the stamp to write."""
    stamp = project.read_stamp()
    if not is_trustworthy(project, stamp):
        empty_environment(project)
        stamp = Stamp()
    mark_unfinished(project)
    uv = find_working("uv")
    with tools.progress.step("Tạo môi trường Python · making the Python environment"):
        if not project.python.exists():
            make_environment(project, uv, tools)
    with tools.progress.step("Cài thư viện Python · installing the Python libraries"):
        install_lock(project, lock, uv, tools)
    write_entry_points(project)
    stamp.python = os.path.realpath(project.python)
    stamp.locks = {
        name: text for name, text in stamp.locks.items() if name not in LOCKS_OF[TEST_LOCK]
    }
    stamp.locks |= {name: project.hash_lock(name) for name in LOCKS_OF[lock]}
    return stamp


def is_trustworthy(project: Project, stamp: Stamp) -> bool:
    """Whether an existing `.venv` can be added to, or must be emptied first."""
    if project.unfinished_mark.exists() or not project.python.exists():
        return False
    return not stamp.python or stamp.python == os.path.realpath(project.python)


def empty_environment(project: Project) -> None:
    """Remove all that is in `.venv`, the mark last: a kill half-way still finds it there."""
    project.venv.mkdir(exist_ok=True)
    mark_unfinished(project)
    for entry in project.venv.iterdir():
        if entry in (project.unfinished_mark, project.lock_file):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def make_environment(project: Project, uv: str | None, tools: Toolbox) -> None:
    """Create `.venv` with the Python that runs this script."""
    if uv:
        command = [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable]
        tools.run([*command, project.venv])
        return
    try:
        tools.run([sys.executable, "-m", "venv", project.venv])
    except SetupError as error:
        # Debian splits ensurepip off into python3-venv; the system's pip can stand in.
        if error.kind not in ("no_venv", "unexpected"):
            raise
        tools.run([sys.executable, "-m", "venv", "--without-pip", project.venv])


def install_lock(project: Project, lock: str, uv: str | None, tools: Toolbox) -> None:
    """Install what `lock` lists; a refusal before anything changed leaves no mark behind."""
    command = installer(project, uv, tools)
    was_whole = project.stamp_file.exists()
    try:
        tools.run([*command, *HASHED, "-r", project.root / lock])
        if lock == TEST_LOCK:
            tools.run([*command, *HASHED_SOURCE, "-r", project.root / SOURCE_LOCK])
    except SetupError as error:
        if was_whole and error.kind in UNCHANGED_AFTER:
            mark_finished(project)
        raise


def installer(project: Project, uv: str | None, tools: Toolbox) -> list[str | Path]:
    """Return the start of a command that installs into `.venv`."""
    if uv:
        return [uv, "pip", "install", "--quiet", "--no-progress", "--python", project.python]
    try:
        tools.run([project.python, "-m", "pip", "--version"])
    except SetupError:
        return [sys.executable, "-m", "pip", "--python", project.python, *PIP_INSTALL]
    return [project.python, "-m", "pip", *PIP_INSTALL]


def write_entry_points(project: Project) -> None:
    """Put the source on `.venv`'s path and the command `diaban` beside its Python."""
    packages = site_packages(project)
    # Relative and ASCII: read in the locale's encoding, and true after the folder is moved.
    source = os.path.relpath(project.root / "src", packages)
    (packages / "diaban-source.pth").write_text(source + "\n", encoding="ascii")
    text = WINDOWS_COMMAND if os.name == "nt" else POSIX_COMMAND
    project.command.write_text(text, encoding="ascii", newline="")
    project.command.chmod(0o755)


def site_packages(project: Project) -> Path:
    """Return the folder of installed packages in `.venv`."""
    if os.name == "nt":
        return project.venv / "Lib/site-packages"
    return next((project.venv / "lib").glob("python3.*/site-packages"))
