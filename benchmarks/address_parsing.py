"""How well house, lanes and the other parts are read, beside what regular expressions reach.

    PYTHONPATH=src:. .venv/bin/python benchmarks/address_parsing.py

No parser found on PyPI tells a lane from a street, so the peer is what an analyst writes in an
afternoon: parts between commas, known by the words they begin with. Judged by `address_truth.py`
on the labelled addresses, the part used in tuning and the unseen part apart.
"""

from __future__ import annotations

import re

from benchmarks.address_reader import Diaban
from benchmarks.address_truth import CASES, Answer, Reading, Score, Span, read_cases, score

NUMBER = r"\d+[A-Za-z]?(?:\s?(?:bis|-\s?\d+[A-Za-z]?))?"
BEGINNINGS = (
    ("commune", r"(?:phường|phuong|xã|xa|thị trấn|thi tran|p\.|x\.|tt\.|p\b|x\b|tt\b)"),
    ("district", r"(?:quận|quan|huyện|huyen|thị xã|thi xa|q\.|h\.|tx\.|q\b|h\b|tx\b)"),
    ("province", r"(?:tỉnh|tinh|tp|thành phố|thanh pho|hà nội|ha noi|hn$|hanoi|hồ chí minh|hcm)"),
    ("country", r"(?:việt nam|viet nam|vietnam|vn$)"),
    ("hamlet", r"(?:thôn|xóm|ấp|bản|làng)\b"),
    ("group", r"(?:tổ|tdp|khu phố|kp|cụm)\b"),
    ("floor", r"(?:tầng|lầu)\b"),
    ("building", r"(?:tòa|toà|chung cư|nhà)\b"),
    ("area", r"(?:kđt|ktt|khu|kcn)\b"),
    ("noise", r"(?:gần|đối diện|cạnh)\b"),
    ("street", r"(?:đường|phố|đ\.|ql|quốc lộ)"),
)
LANE = re.compile(r"(?:ngõ|ngách|hẻm|kiệt|ngo|ngach|hem|kiet)\s*(\d+\w*)", re.IGNORECASE)
HOUSE = re.compile(rf"(?:số nhà|số|sn|so)?\s*({NUMBER})\b(?![/\d])", re.IGNORECASE)
CHAIN = re.compile(r"(?:số nhà|số|sn|so)?\s*(\d+\w*(?:/\d+\w*)+)", re.IGNORECASE)


class RegularExpressions:
    """An afternoon's work: no gazetteer, no slips, the words at the beginning of a part decide."""

    name = "regular expressions"

    def answer(self, text: str) -> Answer:
        """Return the parts of a text, its house and its lanes."""
        spans: list[Span] = []
        lanes: list[str] = []
        house = ""
        for part in re.finditer(r"[^,;]+", text):
            start = part.start() + len(part[0]) - len(part[0].lstrip())
            kind = self._kind(part[0].strip())
            if kind:
                spans.append(Span(kind, start, part.end()))
                continue
            if not house and (chain := CHAIN.match(text, start, part.end())):
                spans.append(Span("house_chain", chain.start(1), chain.end(1)))
                *outer, house = chain[1].split("/")
                lanes, start = outer[::-1], chain.end()
            elif not house and (found := HOUSE.match(text, start, part.end())):
                spans.append(Span("house", found.start(1), found.end(1)))
                house, start = found[1], found.end()
            for lane in LANE.finditer(text, start, part.end()):
                spans.append(Span("lane", lane.start(), lane.end()))
                lanes.append(lane[1])
                start = lane.end()
            if text[start : part.end()].strip(" ."):
                spans.append(Span("street", start, part.end()))
        return Answer(spans, [Reading(house, tuple(reversed(lanes)))] if house or lanes else [])

    @staticmethod
    def _kind(part: str) -> str:
        return next((k for k, words in BEGINNINGS if re.match(words, part, re.IGNORECASE)), "")


def main() -> None:
    tools = Diaban(), RegularExpressions()
    for name, file in (("tuning", "labelled.tsv"), ("unseen", "unseen.tsv")):
        cases = read_cases(CASES / file)
        scores = [score(cases, tool.answer, None) for tool in tools]
        print(
            f"\n## {name}: {len(cases)} addresses\n{'':24}"
            + "".join(f"{t.name:>22}" for t in tools)
        )
        for line, cells in rows(scores):
            print(f"{line:24}" + "".join(f"{cell:>22}" for cell in cells))


def rows(scores: list[Score]) -> list[tuple[str, list[str]]]:
    """Return the lines of the table: a measure and its value for each tool."""
    kinds = ("house", "lane", "street", "commune", "district", "province")
    return [
        ("house and lanes right", [part(s.doors_right, s.doors_judged) for s in scores]),
        ("span F1, all kinds", [f"{s.f1():.3f}" for s in scores]),
        *((f"  {kind}", [f"{s.f1(kind):.3f}" for s in scores]) for kind in kinds),
    ]


def part(right: int, judged: int) -> str:
    return f"{right} of {judged}, {right / judged:.1%}" if judged else "-"


if __name__ == "__main__":
    main()
