"""Whether a part of a sentence is an outcome to be reached, whoever reaches it."""

from __future__ import annotations

import re

from diaban.engines.reading.heads import Head
from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.numbers import SPELT
from diaban.engines.reading.sentences import Part
from diaban.engines.reading.view import View

_AT_LEAST = (("có", "ít"), ("có", "tối"))
_THE_REST = (("số", "còn", "lại"), ("phần", "còn", "lại"))
_RATIO = re.compile(r"(\d+)/(\d+)")


class Outcomes(View):
    """Questions about shares, rates and numbers to reach."""

    def _behind_terms(self, place: int) -> int:
        if self._source.words[place : place + 1] == ("mỗi",):
            return place  # "mỗi tuần có không dưới 02 tin, bài"
        for term in self._terms:
            if place < len(self._source.starts) and term.start == self._source.starts[place]:
                return self._source.words_in(term.start, term.end)[1]
        return place

    def _opens_outcome(self, place: int, part: Part) -> bool:
        """Whether a share, a count, all of something, or a rate to reach begins at a word."""
        if place >= len(self._source.words):
            return False  # only a name stands at the end
        source, word, rest = self._source, self._source.words[place], self._rest(part)
        if source.words[place : place + 3] in _THE_REST:
            return part.mark in {",", ";", "và"} and any(self._within(t, part) for t in self._terms)
        bounded = word in {"trên", "hơn", "khoảng", "từ", "dưới"} and place + 1 < part.last
        if word.endswith("%") or (bounded and source.words[place + 1].endswith("%")):
            return rest - place >= 3
        if _RATIO.fullmatch(word) and rest - place >= 4:
            return True
        return (
            self._is_counted_outcome(place, part, rest)
            or self._is_reached(part, rest)
            or self._is_of_all(place, part, rest)
            or self._is_rate(place, part, rest)
            or self._is_dated(place, part)
        )

    def _is_of_all(self, place: int, part: Part, rest: int) -> bool:
        """Whether all are to be so: "tất cả các xã có …", "mỗi xã có một …"."""
        source, word = self._source, self._source.words[place]
        whole = phrases("words", "wholes").at(source, place, part.last)
        if whole is None or place + whole[0] >= part.last:
            return False
        opens = part.mark in {"", ";", ":"} or self._opens_sentence(part)
        if self._takes_up(place, part):
            return False
        each = word == "mỗi" and self._is_bound(place, rest)
        if word in {"toàn", "tất", "mỗi", "mọi", "từng", "100%"} and (opens or each):
            if word in {"mỗi", "mọi", "từng"} and self._mood.kind != "aim":
                said = source.words[place:rest]
                return any(w in {"có", "được", "đạt", "ít", "tối"} for w in said)
            return word != "toàn" or source.words[place + 1 : place + 2] == ("bộ",)
        return source.words[place + whole[0]].endswith("%")

    def _takes_up(self, place: int, part: Part) -> bool:
        """Whether ", mỗi đợt ít nhất 10 xã" only tells of what was to be done: it has no verb."""
        held, words = self._open, self._source.words[place : part.last]
        if held is None or held.outcome or part.mark != "," or words[0] != "mỗi":
            return False
        head = next(head for head in self._heads if head.first == part.first)
        said = head.verb is not None or bool(head.connective)
        return not said and not any(word in {"có", "được", "đạt", "phải"} for word in words)

    def _is_rate(self, place: int, part: Part, rest: int) -> bool:
        """Whether a rate is to reach a number: "tỷ lệ … đạt trên 80%"."""
        source = self._source
        noun = phrases("words", "outcome nouns").at(source, place, part.last)
        if noun is None or not any(w[0].isdigit() for w in source.words[place:rest]):
            return False
        return any(phrases("words", "reaching").at(source, p, rest) for p in range(place, rest))

    def _is_dated(self, place: int, part: Part) -> bool:
        """Whether a share is to be reached by a day: "; đến hết năm 2027 đạt 80% hộ"."""
        source = self._source
        reached = phrases("words", "reaching").at(source, place, part.last)
        if part.mark != ";" or place == part.first or reached is None:
            return False
        bound = phrases("words", "bounds").at(source, place + reached[0], part.last)
        share = place + reached[0] + (bound[0] if bound else 0)
        return share < part.last and source.words[share].endswith("%")

    def _is_counted_outcome(self, place: int, part: Part, rest: int) -> bool:
        """Whether a bound and a number open an outcome: "trong đó ít nhất 1.000 hộ …"."""
        source = self._source
        bound = phrases("words", "bounds").at(source, place, part.last)
        behind = place + (bound[0] if bound else 0)
        if behind >= rest or not self._is_number(behind, bound is not None):
            return False
        head = next(head for head in self._heads if head.first == part.first)
        apart = head.connective in {"trong đó", "mục tiêu"} or head.striving or head.pledge
        aims = self._mood.kind == "aim" and (part.mark in {";", "và"} or self._opens_sentence(part))
        reached = self._found.pieces[-1].outcome if self._found.pieces else False
        aims = aims or (part.mark == ";" and reached)
        strict = part.mark == "," and source.words[place : place + 2] in _AT_LEAST
        apart = apart or strict
        share = head.term and source.words[behind].endswith("%")
        return (bound is not None and (apart or aims or share)) or (apart and head.verb is None)

    def _is_number(self, place: int, bounded: bool) -> bool:
        word = self._source.words[place]
        return word[0].isdigit() or (bounded and word in SPELT)

    def _is_reached(self, part: Part, rest: int) -> bool:
        """Whether a named thing reaches a number: "trong đó các bản … đạt tối thiểu 85%"."""
        words = self._source.words
        head = next(head for head in self._heads if head.first == part.first)
        if head.connective == "trong đó" and head.verb is None:
            told = any(words[p] in {"đạt", "có", "còn", "chiếm"} for p in range(part.first, rest))
            return told and any(words[p][0].isdigit() for p in range(part.first, rest))
        if head.lead is None or head.verb is not None or head.lead[1] >= part.last:
            return False
        passive = words[head.lead[1]] == "được" and part.mark in {"", ";"}
        return passive and any(
            _RATIO.fullmatch(words[p]) or words[p].endswith("%") for p in range(head.lead[1], rest)
        )

    def _opens_sentence(self, part: Part) -> bool:
        """Whether only terms stand before a part since the last semicolon."""
        before = [
            (p, h) for p, h in zip(self._parts, self._heads, strict=True) if p.first < part.first
        ]
        for earlier, head in reversed(before):
            if not head.term or head.verb is not None:
                return False
            if earlier.mark == ";":
                break
        return bool(before) or part.mark == ""

    def _behind_having(self, place: int, head: Head) -> int:
        """Return where an outcome begins: "có" before its number, and a term, are left out."""
        if head.striving:
            return place
        behind = self._behind_terms(place)
        words = self._source.words
        if words[behind] == "có" and (
            self._is_number(behind + 1, bounded=False)
            or phrases("words", "bounds").at(self._source, behind + 1, head.last)
        ):
            return behind + 1
        return place

    def _is_bound(self, place: int, rest: int) -> bool:
        """Whether "mỗi" comes with a number to reach: "mỗi phường có ít nhất một người"."""
        words = self._source.words
        told = any(words[p] in {"nhất", "thiểu"} for p in range(place, rest))
        return told or words[place + 2 : place + 3] == ("có",)

    def _rest(self, part: Part) -> int:
        """Return the word behind what goes on to the next semicolon or verb."""
        last = part.last
        for following, head in zip(self._parts, self._heads, strict=True):
            if following.first >= part.last:
                if following.mark in {";", ":"} or (head.verb is not None and not head.weak):
                    break
                last = following.last
        return last
