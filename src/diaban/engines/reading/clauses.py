"""From the parts of a sentence to its duties: which begin one, go on with one, or end it."""

from __future__ import annotations

from diaban.engines.reading.beginning import Beginning
from diaban.engines.reading.dates import Term
from diaban.engines.reading.doubting import is_fragment
from diaban.engines.reading.grounds import MANY
from diaban.engines.reading.heads import Head, find_modal
from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.pieces import Heard, Mood, Piece, head_of_both
from diaban.engines.reading.sentences import Part, Sentence
from diaban.engines.reading.silent import asks_nothing
from diaban.engines.reading.source import Source
from diaban.engines.reading.voices import asks_upward


def read_sentence(source: Source, sentence: Sentence, terms: list[Term], mood: Mood) -> Heard:
    """Return the duties of one sentence."""
    if asks_nothing(source, sentence):
        return Heard()
    return _Grouping(source, sentence, terms, mood).run()


class _Grouping(Beginning):
    def __init__(self, source: Source, sentence: Sentence, terms: list[Term], mood: Mood) -> None:
        super().__init__(source, sentence, terms, mood)
        self._rejected_past = False
        self._idle = False

    def run(self) -> Heard:
        for number, part in enumerate(self._parts):
            self._take(number, part, self._heads[number])
        self._end()
        self._found.read = bool(self._found.pieces) or self._understood
        self._found.lead = self._lead
        return self._found

    def _end(self) -> None:
        """Close the sentence; what announces tasks behind a colon is none itself."""
        before = self._found.pieces[-1] if self._found.pieces and self._open is None else self._open
        behind = self._source.ends[self._sentence.last - 1]
        announces = self._source.key[behind : behind + 2].lstrip().startswith(":")
        parts = "trong đó" in self._source.key[behind - 9 : behind]
        if (
            before is not None
            and announces
            and not parts
            and (self._introduces_to(self._sentence.last) or is_fragment(self._source, before))
        ):
            self._found.asked = True
            self._open = None
            if self._found.pieces and self._found.pieces[-1] is before:
                self._found.pieces.pop()
            self._understood = True
            return
        if announces and self._introduces_to(self._sentence.last):
            self._found.asked = True
        self._close()

    # one part

    def _take(self, number: int, part: Part, head: Head) -> None:
        if self._goes_with_open(number, part, head):
            return
        if head.frame:
            self._enter_frame(head)
        if self._is_aside(number, part, head):
            if self._cut or self._condition == "ground" or head.condition:
                self._refuse(part.first, part.last)
            return
        if self._begins_matter(part, head):
            return
        if self._is_outcome(part, head):
            self._begin_outcome(part, head)
        elif head.verb is not None:
            self._take_verb(number, part, head)
        elif head.lead is not None:
            self._take_name(part, head)
        else:
            self._take_other(part, head)

    def _goes_with_open(self, number: int, part: Part, head: Head) -> bool:
        """Go on with the duty before, where a part lists more of it or only says when."""
        if self._open is not None and self._lists_things(number, part, head):
            self._extend(self._open, part)
            self._settle(self._open, part)
            return True
        if part.mark in {";", ":"}:
            self._pause(part)
        return self._closes_task(part, head) or (
            bool(head.frame) and self._shares_object(part, head)
        )

    def _pause(self, part: Part) -> None:
        introduces = part.mark == ":" and self._introduces(part)
        if introduces and self._mood.genre == "press" and self._lead and not self._rejected_past:
            self._frame = "asking"
            self._rejected = False
            self._found.speaker = self._found.speaker or self._lead
        if introduces and self._only_parts(part):
            self._close()
        if self._open is not None and (part.mark == ";" or introduces or self._labels(part)):
            self._close()
            if self._labels(part) and self._found.pieces:
                self._found.pieces.pop()
            elif introduces and self._found.pieces:
                self._found.pieces.pop()
                self._frame = "asking"
        self._cut = ""
        self._condition = ""
        self._idle = False
        if part.mark == ";":
            self._names = None

    def _introduces(self, part: Part) -> bool:
        """Whether a colon announces tasks: what is before only leads to them."""
        return self._introduces_to(part.first)

    def _closes_task(self, part: Part, head: Head) -> bool:
        """Add "xong trước ngày 10/8" and its like to the task before."""
        last = self._open or (self._found.pieces[-1] if self._found.pieces else None)
        if last is None or part.first == self._sentence.first:
            return False
        says_when = self._only_says_when(part, head)
        if says_when and self._opens_with_term(part) and not self._completes(part):
            return False
        if says_when or self._is_handed_on(part, head) or self._is_only_timed(part, head):
            last.last = part.last
            self._settle(last, part)
            completes = self._completes(part) or (last.finished and part.mark == ":")
            last.finished = says_when and completes
            return True
        return False

    def _shares_object(self, part: Part, head: Head) -> bool:
        """Go on with "Rà soát, đề nghị doanh nghiệp xử lý các điểm sóng yếu"."""
        held = self._open
        if held is None or part.mark != "," or head.speaker or not self._is_bare(held):
            return False
        self._extend(held, part)
        self._settle(held, part)
        return True

    def _settle(self, held: Piece, part: Part) -> None:
        """Say that a part is surely of the duty before it."""
        held.settled |= {part.first}

    def _enter_frame(self, head: Head) -> None:
        self._close()
        self._cut = ""
        self._condition = ""
        self._idle = False
        self._frame = head.frame
        self._understood = True
        self._rejected = False
        self._names = None
        self._lead = head.lead
        asked = head.lead or (head.start, head.start)
        self._upward = asks_upward(self._mood.voice, self._source.slice(*asked))
        if head.speaker is not None:
            self._found.speaker = head.speaker
        if head.frame == "asking" and not self._upward:
            self._found.asked = True

    def _is_aside(self, number: int, part: Part, head: Head) -> bool:
        """Whether a part is a purpose, a condition, or a ground, and says no duty."""
        if self._says_never(part) or self._says_who_pays(part) or self._says_from_when(part, head):
            self._close()
            self._understood = True
            self._refuse(part.first, part.last)
            return True
        if self._is_purpose(part, head):
            self._cut = head.purpose if self._cut != "hard" else "hard"
            self._close()
            return True
        if self._cut and not head.frame and self._stays_cut(part, head):
            return True
        if self._open is None and self._says_no_task(number, part, head):
            self._understood = True
            return True
        if self._open is not None or head.frame:
            return False
        return self._is_condition(number, part, head)

    def _says_no_task(self, number: int, part: Part, head: Head) -> bool:
        """Whether a part is an occasion, a manner, or a condition that ends in "thì"."""
        questions = (self._is_occasion, self._is_manner, self._is_matter)
        if any(question(number, part, head) for question in questions):
            return True
        concludes = number + 1 < len(self._parts) and self._parts[number + 1].mark == "thì"
        return concludes and not head.frame

    def _stays_cut(self, part: Part, head: Head) -> bool:
        if self._cut == "soft":
            words = self._source.words[head.start : head.start + 2]
            refuses = words == ("không", "để") and not self._forbids(part, head)
            return head.weak or refuses or head.verb_end >= part.last
        return not (head.binding or head.connective == "đồng thời")

    def _is_purpose(self, part: Part, head: Head) -> bool:
        if self._open is None or part.mark in {"", ";", ":"}:
            return False
        refused = "không" in self._source.words[self._open.last - 3 : self._open.last]
        settled = self._is_directed(self._open) or refused
        if self._only_refuses(part, head) and not settled:
            return True
        if not head.purpose or self._forbids(part, head):
            return False
        if head.binding and self._first_word(head) != "không":
            return False
        if head.purpose == "soft" and self._has_figure(part):
            return False  # "bảo đảm 100% hệ thống được phê duyệt" is an outcome
        bare = self._is_bare(self._open) and not self._ends_in_aim(self._open)
        return head.purpose == "hard" or head.verb is None or not bare

    def _is_condition(self, number: int, part: Part, head: Head) -> bool:
        if part.mark == ";" and self._goes_on_counting(part):
            return False
        if head.purpose == "hard" and part.mark in {"", ";"} and not self._forbids(part, head):
            self._condition = "other"
            return self._skips(number, head)
        if self._is_ground(number, part):
            self._condition = "ground"
            self._understood = True
            return True
        reached = self._opens_outcome(self._behind_terms(head.start), part)
        if head.condition and head.verb is None and not reached:
            self._condition = head.condition
            self._understood = True
            return (
                self._spoken_by(part, head)
                or self._bound_inside(part, head)
                or not self._inner_frame(part)
            )
        if self._condition and head.lead is None and not head.binding:
            reached = reached and self._only_dated(self._parts[number - 1])
            return self._acted_later(number) and not reached
        return False

    def _spoken_by(self, part: Part, head: Head) -> bool:
        """Whether "Theo Thứ trưởng" names who speaks."""
        source = self._source
        place = head.start + 1
        named = phrases("words", "pronouns").at(source, place, part.last)
        if source.words[head.start : place] != ("theo",) or named is None:
            return False
        self._frame = "telling"
        self._found.speaker = (place, part.last)
        return True

    def _skips(self, number: int, head: Head) -> bool:
        self._understood = True
        return head.frame == "" and not self._inner_frame(self._parts[number])

    # verbs

    def _take_verb(self, number: int, part: Part, head: Head) -> None:
        held = self._open
        head = self._must_behind(part, head)
        joined = part.mark in {",", "và", "-"} and not head.frame
        if held is not None and joined and self._is_one(number, held, part, head):
            if self._waits_for_object(held, part, head):
                self._settle(held, part)
            self._extend(held, part, head)
            return
        self._hear_name(head)
        if self._idle and head.weak and part.mark in {",", "và"} and not head.frame:
            return
        if self._may(head):
            self._start(part, head)
        elif held is not None and joined and self._mood.kind == "asked":
            self._extend(held, part)
        elif not self._must_yet(part, head):
            self._reject(head)

    def _is_one(self, number: int, held: Piece, part: Part, head: Head) -> bool:
        if held.matter and head.lead is None:
            return True
        if self._begins_apart(part, head):
            return self._is_noun(number, part, head)
        return (
            self._trails(part, head)
            or self._goes_on(held, part, head)
            or self._is_noun(number, part, head)
        )

    def _extend(self, held: Piece, part: Part, head: Head | None = None) -> None:
        if self._compares(part) or (held.head.verb is None and not self._has_number(held)):
            self._settle(held, part)  # ", tăng 15% so với …"; a row of things not told of yet
        held.bare = (
            head is None and part.last - part.first == 1 and held.parts == 1 and self._is_bare(held)
        )
        held.last = part.last
        held.parts += 1
        if head is not None and held.head.verb_class == "new":
            held.head = head_of_both(held.head, head)

    # names and the rest

    def _take_name(self, part: Part, head: Head) -> None:
        if self._open is not None and self._starts_share(self._open, part, head):
            return
        if self._open is not None and part.mark in {",", "và", "-"}:
            self._extend(self._open, part)
            return
        modal = find_modal(self._source, head, self._terms)
        if modal is not None and self._may(modal):
            self._start(part, modal)
            return
        if (head.striving or head.pledge) and self._may(head):
            self._frame = "asking"
        self._understood = True
        self._hear_name(head)
        past = not head.frame and (head.past or self._tells_past(part))
        if past or self._is_refused(head):
            self._refuse(part.first, part.last)
        self._rejected = self._rejected or past or self._narrates(head)
        first, behind = head.lead or (part.first, part.last)
        first = first if self._names is None else self._names
        # a name with more behind it ends a list of names
        self._lead, self._names = (first, behind), first if behind >= part.last else None

    def _hear_name(self, head: Head) -> None:
        """Remember a person of a news report as the one who speaks from here on."""
        if (
            head.lead is not None
            and not head.frame
            and self._mood.genre == "press"
            and phrases("words", "pronouns").at(self._source, head.lead[0], head.lead[1])
            and not MANY.intersection(self._source.words[head.lead[0] : head.lead[1]])
        ):
            self._found.speaker = head.lead

    def _take_other(self, part: Part, head: Head) -> None:
        if self._cut:
            return
        if self._open is not None:
            modal = find_modal(self._source, head, self._terms)
            if modal is not None and self._is_apart_by_modal(modal) and self._may(modal):
                self._start(part, modal)  # ", mọi kiến nghị phải được trả lời"
                return
            self._extend(self._open, part)
        elif self._ends_names(part, head):
            return
        elif self._names is not None and part.mark == "," and part.last - part.first <= 4:
            self._lead = (self._names, part.last)
        elif not self._begins_unseen(part, head):
            self._idle = True  # nothing asked: a weak verb behind a comma goes on with that
            if head.past or self._tells_past(part):
                self._reject(head)
                self._refuse(part.first, part.last)
                self._rejected = True

    def _refuse(self, first: int, last: int) -> None:
        """Say that words surely ask nothing."""
        self._found.refused.append((first, last))

    def _reject(self, head: Head) -> None:
        self._close()
        if self._is_refused(head):
            self._refuse(head.first, head.last)
        self._understood = True
        if head.lead is not None and not (head.frame or self._issues(head)):
            self._lead = head.lead
        if head.past or self._narrates(head):
            self._rejected = self._rejected_past = True
            self._found.past = True
