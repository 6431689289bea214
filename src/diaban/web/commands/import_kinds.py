"""What `diaban import` does for each kind of file; every kind answers in one shape."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from diaban.exchange.importing import boundaries, household_counts, pipeline, rejects
from diaban.exchange.importing.mapping import Mapping as Columns
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.tables import ReadOptions
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import TWO_TIER_FROM
from diaban.spine.runs.models import Run
from diaban.web.commands.faults import FaultError
from diaban.web.commands.progress import Progress
from diaban.web.installation import data_folder

_SHOWN = 20


def import_file(options: argparse.Namespace) -> dict[str, object]:
    """Import as asked; a file that cannot be taken at all becomes a plain fault."""
    kinds = {
        "addresses": _import_addresses,
        "boundaries": _import_boundaries,
        "households": _import_households,
    }
    try:
        return kinds[options.kind](options)
    except InputError as error:
        held = error.problem.code == "run_held"
        raise FaultError(
            error.problem.say("vi"), error.problem.say("en"), exit_code=4 if held else 3
        ) from None


def _import_addresses(options: argparse.Namespace) -> dict[str, object]:
    request = pipeline.ImportRequest(
        path=options.file,
        source=options.source,
        actor=local_operator(),
        mapping=_columns(options.map),
        options=_read_options(options),
        fix_swapped=options.fix_swapped,
        synthetic=options.synthetic,
        are_households=False if options.not_households else None,
        held_on=options.held_on,
    )
    if options.dry_run:
        plan = pipeline.plan_import(request)
        return _outcome(
            options, plan.counts, plan.first_problems, mapping=dict(plan.mapping.columns)
        )
    step = Progress(f"Nhập / import {options.file.name}")
    run = pipeline.run_import(request, progress=lambda run: step.show(run.position))
    step.finish()
    first = run.rejected_rows.order_by("row_number")[:_SHOWN]
    problems = [problem for row in first for problem in rejects.read_problems(row)]
    returned = _write_rejects(run, options) if run.counts.get("rejected") else None
    return _outcome(options, run.counts, problems, run=run.pk, rejects=returned)


def _read_options(options: argparse.Namespace) -> ReadOptions:
    return ReadOptions(sheet=options.sheet or None)


def _columns(pairs: list[str]) -> Columns | None:
    if not pairs:
        return None
    if any("=" not in pair for pair in pairs):
        raise FaultError(
            "--map cần dạng trường=cột, ví dụ --map lat=Vĩ_độ",
            "--map needs field=column, such as --map lat=Latitude",
            exit_code=2,
        )
    return Columns(dict(pair.split("=", 1) for pair in pairs))


def _write_rejects(run: Run, options: argparse.Namespace) -> str:
    """Write the rejected rows beside the file, or into the data folder where that is read-only."""
    if options.rejects:
        _write_rejects_to(options.rejects, run)
        return str(options.rejects)
    path = _unused(options.file.with_name(f"{options.file.stem}.rejected.csv"))
    try:
        _write_rejects_to(path, run)
    except PermissionError:
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


def _import_boundaries(options: argparse.Namespace) -> dict[str, object]:
    request = boundaries.BoundaryRequest(
        path=options.file,
        source=options.source,
        actor=local_operator(),
        valid_from=options.held_on or TWO_TIER_FROM,
        dry_run=options.dry_run,
    )
    report = boundaries.import_boundaries(request)
    return _outcome(
        options,
        report.counts,
        [*report.problems, *report.faults],
        missing=report.missing,
        foreseen=report.foreseen,
        run=report.run.pk if report.run else None,
    )


def _import_households(options: argparse.Namespace) -> dict[str, object]:
    report = household_counts.import_household_counts(
        household_counts.CountsRequest(
            path=options.file,
            source=options.source,
            actor=local_operator(),
            synthetic=options.synthetic,
            dry_run=options.dry_run,
            options=_read_options(options),
        )
    )
    return _outcome(options, report.counts, report.problems, replaced=report.replaced)


def _outcome(
    options: argparse.Namespace,
    counts: Mapping[str, int],
    problems: Iterable[Problem],
    **more: object,
) -> dict[str, object]:
    return {
        "file": str(options.file),
        "dry_run": options.dry_run,
        "counts": {name: n for name, n in counts.items() if isinstance(n, int)},
        "rejected": counts.get("rejected", 0),
        "problems": [(p.say("vi"), p.say("en")) for p in list(problems)[:_SHOWN]],
        **more,
    }
