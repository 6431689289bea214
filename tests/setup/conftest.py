"""A small project with stand-ins for uv and npm, so that set-up runs whole and off-line."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent

FAKE_UV = """\
#!/bin/sh
echo "uv $*" >> "$CALLS"
case "$1" in
--version) echo "uv 0" ;;
venv) "{python}" -m venv --without-pip "$6" ;;
pip) {pip} ;;
esac
"""
FAKE_NPM = """\
#!/bin/sh
echo "npm $*" >> "$CALLS"
case "$1" in
--version) echo "11.0.0" ;;
ci)
    {npm}
    mkdir -p node_modules/maplibre-gl/dist
    for name in maplibre-gl.mjs maplibre-gl-worker.mjs maplibre-gl.css; do
        echo "$name" > "node_modules/maplibre-gl/dist/$name"
    done
    echo BSD > node_modules/maplibre-gl/LICENSE.txt
    ;;
esac
"""
# `touch` stands for files that an installer wrote.
INSTALLED = 'touch "$(dirname "$(dirname "$6")")/installed"'


@dataclass
class Clone:
    """A project's folder, and the folder of programs that its set-up finds on PATH."""

    root: Path
    programs: Path

    @property
    def calls_file(self) -> Path:
        return self.programs / "calls"

    @property
    def variables(self) -> dict[str, str]:
        return {
            **os.environ,
            "PATH": f"{self.programs}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "CALLS": str(self.calls_file),
        }

    def put_program(self, name: str, text: str) -> None:
        """Put an executable script on the clone's PATH."""
        path = self.programs / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def fake_uv(self, pip: str = INSTALLED) -> None:
        """Make `uv pip install` run the shell text `pip`."""
        self.put_program("uv", FAKE_UV.format(python=sys.executable, pip=pip))

    def fake_npm(self, npm: str = ":") -> None:
        """Make `npm ci` run the shell text `npm` before it brings its packages."""
        self.put_program("npm", FAKE_NPM.format(npm=npm))

    def calls(self) -> list[str]:
        """List the commands that brought something in, leaving out questions of version."""
        if not self.calls_file.exists():
            return []
        lines = self.calls_file.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if "--version" not in line]

    def forget_calls(self) -> None:
        self.calls_file.unlink(missing_ok=True)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `./run` without waiting for it."""
        return subprocess.Popen(
            [sys.executable, self.root / "run", *arguments],
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `./run` to its end."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A fresh clone in a folder whose name has spaces and Vietnamese letters."""
    if os.name == "nt":
        pytest.skip("the stand-ins are shell scripts")
    root = tmp_path / "Địa bàn Thổ Quan"
    shutil.copytree(
        PROJECT / "scripts/bootstrap",
        root / "scripts/bootstrap",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(PROJECT / "scripts/__init__.py", root / "scripts/__init__.py")
    shutil.copy(PROJECT / "run", root / "run")
    for name in ("requirements.lock", "requirements-test.lock", "requirements-source.lock"):
        (root / name).write_text(f"# {name}\n", encoding="utf-8")
    for name in ("package.json", "package-lock.json", ".npmrc", "requirements-node.lock"):
        shutil.copy(PROJECT / name, root / name)
    source = root / "src/diaban"
    source.mkdir(parents=True)
    (source / "__init__.py").touch()
    (source / "__main__.py").write_text("import sys\nprint('diaban', *sys.argv[1:])\n")
    programs = tmp_path / "programs"
    programs.mkdir()
    made = Clone(root, programs)
    made.fake_uv()
    made.fake_npm()
    return made
