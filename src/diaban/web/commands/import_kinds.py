"""What `diaban import` does for each kind of file; every kind answers in one shape."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from diaban.exchange.importing import rejects
from diaban.exchange.importing.kinds import Kind, complete_columns, known_kinds, propose_kind
from diaban.exchange.importing.opening import open_head
from diaban.exchange.importing.orders import Order
from diaban.exchange.importing.problems import InputError, Problem
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import Kind as RunKind
from diaban.spine.runs.models import Run
from diaban.web.commands.faults import FaultError
from diaban.web.commands.progress import Progress
from diaban.web.installation import data_folder

_SHOWN = 20


def import_file(options: argparse.Namespace) -> dict[str, object]:
    """Import as asked; a file that cannot be taken at all becomes a plain fault."""
    try:
        order = _order(options)
        if options.dry_run:
            return _say_plan(options, order)
        return _say_run(options, order, _run(order))
    except InputError as error:
        held = error.problem.code == "run_held"
        vi, en = (error.problem.say(language) + _option(error.problem) for language in ("vi", "en"))
        raise FaultError(vi, en, exit_code=4 if held else 3) from None


def _option(problem: Problem) -> str:
    """Return how a column is named on the command line, where one is missing and may be."""
    example = problem.params.get("example")
    return f" (--map {example})" if example else ""


def _order(options: argparse.Namespace) -> Order:
    """Return what the options say; the other imports of boundaries say less."""
    said = vars(options)
    crs = said.get("crs") or None
    order = Order(
        path=options.file,
        kind=options.kind,
        source=options.source,
        sheet=said.get("sheet") or said.get("layer") or None,
        crs=f"EPSG:{crs}" if crs and crs.isdigit() else crs,
        encoding=said.get("encoding") or None,
        mapping=_columns(said.get("map") or []),
        on=options.held_on,
        fix_swapped=said.get("fix_swapped", False),
        not_households=said.get("not_households") or None,
        synthetic=said.get("synthetic", False),
        snap_metres=said.get("snap"),
    )
    if order.kind != "auto" and not order.mapping:
        return order
    head = open_head(order.path, order.options)
    kind = propose_kind(head) if order.kind == "auto" else _kind(order)
    mapping = order.mapping
    if mapping and kind.maps_columns:
        mapping = complete_columns(kind, head, mapping)
    return replace(order, kind=kind.name, mapping=mapping)


def _kind(order: Order) -> Kind:
    known = known_kinds()
    if order.kind not in known:
        raise FaultError(
            f"Không có loại {order.kind}. Các loại: {', '.join(known)}",
            f"There is no kind {order.kind}. The kinds: {', '.join(known)}",
            exit_code=2,
        )
    return known[order.kind]


def _run(order: Order) -> Run:
    step = Progress(f"Nhập / import {order.path.name}")
    run = _kind(order).run(order, local_operator(), lambda run: step.show(run.position))
    step.finish()
    # what undoes an import has to know its kind
    run.order = order.as_json()
    run.save(update_fields=["order"])
    return run


def _say_plan(options: argparse.Namespace, order: Order) -> dict[str, object]:
    outcome = _kind(order).plan(order, local_operator())
    told = _problems([*outcome.reasons, *outcome.told])
    more = {"missing": outcome.missing, "mapping": outcome.mapping, "foreseen": outcome.foreseen}
    if outcome.mapping:
        columns, read = open_head(order.path, order.options).columns, outcome.mapping.values()
        more["unread"] = [name for name in columns if name not in read]
    if outcome.system:
        more["crs"] = f"{outcome.system['name']} ({outcome.system['crs']})"
    return _outcome(options, order, outcome.counts, told, **more)


def _say_run(options: argparse.Namespace, order: Order, run: Run) -> dict[str, object]:
    rows = run.rejected_rows.order_by("row_number")[:_SHOWN]
    first = [problem for row in rows for problem in rejects.read_problems(row)]
    first = first or _problems(run.report.get("reasons", ()))
    told = _problems(run.report.get("told", ()))
    more = {
        "run": run.pk,
        "missing": run.report.get("missing", []),
        "replaced": run.counts.get("replaced", []),
        "rejects": _write_rejects(run, options) if rows else None,
        **_say_coding(run),
    }
    return _outcome(options, order, run.counts, [*first, *told], **more)


def _say_coding(run: Run) -> dict[str, object]:
    """Say what an import of boundaries coded again, or how much waits for that, and where."""
    if run.kind != RunKind.PLACES:
        return {}
    page = {"page": f"/boundaries/{run.pk}/"}
    if coded := run.report.get("coded_by"):
        return page | {"coded": Run.objects.get(pk=coded).counts}
    return page | ({"waits": run.counts["due"]} if run.counts.get("due") else {})


def _problems(reasons: Iterable[dict[str, Any]]) -> list[Problem]:
    return [Problem.from_json(stored) for reason in reasons for stored in reason["first"]]


def _columns(pairs: list[str]) -> dict[str, str] | None:
    if not pairs:
        return None
    if any("=" not in pair for pair in pairs):
        raise FaultError(
            "--map cần dạng trường=cột, ví dụ --map lat=Vĩ_độ",
            "--map needs field=column, such as --map lat=Latitude",
            exit_code=2,
        )
    return dict(pair.split("=", 1) for pair in pairs)


def _write_rejects(run: Run, options: argparse.Namespace) -> str:
    """Write the rejected rows beside the file, or into the data folder where that is read-only."""
    if getattr(options, "rejects", None):
        _write_rejects_to(options.rejects, run)
        return str(options.rejects)
    path = _unused(options.file.with_name(f"{options.file.stem}.rejected.csv"))
    try:
        _write_rejects_to(path, run)
    except OSError:  # no right to write there, or a disk that is mounted to be read only
        folder = data_folder() / "rejected"
        folder.mkdir(parents=True, exist_ok=True)
        path = _unused(folder / path.name)
        _write_rejects_to(path, run)
    return str(path)


def _unused(path: Path) -> Path:
    """Return the path, numbered if it is taken: somebody may be correcting that file."""
    taken, number = path, 2
    while taken.exists():
        taken = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return taken


def _write_rejects_to(path: Path, run: Run) -> None:
    if path.suffix == ".xlsx":
        rejects.write_rejected_xlsx(run, path)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rejects.write_rejected_csv(run, file)


def _outcome(
    options: argparse.Namespace,
    order: Order,
    counts: Mapping[str, int],
    problems: Iterable[Problem],
    **more: object,
) -> dict[str, object]:
    return {
        "file": str(options.file),
        "kind": order.kind,
        "dry_run": options.dry_run,
        "counts": {name: n for name, n in counts.items() if isinstance(n, int)},
        "rejected": counts.get("rejected", 0),
        "problems": [(p.say("vi"), p.say("en")) for p in list(problems)[:_SHOWN]],
        **more,
    }
