"""What in a sentence is no duty: grounds, occasions, the past, and what only says when."""

from __future__ import annotations

import re
from dataclasses import replace

from diaban.engines.reading.heads import Head, verb_group
from diaban.engines.reading.lexicon import alternatives, phrases, verbs
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.sentences import Part
from diaban.engines.reading.view import View

_GROUND_VERBS = frozenset({"thực", "triển", "thi", "tiếp", "căn", "chấp", "theo"})
_DOCUMENT = re.compile(
    r"quyết định|nghị quyết|chỉ thị|công văn|kế hoạch|nghị định|thông báo|luật|chương trình|đề án"
    r"|kết luận|công điện|văn bản|thông tư|ý kiến"
)
_INTRODUCING = re.compile(rf"{alternatives('introducing')}$")
UNTOLD = frozenset({"là", "được", "bị", "có", "gồm", "thuộc", "mà"})


class Grounds(View):
    """Questions about the parts around a duty."""

    def _labels(self, part: Part) -> bool:
        """Whether what stands before a colon only names what is asked: "1. Nhân lực: cử …"."""
        numbered = self._mood.marker in {"number", "decimal2", "decimal3", "letter", "roman"}
        capital = self._source.is_capital(part.first)
        short = part.first - self._sentence.first <= (15 if capital else 6)
        if part.mark != ":" or not numbered or not short:
            return False
        head = next(head for head in self._heads if head.first == part.first)
        return head.verb is not None and (capital or head.verb_end < part.last)

    def _introduces_to(self, word: int) -> bool:
        end = self._source.ends[word - 1]
        return _INTRODUCING.search(self._source.key, max(0, end - 40), end) is not None

    def _is_handed_on(self, part: Part, head: Head) -> bool:
        """Whether "; trình UBND tỉnh trong quý III" hands on what was just named."""
        source = self._source
        if (
            head.verb is None
            or head.lead is not None
            or source.words[head.verb_end - 1] not in {"trình", "gửi"}
        ):
            return False
        if (
            part.mark not in {";", ","}
            or part.last - part.first > 16
            or not begins_name(source, head.verb_end, part.last)
        ):
            return False
        end = name_end(source, head.verb_end, part.last)
        term = next((t for t in self._terms if self._within(t, part)), None)
        return term is not None and source.words_in(term.start, term.end)[0] <= end + 1

    def _is_resent(self, part: Part, head: Head) -> bool:
        """Whether a term stands alone or with "trình lại" only."""
        if head.verb is None:
            return True
        return head.verb_end >= part.last and self._source.words[head.verb] in {
            "trình",
            "gửi",
            "báo",
        }

    def _says_never(self, part: Part) -> bool:
        found = phrases("words", "never part").within(self._source, part.first, part.last)
        return any(True for _ in found)

    def _is_occasion(self, number: int, part: Part, head: Head) -> bool:
        """Whether a part only says what somebody is, or on what occasion he speaks."""
        is_what = self._source.words[head.start : head.start + 1] == ("là",)
        return is_what or self._opens_news(number, part, head)

    def _opens_news(self, number: int, part: Part, head: Head) -> bool:
        """Whether "Kết luận hội nghị, …" only says on what occasion somebody speaks next."""
        if self._mood.genre != "press" or part.mark or head.lead or head.frame or head.binding:
            return False
        if number + 1 >= len(self._heads) or self._parts[number + 1].mark != ",":
            return False
        following = self._heads[number + 1]
        person = following.speaker or following.lead
        return (
            person is not None
            and phrases("words", "pronouns").at(self._source, *person) is not None
        )

    def _modal_place(self, modal: Head) -> int:
        place = modal.verb or modal.start
        while place > modal.start and phrases("words", "modals").at(
            self._source, place - 1, modal.last
        ):
            place -= 1
        return place

    def _is_ground(self, number: int, part: Part) -> bool:
        """Whether "Thực hiện Quyết định số …" only says why somebody asks next."""
        if part.mark != "" or self._source.words[part.first] not in _GROUND_VERBS:
            return False
        key = self._source.key[self._source.starts[part.first] : self._source.ends[part.last - 1]]
        return _DOCUMENT.search(key[:60]) is not None and self._acted_later(number)

    def _acted_later(self, number: int) -> bool:
        return any(
            head.frame or (head.lead is not None and head.verb is not None)
            for head in self._heads[number + 1 :]
        )

    def _unknown_name(self, part: Part, head: Head) -> Head | None:
        """Return the head behind a name that no list knows: "Đảng đoàn HĐND tỉnh lãnh đạo …"."""
        source = self._source
        listed = self._mood.kind == "duty" and self._mood.marker in {
            "number",
            "letter",
            "dash",
            "plus",
            "bullet",
            "decimal2",
        }
        if (
            not listed
            or part.first != self._sentence.first
            or head.condition
            or head.term
            or self._mood.genre == "press"
        ):
            return None
        for place in range(part.first + 2, min(part.last, part.first + 12)):
            if (
                not source.tight[place - 1]
                or source.words[place] in UNTOLD
                or source.words[place] in {"đã", "đang", "để", "cho", "của", "về"}
            ):
                return None
            verb = verbs().at(source, place, part.last)
            if verb is not None and verb[0] > 1 and not verb[1][1] and not source.is_capital(place):
                return verb_group(
                    source,
                    replace(head, lead=(part.first, place), start=place),
                    place,
                    [],
                    opens=False,
                )
        return None

    def _tells_past(self, part: Part) -> bool:
        return any(
            True for _ in phrases("words", "past").within(self._source, part.first, part.last)
        )

    def _is_fallback(self, part: Part, head: Head) -> bool:
        """Whether the place alone suggests a duty: an item of a list of tasks."""
        if self._mood.kind != "duty" or self._mood.genre == "press" or not self._mood.marker:
            return False
        if part.first != self._sentence.first or part.last - part.first < 3 or head.term:
            return False
        if any(
            self._source.words[place] in {"là", "gồm", "thuộc"}
            for place in range(part.first, min(part.last, part.first + 12))
        ):
            return False
        return not head.condition and self._mood.marker in {"dash", "plus", "bullet", "letter"}
