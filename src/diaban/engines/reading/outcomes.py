"""Whether a part of a sentence is an outcome to be reached, whoever reaches it."""

from __future__ import annotations

import re

from diaban.engines.reading.grounds import UNTOLD
from diaban.engines.reading.heads import Head
from diaban.engines.reading.lexicon import phrases, single_words
from diaban.engines.reading.number_words import SPELT
from diaban.engines.reading.sentences import Part
from diaban.engines.reading.view import View

_AT_LEAST = (("có", "ít"), ("có", "tối"))
_THE_REST = (("số", "còn", "lại"), ("phần", "còn", "lại"))
_RATIO = re.compile(r"(\d+)/(\d+)")
_YEAR = re.compile(r"(?<!\w)năm\s+20\d{2}(?!\w)")
_FIGURE = re.compile(r"\d[\d.,]*%?")
_LONGEST_SUBJECT = 24  # words of what is to reach a number
_LONGEST_PLACE = 8  # words of where none is to be left
_BY_CASE = single_words("by case")


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
        if self._is_share(place + bounded, part):
            return rest - place >= 3
        if _RATIO.fullmatch(word) and rest - place >= 4:
            return True
        return (
            self._is_counted_outcome(place, part, rest)
            or self._is_reached(part, rest)
            or self._is_of_all(place, part, rest)
            or self._is_rate(place, part, rest)
            or self._is_dated(place, part)
            or self._is_covered(place, part)
            or self._is_none_left(place, part)
        )

    def _is_none_left(self, place: int, part: Part) -> bool:
        """Whether none or few are to be left by a day: "Đến hết quý III không còn thôn nào …"."""
        source = self._source
        opens = part.mark in {"", ";", ":"} or self._opens_sentence(part)
        on_condition = source.words[self._sentence.first] in {"nếu", "khi", "trường"}
        if self._mood.genre == "press" or not opens or on_condition:
            return False
        for at in range(part.first, min(part.last, place + _LONGEST_PLACE)):
            left = phrases("words", "none left").at(source, at, part.last)
            if left is not None:
                behind = source.words[at + left[0] : part.last]
                asked = self._mood.kind in {"duty", "aim"} or self._mood.asked
                named = bool(behind) and (asked or "nào" in behind or behind[0][:1].isdigit())
                gone = {"đã", "đang"}.intersection(source.words[part.first : at])
                return named and not gone and self._is_dated_before(at)
        return False

    def _is_dated_before(self, place: int) -> bool:
        """Whether a day to come stands before a word of the sentence."""
        begin, end = self._sentence_start(), self._source.starts[place]
        return any(
            begin <= term.start < end and not (term.gone or term.recurring or term.beginning)
            for term in self._terms
        )

    def _is_covered(self, place: int, part: Part) -> bool:
        """Whether any thing is to reach a share: "Mạng cáp quang phủ 100% thôn"."""
        asked = self._mood.kind in {"duty", "aim"} or self._mood.asked
        if self._mood.genre == "press" or not asked:
            return False
        opens = part.mark in {"", ";", ":"} or self._opens_sentence(part)
        if not opens or self._open is not None:
            return False
        if self._is_labelled(place, part) or self._counts_those(place, part):
            return bool(self._mood.marker) and not self._is_told_of(part)
        reached = self._reached_by(place, part)
        head = next(head for head in self._heads if head.first == part.first)
        if reached is None or not self._is_subject(place, reached, head):
            return False
        return not self._is_told_of(part) and (bool(self._mood.marker) or self._is_ahead(part))

    def _is_labelled(self, place: int, part: Part) -> bool:
        """Whether a rate or a count stands before its share: "Tỷ lệ hồ sơ trực tuyến: 80%"."""
        source = self._source
        if phrases("words", "outcome nouns").at(source, place, part.last) is None:
            return False
        return any(
            source.words[at + 1].endswith("%")
            and source.key[source.ends[at] : source.starts[at + 1]].strip() == ":"
            for at in range(place, part.last - 1)
        )

    def _counts_those(self, place: int, part: Part) -> bool:
        """Whether so many are to have something: "126 xã, phường có tổ công nghệ số"."""
        words = self._source.words[place : self._rest(part)]
        counted = "".join(words[:1]).replace(".", "").isdigit() and words[0] not in {"1", "01"}
        return counted and any(word in {"có", "được", "đạt"} for word in words[2:_LONGEST_SUBJECT])

    def _reached_by(self, place: int, part: Part) -> int | None:
        """Return the word that says that what begins at a place reaches the number behind it."""
        source = self._source
        for at in range(place + 1, min(part.last, place + _LONGEST_SUBJECT)):
            reached = phrases("words", "reached by a thing").at(source, at, part.last)
            if reached is None or not source.tight[at - 1]:
                continue
            behind = at + reached[0]
            bound = phrases("words", "bounds").at(source, behind, part.last)
            behind += bound[0] if bound else 0
            if behind < part.last and self._is_number_or_all(behind):
                return at
        return None

    def _is_number_or_all(self, place: int) -> bool:
        words = self._source.words[place : place + 2]
        return words[0][0].isdigit() or words in {("tất", "cả"), ("toàn", "bộ")}

    def _is_subject(self, first: int, reached: int, head: Head) -> bool:
        """Whether words before "đạt 80%" name who or what reaches it, and do nothing else."""
        said = self._source.words[first:reached]
        if UNTOLD.difference({"có", "được"}).intersection(said) or _BY_CASE.intersection(said):
            return False
        if head.frame:
            return False
        of_class = head.lead is not None and self._is_class(first, reached)
        return of_class or head.verb is None or head.verb > reached

    def _acts(self, reached: int, head: Head) -> bool:
        """Whether somebody who can act is to reach it: "các phường đạt 80% hồ sơ"."""
        return head.lead is not None and not self._is_class(head.lead[0], reached)

    def _is_class(self, first: int, reached: int) -> bool:
        """Whether a name goes on to say of whom: "người dân có tài khoản định danh"."""
        return bool({"có", "được"}.intersection(self._source.words[first:reached]))

    def _is_told_of(self, part: Part) -> bool:
        """Whether a number is no aim: it was reached by now, or something hangs on it."""
        first, last = self._sentence.first, self._sentence.last
        source = self._source
        if "thì" in source.words[part.first : last]:
            return True  # "Xã đạt trên 80% thì được khen"
        told = self._begins_now(part) or any(
            True
            for name in ("past", "told of now")
            for _ in phrases("words", name).within(source, first, part.last)
        )
        gone = any(term.gone for term in self._terms)
        key = source.key[source.starts[first] : source.ends[last - 1]]
        at = source.starts[first]
        years = [at + found.start() for found in _YEAR.finditer(key)]
        kept = [(term.start, term.end) for term in self._terms]
        named = any(not any(a <= year < b for a, b in kept) for year in years)
        return told or gone or named

    def _is_ahead(self, part: Part) -> bool:
        """Whether a day to come or a bound says that a number is still to be reached."""
        words = self._source.words[part.first : part.last]
        timed = any(not term.recurring for term in self._terms)
        return self._mood.kind == "aim" or timed or bool({"thiểu", "nhất", "phải"} & set(words))

    def _was_reached(self, place: int, part: Part) -> bool:
        """Whether a number only tells what is there or what hangs on it: "đã phủ 60% xã"."""
        said = self._source.words[place : part.last]
        number = next((at for at, word in enumerate(said) if _FIGURE.fullmatch(word)), 0)
        if "thì" in said or self._begins_now(part):
            return True
        return bool({"đã", "đang"}.intersection(said[:number]))

    def _is_of_past_year(self, place: int, part: Part) -> bool:
        """Whether a year gone by opens what was reached then: "Năm 2025, … đạt 45%"."""
        return any(
            term.gone and (term.whole_year or term.stage)
            for term in self._terms
            if self._sentence_start() <= term.start < self._source.starts[place]
        )

    def _sentence_start(self) -> int:
        return self._source.starts[self._sentence.first]

    def _is_share(self, place: int, part: Part) -> bool:
        """Whether a share or a range of shares stands at a word: "70 - 80% thủ tục"."""
        low, high = (*self._source.words[place : min(place + 2, part.last)], "", "")[:2]
        ranged = low[:1].isdigit() and high.endswith("%") and not self._source.tight[place]
        return low.endswith("%") or ranged

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
                if word == "mọi" and self._is_dated_all(part):
                    return True
                return any(w in {"có", "được", "đạt", "ít", "tối"} for w in said)
            return word != "toàn" or source.words[place + 1 : place + 2] == ("bộ",)
        return source.words[place + whole[0]].endswith("%")

    def _is_dated_all(self, part: Part) -> bool:
        """Whether a day to come opens what is to be so of all: "Đến hết năm, mọi xe lắp …"."""
        opens = self._opens_sentence(part) and part.first > self._sentence.first
        coming = any(not (term.gone or term.recurring) for term in self._terms)
        head = next(head for head in self._heads if head.first == part.first)
        return opens and coming and head.lead is None and not self._is_told_of(part)

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
