"""Read the text of a rearrangement resolution clause by clause.

A clause of Article 1 says which old communes, wholly or in part, become one new commune:
"Sắp xếp toàn bộ … của các phường A, B, một phần … của phường C và phần còn lại của xã D sau khi
sắp xếp theo quy định tại khoản 3 Điều này thành phường mới có tên gọi là phường E".
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .names import fold, split_kind, tidy, write_name

REST = "rest"
_EXTENTS = {
    "toàn bộ diện tích tự nhiên, quy mô dân số của": "whole",
    "một phần diện tích tự nhiên, toàn bộ quy mô dân số của": "part_area_all_people",
    "một phần diện tích tự nhiên, quy mô dân số của": "part",
    "một phần diện tích tự nhiên của": "part_area",
    "phần còn lại của": REST,
}
_EXTENT = re.compile("(" + "|".join(re.escape(text) for text in _EXTENTS) + ")")
_CLAUSE = re.compile(r" (\d{1,3})\. Sắp xếp (.*?)\.(?= \d{1,3}\. )")
_RESULT = re.compile(r" thành (?:phường|xã|đặc khu) mới có tên gọi (?:là)? ?(.+)$")
_AFTER = " sau khi sắp xếp theo quy định tại "
_ITEM = re.compile(
    r"^(?:các )?(?:(phường|xã|thị trấn) )?(.+?)(?: \((?:quận|huyện|thị xã|thành phố) (.+)\))?$"
)


@dataclass(frozen=True)
class Named:
    """An old commune as a clause names it: kind, name and, where the text adds it, district."""

    kind: str
    name: str
    district: str | None


@dataclass(frozen=True)
class Share:
    """One old commune's part in one new commune, still by name."""

    clause: int
    new_kind: str
    new_name: str
    old: tuple[Named, ...]
    extent: str
    after_clauses: tuple[int, ...]


@dataclass(frozen=True)
class Pair:
    """One old commune, by code, going wholly or in part into the commune of a clause."""

    clause: int
    new_kind: str
    new_name: str
    old_code: str
    extent: str
    after_clauses: tuple[int, ...]

    @property
    def is_rest(self) -> bool:
        return bool(self.after_clauses)


def read_shares(markdown: str) -> Iterator[Share]:
    """Yield the shares of Article 1 in the order of the text."""
    text = tidy(re.sub(r"[*\\]", "", markdown))
    for clause, body in _CLAUSE.findall(text.partition(" như sau:")[2]):
        result = _RESULT.search(body)
        if not result:
            raise ValueError(f"clause {clause} names no new commune: {body!r}")
        new_kind, new_name = split_kind(result.group(1))
        for phrase, rest in _phrases(body[: result.start()]):
            units, _, references = rest.partition(_AFTER)
            after = tuple(int(number) for number in re.findall(r"\d+", references))
            yield Share(int(clause), new_kind, new_name, read_list(units), phrase, after)


def _phrases(body: str) -> Iterator[tuple[str, str]]:
    pieces = _EXTENT.split(body)
    if pieces[0].strip():
        raise ValueError(f"text before the first extent: {pieces[0]!r}")
    for phrase, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        yield _EXTENTS[phrase], " " + rest.strip()


def read_list(text: str) -> tuple[Named, ...]:
    """Read "các phường A, B và xã C (huyện D)"; a kind holds until the next one."""
    kind, found = "", []
    for piece in re.split(r",| và(?= |$)", text):
        if not piece.strip():
            continue
        match = _ITEM.match(piece.strip())
        kind = match.group(1) or kind
        district = match.group(3)
        found.append(Named(kind, write_name(match.group(2)), district and write_name(district)))
    return tuple(found)


class OldCommunes:
    """Find an old commune's code by the words of the law."""

    def __init__(self, rows: list[dict[str, str]]):
        self._by_name = defaultdict(list)
        for row in rows:
            self._by_name[row["kind"], fold(row["name"])].append(row)

    def codes(self, named: tuple[Named, ...]) -> Iterator[str]:
        """Yield a code for each name; a district in brackets also serves the names before it."""
        for at, unit in enumerate(named):
            found = self._by_name[unit.kind, fold(unit.name)]
            if len(found) > 1:
                district = next(n.district for n in named[at:] if n.district)
                found = [row for row in found if fold(row["district"]) == fold(district)]
            if len(found) != 1:
                raise LookupError(f"{len(found)} old communes are called {unit}")
            yield found[0]["code"]


def read_pairs(markdown: str, olds: OldCommunes) -> list[Pair]:
    """Return every (old, new) pair of the resolution, what remains resolved to an extent."""
    pairs = [
        Pair(share.clause, share.new_kind, share.new_name, code, share.extent, share.after_clauses)
        for share in read_shares(markdown)
        for code in olds.codes(share.old)
    ]
    by_old = defaultdict(list)
    for pair in pairs:
        by_old[pair.old_code].append(pair)
    return [replace(p, extent=_extent_of_rest(p, by_old[p.old_code])) for p in pairs]


def _extent_of_rest(pair: Pair, siblings: list[Pair]) -> str:
    """Say what remains of a unit: land only, land and everybody, or a part of both."""
    if pair.extent != REST:
        return pair.extent
    taken = {other.extent for other in siblings if other is not pair}
    if "part_area_all_people" in taken:
        return "part_area"
    return "part_area_all_people" if taken == {"part_area"} else "part"


def faults(pairs: list[Pair]) -> Iterator[str]:
    """Yield each place where the text does not account for a unit exactly once."""
    by_old = defaultdict(list)
    for pair in pairs:
        by_old[pair.old_code].append(pair)
    for code, group in sorted(by_old.items()):
        rests = [pair for pair in group if pair.is_rest]
        if group[0].extent == "whole":
            if len(group) > 1:
                yield f"{code}: taken whole by clause {group[0].clause} and again"
        elif len(rests) != 1:
            yield f"{code}: {len(rests)} remainders in clauses {[p.clause for p in group]}"
        else:
            cited, takers = set(rests[0].after_clauses), {p.clause for p in group if p not in rests}
            if cited != takers:
                yield f"{code}: the remainder cites {sorted(cited)}, takers are {sorted(takers)}"
