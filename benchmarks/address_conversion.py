"""Which commune an address lies in today: Diaban and its peers on the same addresses in one run.

    PYTHONPATH=src:. .venv/bin/python benchmarks/address_conversion.py [speed hard real]
        [--peers FOLDER] [--database] [--count 10000] [--rounds 3] [--errors FILE]

hard    the whole addresses of tests/addresses: is the set of communes given exactly the right one?
real    Hanoi's facilities, whose commune today is known from their position: is the first answer
        right, is the right one among those given, and does 0.95 mean 0.95? With --database also by
        what the database that DIABAN_DATA names knows of streets.
speed   addresses a second of one core, a third of them with a slip of the keyboard. It comes first,
        and each round of Diaban's has a process of its own: what was read before is not in memory.

Peers are left out where no environment of theirs is given. Seconds are of the processor, so that
other work on the machine counts for neither side.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.address_peers import NAMES, TIMED, Batch, Candidate, Peer, peers_python
from benchmarks.address_reader import Diaban, DiabanWithDatabase
from benchmarks.address_slips import mistyped_others, ten_thousand
from benchmarks.address_truth import CASES, HardCase, read_cases, read_hard
from benchmarks.address_units import NewCommunes, OldWard, OldWards, read_rows

SURE = 0.95
LATER = "Diaban, after 10,000 others"
PARTS = ("speed", "hard", "real")
Tool = Diaban | Peer


@dataclass(frozen=True)
class Facility:
    """A real address: the old ward it names, and the commune in which it was found to lie."""

    text: str
    ward: OldWard
    label: str

    @property
    def split(self) -> bool:
        return len(self.ward.successors) > 1


def main() -> None:
    asked = read_wishes()
    with ExitStack() as open_peers:
        tools: list[Tool] = [Diaban()]
        if python := peers_python(asked.peers):
            communes = NewCommunes()
            tools += [open_peers.enter_context(Peer(name, python, communes)) for name in NAMES]
        else:
            print("no peers: give their environment with --peers")
        for part in sorted(asked.parts or PARTS, key=PARTS.index):
            {"hard": compare_hard, "real": compare_real, "speed": compare_speed}[part](tools, asked)


def read_wishes() -> argparse.Namespace:
    wishes = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wishes.add_argument("parts", nargs="*", help="speed, hard, real; all of them if none is named")
    wishes.add_argument("--peers", type=Path, help="virtual environment in which the peers are")
    wishes.add_argument("--database", action="store_true", help="real: also by its streets")
    wishes.add_argument("--hard", type=Path, help="another file of hard addresses, of that form")
    wishes.add_argument("--count", type=int, default=10_000)
    wishes.add_argument("--rounds", type=int, default=3)
    wishes.add_argument("--seed", type=int, default=4)
    wishes.add_argument("--errors", type=Path, help="write what Diaban got wrong there")
    asked = wishes.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        wishes.error(f"no such part: {', '.join(unknown)}")
    return asked


def told_form(case: HardCase) -> str:
    """Return the form that a tool may be told where it does not find out by itself."""
    return "new" if {"two_level", "new_commune"} & set(case.tags) else "old"


# hard addresses ------------------------------------------------------------------------------


def compare_hard(tools: list[Tool], asked: argparse.Namespace) -> None:
    if asked.hard:
        sets = {str(asked.hard): read_hard(asked.hard)}
    else:
        sets = {"hard": read_hard(CASES / "hard.tsv") if (CASES / "hard.tsv").exists() else []}
        for name, file in (("labelled, tuning", "labelled"), ("labelled, unseen", "unseen")):
            sets[name] = [
                HardCase(case.text, (case.communes,), case.tags, "", case.line)
                for case in read_cases(CASES / f"{file}.tsv")
                if case.communes is not None
            ]
    for name, cases in sets.items():
        if cases:
            print(f"\n## {name}: {len(cases)} addresses")
            print(f"{'':28}{'exact':>8}{'':8}{'consistent':>12}{'wrong':>7}{'sure':>6}{'guess':>7}")
            for tool in tools:
                judge_hard(tool, cases, asked.errors if name != "labelled, unseen" else None)
    print("\nconsistent: right, or part of what is right. wrong: any commune that is not.")
    print("sure: wrong, and given as certain. guess: one alone is given where the law leaves more.")


def judge_hard(tool: Tool, cases: list[HardCase], errors: Path | None) -> None:
    found = tool.convert([case.text for case in cases], [told_form(case) for case in cases])
    counts: Counter[str] = Counter()
    wrong = []
    for case, answer in zip(cases, found.answers, strict=True):
        said = frozenset(candidate.code for candidate in answer)
        fits = [said <= right for right in case.accepted]
        counts["exact"] += said in case.accepted
        counts["consistent"] += said in case.accepted or (bool(said) and any(fits))
        counts["wrong"] += not any(fits)
        sure = answer[0].code if answer and is_certain(answer) else None
        counts["sure"] += bool(sure) and not any(sure in right for right in case.accepted)
        counts["guess"] += len(said) == 1 and all(len(right) > 1 for right in case.accepted)
        if said not in case.accepted:
            wrong.append(
                f"{show(answer)}\t{' | '.join(map(show_codes, case.accepted))}\t{case.text}"
            )
    print(
        f"{tool.name:28}{counts['exact']:>8}{counts['exact'] / len(cases):8.1%}"
        f"{counts['consistent']:>12}{counts['wrong']:>7}{counts['sure']:>6}{counts['guess']:>7}"
    )
    if errors and isinstance(tool, Diaban):
        write_errors(errors, "hard", wrong)


def is_certain(answer: list[Candidate]) -> bool:
    """Say whether the first answer is offered as the one: by a peer, where it gives no other."""
    probability = answer[0].probability
    return len(answer) == 1 if probability is None else probability >= SURE


# real addresses ------------------------------------------------------------------------------


def facilities() -> tuple[list[Facility], int, int]:
    """Return the real addresses to judge by, and how many there were and named an old ward."""
    wards = OldWards()
    rows = list(read_rows("addresses/hanoi_facilities_2019.csv.gz"))
    named = [(row, ward) for row in rows if (ward := wards.named_in(row["address"]))]
    legal = [
        Facility(row["address"], ward, row["new_code_by_polygon"])
        for row, ward in named
        if row["new_code_by_polygon"] in ward.successors
    ]
    return legal, len(rows), len(named)


def compare_real(tools: list[Tool], asked: argparse.Namespace) -> None:
    cases, total, named = facilities()
    split = sum(case.split for case in cases)
    print(f"\n## real: {total} addresses of Hanoi, {named} name an old ward plainly,")
    print(f"{len(cases)} of these lie in a legal successor of it: {split} of a ward that was split")
    print(f"{'':28}{'first':>8}{'among':>8}{'silent':>8}{'given':>7}   {'whole':>7}{'split':>7}")
    labels: dict[OldWard, Counter[str]] = defaultdict(Counter)
    for case in cases:
        labels[case.ward][case.label] += 1
    print_real(
        "oracle: commonest of a ward",
        cases,
        [[Candidate(labels[case.ward].most_common(1)[0][0])] for case in cases],
    )
    print_real(
        "the law alone: all successors",
        cases,
        [[Candidate(code) for code in sorted(case.ward.successors)] for case in cases],
    )
    compared = [tools[0], DiabanWithDatabase(), *tools[1:]] if asked.database else tools
    ours: list[Batch] = []
    for tool in compared:
        found = tool.convert([case.text for case in cases], ["old"] * len(cases))
        print_real(tool.name, cases, found.answers)
        if isinstance(tool, Diaban):
            ours.append(found)
    print("given: communes an answer. whole, split: first right where the ward was not split, was")
    for batch in ours:
        print_calibration(cases, batch)
    if asked.errors:
        write_errors(asked.errors, "real", list(real_errors(cases, ours[0])))


def print_real(name: str, cases: list[Facility], answers: list[list[Candidate]]) -> None:
    first = [bool(a) and a[0].code == case.label for case, a in zip(cases, answers, strict=True)]
    among = [case.label in {c.code for c in a} for case, a in zip(cases, answers, strict=True)]
    whole = [hit for hit, case in zip(first, cases, strict=True) if not case.split]
    split = [hit for hit, case in zip(first, cases, strict=True) if case.split]
    print(
        f"{name:28}{share(first):>8}{share(among):>8}{share([not a for a in answers]):>8}"
        f"{statistics.fmean(map(len, answers)):7.2f}   {share(whole):>7}{share(split):>7}"
    )


def print_calibration(cases: list[Facility], ours: Batch) -> None:
    """Say what a probability is worth: of the first answers given with it, how many are right."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for case, answer in zip(cases, ours.answers, strict=True):
        if answer:
            chance = answer[0].probability or 0.0
            bins[min(int(chance * 10), 9)].append((chance, answer[0].code == case.label))
    print("\nprobability of the first answer, its mean, share right, answers")
    for tenth, given in sorted(bins.items()):
        chances, right = zip(*given, strict=True)
        mean = statistics.fmean(chances)
        print(
            f"{tenth / 10:.1f} to {tenth / 10 + 0.1:.1f}{mean:8.3f}{share(right):>8}{len(given):7}"
        )
    sure = [hit for given in bins.values() for chance, hit in given if chance >= SURE]
    whole = [
        bool(answer) and (answer[0].probability or 0.0) >= SURE
        for case, answer in zip(cases, ours.answers, strict=True)
        if not case.split
    ]
    print(f"given with {SURE} or more: {len(sure)}, of which right {share(sure)}")
    print(f"ward not split: {len(whole)}, of which given with {SURE} or more {share(whole)}")


def real_errors(cases: list[Facility], ours: Batch):
    """Yield what is worth looking at: the rest is a split ward's other part, untold by the text."""
    for case, answer in zip(cases, ours.answers, strict=True):
        codes = [candidate.code for candidate in answer]
        if case.label not in codes:
            kind = "silent" if not codes else "missed"
        elif set(codes) - case.ward.successors:
            kind = "too many"
        elif codes[0] != case.label and (answer[0].probability or 0.0) >= SURE:
            kind = "sure and wrong"
        elif not case.split and (answer[0].probability or 0.0) < SURE:
            kind = "too modest"
        else:
            continue
        ward = f"{case.ward.name}, {case.ward.district}"
        yield f"{kind}\t{show(answer)}\t{case.label}\t{ward}\t{case.text}"


# speed ---------------------------------------------------------------------------------------


def compare_speed(tools: list[Tool], asked: argparse.Namespace) -> None:
    texts, real = ten_thousand(asked.seed, asked.count)
    print(
        f"\n## speed: {len(texts)} distinct strings, {real} as found, the rest with a slip in them"
    )
    timed = [tool for tool in tools if isinstance(tool, Diaban) or tool.name in TIMED]
    others = mistyped_others(asked.seed + 1, set(texts), asked.count)
    forms = [None] * len(texts)
    seconds: dict[str, list[float]] = defaultdict(list)
    for number in range(asked.rounds):
        for tool in timed:
            if isinstance(tool, Diaban):
                seconds[tool.name].append(time_apart(tool, texts))
                seconds[LATER].append(time_apart(tool, texts, before=others))
            elif number == 0 or tool.name != "vietnam-address-converter":  # its rounds take minutes
                seconds[tool.name].append(tool.convert(texts, forms).seconds)
    ours = statistics.median(seconds[Diaban.name])
    print(f"{'':28}{'addresses/s':>12}{'Diaban is':>12}   start-up s")
    starts = {tool.name: tool.start_up for tool in timed}
    for name, rounds in seconds.items():
        spent = statistics.median(rounds)
        start = f"{starts[name]:13.1f}" if name in starts else ""
        print(f"{name:28}{len(texts) / spent:12,.0f}{spent / ours:10.1f} x{start}")


def time_apart(tool: Diaban, texts: list[str], before: Sequence[str] = ()) -> float:
    """Return the processor seconds in a process that has read nothing else, or the others first."""
    forking = multiprocessing.get_context("fork")
    answer = forking.SimpleQueue()

    def read() -> None:
        tool.convert(before)
        answer.put(tool.convert(texts).seconds)

    process = forking.Process(target=read)
    process.start()
    seconds = answer.get()
    process.join()
    return seconds


# ---------------------------------------------------------------------------------------------


def share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / len(hits):.1%}" if hits else "-"


def show(answer: list[Candidate]) -> str:
    return " ".join(f"{c.code}:{c.probability or 0:.2f}" for c in answer) or "-"


def show_codes(codes: frozenset[str]) -> str:
    return " ".join(sorted(codes)) or "-"


def write_errors(path: Path, part: str, lines: list[str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{part}\t{line}\n" for line in lines)


if __name__ == "__main__":
    main()
