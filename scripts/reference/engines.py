"""The page of the engines, read from their source: public names, first lines, examples."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

HEAD = """\
# Engines

Pure functions over plain values and arrays: no Django, no files, no network. Latitude comes
before longitude, degrees are WGS 84, and names ending in `_e7` are whole 1e-7 degrees. The
examples run as tests.
"""
ENGINES = ("vpostcode", "places", "measuring", "reading", "rounds", "hours", "presence", "reach")
Documented = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


def write_page(source: Path) -> str:
    parts = [HEAD]
    for name in ENGINES:
        parts += [f"## diaban.engines.{name}", *_write_engine(source, name)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _write_engine(source: Path, engine: str) -> Iterator[str]:
    face = ast.parse((source / "diaban/engines" / engine / "__init__.py").read_text("utf-8"))
    yield (ast.get_docstring(face) or "").partition("\n")[0]
    for module, name in sorted(_public_names(face), key=lambda pair: pair[1].lower()):
        path = source / (module.replace(".", "/") + ".py")
        tree = ast.parse(path.read_text("utf-8"))
        yield _write_name(tree, name, module)


def _public_names(face: ast.Module) -> Iterator[tuple[str, str]]:
    for node in face.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def _write_name(tree: ast.Module, name: str, module: str) -> str:
    node, words = _find(tree, name)
    parts = [f"### {_heading(node, name)}", f"`{module}`. {_first_sentences(words)}"]
    if isinstance(node, ast.ClassDef):
        parts.append("\n".join(_write_methods(node)))
    example = _example(words)
    if example:
        parts.append(f"```python\n{example}\n```")
    return "\n\n".join(part for part in parts if part.strip())


def _find(tree: ast.Module, name: str) -> tuple[Documented, str]:
    """Return what defines ``name``, and its docstring; a constant's stands on the next line."""
    for node, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return node, ast.get_docstring(node) or ""
        if isinstance(node, ast.Assign | ast.AnnAssign) and name in _targets(node):
            said = following.value if isinstance(following, ast.Expr) else None
            return node, said.value if isinstance(said, ast.Constant) else ""
    raise LookupError(name)


def _targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _heading(node: Documented, name: str) -> str:
    if isinstance(node, ast.FunctionDef):
        return f"{name}({', '.join(_arguments(node))})"
    return name


def _arguments(node: ast.FunctionDef) -> Iterator[str]:
    """Name the arguments as a caller writes them; those with a default end in `=…`."""
    positional = [*node.args.posonlyargs, *node.args.args]
    plain = len(positional) - len(node.args.defaults)
    for place, argument in enumerate(positional):
        if argument.arg not in {"self", "cls"}:
            yield argument.arg + ("=…" if place >= plain else "")
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        yield argument.arg + ("=…" if default is not None else "")


def _write_methods(node: ast.ClassDef) -> Iterator[str]:
    for part in node.body:
        if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            said = _first_sentences(ast.get_docstring(part) or "")
            decorators = {d.id for d in part.decorator_list if isinstance(d, ast.Name)}
            call = "" if "property" in decorators else f"({', '.join(_arguments(part))})"
            yield f"- `.{part.name}{call}` {said}".rstrip()


def _first_sentences(words: str) -> str:
    """Return the first paragraph of a docstring, on one line, without an example."""
    paragraph = words.strip().partition("\n\n")[0].partition(">>>")[0]
    return " ".join(paragraph.split())


def _example(words: str) -> str:
    lines = words.splitlines()
    starts = [place for place, line in enumerate(lines) if line.lstrip().startswith(">>>")]
    if not starts:
        return ""
    return "\n".join(line.rstrip() for line in lines[starts[0] :]).strip()
