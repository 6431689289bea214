"""How well addresses are read: a parser and a converter against the labels in tests/addresses.

    PYTHONPATH=src:. .venv/bin/python benchmarks/address_truth.py [--part tune] [--tag lane_chain]
        [--errors] [--show-unseen]

Prints, for the part used in tuning and the unseen part apart: F1 over exact spans (micro and by
kind), the share of cases whose house and lanes are right, the share whose set of communes is
exact, and the same share for the hard whole addresses. `--errors` lists the faults, one a line;
those of the unseen part only with `--show-unseen`, which spoils it for whoever tunes.
"""

import argparse
import csv
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).resolve().parent.parent / "tests" / "addresses"
UNSEEN_PERCENT = 35
KINDS = (
    *("house", "lane", "house_chain", "street", "building", "block", "floor", "flat"),
    *("hamlet", "group", "area", "commune", "district", "province", "country", "noise"),
)
ORIENTATIONS = ("outer_first", "inner_first", "unknown")
_MARK = re.compile(r"\[([a-z_]+):([^\[\]]*)\]")
_HOUSE_WORD = re.compile(r"^(số nhà|so nha|số|so|sn|nhà số|no|number)\b[\s.:]*", re.IGNORECASE)
_LANE_WORD = re.compile(
    r"^((ngõ|ngo|ngách|ngach|hẻm|hem|kiệt|kiet|alley|lane)\b[\s.]*|\w+[\s.]+(?=\d)|[kh](?=\d))",
    re.IGNORECASE,
)
_EDGES = " \t,;.:-–"


class Span(NamedTuple):
    """One component: what it is and where it stands in the text."""

    kind: str
    start: int
    end: int


class Reading(NamedTuple):
    """A house and its lanes, the lane at the street first; lanes may carry their words."""

    house: str
    lanes: tuple[str, ...]


class Answer(NamedTuple):
    """What a parser says of a text; several readings where a chain of numbers has two."""

    spans: Sequence[Span]
    readings: Sequence[Reading]
    orientation: str | None = None


@dataclass(frozen=True)
class Case:
    """A labelled text. `communes` is None where the answer is not judged."""

    text: str
    spans: tuple[Span, ...]
    readings: tuple[Reading, ...]
    orientation: str | None
    communes: frozenset[str] | None
    tags: tuple[str, ...]
    source: str
    line: int


@dataclass(frozen=True)
class HardCase:
    """A whole address and the sets of commune codes that are a right answer to it."""

    text: str
    accepted: tuple[frozenset[str], ...]
    tags: tuple[str, ...]
    why: str
    line: int


Parse = Callable[[str], Answer]
Convert = Callable[[str], Sequence[str]]


def read_marked(marked: str) -> tuple[str, tuple[Span, ...]]:
    """Take the marks out of "[house:9] [street:phố Huế]" and say where they were."""
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append(Span(mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    return text + marked[at:], tuple(spans)


def belongs_to_unseen(text: str) -> bool:
    """Draw the unseen part by the text alone, so that nobody chooses what is in it."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 100 < UNSEEN_PERCENT


def read_cases(path: Path) -> list[Case]:
    """Read a file of labelled cases."""
    return [_case(row, line) for line, row in _rows(path)]


def read_hard(path: Path) -> list[HardCase]:
    """Read the hard whole addresses."""
    return [
        HardCase(
            row["text"],
            tuple(frozenset(s.split()) - {"-"} for s in row["communes"].split("|")),
            tuple(row["tags"].split()),
            row["why"],
            line,
        )
        for line, row in _rows(path)
    ]


def _rows(path: Path) -> Iterable[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        numbered = [(n, s) for n, s in enumerate(file, 1) if not s.startswith("#")]
    rows = csv.DictReader((s for _, s in numbered), delimiter="\t", quoting=csv.QUOTE_NONE)
    return zip((n for n, _ in numbered[1:]), rows, strict=True)


def _case(row: dict[str, str], line: int) -> Case:
    text, spans = read_marked(row["text"])
    communes = row["communes"]
    return Case(
        text,
        spans,
        _readings(row["house"], row["lanes"]),
        None if row["orientation"] == "-" else row["orientation"],
        None if communes == "*" else frozenset(communes.split()) - {"-", "?"},
        tuple(row["tags"].split()),
        row["source"],
        line,
    )


def _readings(houses: str, lanes: str) -> tuple[Reading, ...]:
    pairs = zip(houses.split(" | "), lanes.split(" | "), strict=True)
    return tuple(
        Reading("" if h == "-" else h, () if one == "-" else tuple(one.split(" > ")))
        for h, one in pairs
    )


def normalise(text: str) -> str:
    """Write a number or a name so that spelling of letters and blanks does not tell."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).casefold()


def normalise_reading(reading: Reading) -> Reading:
    """Drop the words for house and lane: "ngõ 68" and "68" are the same lane."""
    lanes = (unicodedata.normalize("NFC", one).strip() for one in reading.lanes)
    house = _HOUSE_WORD.sub("", unicodedata.normalize("NFC", reading.house).strip())
    return Reading(normalise(house), tuple(normalise(_LANE_WORD.sub("", one)) for one in lanes))


def trim(text: str, span: Span) -> Span:
    """Leave blanks and commas at the edges out of a comparison, and the word before a house."""
    kind, start, end = span
    if kind == "house":
        word = _HOUSE_WORD.match(text[start:end])
        start += word.end() if word else 0
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Span(kind, start, end)


@dataclass
class Score:
    """The counts of one part."""

    cases: int = 0
    found: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)
    doors_right: int = 0
    doors_judged: int = 0
    orientation_right: int = 0
    orientation_judged: int = 0
    communes_right: int = 0
    communes_judged: int = 0
    one_wrong: int = 0
    errors: list[str] = field(default_factory=list)

    def f1(self, kind: str | None = None) -> float:
        """Give the harmonic mean of precision and recall over exact spans."""
        kinds = KINDS if kind is None else (kind,)
        both = sum(self.said[k] + self.labelled[k] for k in kinds)
        return 2 * sum(self.found[k] for k in kinds) / both if both else 1.0


def score(cases: Iterable[Case], parse: Parse | None, convert: Convert | None) -> Score:
    """Judge a parser, a converter or both on labelled cases."""
    total = Score()
    for case in cases:
        total.cases += 1
        if parse is not None:
            answer = parse(case.text)
            _judge_spans(total, case, answer)
            _judge_door(total, case, answer)
        if convert is not None and case.communes is not None:
            said = frozenset(convert(case.text))
            _judge_communes(total, case.text, case.line, said, (case.communes,))
    return total


def score_hard(cases: Iterable[HardCase], convert: Convert) -> Score:
    """Judge a converter on the hard whole addresses."""
    total = Score()
    for case in cases:
        total.cases += 1
        said = frozenset(convert(case.text))
        _judge_communes(total, case.text, case.line, said, case.accepted)
    return total


def _judge_spans(total: Score, case: Case, answer: Answer) -> None:
    truth = Counter(trim(case.text, span) for span in case.spans)
    said = Counter(trim(case.text, Span(*span)) for span in answer.spans)
    for counts, spans in ((total.labelled, truth), (total.said, said), (total.found, truth & said)):
        for span, times in spans.items():
            counts[span.kind] += times
    for sign, spans in (("missed", truth - said), ("false", said - truth)):
        for kind, start, end in spans:
            total.errors.append(
                f"{case.line}\tspan {sign}\t{kind}\t{case.text[start:end]}\t{case.text}"
            )


def _judge_door(total: Score, case: Case, answer: Answer) -> None:
    truth = {normalise_reading(r) for r in case.readings}
    said = {normalise_reading(Reading(*r)) for r in answer.readings} or {Reading("", ())}
    if truth != {Reading("", ())} or said != truth:
        total.doors_judged += 1
        total.doors_right += truth == said
    if truth != said:
        total.errors.append(
            f"{case.line}\tdoor\tsaid {_spell(said)}\ttruth {_spell(truth)}\t{case.text}"
        )
    if case.orientation:
        total.orientation_judged += 1
        total.orientation_right += case.orientation == answer.orientation


def _judge_communes(
    total: Score,
    text: str,
    line: int,
    said: frozenset[str],
    accepted: Sequence[frozenset[str]],
) -> None:
    total.communes_judged += 1
    total.communes_right += said in accepted
    total.one_wrong += len(said) == 1 and not any(said & truth for truth in accepted)
    if said not in accepted:
        truth = " | ".join(" ".join(sorted(one)) or "-" for one in accepted)
        total.errors.append(
            f"{line}\tcommunes\tsaid {' '.join(sorted(said)) or '-'}\ttruth {truth}\t{text}"
        )


def _spell(readings: Iterable[Reading]) -> str:
    return " | ".join(sorted(f"{r.house or '-'} in {' > '.join(r.lanes) or '-'}" for r in readings))


def report(name: str, total: Score) -> str:
    """Write the figures of a part."""
    lines = [f"## {name}: {total.cases} cases"]
    if total.labelled:
        lines += [f"span F1 {total.f1():.4f}", _share("house and lanes", *_doors(total))]
        right, judged = total.orientation_right, total.orientation_judged
        lines.append(_share("orientation of a chain", right, judged))
        for kind in KINDS:
            found, said, labelled = (c[kind] for c in (total.found, total.said, total.labelled))
            counts = f"{found:5} of {labelled}, {said} said"
            lines.append(f"  {kind:12} F1 {total.f1(kind):.3f}  {counts}")
    if total.communes_judged:
        lines.append(_share("exact communes", total.communes_right, total.communes_judged))
        lines.append(f"one commune given and wrong: {total.one_wrong}")
    return "\n".join(lines)


def _doors(total: Score) -> tuple[int, int]:
    return total.doors_right, total.doors_judged


def _share(name: str, right: int, judged: int) -> str:
    return f"{name} {right / judged:.4f} ({right} of {judged})" if judged else f"{name}: none"


def engine() -> tuple[Parse, Convert]:
    """Give Diaban's own parser and converter in the shape that is judged here."""
    from benchmarks.address_reader import Diaban

    reader = Diaban()
    return reader.answer, lambda text: [one.code for one in reader.read(text)]


def main() -> None:
    """Read the wishes and print the figures."""
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("--part", choices=("tune", "unseen", "hard", "all"), default="all")
    wishes.add_argument("--tag", help="judge only the cases with this tag")
    wishes.add_argument("--source", help="judge only the cases of this source, e.g. own")
    wishes.add_argument("--errors", action="store_true")
    wishes.add_argument("--show-unseen", action="store_true")
    asked = wishes.parse_args()
    parse, convert = engine()
    for part, file in (("tune", "labelled.tsv"), ("unseen", "unseen.tsv"), ("hard", "hard.tsv")):
        if asked.part not in (part, "all"):
            continue
        if part == "hard":
            hard = [c for c in read_hard(CASES / file) if not asked.tag or asked.tag in c.tags]
            total = score_hard(hard, convert)
        else:
            cases = [c for c in read_cases(CASES / file) if not asked.tag or asked.tag in c.tags]
            cases = [c for c in cases if not asked.source or asked.source == c.source]
            total = score(cases, parse, convert)
        print(report(part, total))
        if asked.errors and (part != "unseen" or asked.show_unseen):
            print("\n".join(total.errors))


if __name__ == "__main__":
    main()
