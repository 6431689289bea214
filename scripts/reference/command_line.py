"""The page of the command line, from the parsers of `diaban.web.commands`."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterable
from types import ModuleType

from diaban.web.commands import entry

HEAD = """\
# Command line

`./run COMMAND …` checks the installation first and is what people type;
`.venv/bin/diaban COMMAND …` is the same without the check. Every command has `--help` with
examples. Progress and problems go to standard error, answers to standard output.
"""


def write_page() -> str:
    codes = entry.EXIT_CODES.partition("\n")[2].rstrip()
    rows = [f"| `{line.split()[0]}` | {line.split(None, 1)[1]} |" for line in codes.splitlines()]
    table = "\n".join(["| exit code | meaning |", "|---|---|", *rows, "| `130` | stopped by you |"])
    parts = [HEAD, table, *(_write_command(name) for name in entry.COMMANDS)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def load_command(name: str) -> ModuleType:
    """Return the module of a command, as the command line finds it."""
    return importlib.import_module(f"diaban.web.commands.{entry._MODULES.get(name, name)}")


def _write_command(name: str) -> str:
    module = load_command(name)
    parser = argparse.ArgumentParser(prog=f"diaban {name}", add_help=False)
    module.add_arguments(parser)
    examples = module.EXAMPLES.partition("\n")[2]
    plain = [line for line in examples.splitlines() if line.startswith("  ")]
    remarks = " ".join(line for line in examples.splitlines() if not line.startswith("  "))
    parts = [
        f"## {name}",
        module.__doc__ or "",
        _write_arguments(parser),
        *_write_actions(parser),
        "```\n" + "\n".join(line.strip() for line in plain) + "\n```",
        remarks,
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _write_actions(parser: argparse.ArgumentParser) -> Iterable[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest: choice.help for choice in action._choices_actions}
            for name, sub in action.choices.items():
                yield f"### {parser.prog.removeprefix('diaban ')} {name}"
                yield f"{told.get(name, '')}\n"
                yield _write_arguments(sub)


def _write_arguments(parser: argparse.ArgumentParser) -> str:
    rows = [
        f"| {_name(action)} | {_explain(action)} |"
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
    ]
    return "\n".join(["| argument | meaning |", "|---|---|", *rows]) if rows else ""


def _name(action: argparse.Action) -> str:
    takes_value = action.nargs != 0
    value = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    if not action.option_strings:
        return f"`{value}`" + (" (may be absent)" if action.nargs == "*" else "")
    if action.choices:
        value = "{" + ",".join(action.choices) + "}"
    return "`" + ", ".join(action.option_strings) + (f" {value}" if takes_value else "") + "`"


def _explain(action: argparse.Action) -> str:
    said = [action.help or _SELF_EVIDENT.get(action.dest, "")]
    if action.required and action.option_strings:
        said.append("necessary")
    if action.default not in (None, False, []) and action.option_strings:
        said.append(f"default {action.default}")
    return "; ".join(word for word in said if word)


# what a parser leaves unsaid because the name says it
_SELF_EVIDENT = {
    "json": "answer for a machine",
    "as_of": "the day whose units count; today if absent",
    "valid_from": "the first day on which it holds",
    "valid_to": "the first day on which it no longer holds",
    "from_date": "the day whose units the figures are of",
    "to_date": "the day on whose units they are wanted; today if absent",
    "held_on": "the day on which the rows held, where they do not say",
    "source": "who the data come from",
    "decision": "the decision that gave the codes",
    "dry_run": "say what would happen, only that",
    "map": "a column not recognised; the others are; FIELD= leaves one out; may be repeated",
    "kind": "what the file holds",
    "households": "size of the demonstration city",
    "seed": "the same seed gives the same city",
    "port": "port on this machine",
    "workers": "processes that serve",
    "format": "where the file's ending does not say",
    "file": "the file",
    "code": "code of the statistics office",
    "point": "read from standard input if absent",
}
