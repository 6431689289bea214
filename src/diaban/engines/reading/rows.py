"""Whether a part of a sentence is one more in a row: of things, of shares, of what a thing is."""

from __future__ import annotations

from diaban.engines.reading.heads import Head
from diaban.engines.reading.lexicon import phrases, verbs
from diaban.engines.reading.pieces import Piece
from diaban.engines.reading.sentences import Part
from diaban.engines.reading.view import View


class Rows(View):
    """Questions about a part that asks nothing new by itself."""

    def _trails(self, part: Part, head: Head) -> bool:
        """Whether a part only goes on telling of what was named."""
        return self._only_tells(part, head) or self._is_alone(part, head)

    def _has_figures(self, held: Piece) -> bool:
        """Whether a duty holds a number of its own, outside its terms."""
        return self._has_figure(Part(max(held.first, held.head.verb_end), held.last, ""))

    def _share_of(self, held: Piece, part: Part, head: Head) -> int | None:
        """Return the number that another has to do: "VNPT phủ 9 thôn, Viettel 11 thôn"."""
        if head.lead is None or held.lead is None or held.outcome or part.mark not in {",", "và"}:
            return None
        source, first = self._source, head.lead[0]
        if not source.is_capital(first) or not self._has_figures(held):
            return None
        for place in range(first + 1, min(part.last - 1, first + 7)):
            if source.words[place][0].isdigit():
                return place if source.tight[place - 1] else None
        return None

    def _lists_things(self, number: int, part: Part, head: Head) -> bool:
        """Whether more things of the same verb stand behind a semicolon: "; các chủ trương …"."""
        source = self._source
        if part.mark != ";" or head.verb is not None or head.frame or head.binding or head.pledge:
            return False
        if source.words[part.first] not in {"các", "những"} or self._has_figure(part):
            return False
        if self._open is None or self._open.outcome or head.past or self._acts_within(part):
            return False
        if head.lead is not None and (
            (head.lead[1] < part.last and source.words[head.lead[1]] not in {"về", "trong", "cho"})
            or phrases("organs", "heads").at(source, head.lead[0] + 1, part.last)
        ):
            return False
        rest = zip(self._parts[number + 1 :], self._heads[number + 1 :], strict=True)
        for following, after in rest:
            if following.mark == ";":
                break
            if after.verb is not None or after.frame or after.binding:
                return False
        return True

    def _acts_within(self, part: Part) -> bool:
        """Whether "kịp thời trình" stands in a part: an adverb right before a verb."""
        for place in range(part.first, part.last):
            found = phrases("words", "adverbs").at(self._source, place, part.last)
            if found is not None and verbs().at(self._source, place + found[0], part.last):
                return True
        return False

    def _ends_in_aim(self, held: Piece) -> bool:
        """Whether "để thực hiện" ends a duty: that verb waits for no object."""
        last = self._source.words[max(held.head.verb_end, held.last - 4) : held.last]
        return "để" in last and last[-2:] in {("thực", "hiện"), ("triển", "khai")}

    def _is_alone(self, part: Part, head: Head) -> bool:
        """Whether a verb without an object ends a clause: "… vướng mắc và đề xuất xử lý"."""
        if head.verb is None or head.verb_end < part.last or part.mark not in {",", "và"}:
            return False
        if head.lead or head.binding or head.term or head.pledge or part.last - part.first > 3:
            return False
        behind = [one for one in self._parts if one.first >= part.last]
        return not behind or behind[0].mark == ";"

    def _only_tells(self, part: Part, head: Head) -> bool:
        """Whether a verb only tells of what was named: ", kéo dài", ", trở thành trung tâm …"."""
        if head.lead is not None or head.binding or head.connective or part.mark not in {",", "và"}:
            return False
        verb = part.first if head.verb is None else head.verb
        return phrases("words", "states").at(self._source, verb, part.last) is not None

    def _is_empty(self, held: Piece) -> bool:
        """Whether a piece asks nothing: "đề nghị" before a colon, "Phòng X thực hiện"."""
        asks = phrases("words", "asking frames").at(self._source, held.first, held.last)
        carries = phrases("words", "carrying out").at(self._source, held.first, held.last)
        return held.last <= held.first or any(
            found is not None and held.first + found[0] >= held.last for found in (asks, carries)
        )
