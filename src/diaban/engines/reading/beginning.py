"""Where a duty begins: at an outcome, behind a binding word, or where only the place tells."""

from __future__ import annotations

from dataclasses import replace

from diaban.engines.reading.asking import Asking
from diaban.engines.reading.carrying import counts_those
from diaban.engines.reading.dates import Term
from diaban.engines.reading.grounds import UNTOLD, Grounds
from diaban.engines.reading.heads import Head, find_modal, verb_group
from diaban.engines.reading.joining import Joining
from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.outcomes import Outcomes
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.pieces import Mood, Piece
from diaban.engines.reading.sentences import Part, Sentence
from diaban.engines.reading.source import Source


class Beginning(Joining, Outcomes, Grounds, Asking):
    """Opens and closes the duties of a sentence, and keeps who was named on the way."""

    def __init__(self, source: Source, sentence: Sentence, terms: list[Term], mood: Mood) -> None:
        super().__init__(source, sentence, terms, mood)
        self._cut = ""
        self._lead: tuple[int, int] | None = None
        self._names: int | None = None  # where a list of names began
        self._condition = ""
        self._understood = False

    # outcomes

    def _is_outcome(self, part: Part, head: Head) -> bool:
        source = self._source
        if head.past or (self._cut and not head.connective):
            return False
        place = head.lead[0] if head.lead is not None and not head.frame else head.start
        if head.striving and head.verb is None:
            place = head.verb_end
        place = self._behind_terms(place)
        if place >= part.last:
            return False
        if self._is_of_past_year(place, part) and not (head.striving or head.must):
            return False
        if self._opens_outcome(place, part):
            return self._may(head)
        opens = part.mark in {"", ";"} or self._opens_sentence(part)
        aims = self._mood.kind == "aim" and opens and self._open is None
        if not aims or (head.verb is not None and head.lead is None):
            return False
        counted = source.words[place] == "có" and self._counts_in(part)
        told = counted or source.words[place] not in UNTOLD
        told = told and not self._was_reached(place, part)
        return part.last - part.first >= 4 and told and self._may(head)

    def _begin_outcome(self, part: Part, head: Head) -> None:
        if (
            self._open is not None
            and self._open.last == part.first
            and not self._open.outcome
            and self._is_bare(self._open)
            and part.mark != ";"
        ):
            self._open.last = part.last
            self._open.outcome = True
            return
        if head.connective == "trong đó" or self._open is not None:
            self._close()
        place = head.lead[0] if head.lead is not None else head.start
        place = self._behind_terms(place)
        if head.lead is not None and head.pledge and head.verb is None and not head.frame:
            self._start(part, head)  # "Công an thành phố phấn đấu 85% người có mã"
            self._open = self._open and replace(self._open, outcome=True)
            return
        covered = self._is_covered(place, part)
        sure = not covered or self._is_ahead(part) or self._mood.genre != "plain"
        reached = self._reached_by(place, part) if covered else None
        if reached is not None and head.lead is not None and self._acts(reached, head):
            head = replace(head, start=reached, lead=(head.lead[0], reached))
            self._start(part, head, sure=sure)
            self._open = self._open and replace(self._open, outcome=True)
            return
        self._start(part, head, outcome=True, sure=sure)

    # binding words, names and places

    def _bound_inside(self, part: Part, head: Head) -> bool:
        """Begin a duty where a condition runs on without a comma: "Trường hợp … phải …"."""
        modal = find_modal(self._source, head, self._terms)
        if modal is None or not modal.must or modal.verb is None or not self._may(modal):
            return False
        start = head.start if self._is_limited(head) else self._modal_place(modal)
        self._start(part, replace(modal, start=start, topic=False))
        return True

    def _must_behind(self, part: Part, head: Head) -> Head:
        """Return the head from "phải" on: "Các doanh nghiệp có cáp treo trên cột phải gắn thẻ"."""
        source = self._source
        if head.lead is None or head.frame or head.binding or head.verb is None or head.past:
            return head
        if phrases("words", "causing").at(source, head.verb, part.last):
            return head
        if self._acts_by_itself(head):
            return head
        behind = replace(head, start=head.verb_end, lead=None)
        modal = find_modal(source, behind, self._terms)
        if modal is None or not modal.must or modal.verb is None:
            return head
        place = self._modal_place(modal)
        return replace(modal, start=place, lead=(head.lead[0], place), topic=False)

    def _must_yet(self, part: Part, head: Head) -> bool:
        """Begin a duty of those who have not done a thing: "các xã chưa … phải hoàn thành"."""
        if head.lead is None or not head.past:
            return False
        modal = find_modal(self._source, replace(head, start=head.lead[1], past=False), self._terms)
        if modal is None or not modal.must or not self._may(modal):
            return False
        place = self._modal_place(modal)
        self._start(part, replace(modal, start=place, lead=(head.lead[0], place), topic=False))
        return True

    def _starts_share(self, held: Piece, part: Part, head: Head) -> bool:
        number = self._share_of(held, part, head)
        if number is None:
            return False
        self._start(part, replace(head, start=number, verb_end=number, lead=(part.first, number)))
        return True

    def _ends_names(self, part: Part, head: Head) -> bool:
        """Begin a duty behind a row of names: "doanh nghiệp bưu chính, viễn thông báo cáo …"."""
        if self._names is None or part.mark != ",":
            return False
        behind = self._behind_matter(part)
        acted = verb_group(
            self._source, replace(head, start=behind), behind, self._terms, opens=False
        )
        if behind == part.first or acted.verb is None or not self._may(acted):
            return False
        self._start(part, replace(acted, lead=(self._names, behind)))
        return True

    def _begins_unseen(self, part: Part, head: Head) -> bool:
        """Begin a duty that only a binding word, a name no list knows, or the place tells."""
        if self._tells_past(part):
            return self._begins_passive(part, head)
        begun = self._unseen(part, head)
        if begun is None or not self._may(begun[0]):
            return False
        self._start(part, begun[0], sure=begun[1])
        return True

    def _unseen(self, part: Part, head: Head) -> tuple[Head, bool] | None:
        """Return how such a duty begins, and whether more than its place tells that it is one."""
        refused = self._first_word(head) == "không" and self._mood.kind in {"asked", "view"}
        if refused and self._may(head):
            return head, True
        if self._forbids_in_list(part, head):
            return head, self._is_ahead(part)
        modal = find_modal(self._source, head, self._terms)
        if modal is not None and self._may(modal):
            return modal, True
        acted = self._handed_in(part, head) or self._unknown_name(part, head)
        if acted is not None and self._may(acted):
            return acted, False
        return (head, False) if self._is_fallback(part, head) else None

    def _begins_passive(self, part: Part, head: Head) -> bool:
        """Begin a duty of a thing that has changed: "Loa đã hỏng phải được thay"."""
        modal = find_modal(self._source, head, self._terms)
        if modal is None or not (modal.topic and modal.must and self._may(modal)):
            return False
        self._start(part, modal)
        return True

    def _begins_matter(self, part: Part, head: Head) -> bool:
        """Begin a duty that tells first what is done: "Việc dọn cáp do Sở Xây dựng chủ trì"."""
        source, first = self._source, head.start
        if part.mark not in {"", ";", ":"} or source.words[first : first + 1] != ("việc",):
            return False
        for place in range(first + 2, part.last - 1):
            if source.words[place] != "do" or not begins_name(source, place + 1, part.last):
                continue
            end = name_end(source, place + 1, part.last)
            behind = next((p for p in range(end, part.last) if self._leads_at(p, part)), None)
            if behind is None or self._tells_past(part):
                return False
            matter = verb_group(source, Head(first, place, first), first + 1, [], opens=True)
            matter = replace(matter, last=part.last, lead=(place + 1, behind))
            if not self._may(matter):
                return False
            self._start(part, matter)
            self._open = self._open and replace(self._open, matter=True)
            return True
        return False

    def _leads_at(self, place: int, part: Part) -> bool:
        return phrases("words", "led by").at(self._source, place, part.last) is not None

    # beginning and ending

    def _start(self, part: Part, head: Head, *, outcome: bool = False, sure: bool = True) -> None:
        inherited = self._open.lead if self._open is not None else None
        self._close()
        lead = self._whole_lead(head) or inherited or self._lead
        row = self._names
        self._cut = self._condition = ""
        self._names = None
        first = head.start
        if head.topic and row is not None:
            first, lead = row, inherited  # "các chợ, các bến phải được dán mã"
        if outcome and head.lead is not None and not head.frame:
            before, first, lead = self._lead, head.lead[0], inherited
            if before is not None and counts_those(self._source, first, part.last, before):
                lead = lead or before
        if outcome:
            first = self._behind_having(first, head)
        self._lead = lead
        self._understood = True
        if phrases("words", "allowed to nobody").at(self._source, first, part.last):
            lead = None
        self._open = Piece(first, part.last, head, lead, outcome, sure, speaker=self._found.speaker)

    def _whole_lead(self, head: Head) -> tuple[int, int] | None:
        if head.lead is None:
            return None
        if self._names is not None and not head.frame and not head.connective:
            return (self._names, head.lead[1])
        return head.lead

    def _close(self) -> None:
        if self._open is not None and not self._is_empty(self._open):
            self._found.pieces.append(self._open)
        self._open = None
