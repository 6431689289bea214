"""What stands before the units: house, lanes, street, building, hamlet, group, hints.

One pass from left to right over each segment. A word that announces a part opens it; the segment's
end, the next such word or a number closes it. What nobody announces stays a chunk, which its
neighbours decide later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from diaban.engines.addressing.components import Element, Kind
from diaban.engines.addressing.lexicon import (
    COUNTRY,
    KIND_WORDS,
    LANDMARKS,
    OPENERS,
    PROVINCE_CITIES,
    SUFFIXES,
    UNIT_WORDS,
    is_written_so,
)
from diaban.engines.addressing.segments import Segment
from diaban.engines.addressing.tokens import Tokens

__all__ = ["scan_elements"]

_HOUSE = re.compile(
    r"^[a-z]?\d{1,5}(?:[a-z]{0,2}|[a-z]?(?:bis|ter))(?:[-–][a-z]?\d{1,5}[a-z]{0,2})*$|^\d{1,4}[a-z]?[-–][a-z]$"
)
_PART = r"[a-z]{0,2}\d{1,5}[a-z]{0,3}(?:[-–]\d+[a-z]?)?"
_CHAIN = re.compile(rf"^{_PART}(?:[/\\]{_PART}|[/\\][a-z]\d*)+$")
_BUILDING_CODE = re.compile(
    r"^(?:ct|hh|oct|cc|no|n0|n|a|b|c|d|e|f|g|h|i|k|m|t|r|s|v|park|ch|vp|w)\d+\w{0,2}(?:[-–.]\w+)*$"
)
_BLOCK_CODE = re.compile(r"^(?:bt|lk|th|tt|sh|nv|lo|dg|nla|btlk|ld|ob|bd)\d+\w{0,3}(?:[-–.]\w+)*$")
_ROAD_CODE = re.compile(r"^ql\d+\w?$|^(?:tl|dt|hl|dh)\d{2,3}\w?$")
_GROUP_CODE = re.compile(r"^t\d{1,3}$")
_PHONE = re.compile(r"^(?:0\d{8,10}|84\d{9})$")
_SUFFIX_WORDS = frozenset({"bis", "ter", "bix"})
_ALSO_NAMES = frozenset(
    ("phong", "can", "ban", "lang", "thap", "toa", "doi", "khoi", "day", "lau", "tang", "cum")
)
# short words that are also names or syllables of names: a number or their marks must speak for them
_NEVER_OPEN_ALONE = frozenset({"ng", "ngh", "ban", "lang", "to", "khu", "no", "ap", "buon", "soc",
                               "lau", "thap", "lo", "can", "cum", "doi", "ch", "khoi", "pho",
                               "so", "toa", "tt", "dt", "tl", "hl", "kv", "cc", "phong", "tk",
                               "khach san", "quay", "hem"})  # fmt: skip


# words that may begin a part or end a name; all others go on with what stands before them
_SPEAKING = frozenset(
    {key.split()[0] for key in (*KIND_WORDS, *UNIT_WORDS, *LANDMARKS, *COUNTRY)}
    | {"km", "nha", "p", "t", "so", "dt", "vietnam"}
)
_MOST_REMEMBERED = 50_000
# which words of a segment name units
Taken = tuple[tuple[int, int], ...]


class _Scanner:
    def __init__(self, segment: Segment, spans: Taken, *, marked: bool) -> None:
        self.segment = segment
        self.plain = segment.plain
        self.breaks = segment.breaks
        self.marked = marked
        self.count = segment.count
        self.taken = [False] * self.count
        for first, after in spans:
            self.taken[first:after] = [True] * (after - first)
        self.elements: list[Element] = []
        self.at = 0

    def scan(self) -> tuple[Element, ...]:
        while self.at < self.count:
            if self.taken[self.at]:
                self.at += 1
            else:
                self._step()
        return tuple(self.elements)

    def _step(self) -> None:
        first = self.at
        plain = self.plain[first]
        if self._is_quiet(first):
            self._chunk(first)
            return
        if self._coded(first):
            return
        opened = self._opening(first)
        if opened is not None:
            kind, standard, name = opened
            self._open(kind, standard, first, name)
        elif self._is_unknown_unit(first):
            self._unknown_unit(first)
        elif self._is_landmark(first):
            self._take(Kind.NOISE, (first, self._segment_end(first), first), 0.8, "landmark")
        elif plain in COUNTRY or self._two(first) in COUNTRY:
            after = first + (1 if plain in COUNTRY else 2)
            self._take(Kind.COUNTRY, (first, after, first), 0.99, "named")
        elif self.segment.words[first].digits:
            self._number(first)
        else:
            self._chunk(first)

    def _coded(self, first: int) -> bool:
        """A short word and a code that go together: Km 12, nhà N4D, P.402."""
        plain, name = self.plain[first], first + 1
        if name >= self.count or self.taken[name]:
            return False
        if plain == "km" and self.plain[name][0].isdigit():
            self._kilometre(first)
            return True
        if plain == "nha" and _BUILDING_CODE.match(self.plain[name]):
            self._take(Kind.BUILDING, (first, first + 2, name), 0.9, "announced", "nha")
            return True
        return len(plain) == 1 and self._single_letter(first)

    # -- what opens a part ------------------------------------------------

    def _opening(self, first: int) -> tuple[Kind, str, int] | None:
        """The longest announcing words that stand here, if what follows lets them announce."""
        for words, key in OPENERS.get(self.plain[first], ()):
            name = first + len(words)
            if name > self.count or tuple(self.plain[first:name]) != words:
                continue
            toned = tuple([word.toned for word in self.segment.words[first:name]])
            if self._broken(first, name) or not is_written_so(key, toned):
                continue
            kind, standard = KIND_WORDS[key]
            if self._announces(kind, key, name, marked=toned != words):
                return kind, standard, name
        return None

    def _announces(self, kind: Kind, key: str, name: int, *, marked: bool) -> bool:
        """Whether what follows lets the words announce a part: "tổ 5" does, "Tổ Ong" does not."""
        if name >= self.count or self.taken[name] or self.breaks[name] > 1:
            return kind is Kind.AREA and key.count(" ") > 2
        if kind is Kind.HOUSE:
            return self._is_house(name)
        if key == "dt" and self.plain[name].startswith("0"):
            return False  # a telephone
        if self.segment.words[name].digits or self.plain[name] == "so":
            return True
        return self._announces_name(kind, key, name, marked=marked)

    def _announces_name(self, kind: Kind, key: str, name: int, *, marked: bool) -> bool:
        """The same where no number follows, but words."""
        if self.marked and not marked and key in _ALSO_NAMES:
            return False  # Phong among words with marks is no phòng
        if kind in (Kind.GROUP, Kind.FLAT):
            named = len(key) > 4 or (key in {"tdp", "tk", "kp", "kv"} and self._capital(name))
            return named or self._is_short_code(name)
        if kind is Kind.LANE:
            return marked and key in {"ngo", "ngach"}
        speaks = key not in _NEVER_OPEN_ALONE and len(key) > 2
        return speaks or (marked and self._capital(name))

    def _unit_key(self, first: int) -> str:
        """The word for a kind of unit that stands here, "" if none."""
        two = self._two(first)
        if two in UNIT_WORDS and is_written_so(
            two, (self.segment.words[first].toned, self.segment.words[first + 1].toned)
        ):
            return two
        one = self.plain[first]
        return (
            one
            if one in UNIT_WORDS and is_written_so(one, (self.segment.words[first].toned,))
            else ""
        )

    def _unknown_unit(self, first: int) -> None:
        key = self._unit_key(first)
        if key == "tt":
            after = self._name_end(first + 1)
            self._take(Kind.AREA, (first, after, first + 1), 0.6, "announced", "ktt")
            return
        name = first + len(key.split())
        level = UNIT_WORDS[key].levels[-1]
        if level == 1 and " ".join(self.plain[name : name + 2]) in PROVINCE_CITIES:
            level = 0
        kind = (Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE)[level]
        self._take(kind, (first, self._name_end(name), name), 0.4, "unknown_name")

    def _is_unknown_unit(self, first: int) -> bool:
        """A unit's word and a name that no list has: told, not guessed."""
        key = self._unit_key(first)
        if not key or (self.breaks[first] == 0 and not self._is_behind_group(first)):
            return False
        name = first + len(key.split())
        if name >= self.count or self.taken[name] or self.breaks[name] > 1:
            return False
        pointed = "." in self.segment.marks[name]
        return (len(key) > 3 or pointed or len(key) == 2) and self._capital(name)

    def _is_behind_group(self, at: int) -> bool:
        """Whether a group or hamlet ends here: "Tổ 5 Phường …"."""
        last = self.elements[-1] if self.elements else None
        return last is not None and last.after == at and last.kind in (Kind.GROUP, Kind.HAMLET)

    def _is_short_code(self, at: int) -> bool:
        return len(self.plain[at]) == 1 and self.plain[at] != "y"

    def _capital(self, at: int) -> bool:
        raw = self.segment.words[at].raw
        return raw[0].isupper() or self.segment.words[max(at - 1, 0)].raw.islower()

    def _open(self, kind: Kind, standard: str, first: int, name: int) -> None:
        if kind is Kind.HOUSE:
            self._house(name, 0.98, "announced")
        elif kind is Kind.LANE:
            self._lane(standard, first, name)
        elif kind is Kind.STREET:
            self._street(standard, first, name)
        elif kind in (Kind.FLOOR, Kind.GROUP, Kind.FLAT, Kind.BLOCK):
            self._numbered_part(kind, standard, first, name)
        else:
            bare = name >= self.count or self.taken[name] or self.breaks[name] > 1
            after = name if bare else self._name_end(name)
            start = first if bare else name
            self._take(kind, (first, after, start), 0.95, "announced", standard)

    # -- the parts --------------------------------------------------------

    def _house(self, first: int, confidence: float, reason: str) -> None:
        after = first + 1
        if after < self.count and not self.taken[after] and self.breaks[after] == 0:
            word = self.plain[after]
            raw = self.segment.words[after].raw
            if word in _SUFFIX_WORDS or (len(raw) == 1 and raw.isupper() and raw in "ABCDEFGH"):
                after += 1
        if (
            after < self.count
            and self.breaks[after] in (1, 2)
            and self.segment.marks[after].strip() in "-–+"
            and self.plain[first][-1:].isdigit()
            and re.fullmatch(r"\d{1,4}[a-z]?", self.plain[after])
            and not self.taken[after]
        ):
            after += 1
        chain = "/" in self.plain[first] or "\\" in self.plain[first]
        kind = Kind.HOUSE_CHAIN if chain else Kind.HOUSE
        self._take(kind, (first, after, first), confidence, reason)

    def _single_letter(self, first: int) -> bool:
        """P.402 is a flat, T.5 a floor or group, "t. Đìa" a hamlet."""
        name = first + 1
        letter = self.plain[first]
        if letter not in "pt" or name >= self.count or self.taken[name]:
            return False
        if self.breaks[name] > 1:
            return False
        if self.segment.words[name].digits:
            # decided later: inside a building T.5 is a floor
            kind = Kind.FLAT if letter == "p" else Kind.GROUP
            self._take(kind, (first, name + 1, name), 0.75, "letter", letter)
            return True
        if letter == "t" and "." in self.segment.marks[name] and self.breaks[first] > 0:
            after = self._name_end(name)
            self._take(Kind.HAMLET, (first, after, name), 0.6, "letter", "thon")
            return True
        return False

    def _kilometre(self, first: int) -> None:
        """Km 29+830: where on the highway it stands, in place of a house number."""
        after = first + 2
        if (
            after < self.count
            and "+" in self.segment.marks[after]
            and self.plain[after].isdigit()
            and not self.taken[after]
        ):
            after += 1
        self._take(Kind.HOUSE, (first, after, first), 0.95, "kilometre")

    def _lane(self, standard: str, first: int, name: int) -> None:
        if self.plain[name] == "so" and name + 1 < self.count:
            name += 1
        if self.segment.words[name].digits:
            after = name + 1
            if after < self.count and self.breaks[after] == 0 and not self.taken[after]:
                raw = self.segment.words[after].raw
                if len(raw) == 1 and raw.isupper() and raw in "ABCDEFGH":
                    after += 1
            self._take(Kind.LANE, (first, after, name), 0.98, "announced", standard)
            return
        after = self._name_end(name)
        self._take(Kind.LANE, (first, after, name), 0.9, "named_lane", standard)

    def _street(self, standard: str, first: int, name: int) -> None:
        after = name
        if (
            self.plain[name] == "so"
            and name + 1 < self.count
            and self.segment.words[name + 1].digits
        ):
            after = name + 2
        elif self.segment.words[name].digits:
            after = name + 1
            if after + 1 < self.count and self.plain[after] == "thang":
                after += 2  # đường 2 tháng 8
        else:
            again = self._opening(name)
            if again is not None and again[0] is Kind.STREET:
                self._street(standard, first, again[2])
                return
        after = self._name_end(after) if after == name else self._trailing(after)
        self._take(Kind.STREET, (first, after, name), 0.97, "announced", standard)

    def _trailing(self, after: int) -> int:
        """Letters that still belong to a numbered street: "đường 32 mét", "QL 1 A"."""
        while (
            after < self.count
            and not self.taken[after]
            and self.breaks[after] == 0
            and len(self.plain[after]) <= 3
            and not self.segment.words[after].digits
            and self.plain[after] not in KIND_WORDS
            and self.plain[after] not in UNIT_WORDS
        ):
            after += 1
        return after

    def _numbered_part(self, kind: Kind, standard: str, first: int, name: int) -> None:
        after = name
        if self.plain[name] == "so" and name + 1 < self.count:
            after = name + 1
        if self.segment.words[after].digits or self._is_short_code(after):
            after += 1
        else:
            after = self._name_end(name)
        self._take(kind, (first, after, name), 0.95, "announced", standard)

    def _number(self, first: int) -> None:
        plain = self.plain[first]
        if _PHONE.match(plain) or self._is_spread_phone(first):
            after = first + 1
            while after < self.count and self.plain[after].isdigit() and not self.taken[after]:
                after += 1
            self._take(Kind.NOISE, (first, after, first), 0.9, "telephone")
        elif _GROUP_CODE.match(plain) and self._ends_segment(first):
            self._take(Kind.GROUP, (first, first + 1, first), 0.6, "letter", "to")
        elif _ROAD_CODE.match(plain):
            self._take(Kind.STREET, (first, first + 1, first), 0.95, "road_code", "quoc lo")
        elif _BLOCK_CODE.match(plain):
            self._take(Kind.BLOCK, (first, first + 1, first), 0.85, "block_code")
        elif self._is_house(first):
            self._house(first, 0.9, "number")
        elif _BUILDING_CODE.match(plain):
            self._take(Kind.BUILDING, (first, first + 1, first), 0.8, "building_code")
        else:
            self._chunk(first)

    def _ends_segment(self, at: int) -> bool:
        return at + 1 >= self.count or self.breaks[at + 1] > 1

    def _is_spread_phone(self, first: int) -> bool:
        """A telephone number in groups: 0912 345 678."""
        digits, at = "", first
        while at < self.count and self.plain[at].isdigit() and len(digits) < 12:
            if at > first and self.breaks[at] > 1:
                break
            digits += self.plain[at]
            at += 1
        return at > first + 1 and bool(_PHONE.match(digits))

    def _is_house(self, at: int) -> bool:
        plain = self.plain[at]
        if not (_HOUSE.match(plain) or _CHAIN.match(plain)):
            return False
        return not (plain.isdigit() and len(plain) > 5)

    def _chunk(self, first: int) -> None:
        after = self._name_end(first)
        suffix = SUFFIXES.get(self.plain[after - 1]) if after - first > 1 else None
        if suffix is not None:
            self._take(suffix, (first, after, first), 0.9, "announced_behind", "st")
        else:
            self._take(None, (first, after, first), 0.5, "unannounced")

    # -- where a part ends ------------------------------------------------

    def _name_end(self, first: int) -> int:
        after = first + 1
        while after < self.count and not self.taken[after]:
            if self.breaks[after] > 1:
                break
            quiet = self.breaks[after] == 0 and self._is_quiet(after)
            if not quiet and self._ends_name(after, first):
                break
            after += 1
        return after

    def _is_quiet(self, at: int) -> bool:
        """Whether a word neither begins a part nor ends a name."""
        return self.plain[at] not in _SPEAKING and not self.segment.words[at].digits

    def _ends_name(self, at: int, first: int) -> bool:
        """Whether a new part begins at a word within a segment."""
        word = self.segment.words[at]
        if self.breaks[at] == 1:
            if word.digits:
                return True
            return self._opening(at) is not None or self.segment.marks[at].strip() != "-"
        if self._opening(at) is not None or self._is_landmark(at):
            return True
        if word.plain == "so" and at + 1 < self.count and self._is_house(at + 1) and at > first:
            return True
        if word.digits and at - first >= 1:
            # "Trung tâm 75", "Quan Thổ 1": a short bare number may end a name
            bare = word.plain.isdigit() and len(word.plain) <= 2
            last = at + 1 >= self.count or self.taken[at + 1] or self.breaks[at + 1] > 0
            return not (bare and last)
        return self._two(at) in COUNTRY or word.plain == "vietnam"

    def _segment_end(self, first: int) -> int:
        after = first + 1
        while after < self.count and not self.taken[after] and self.breaks[after] < 2:
            if self.segment.marks[after].strip() == "-" and self.segment.words[after].digits:
                break
            after += 1
        return after

    def _broken(self, first: int, after: int) -> bool:
        return any(self.breaks[at] > 0 or self.taken[at] for at in range(first + 1, after))

    def _two(self, first: int) -> str:
        if first + 1 < self.count and not self.taken[first + 1]:
            return f"{self.plain[first]} {self.plain[first + 1]}"
        return ""

    def _is_landmark(self, at: int) -> bool:
        if self.plain[at] == "dt" and at + 1 < self.count:
            return self.plain[at + 1].startswith("0")
        if self.plain[at] in LANDMARKS:
            return self.breaks[at] > 0 or self.plain[at] in {"gan", "canh", "sdt", "tel"}
        return self._two(at) in LANDMARKS

    def _take(
        self,
        kind: Kind | None,
        place: tuple[int, int, int],
        confidence: float,
        reason: str,
        standard: str = "",
    ) -> None:
        """Add the words first..after-1; ``place`` tells too where the name proper begins."""
        first, after, name = place
        segment = self.segment
        name_start = segment.starts[name]
        # the English word that stands behind a name is no part of it
        last = after - 2 if reason == "announced_behind" else after - 1
        self.elements.append(
            Element(
                kind, first, after, segment.starts[first], segment.end(after - 1), name_start,
                confidence, reason, standard, segment.breaks[first], segment.words[name].digits,
                segment.plain[first:after], segment.plain[name],
                segment.raw[name_start : segment.end(last)],
            )
        )  # fmt: skip
        self.at = after


_SCANNED: dict[Segment | tuple[Segment, Taken], tuple[Element, ...]] = {}
_SCANNED_MARKED: dict[Segment | tuple[Segment, Taken], tuple[Element, ...]] = {}


def scan_elements(tokens: Tokens, taken: Mapping[int, Taken]) -> list[Element]:
    """Return the parts and chunks outside the words already taken, in the order of the text.

    ``taken``: by segment, counted from the end of the text, which words name units.
    """
    found: list[Element] = []
    segments, marked = tokens.segments, tokens.marked
    memory = _SCANNED_MARKED if marked else _SCANNED
    count = len(segments)
    for at, segment in enumerate(segments):
        spans = taken.get(at - count, ())
        if len(spans) == 1 and spans[0] == (0, segment.count):
            continue
        key = (segment, spans) if spans else segment
        scanned = memory.get(key)
        if scanned is None:
            if len(memory) >= _MOST_REMEMBERED:
                memory.clear()
            scanned = memory[key] = _Scanner(segment, spans, marked=marked).scan()
        words, letters = tokens.firsts[at], tokens.offsets[at]
        found += [element.moved(words, letters) for element in scanned]
    return found
