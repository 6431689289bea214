"""A dictionary of names (streets, hamlets, buildings): found exactly or nearly, and completed.

Marks are compared only where they were typed. Digits are never near: "CT2" is not "CT3".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from diaban.engines.addressing.deletions import DeletionIndex
from diaban.engines.addressing.typos import count_slips
from diaban.engines.addressing.words import fold_words, read_word

__all__ = ["Name", "NameDictionary", "NameFound", "allow_slips", "compare_marks"]

_DIGITS = re.compile(r"\d+")
_APART = re.compile(r"[^\W_]+")
_LAST = "\U0010ffff"
# names that were put in one by one, before they are taken into the large index
_MOST_RECENT = 400


class Name(NamedTuple):
    """A name with the caller's number for it; of several that fit, the weightiest comes first.

    >>> Name(7, "Hàng Bông", 1200).number
    7
    """

    number: int
    text: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name that a text may mean.

    ``how``: exact, typo, initials, prefix, inner (a later word begins so) or part (of the words).
    ``marks``: 1 they agree, 0 none were typed, -1 they differ. ``slips``: wrong letters.

    >>> NameFound(7, "exact").slips
    0
    """

    number: int
    how: str
    slips: int = 0
    marks: int = 0


def allow_slips(length: int) -> int:
    """Return how many slips a name of so many letters, blanks not counted, may have.

    >>> [allow_slips(length) for length in (2, 3, 8, 9, 20)]
    [0, 1, 1, 2, 2]
    """
    return 0 if length < 3 else 1 if length < 9 else 2


class _Entry(NamedTuple):
    number: int
    toned: str
    weight: int


class NameDictionary:
    """Names by their folded form. Takes one name at once, or as many as there are.

    >>> names = NameDictionary([Name(1, "Nguyễn Trãi", 90), Name(2, "Nguyễn Du", 40)])
    >>> [(found.number, found.how) for found in names.find("nguyen trai")]
    [(1, 'exact')]
    >>> [(found.number, found.how, found.slips) for found in names.find("Nguyn Trai")]
    [(1, 'typo', 1)]
    >>> [found.number for found in names.complete("nguyen")]
    [1, 2]
    >>> names.put(Name(3, "Tràng Thi"))
    >>> [found.number for found in names.complete("thi")]
    [3]
    """

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self._entries: dict[str, list[_Entry]] = {}
        self._form_of: dict[int, str] = {}
        for name in names:
            self._enter(name)
        self._settled = _Frozen(self._entries)
        self._recent = _Frozen({})

    def __len__(self) -> int:
        return len(self._form_of)

    def has(self, text: str) -> bool:
        """Whether a name is exactly so, whatever its marks."""
        return fold_words(text) in self._entries

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays: what is left of names, and the order of their beginnings."""
        return self._settled.nbytes + self._recent.nbytes

    def put(self, name: Name) -> None:
        """Add a name, or give a known number another text or weight; found from now on."""
        if self._form_of.get(name.number) is not None:
            self.drop(name.number)
        form = self._enter(name)
        if form in self._settled.places or form in self._recent.places:
            return
        fresh = {held: self._entries[held] for held in self._recent.forms if held in self._entries}
        fresh[form] = self._entries[form]
        if len(fresh) > _MOST_RECENT:
            self._settled, self._recent = _Frozen(self._entries), _Frozen({})
        else:
            self._recent = _Frozen(fresh)

    def drop(self, number: int) -> None:
        """Forget a name."""
        form = self._form_of.pop(number)
        left = [entry for entry in self._entries[form] if entry.number != number]
        if left:
            self._entries[form] = left
        else:
            del self._entries[form]

    def find(self, text: str, most: int = 8, slips: int | None = None) -> list[NameFound]:
        """Return the names that a whole text means: exactly, else nearly; best first.

        ``slips``: how many are allowed, by the length of the text if not given.
        """
        form = fold_words(text)
        toned = _tone(text)
        if form in self._entries:
            return self._rank([(form, "exact", 0)], form, toned)[:most]
        return self.find_near(text, most, slips)

    def find_near(self, text: str, most: int = 8, slips: int | None = None) -> list[NameFound]:
        """Return the names that a text nearly says, leaving out the one that it says."""
        form = fold_words(text)
        near = [(held, "initials", 0) for held in self._by_initials(form)]
        squeezed = _squeeze(form)
        allowed = allow_slips(len(squeezed)) if slips is None else slips
        near += [(held, "typo", count) for held, count in self._near(form, squeezed, allowed)]
        return self._rank(near, form, _tone(text))[:most]

    def complete(self, text: str, most: int = 8) -> list[NameFound]:
        """Return the weightiest names with words that begin so; those beginning so come first.

        The last word may be incomplete; slips in the words before it are put right.
        """
        form = fold_words(text)
        if not form:
            return []
        found = self._starting(form, most)
        if not found and form.endswith("i") and text.rstrip()[-1:] in "yY":
            # the word may go on: Quy is Qui, but the beginning of Quyền
            form = form[:-1] + "y"
            found = self._starting(form, most)
        if not found and " " in form:
            for mended in self._mend(form):
                found = self._starting(mended, most)
                if found:
                    break
        named = [(held, _how(held, form), 0) for held in found]
        ranked = self._rank(named, form, _tone(text), keep_order=True)
        return ranked[:most]

    def _enter(self, name: Name) -> str:
        form = fold_words(name.text)
        self._form_of[name.number] = form
        self._entries.setdefault(form, []).append(
            _Entry(name.number, _tone(name.text), name.weight)
        )
        return form

    def _rank(
        self,
        forms: Sequence[tuple[str, str, int]],
        typed: str,
        toned: str,
        *,
        keep_order: bool = False,
    ) -> list[NameFound]:
        found: list[tuple[tuple[int, ...], NameFound]] = []
        for order, (form, how, slips) in enumerate(forms):
            for number, marks, weight in self._entries.get(form, ()):
                agree = _compare_marks(toned, marks, typed)
                place = order if keep_order else slips
                one = NameFound(number, how, slips, agree)
                found.append(((place, -agree, -weight, number), one))
        found.sort(key=lambda pair: pair[0])
        unique = {one.number: one for _, one in reversed(found)}
        return [one for _, one in found if unique.pop(one.number, None) is not None]

    def _by_initials(self, form: str) -> list[str]:
        words = form.split()
        if len(words) < 2 or not any(len(word) <= 2 for word in words[:-1]):
            return []
        sign = _sign(words)
        held = {h for part in self._parts() for h in part.signs.get(sign, ()) if h != form}
        return sorted(h for h in held if h in self._entries and _cut_short(words, h.split()))

    def _near(self, form: str, squeezed: str, allowed: int) -> list[tuple[str, int]]:
        digits = _DIGITS.findall(form)
        for limit in (1, 2)[: max(allowed, 1)]:
            found = []
            for part in self._parts():
                for place in part.remainders.near(squeezed, limit):
                    held = part.forms[place]
                    slips = _count_slips(squeezed, part.squeezed[place], limit)
                    fits = slips <= min(limit, allowed) and held != form and held in self._entries
                    if fits and _DIGITS.findall(held) == digits:
                        found.append((held, slips))
            if found:
                return sorted(set(found), key=lambda pair: (pair[1], pair[0]))
        return []

    def _starting(self, form: str, most: int) -> list[str]:
        found = [pair for part in self._parts() for pair in part.starting(form, most * 2)]
        found.sort(key=lambda pair: (-pair[0], pair[1]))
        held = dict.fromkeys(name for _, name in found if name in self._entries)
        return list(held)[:most]

    def _mend(self, form: str) -> list[str]:
        """Put single words right that no name has; the last is left as it is."""
        *words, last = form.split()
        mended = [""]
        for word in words:
            near = sorted({w for part in self._parts() for w in part.near_words(word)})
            if not near:
                return []
            mended = [f"{begin}{w} " for begin in mended for w in near][:64]
        return [begin + last for begin in mended]

    def _parts(self) -> tuple[_Frozen, ...]:
        return (self._settled, self._recent) if self._recent.forms else (self._settled,)


class _Frozen:
    """Forms with their indexes, built once."""

    def __init__(self, entries: dict[str, list[_Entry]]) -> None:
        self.forms = sorted(entries)
        self.places = {form: place for place, form in enumerate(self.forms)}
        self.squeezed = [_squeeze(form) for form in self.forms]
        self.remainders = DeletionIndex(self.squeezed)
        self.signs: dict[str, list[str]] = {}
        self._vocabulary: dict[str, set[str]] | None = None
        starts: list[tuple[str, int, int]] = []
        for place, form in enumerate(self.forms):
            weight = min(sum(entry.weight for entry in entries[form]), (1 << 40) - 1)
            starts.append((form, place, weight + (1 << 40)))
            words = form.split()
            if len(words) > 1:
                self.signs.setdefault(_sign(words), []).append(form)
                starts += [
                    (" ".join(words[after:]), place, weight) for after in range(1, len(words))
                ]
        starts.sort()
        self._starts = [start for start, _, _ in starts]
        self._whose = np.array([place for _, place, _ in starts], dtype=np.int32)
        self._rank = np.array([rank for _, _, rank in starts], dtype=np.int64)

    @property
    def nbytes(self) -> int:
        return self.remainders.nbytes + self._whose.nbytes + self._rank.nbytes

    def starting(self, form: str, most: int) -> list[tuple[int, str]]:
        """Return (rank, form) of the best with words that begin so."""
        low = bisect_left(self._starts, form)
        high = bisect_left(self._starts, form + _LAST, low)
        rank = self._rank[low:high]
        few = len(rank) <= most
        best = np.arange(len(rank)) if few else np.argpartition(rank, -most)[-most:]
        return [(int(rank[i]), self.forms[self._whose[low + i]]) for i in best.tolist()]

    def near_words(self, word: str) -> set[str]:
        if self._vocabulary is None:
            self._vocabulary = {}
            for known in {w for form in self.forms for w in form.split()}:
                for short in _drop_one(known):
                    self._vocabulary.setdefault(short, set()).add(known)
        near = {w for short in _drop_one(word) for w in self._vocabulary.get(short, ())}
        if word in near:
            return {word}
        if word[:1].isdigit():
            return set()
        return {w for w in near if not w[:1].isdigit() and _count_slips(word, w, 1) <= 1}


def _how(name: str, begun: str) -> str:
    if name == begun:
        return "exact"
    return "prefix" if name.startswith(begun) else "inner"


def _squeeze(form: str) -> str:
    """Leave out blanks, and let y be i: a slip can make either of the other."""
    return form.replace(" ", "").replace("y", "i")


def _drop_one(text: str) -> set[str]:
    return {text, *(text[:i] + text[i + 1 :] for i in range(len(text)))}


def _count_slips(one: str, other: str, limit: int) -> int:
    """Count slips where the two differ: what they begin and end with alike needs no counting."""
    most = min(len(one), len(other))
    first = next((i for i in range(most) if one[i] != other[i]), most)
    most -= first
    last = next((i for i in range(most) if one[-1 - i] != other[-1 - i]), most)
    return count_slips(one[first : len(one) - last], other[first : len(other) - last], limit)


def _sign(words: Sequence[str]) -> str:
    return "".join([word[0] for word in words[:-1]]) + " " + words[-1]


def _cut_short(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether every word is the name's own, or its first letter or two."""
    return len(words) == len(name) and all(
        a == b or (len(a) <= 2 and b.startswith(a)) for a, b in zip(words, name, strict=True)
    )


def _tone(text: str) -> str:
    """Return the words with their marks, each tone at the end of its word."""
    return " ".join([read_word(raw).toned for raw in _APART.findall(text)])


@lru_cache(maxsize=50_000)
def compare_marks(typed: str, written: str) -> int:
    """Compare the marks of two spellings of one name: 1 they agree, 0 none were typed, -1 not.

    >>> compare_marks("Đỗ Hà", "Do Hạ"), compare_marks("do ha", "Do Hạ")
    (-1, 0)
    """
    return _compare_marks(_tone(typed), _tone(written), fold_words(typed))


def _compare_marks(typed: str, marks: str, plain: str) -> int:
    """Compare the marks of two texts, word by word; words typed without any agree with all."""
    if typed == marks:
        return 1 if typed != plain else 0
    if typed == plain:
        return 0
    words, others = typed.split(), marks.split()
    bare = plain.split()
    if len(words) != len(others) or len(bare) != len(words):
        return 0
    differing = [a not in (b, c) for a, b, c in zip(words, others, bare, strict=True)]
    return -1 if any(differing) else 1
