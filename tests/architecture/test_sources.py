"""What holds for every file of the source, read from its syntax tree."""

import ast
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "diaban"
FILES = sorted(PACKAGE.rglob("*.py"))
OWN_FILES = [path for path in FILES if "migrations" not in path.parts]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "base", "misc", "tools"}
SCOPES = {"visible_to", "everywhere"}
# the registry's own tables must be asked through a scope, by whatever name they are reached
SCOPED_MODELS = {"Address", "RejectedRow"}
# adding rows asks nothing
ADDING = {"create", "bulk_create"}
# tables behind an address, which only what may see the address leads to
INNER_MODELS = {"Observation", "SourceKey", "LapsedCode"}
# the number of lines that no function passes, and no file
LONGEST_FUNCTION, LONGEST_FILE = 60, 500
# decided in one place what the public may see: `read_doors` of the interface
RAW_READERS = {"web/api/answering.py"}


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_tree(path)))


def _unscoped(nodes: Sequence[ast.AST]) -> list[int]:
    """Lines where the manager of a scoped model is not followed at once by a scope."""
    scoped = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr in SCOPES | ADDING
    }
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and isinstance(node.value, ast.Name)
        and node.value.id in SCOPED_MODELS
        and id(node) not in scoped
    ]


@pytest.mark.parametrize(
    ("source", "offends"),
    [
        ("Address.objects.filter(pk=1)", True),
        ("Address.objects.all().visible_to(actor)", True),
        ("rows = Address.objects", True),
        ("Address.objects.visible_to(actor).filter(pk=1)", False),
        ("Address.objects.everywhere('why').count()", False),
        ("RejectedRow.objects.filter(run=1)", True),
        ("RejectedRow.objects.visible_to(actor)", False),
        ("RejectedRow.objects.bulk_create(rows)", False),
        ("Unit.objects.all()", False),
    ],
)
def test_the_check_of_scopes_finds_what_it_looks_for(source, offends):
    assert bool(_unscoped(list(ast.walk(ast.parse(source))))) == offends


def test_every_question_to_the_registry_says_for_whom_it_asks():
    offenders = [f"{_name(p)}:{n}" for p in OWN_FILES for n in _unscoped(_nodes(p))]
    assert offenders == []


def test_the_web_reaches_what_was_said_of_an_address_only_through_the_spine():
    offenders = [
        f"{_name(path)}:{node.lineno}"
        for path in OWN_FILES
        if _name(path).startswith("web/")
        for node in _nodes(path)
        if isinstance(node, ast.Name) and node.id in INNER_MODELS
    ]
    assert offenders == []


def test_related_rows_reach_addresses_only_inside_the_spine():
    """``unit.address_set`` and the like would go round the scope."""
    relations = {"source_keys", "lapsed_codes", "observations", "address_set"}
    offenders = [
        f"{_name(path)}:{node.lineno}"
        for path in OWN_FILES
        if not _name(path).startswith("spine/")
        for node in _nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in relations
    ]
    assert offenders == []


def test_outside_the_spine_only_the_public_door_reads_the_registry_in_sql():
    found = {
        _name(path)
        for path in OWN_FILES
        if not _name(path).startswith("spine/") and "addresses_address" in path.read_text()
    }
    assert found <= RAW_READERS


def test_scope_reasons_are_words():
    reasons = [
        node.args[0].value
        for path in OWN_FILES
        for node in _nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "everywhere"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert reasons
    assert all(isinstance(reason, str) and len(reason) > 5 for reason in reasons)


def test_nothing_has_a_name_that_says_nothing():
    names = {part.removesuffix(".py") for path in FILES for part in path.parts}
    assert names & FORBIDDEN_NAMES == set()


def test_no_file_is_longer_than_five_hundred_lines():
    long = {_name(p): n for p in OWN_FILES if (n := len(p.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_sixty_lines():
    long = [
        f"{_name(path)}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1})"
        for path in OWN_FILES
        for node in _nodes(path)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_folder_of_the_package_is_without_tests():
    """Tests mirror the package; a folder without modules of its own needs none."""
    untested = []
    for folder in sorted({p.parent for p in OWN_FILES if p.name != "__init__.py"}):
        if folder == PACKAGE:
            continue
        mirror = PROJECT / "tests" / folder.relative_to(PACKAGE)
        modules = [p for p in folder.glob("*.py") if p.name not in {"__init__.py", "apps.py"}]
        if modules and not any(mirror.rglob("test_*.py")):
            beside = mirror.parent / f"test_{folder.name}.py"
            if not any(mirror.parent.glob(f"test_{folder.name}*.py")):
                untested.append(beside.relative_to(PROJECT).as_posix())
    assert untested == []


def test_every_module_says_in_its_first_line_what_it_is_for():
    silent = [
        _name(path)
        for path in OWN_FILES
        if path.name != "apps.py"
        and path.read_text().strip()
        and not ast.get_docstring(_tree(path))
    ]
    assert silent == []


def test_nothing_names_this_machine_or_a_registry_host():
    words = ("/work/", "/root/", "pypi.org", "files.pythonhosted", "registry.npmjs")
    found = [
        f"{_name(path)}: {word}" for path in FILES for word in words if word in path.read_text()
    ]
    assert found == []


# what would run, load or trust what somebody sent
RUNNING = {"eval", "exec", "compile", "__import__"}
LOADING = {"pickle", "marshal", "shelve", "dill", "yaml"}
WEAK = {"md5", "sha1", "DES", "ARC4", "Blowfish"}


def _dangers(nodes: Sequence[ast.AST]) -> list[str]:
    """What a file calls that makes code, objects, templates, commands or weak digests of text."""
    found = []
    inside = {
        id(node) for work in nodes if isinstance(work, ast.FunctionDef) for node in ast.walk(work)
    }
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name.partition(".")[0] for alias in node.names}
            names |= {(getattr(node, "module", "") or "").partition(".")[0]}
            found += sorted(names & LOADING)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if (name in RUNNING and isinstance(node.func, ast.Name)) or name in {
            "system",
            "popen",
            "from_string",
        } | WEAK:
            found.append(f"{owner}.{name}")
        shells = [k for k in node.keywords if k.arg == "shell"]
        found += ["shell"] if shells else []
        written = node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
        # beside functions a pattern is put together of the program's own words
        if owner == "re" and written and id(node) in inside:
            found.append(f"re.{name} of a made pattern")
    return found


def test_the_search_for_dangers_finds_them():
    text = "import pickle\neval(x)\nos.system(x)\nrun(x, shell=True)\nhashlib.md5(x)\n"
    text += "Engine().from_string(x)\ndef f():\n re.compile(f'{x}+')"
    assert len(_dangers(list(ast.walk(ast.parse(text))))) == 7


def test_no_file_makes_code_commands_patterns_or_objects_of_what_was_sent():
    found = {_name(path): dangers for path in OWN_FILES if (dangers := _dangers(_nodes(path)))}
    assert found == {}


SCRIPTS = sorted((PACKAGE / "web" / "static" / "diaban").rglob("*.js"))
# a picture's label, of text that is escaped first
MARKUP_WRITERS = {"map.js"}
UNSAFE = ("eval(", "new Function", "document.write", "outerHTML", "insertAdjacentHTML",
          "__proto__", "prototype[", "constructor[")  # fmt: skip


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_code_or_markup_of_text_or_reaches_a_prototype(path):
    text = path.read_text(encoding="utf-8")
    assert [word for word in UNSAFE if word in text] == []
    assert "innerHTML" not in text or path.name in MARKUP_WRITERS
