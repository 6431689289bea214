"""How well directives are read: duties found, and what is said of them, against annotated texts.

    python -m benchmarks.reading_quality FOLDER [--show]

FOLDER holds ``NAME.txt`` and ``NAME.jsonl`` (one duty a line: quote, nth, voice, field,
verb_class, number, date, partners, lead, basis). A duty found matches one annotated where the
characters they share are at least half of those they cover together; one to one, so that most
match. With ``NAME.a.jsonl`` and ``NAME.b.jsonl`` the agreement of the two annotators is told too,
reckoned in the same way.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from diaban.engines.reading import Duty, read

LEAST_OVERLAP = 0.5
ATTRIBUTES = ("voice", "field", "verb_class", "date", "number", "unit", "lead", "partners", "basis")


@dataclass(frozen=True)
class Marked:
    """A duty as annotated or as found: start, end, and what is said of it."""

    start: int
    end: int
    said: dict[str, Any]


@dataclass
class Tally:
    """Counts of one text or of all."""

    annotated: int = 0
    found: int = 0
    matched: int = 0
    right: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add the counts of another text."""
        self.annotated += other.annotated
        self.found += other.found
        self.matched += other.matched
        self.right += other.right

    def line(self, name: str) -> str:
        """Return the counts as a line of a table."""
        precision = self.matched / self.found if self.found else 1.0
        recall = self.matched / self.annotated if self.annotated else 1.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        shares = " ".join(
            f"{100 * self.right[key] / max(1, self.matched):5.1f}" for key in ATTRIBUTES
        )
        counts = f"{name:32} {self.annotated:4} {self.found:4}"
        return f"{counts} {precision:5.3f} {recall:5.3f} {f1:5.3f}  {shares}"


def annotated(text: str, path: Path) -> list[Marked]:
    """Return the duties a file of annotations marks in a text; unfindable quotes are an error."""
    duties = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        said = json.loads(line)
        start = _find(text, said["quote"], int(said.get("nth") or 1))
        if start is None:
            raise SystemExit(
                f"{path.name}, line {number}: the quote is not in the text: {said['quote']!r}"
            )
        duties.append(Marked(*start, _values(said)))
    return duties


def _find(text: str, quote: str, nth: int) -> tuple[int, int] | None:
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    matches = list(re.finditer(pattern, text))
    return matches[nth - 1].span() if len(matches) >= nth else None


def _values(said: dict[str, Any]) -> dict[str, Any]:
    number = said.get("number")
    return {
        "voice": said.get("voice"),
        "field": said.get("field"),
        "verb_class": said.get("verb_class"),
        "date": said.get("date"),
        "number": (number["relation"], float(number["value"])) if number else None,
        "unit": _plain(number["unit"]) if number else None,
        "lead": _plain(said.get("lead") or ""),
        "partners": frozenset(_plain(name) for name in said.get("partners") or []),
        "basis": frozenset(_plain(name) for name in said.get("basis") or []),
    }


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def read_marked(text: str) -> list[Marked]:
    """Return the duties the engine reads in a text."""
    return [Marked(duty.span.start, duty.span.end, _of_duty(duty)) for duty in read(text).duties]


def _of_duty(duty: Duty) -> dict[str, Any]:
    target = duty.target
    return {
        "voice": duty.voice,
        "field": duty.field,
        "verb_class": duty.verb_class,
        "date": duty.deadline.day.isoformat() if duty.deadline else None,
        "number": (target.relation, target.value) if target else None,
        "unit": _plain(target.unit) if target else None,
        "lead": _plain(duty.lead or ""),
        "partners": frozenset(map(_plain, duty.partners)),
        "basis": frozenset(map(_plain, duty.basis)),
    }


def match(first: Sequence[Marked], second: Sequence[Marked]) -> list[tuple[int, int]]:
    """Return the pairs of a one-to-one matching with the most pairs that overlap enough."""
    if not first or not second:
        return []
    shares = np.array([[_overlap(a, b) for b in second] for a in first])
    weights = np.where(shares >= LEAST_OVERLAP, 1.0 + shares / 1000, 0.0)
    pairs = zip(*linear_sum_assignment(weights, maximize=True), strict=True)
    return [(int(a), int(b)) for a, b in pairs if shares[a, b] >= LEAST_OVERLAP]


def _overlap(a: Marked, b: Marked) -> float:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(0, shared) / (max(a.end, b.end) - min(a.start, b.start))


def compare(gold: Sequence[Marked], found: Sequence[Marked]) -> tuple[Tally, list[tuple[int, int]]]:
    """Return counts and pairs of a text."""
    pairs = match(gold, found)
    right: Counter[str] = Counter()
    for a, b in pairs:
        right.update(key for key in ATTRIBUTES if gold[a].said[key] == found[b].said[key])
    return Tally(len(gold), len(found), len(pairs), right), pairs


def show(
    text: str, gold: Sequence[Marked], found: Sequence[Marked], pairs: list[tuple[int, int]]
) -> None:
    """Print what was missed, what was found too much, and what is told differently."""
    for number in sorted(set(range(len(gold))) - {a for a, _ in pairs}):
        print("  missed:", " ".join(text[gold[number].start : gold[number].end].split()))
    for number in sorted(set(range(len(found))) - {b for _, b in pairs}):
        print("  too much:", " ".join(text[found[number].start : found[number].end].split()))
    for a, b in pairs:
        for key in (
            "voice",
            "field",
            "date",
            "number",
            "verb_class",
            "lead",
            "partners",
            "basis",
            "unit",
        ):
            if gold[a].said[key] != found[b].said[key]:
                quote = " ".join(text[gold[a].start : gold[a].end].split())[:70]
                print(f"  {key}: {gold[a].said[key]} read as {found[b].said[key]}: {quote}")


def main() -> None:
    """Measure the texts of a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print each difference")
    options = parser.parse_args()
    print(
        f"{'text':32} {'gold':>4} {'read':>4} {'P':>5} {'R':>5} {'F1':>5}  "
        + " ".join(f"{key[:5]:>5}" for key in ATTRIBUTES)
    )
    total, agreed = Tally(), Tally()
    for path in sorted(options.folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if path.with_suffix(".jsonl").exists():
            gold, found = annotated(text, path.with_suffix(".jsonl")), read_marked(text)
            tally, pairs = compare(gold, found)
            total.add(tally)
            print(tally.line(path.stem))
            if options.show:
                show(text, gold, found, pairs)
        both = [path.with_suffix(f".{one}.jsonl") for one in "ab"]
        if all(one.exists() for one in both):
            tally, _ = compare(annotated(text, both[0]), annotated(text, both[1]))
            agreed.add(tally)
            print(tally.line(f"{path.stem} (a, b)"))
    print(total.line("all"))
    if agreed.annotated:
        print(agreed.line("annotators a, b"))


if __name__ == "__main__":
    main()
