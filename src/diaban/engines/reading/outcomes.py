"""Whether a part of a sentence is an outcome to be reached, whoever reaches it."""

from __future__ import annotations

from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.sentences import Part
from diaban.engines.reading.view import View


class Outcomes(View):
    """Questions about shares, rates and numbers to reach."""

    def _behind_terms(self, place: int) -> int:
        for term in self._terms:
            if place < len(self._source.starts) and term.start == self._source.starts[place]:
                return self._source.words_in(term.start, term.end)[1]
        return place

    def _opens_outcome(self, place: int, part: Part) -> bool:
        source = self._source
        word = source.words[place]
        rest = self._rest(part)
        has_number = any(w[0].isdigit() for w in source.words[place:rest])
        if word.endswith("%") or (
            has_number
            and place + 1 < part.last
            and source.words[place + 1].endswith("%")
            and word in {"trên", "hơn", "khoảng", "từ", "dưới"}
        ):
            return rest - place >= 3
        whole = phrases("words", "wholes").at(source, place, part.last)
        if whole is not None and place + whole[0] < part.last:
            behind = source.words[place + whole[0]]
            if word in {"toàn", "tất", "mỗi", "mọi", "100%"} and part.mark in {"", ";", ":"}:
                if word in {"mỗi", "mọi"} and self._mood.kind != "aim":
                    return any(
                        w in {"có", "được", "đạt", "ít", "tối"} for w in source.words[place:rest]
                    )
                return word != "toàn" or source.words[place + 1 : place + 2] == ("bộ",)
            if behind.endswith("%"):
                return True
        noun = phrases("words", "outcome nouns").at(source, place, part.last)
        if noun is not None and has_number:
            return any(
                self._source.words[p]
                in {
                    "đạt",
                    "chiếm",
                    "tăng",
                    "giảm",
                    "trên",
                    "dưới",
                    "lên",
                    "còn",
                    "thuộc",
                    "nhóm",
                    "quá",
                    "tối",
                }
                for p in range(place, rest)
            )
        return False

    def _rest(self, part: Part) -> int:
        """Return the word behind what goes on to the next semicolon or verb."""
        last = part.last
        for following, head in zip(self._parts, self._heads, strict=True):
            if following.first >= part.last:
                if following.mark in {";", ":"} or (head.verb is not None and not head.weak):
                    break
                last = following.last
        return last
