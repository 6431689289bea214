"""Reading a CSV of 2 GB in constant memory: the reader, and with ``--check`` the dry run too.

    .venv/bin/python benchmarks/large_csv.py [--gigabytes 2] [--check] [--folder /var/tmp]

Writes a list of addresses of that size into the folder, reads it to its end in a process of its
own, and removes it. Told are the rows, the seconds, and how far the memory rose above what the
process held when the file had just been opened and its first rows were read. ``--check`` also
validates every row, as an import does before it writes; the identifiers that it remembers, 16
bytes a row, grow with the list.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.address_import import write_list
from benchmarks.city_server import City

_PART_ROWS = 500_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--gigabytes", type=float, default=2.0)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--do", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.do:
        print(json.dumps(read(options.do, check=options.check)))
        return
    with tempfile.TemporaryDirectory(prefix="diaban-benchmark-", dir=options.folder) as folder:
        file = Path(folder) / "large.csv"
        _write_large(file, int(options.gigabytes * 1e9))
        city = City(Path(folder) / "data")
        city.run("up", "--empty", "--offline", "--no-serve")
        for words in ([], ["--check"]) if options.check else ([],):
            _report(file, city, words)


def _report(file: Path, city: City, words: list[str]) -> None:
    command = [sys.executable, __file__, "--do", str(file), *words]
    done = subprocess.run(
        command, env=city.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    told = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{'read and checked' if words else 'read':17} {file.stat().st_size / 1e9:.2f} GB "
        f"{told['rows']:>11,} rows {told['seconds']:7.1f} s  memory at the start "
        f"{told['start']:.0f} MB, over it {told['peak'] - told['start']:.0f} MB",
        flush=True,
    )


def _write_large(file: Path, size: int) -> None:
    """Repeat a list with its identifiers told apart until it has ``size`` bytes."""
    part = file.with_suffix(".part")
    write_list(part, _PART_ROWS)
    heading, rows = part.read_bytes().split(b"\n", 1)
    part.unlink()
    with file.open("wb") as whole:
        whole.write(heading + b"\n")
        number = 0
        while whole.tell() < size:
            whole.write(rows.replace(b"\nH", f"\nH{number}-".encode()))
            number += 1


def read(file: Path, *, check: bool) -> dict[str, float]:
    import django

    django.setup()
    from diaban.exchange.importing.pipeline import ImportRequest, plan_import
    from diaban.exchange.importing.readers import open_table
    from diaban.spine.parties.models import local_operator

    started = time.perf_counter()
    table = open_table(file)
    rows = next(table.batches).frame.height
    start = _peak_megabytes()
    if check:
        table.close()
        rows = plan_import(ImportRequest(file, "benchmark", local_operator())).counts["read"]
    else:
        rows += sum(batch.frame.height for batch in table.batches)
        table.close()
    seconds = time.perf_counter() - started
    return {"rows": rows, "seconds": seconds, "start": start, "peak": _peak_megabytes()}


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
