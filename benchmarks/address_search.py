"""Searching a registry of a synthetic Hanoi: Diaban beside addok with a plugin for Vietnamese.

    PYTHONPATH=src:. .venv/bin/python benchmarks/address_search.py
        [--households 315000] [--questions 1000] [--addok PYTHON] [--folder FOLDER]

315,000 households give about 200,000 doors, 3,600,000 about 2.3 million. ``--addok`` is the Python
of an environment with addok (see `address_search_addok.py`); it answers the same questions about
the same doors in the same run. Beside it stand the search and all that `verify` answers (the door,
the differences, what couriers reported); everything within one process and without HTTP. The
registry lies in SQLite, or where DIABAN_DATABASE_URL says.
Doors and questions come from `address_city` and `address_questions`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks.address_city import build_city, units_by_code
from benchmarks.address_questions import KINDS, MORE_KINDS, Asker, Question

ADDOK = Path(__file__).with_name("address_search_addok.py")
SEED = 7


def prepare(folder: Path, doors: pl.DataFrame) -> Any:
    """Put the doors into a registry of their own; return the user who searches."""
    os.environ["DIABAN_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.web.settings"
    import django

    django.setup()
    from django.db import transaction

    from diaban.spine.addresses import bulk
    from diaban.spine.parties.models import local_operator
    from diaban.spine.places.units import commune_numbers
    from diaban.web.commands.building import prepare_database, prepare_places

    prepare_database()
    prepare_places(download=False)
    now, old = commune_numbers()
    with transaction.atomic():
        for start in range(0, doors.height, 200_000):
            bulk.insert_frame("addresses_address", _rows(doors[start : start + 200_000], now, old))
    bulk.refresh_statistics("addresses_address")
    return local_operator()


def _rows(doors: pl.DataFrame, now: dict[str, int], old: dict[str, int]) -> pl.DataFrame:
    def number(name: str, units: dict[str, int]) -> pl.Expr:
        codes = pl.col(name).cast(pl.String).str.zfill(5)
        return codes.replace_strict(units, default=None, return_dtype=pl.Int64)

    texts = ("unit", "official_code", "digital_address", "place_identifier", "vpostcode")
    return doors.select(
        "id", "house_number", "lanes", "street", "locality", "building",
        *(pl.lit("").alias(name) for name in texts),
        pl.lit(1).alias("is_household"), pl.lit(1).alias("synthetic"),
        pl.lit(2).alias("postal_quality"), pl.lit(0).alias("position_source"),
        pl.lit(2).alias("life"), pl.lit(1).alias("former_is_certain"),
        pl.lit(0).alias("code_basis"), pl.lit(2).alias("code_state"),
        number("commune", now).alias("commune_id"), number("former", old).alias("former_id"),
    )  # fmt: skip


MEMORY = """
import django, resource
django.setup()
from diaban.spine.addresses.searching import search_addresses
from diaban.spine.parties.models import local_operator
user = local_operator()
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6
from diaban.spine.places.gazetteer import address_gazetteer
before = resident(); address_gazetteer(); between = resident()
search_addresses("12 Hang Bong", user)
print(f"gazetteer {between - before:.0f} MB, names {resident() - between:.0f} MB of a process")
"""


def measure_memory(folder: Path) -> str:
    """Ask a fresh process what a search keeps in memory."""
    environment = os.environ | {"DIABAN_DATA": str(folder)}
    command = [sys.executable, "-c", MEMORY]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def warm_up(user: Any, doors: pl.DataFrame) -> None:
    """Let the process meet each district once, as one that has served for a while has."""
    asker = Asker(doors, SEED + 1)
    for kind in (*KINDS, *MORE_KINDS):
        ask_diaban(user, asker.ask(kind, 150))


def build_index() -> str:
    from diaban.spine.addresses import search_entries

    search_entries.begin_anew()
    start, used = time.perf_counter(), time.process_time()
    search_entries.index_waiting()
    seconds, used = time.perf_counter() - start, time.process_time() - used
    return f"{seconds:.1f} s ({used:.1f} s of processor time)"


@dataclass
class Asked:
    """What came of the questions of a kind; ``processor``: seconds of processor time."""

    found: list[int]
    seconds: list[float]
    processor: float
    answers: list[Any]

    @property
    def rate(self) -> float:
        return len(self.seconds) / sum(self.seconds)


def ask_diaban(user: Any, questions: list[Question]) -> Asked:
    from diaban.spine.addresses.searching import search_addresses

    found, times, answers = [], [], []
    began = time.process_time()
    for question in questions:
        start = time.perf_counter()
        answer = search_addresses(question.text, user)
        times.append(time.perf_counter() - start)
        answers.append(answer)
        # less likely than not is no answer, where "none of these" is the right one
        named = answer.matches and (question.door or answer.best >= 0.5)
        found.append(answer.matches[0].address.number if named else 0)
    return Asked(found, times, time.process_time() - began, answers)


def ask_verify(user: Any, questions: list[Question]) -> Asked:
    """Ask what `GET /verify` answers, whole and written out, without the way there."""
    from diaban.spine.addresses.searching import searching_as, territory_of
    from diaban.web.api.verification import answer_verify

    seeker, territory = searching_as(user), territory_of(user)
    found, times = [], []
    began = time.process_time()
    for question in questions:
        start = time.perf_counter()
        told = json.dumps(answer_verify(question.text, seeker, territory), ensure_ascii=False)
        times.append(time.perf_counter() - start)
        door = json.loads(told)["address"]
        found.append(_number_of(door["identifier"]) if door else 0)
    return Asked(found, times, time.process_time() - began, [])


def _number_of(identifier: str) -> int:
    from diaban.spine.addresses import identifiers

    return identifiers.read(identifier)


def ask_addok(
    python: str, doors: pl.DataFrame, asked: dict[str, list[Question]], folder: Path
) -> dict[str, Any]:
    """Let addok index the same doors, a document for each street of a commune, and answer."""
    documents, texts = folder / "documents.ndjson", folder / "questions.json"
    answers = folder / "answers.json"
    with documents.open("w", encoding="utf-8") as file:
        for document in _documents(doors):
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
    texts.write_text(json.dumps({k: [q.text for q in qs] for k, qs in asked.items()}))
    subprocess.run([python, ADDOK, documents, texts, answers], check=True, stdout=2)
    told: dict[str, Any] = json.loads(answers.read_text())
    return told


def _documents(doors: pl.DataFrame) -> Any:
    from diaban.spine.places import tables

    now, old = units_by_code()
    districts = {row.code: row for row in tables.read_units() if row.level == "district"}
    way = pl.when(pl.col("street") != "").then("street").otherwise("locality")
    named = doors.with_columns(way=way).filter(pl.col("way") != "")
    for (name, commune), rows in named.group_by("way", "commune"):
        unit = now[f"{commune:05d}"]
        cities = [f"{unit.kind} {unit.name}"]
        for code in rows["former"].unique():
            before = old.get(f"{code:05d}")
            if before is not None:
                above = districts[before.parent_code]
                cities.append(f"{before.kind} {before.name} {above.kind} {above.name}")
        numbers = {
            chain.replace("/", "x").replace("-", "x").replace(" ", "").lower(): {
                "lat": 21.0, "lon": 105.8, "id": number,
            }
            for chain, number in rows.select("chain", "id").iter_rows()
            if chain
        }  # fmt: skip
        yield {
            "_id": f"{name}|{commune}", "id": "0", "type": "street", "name": name,
            "city": cities, "context": "Hà Nội", "lat": 21.0, "lon": 105.8,
            "importance": 0.1, "housenumbers": numbers,
        }  # fmt: skip


def tell(kind: str, questions: list[Question], asked: Asked) -> None:
    right = sum(f == q.door for f, q in zip(asked.found, questions, strict=True)) / len(questions)
    p99 = sorted(asked.seconds)[int(len(questions) * 0.99)] * 1e3
    processor = asked.processor / len(questions) * 1e6
    p50 = sorted(asked.seconds)[len(questions) // 2] * 1e3
    print(
        f"  {kind:<18} {right:7.1%} {asked.rate:8,.0f}/s   p50 {p50:6.2f} p99 {p99:7.2f} ms   "
        f"{processor:6,.0f} µs of processor time"
    )


def tell_strays(questions: list[Question], answers: list[Any], user: Any) -> None:
    """A number that is not registered must lead to its own commune or nowhere."""
    from diaban.spine.places.units import commune_numbers

    now, _ = commune_numbers()
    strays = sum(
        match.address.commune != now[f"{question.commune:05d}"]
        for question, answer in zip(questions, answers, strict=True)
        for match in (*answer.matches, *answer.nearest)
    )
    sure = sum(answer.best >= 0.5 for answer in answers)
    print(f"  of {len(answers)} numbers not registered, answers in another commune: {strays};")
    print(f"  a door named as likelier than not: {sure}")


def tell_calibration(pairs: list[tuple[float, bool]]) -> None:
    print("\nsaid        answers  right")
    for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        part = [right for said, right in pairs if low <= said < high]
        if part:
            print(f"{low:.2f}–{min(high, 1):.2f}  {len(part):8,}  {sum(part) / len(part):.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=315_000)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--addok", default="")
    parser.add_argument("--folder", type=Path, help="where the city is kept between runs")
    options = parser.parse_args()
    doors = build_city(options.households, 2026, options.folder)
    asker = Asker(doors, SEED)
    asked = {kind: asker.ask(kind, options.questions) for kind in (*KINDS, *MORE_KINDS)}
    with tempfile.TemporaryDirectory(prefix="diaban-search-") as name:
        user = prepare(Path(name), doors)
        print(f"{doors.height:,} doors; index built in {build_index()}; {sizes()}")
        print(f"{measure_memory(Path(name))}\nDiaban")
        warm_up(user, doors)
        ours, pairs = {}, []
        for kind, questions in asked.items():
            told = ours[kind] = ask_diaban(user, questions)
            tell(kind, questions, told)
            pairs += [
                (a.best, f == q.door)
                for a, f, q in zip(told.answers, told.found, questions, strict=True)
                if a.matches
            ]
            if kind == "not registered":
                tell_strays(questions, told.answers, user)
        tell_calibration(pairs)
        if options.addok:
            peer = ask_addok(options.addok, doors, {k: asked[k] for k in KINDS}, Path(name))
            tell_peer(peer, asked, ours)
            print("\nverify, beside the same answers of addok")
            verified = {kind: ask_verify(user, asked[kind]) for kind in KINDS}
            for kind in KINDS:
                tell(kind, asked[kind], verified[kind])
            tell_peer(peer, asked, verified)


def tell_peer(
    told: dict[str, Any], asked: dict[str, list[Question]], ours: dict[str, Asked]
) -> None:
    print(f"\naddok: index {told['index_seconds']:.1f} s, Redis {told['memory']}")
    for kind, one in told["kinds"].items():
        peer = Asked(one["found"], one["seconds"], one["processor"], [])
        tell(kind, asked[kind], peer)
        times = ours[kind].rate / peer.rate
        spared = peer.processor / ours[kind].processor
        middle = statistics.median(peer.seconds) / statistics.median(ours[kind].seconds)
        print(f"  {'':<18} Diaban: {times:.1f} × as fast, {middle:.1f} × by the medians, ", end="")
        print(f"{spared:.1f} × by processor time")


def sizes() -> str:
    """Bytes of the index's table in the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('addresses_searchentry')")
            return f"{cursor.fetchone()[0] / 1e6:.0f} MB in the database"
        cursor.execute("SELECT count(*) FROM addresses_searchentry")
        return f"{cursor.fetchone()[0]:,} entries"


if __name__ == "__main__":
    main()
