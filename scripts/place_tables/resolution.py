"""Read the text of a rearrangement resolution clause by clause.

A clause of Article 1 says which old communes, wholly or in part, become one new commune:
"Sắp xếp toàn bộ … của các phường A, B, một phần … của phường C và phần còn lại của xã D sau khi
sắp xếp theo quy định tại khoản 3 Điều này thành phường mới có tên gọi là phường E". A few clauses
only rename one ("Đổi tên"); the last counts the result and names what was not rearranged.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from .names import fold, split_kind, write_name
from .wording import read_clauses

REST = "rest"
_PEOPLE = r"quy mô dân(?: số)?"
_OF = r"(?: của)?(?= (?:các|xã|phường|thị trấn|huyện|Phường|Trường bắn)\b| \d| [A-Z])"
_EXTENTS = [
    (rf"(?:toàn )?bộ diện tích(?: tự nhiên)?(?:,| và)? {_PEOPLE}{_OF}", "whole"),
    (rf"một phần diện tích(?: tự nhiên)?, toàn bộ {_PEOPLE}{_OF}", "part_area_all_people"),
    (rf"một phần diện tích(?: tự nhiên)?, {_PEOPLE}{_OF}", "part"),
    (rf"một phần diện tích(?: tự nhiên)?{_OF}", "part_area"),
    (rf"toàn bộ diện tích tự nhiên{_OF}", "all_area"),
    (rf"một phần {_PEOPLE}{_OF}", "part_people"),
    (rf"phần {_PEOPLE} còn lại{_OF}", "rest_people"),
    (rf"phần còn lại{_OF}", REST),
    (r"toàn bộ(?= xã)", "whole"),
]
# All the land without its people, and what is left of the people: a table needs no more words.
_PLAIN_EXTENTS = {"all_area": "part_area", "rest_people": "part_people"}
_EXTENT = re.compile("|".join(f"(?P<e{at}>{pattern})" for at, (pattern, _) in enumerate(_EXTENTS)))
_BEGIN = re.compile(r"^(?:Sắp xếp|Nhập) ")
_RESULT = re.compile(r" thành (?:phường|xã|đặc khu)(?: mới)? có tên gọi (?:là)? ?(.+)$")
_PLAIN_RESULT = re.compile(r" thành ((?:phường|xã) [^,]+)$")
_RENAMED = re.compile(r"^Đổi tên (.+?) thành (.+)$")
_UNCHANGED = re.compile(r"không thực hiện sắp xếp(?: là)?:? (.+)$")
_REFERENCES = re.compile(
    r"(.*?)(?: sau khi sắp xếp theo quy định tại ((?:[,\s\d]|và|các|khoản|của)+)"
    r"(?:Điều này)?(.*))?"
)
_ITEM = re.compile(r"^(?:các )?(?:(phường|xã|thị trấn|huyện) )?(.+?)(?: \((.+)\))?$", re.IGNORECASE)
_SEPARATOR = re.compile(r"(?:,| và(?= |$))(?![^()]*\))")
_DISTRICT = re.compile(r"(?:quận|huyện|thị xã|thành phố) .+$", re.IGNORECASE)
# Land that no commune held: it is not an old commune, so nobody's address changes with it.
_NOT_COMMUNES = {"Trường bắn TB1", "khu vực bãi bồi ven biển (do huyện Kim Sơn quản lý)"}


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

    @property
    def is_rest(self) -> bool:
        return self.extent in {REST, "rest_people"}


@dataclass(frozen=True)
class Pair:
    """One old commune, by code, going wholly or in part into the commune of a clause."""

    clause: int
    new_kind: str
    new_name: str
    old_level: str
    old_code: str
    extent: str
    after_clauses: tuple[int, ...]
    is_rest: bool


def read_shares(markdown: str) -> Iterator[Share]:
    """Yield the shares of Article 1 in the order of the text."""
    for clause, body in read_clauses(markdown):
        renamed, unchanged = _RENAMED.match(body), _UNCHANGED.search(body)
        if renamed:
            old, new = read_list(renamed.group(1)), split_kind(renamed.group(2))
            yield Share(clause, *new, old, "unchanged", ())
        elif unchanged:
            for named in read_list(unchanged.group(1)):
                yield Share(clause, named.kind, named.name, (named,), "unchanged", ())
        elif _BEGIN.match(body):
            yield from _arranged(clause, body)


def _arranged(clause: int, body: str) -> Iterator[Share]:
    result = _RESULT.search(body) or _PLAIN_RESULT.search(body)
    if not result:
        raise ValueError(f"clause {clause} names no new commune: {body!r}")
    new_kind, new_name = split_kind(result.group(1))
    for extent, rest in _phrases(body[: result.start()]):
        units, references, more = _REFERENCES.fullmatch(rest).groups(default="")
        after = tuple(int(number) for number in re.findall(r"\d+", references))
        yield Share(clause, new_kind, new_name, read_list(units), extent, after)
        if read_list(more):  # a commune named after the remainders, without an extent
            yield Share(clause, new_kind, new_name, read_list(more), "whole", ())


def _phrases(body: str) -> Iterator[tuple[str, str]]:
    body = _BEGIN.sub("", body)
    found = list(_EXTENT.finditer(body))
    if not found or found[0].start():
        raise ValueError(f"no extent at the start of {body!r}")
    for phrase, following in zip(found, [*found[1:], None], strict=True):
        extent = _EXTENTS[int(phrase.lastgroup[1:])][1]
        yield extent, body[phrase.end() : following.start() if following else None].strip()


def read_list(text: str) -> tuple[Named, ...]:
    """Read "các phường A, B và xã C (huyện D)"; a kind holds until the next one."""
    kind, found = "", []
    for piece in _SEPARATOR.split(text):
        if not piece.strip() or piece.strip() in _NOT_COMMUNES:
            continue
        match = _ITEM.match(piece.strip())
        kind = (match.group(1) or kind).lower()
        district = _DISTRICT.search(match.group(3) or "")
        district = district and district.group()
        found.append(Named(kind, write_name(match.group(2)), district and write_name(district)))
    return tuple(found)


class OldUnits:
    """Find an old unit's level and code by the words of the law.

    Each row holds level, code, kind, name and, of a commune, district_code, district and province,
    the last two as "huyện Ba Vì" and "thành phố Hà Nội".
    `spellings` gives the listed kind and name of a unit that the law calls otherwise.
    """

    def __init__(
        self, rows: list[dict[str, str]], spellings: dict[tuple[str, str], tuple[str, str]]
    ):
        self._spellings = spellings
        self._by_name = defaultdict(list)
        self._by_district = defaultdict(list)
        for row in rows:
            self._by_name[row["kind"], fold(row["name"])].append(row)
            self._by_district[fold(row["district"])].append(row)

    def find(self, shares: list[Share]) -> Iterator[tuple[Share, Named, dict[str, str]]]:
        """Yield each share with each old unit that it names, as named and as listed.

        Of namesakes that neither a bracket nor a neighbour tells apart, the one is meant that no
        other clause takes whole.
        """
        found = [
            (share, unit, rows)
            for _, clause in groupby(shares, key=lambda share: share.clause)
            for share, unit, rows in self._named_in_clause(list(clause))
        ]
        whole = {rows[0]["code"] for share, _, rows in found if _is_sole(share, rows)}
        for share, unit, called in found:
            rows = called
            if len(rows) > 1 and unit.kind != "huyện":
                rows = [row for row in called if row["code"] not in whole]
            if not rows or (len(rows) > 1 and unit.kind != "huyện"):
                raise LookupError(f"clause {share.clause}: {len(rows)} units are called {unit}")
            yield from ((share, unit, row) for row in rows)

    def _named_in_clause(self, shares: list[Share]) -> Iterator[tuple[Share, Named, list]]:
        named = [(share, unit) for share in shares for unit in share.old]
        called = [self._called(unit) for _, unit in named]
        for at, (share, unit) in enumerate(named):
            rows = called[at]
            if len(rows) > 1 and unit.kind != "huyện":
                rows = self._in_district(at, [unit for _, unit in named], called)
            yield share, unit, rows

    def _called(self, unit: Named) -> list[dict[str, str]]:
        kind, name = self._spellings.get((unit.kind, unit.name), (unit.kind, unit.name))
        found = self._by_name[kind, fold(name)]
        if not found and kind == "huyện":  # the communes of a district that passes as one
            return self._by_district[fold(f"huyện {name}")]
        return found

    def _in_district(self, at: int, named: list[Named], called: list) -> list[dict[str, str]]:
        """Choose among namesakes: by the next district in brackets, else by their neighbours."""
        bracketed = next((n.district for n in named[at:] if n.district), "")
        rows = [row for row in called[at] if fold(bracketed) in _district_names(row)]
        if rows:
            return rows
        around = Counter(rows[0]["district_code"] for rows in called if len(rows) == 1)
        most = max(around[row["district_code"]] for row in called[at])
        return [row for row in called[at] if around[row["district_code"]] == most]


def _is_sole(share: Share, rows: list[dict[str, str]]) -> bool:
    return len(rows) == 1 and share.extent in {"whole", "unchanged"}


def _district_names(row: dict[str, str]) -> set[str]:
    """Return the ways to name a commune's district: alone, or with its province."""
    return {fold(row["district"]), fold(f"{row['district']}, {row['province']}")}


def read_pairs(markdown: str, olds: OldUnits) -> list[Pair]:
    """Return every (old, new) pair of the resolution, what remains resolved to an extent."""
    pairs = [
        Pair(
            share.clause, share.new_kind, share.new_name,
            row["level"], row["code"], share.extent, share.after_clauses, share.is_rest,
        )
        for share, _, row in olds.find(list(read_shares(markdown)))
    ]  # fmt: skip
    by_old = defaultdict(list)
    for pair in pairs:
        by_old[pair.old_code].append(pair)
    return [replace(p, extent=_extent_among(p, by_old[p.old_code])) for p in pairs]


def _extent_among(pair: Pair, siblings: list[Pair]) -> str:
    """Say what remains of a unit: land only, land and everybody, or a part of both."""
    if pair.extent != REST:
        return _PLAIN_EXTENTS.get(pair.extent, pair.extent)
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
        if group[0].extent in {"whole", "unchanged"}:
            if len(group) > 1:
                yield f"{code}: taken whole by clause {group[0].clause} and again"
        elif len(rests) != 1:
            yield f"{code}: {len(rests)} remainders in clauses {[p.clause for p in group]}"
        else:
            cited, takers = set(rests[0].after_clauses), _takers(rests[0], group)
            if cited != takers:
                yield f"{code}: the remainder cites {sorted(cited)}, takers are {sorted(takers)}"


def _takers(rest: Pair, group: list[Pair]) -> set[int]:
    """Return the clauses that took what the remainder is the rest of: land, or people only."""
    people_only = rest.extent == "part_people"
    return {
        pair.clause
        for pair in group
        if pair is not rest and (pair.extent == "part_people" or not people_only)
    }
