"""What the operating system refuses set-up is told plainly, whoever runs it."""

import errno
from pathlib import Path

import pytest
from scripts.bootstrap import browser_files, environment, main
from scripts.bootstrap.faults import FAULTS, SetupError
from scripts.bootstrap.programs import Toolbox
from scripts.bootstrap.progress import Progress
from scripts.bootstrap.stamp import RUN_LOCK, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with locks and nothing else."""
    for name in (RUN_LOCK, "package-lock.json"):
        (tmp_path / name).write_text("# lock\n")
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.EACCES, "no_permission"), (errno.EROFS, "no_permission"), (errno.ENOSPC, "disk_full")],
)
def test_a_refused_write_ends_with_the_code_of_its_fault(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: int,
    kind: str,
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(number, "refused", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert main.set_up(project, RUN_LOCK) == FAULTS[kind].exit_code
    assert FAULTS[kind].en in capsys.readouterr().err


class RecordingTools(Toolbox):
    """Takes down commands and fails those that `failures` names by a word of theirs."""

    def __init__(self, failures: dict[str, str]) -> None:
        super().__init__(Progress(1))
        object.__setattr__(self, "failures", failures)
        object.__setattr__(self, "commands", [])

    def run(self, command: object, folder: Path | None = None) -> str:
        words = [str(word) for word in command]
        self.commands.append(words)
        for word, kind in self.failures.items():
            if word in words:
                raise SetupError(kind)
        return ""


def test_a_python_without_ensurepip_borrows_the_pip_that_the_system_has(project: Project) -> None:
    tools = RecordingTools({str(project.python): "no_venv"})
    start = environment.installer(project, None, tools)
    assert [str(word) for word in start[1:6]] == [
        "-m",
        "pip",
        "--python",
        str(project.python),
        "install",
    ]


def test_a_failed_venv_is_tried_again_without_pip(project: Project) -> None:
    class Debian(RecordingTools):
        def run(self, command: object, folder: Path | None = None) -> str:
            printed = super().run(command, folder)
            if "--without-pip" not in [str(word) for word in command]:
                raise SetupError("no_venv")
            return printed

    tools = Debian({})
    environment.make_environment(project, None, tools)
    assert "--without-pip" in tools.commands[-1]


def test_without_npm_and_without_its_stand_in_the_remedy_is_to_install_node(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_files, "find_working", lambda name: None)
    tools = RecordingTools({"--target": "unsupported_machine"})
    with pytest.raises(SetupError) as refused:
        browser_files.install_packages(project, project.root, tools)
    assert refused.value.kind == "no_node"
    assert "apt install npm" in refused.value.fault.en_remedy


def test_without_npm_and_without_network_the_remedy_is_the_network(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_files, "find_working", lambda name: None)
    with pytest.raises(SetupError) as refused:
        browser_files.install_packages(
            project, project.root, RecordingTools({"--target": "network"})
        )
    assert refused.value.kind == "network"
