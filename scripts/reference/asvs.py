"""The page of the ASVS matrix, from its table: what holds of each requirement, and its proof."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("asvs.tsv")
STATES = ("holds", "does not apply", "open")
HEAD = """\
# ASVS 5.0, level 2

All requirements of levels 1 and 2 of the OWASP Application Security Verification Standard 5.0.0, in
our own few words (the text is at owasp.org, CC BY-SA 4.0). *holds* names the test or the page that
shows it; *open* says what is missing. A test sees that each named test exists and that no row is
left out. Checked by the builders, not by an assessor from outside.

"""
CHAPTERS = {
    1: "Encoding and sanitisation", 2: "Validation and business logic", 3: "Web front end",
    4: "Interface", 5: "Files", 6: "Authentication", 7: "Sessions", 8: "Authorisation",
    9: "Self-contained tokens", 10: "OAuth and OpenID Connect", 11: "Cryptography",
    12: "Communication", 13: "Configuration", 14: "Data protection",
    15: "Coding and architecture", 16: "Logging and errors", 17: "WebRTC",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """``evidence`` is a test or a page of the project, from its folder; ``note`` is words."""

    id: str
    level: str
    requirement: str
    state: str
    evidence: str
    note: str

    @property
    def chapter(self) -> int:
        return int(self.id.partition(".")[0])


def read_rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def write_page() -> str:
    rows = read_rows()
    counted = Counter((row.level, row.state) for row in rows)
    parts = [HEAD, "| level | holds | does not apply | open |\n|---|---|---|---|\n"]
    parts += [
        f"| {level} | " + " | ".join(str(counted[level, state]) for state in STATES) + " |\n"
        for level in ("1", "2")
    ]
    for number, title in CHAPTERS.items():
        parts.append(f"\n## V{number} {title}\n\n| | level | requirement | state | shown by |\n")
        parts.append("|---|---|---|---|---|\n")
        parts += [_line(row) for row in rows if row.chapter == number]
    return "".join(parts)


def _line(row: Row) -> str:
    state = f"**{row.state}**" if row.state == "open" else row.state
    shown = " ".join(filter(None, (_proof(row.evidence), row.note)))
    return f"| {row.id} | {row.level} | {row.requirement} | {state} | {shown} |\n"


def _proof(evidence: str) -> str:
    if evidence.startswith("docs/"):
        return f"[{Path(evidence).stem}](../{evidence.removeprefix('docs/')})"
    return f"`{evidence.removeprefix('tests/')}`" if evidence else ""
