"""A Python that is too old gets a sentence and a remedy, never a traceback."""

import ast
import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).resolve().parent.parent.parent / "run"


@pytest.fixture
def run_script() -> ModuleType:
    """The script `run`, which has no extension, as a module."""
    loader = importlib.machinery.SourceFileLoader("run_script", str(RUN))
    spec = importlib.util.spec_from_loader("run_script", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_script_parses_in_the_grammar_of_python_3_6() -> None:
    ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_script_uses_nothing_that_even_older_pythons_reject() -> None:
    tree = ast.parse(RUN.read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal)
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []


def test_nothing_of_ours_is_imported_before_the_version_is_checked() -> None:
    tree = ast.parse(RUN.read_text(encoding="utf-8"))
    at_top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in at_top for alias in node.names}
    assert names == {"os", "subprocess", "sys"}
    main_block = ast.unparse(tree.body[-1])
    assert main_block.index("require_new_python(") < main_block.index("import main")


def test_the_message_names_both_versions_in_both_languages(run_script: ModuleType) -> None:
    text = run_script.old_python_text((3, 9, 2), "/usr/bin/python3")
    assert "Diaban cần Python 3.11 trở lên" in text
    assert "Diaban needs Python 3.11 or newer; this is Python 3.9 (/usr/bin/python3)" in text
    assert "Cách sửa" in text
    assert "Remedy" in text


def test_an_old_python_with_no_newer_one_ends_with_its_own_exit_code(
    run_script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_script, "OLDEST", (99, 0))
    monkeypatch.setattr(run_script, "NEWER_NAMES", ())
    with pytest.raises(SystemExit) as ended:
        run_script.require_new_python([])
    assert ended.value.code == 71
    assert "99.0" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
def test_a_newer_python_is_found_past_a_name_that_only_complains(
    run_script: ModuleType, tmp_path: Path
) -> None:
    for folder, text in (("shims", "exit 127"), ("real", f'exec "{sys.executable}" "$@"')):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "python3.11"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    search_path = os.pathsep.join([str(tmp_path / "shims"), str(tmp_path / "real")])
    assert run_script.find_newer_python(search_path) == str(tmp_path / "real/python3.11")
    assert run_script.find_newer_python(str(tmp_path / "shims")) is None


def test_the_script_is_executable_and_asks_for_no_particular_python() -> None:
    assert RUN.read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")
    if os.name != "nt":
        assert os.access(RUN, os.X_OK)


def test_without_a_command_the_usage_is_shown_and_nothing_is_installed() -> None:
    shown = subprocess.run(
        [sys.executable, RUN], capture_output=True, check=True, encoding="utf-8", timeout=60
    )
    assert re.findall(r"^\./run (\w+)", shown.stdout, re.MULTILINE) == [
        "up",
        "test",
        "soak",
        "install",
        "COMMAND",
    ]
    assert shown.stderr == ""
