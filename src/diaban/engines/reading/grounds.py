"""What in a sentence is no duty: grounds, occasions, the past, and what only says when."""

from __future__ import annotations

import re
from dataclasses import replace

from diaban.engines.reading.heads import Head, find_modal, verb_group
from diaban.engines.reading.lexicon import alternatives, phrases, sections, single_words, verbs
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.pieces import Piece
from diaban.engines.reading.sentences import Part
from diaban.engines.reading.spans import behind_span
from diaban.engines.reading.view import View

_GROUND_VERBS = single_words("ground verbs")
_DOCUMENT = re.compile(alternatives("grounds named"))
# "Thực hiện Công văn số 67/TTCS-TTTH của Cục": on what grounds a text is written
_CARRIED_OUT = re.compile(
    r"(?:triển khai\s+)?(?:thực hiện|thi hành|căn cứ|tiếp theo|theo)\s+"
    rf"(?:hướng dẫn|{_DOCUMENT.pattern})"
    r"\s+(?:\w+\s+){0,3}số\s*:?\s*\d"
)
_TIMES = frozenset(tuple(said.split()) for said in sections("words")["time labels"])
_TOWARDS = single_words("towards")
_LIMIT = re.compile(r"(?:trong(?:\s+vòng)?|chậm nhất)(?:\s+sau)?\s+\d+\s+(?:giờ|phút|ngày|tuần)")
_INTRODUCING = re.compile(rf"{alternatives('introducing')}$")
MANY = single_words("many")
UNTOLD = single_words("untold")
_LISTING = single_words("listing")
_NOT_BEHIND_NAME = single_words("not behind a name")


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
        if self._open is not None and self._open.outcome and not self._counts_before(part):
            return True  # "4. An toàn thông tin: 100% hệ thống …"
        return head.verb is not None and (capital or head.verb_end < part.last)

    def _counts_before(self, part: Part) -> bool:
        return self._has_figure(Part(self._sentence.first, part.first, ""))

    def _only_parts(self, part: Part) -> bool:
        """Whether "trong đó" before a colon names parts of a task said in full before it."""
        return self._source.words[part.first - 2 : part.first] == ("trong", "đó")

    def _introduces_to(self, word: int) -> bool:
        end = self._source.ends[word - 1]
        return _INTRODUCING.search(self._source.key, max(0, end - 40), end) is not None

    def _is_handed_on(self, part: Part, head: Head) -> bool:
        """Whether "; trình UBND tỉnh trong quý III" hands on what was just named."""
        source = self._source
        if head.verb is None or head.lead is not None or not self._hands_over(head):
            return False
        start = self._receiver(head, part)
        reports = source.words[head.verb] == "báo"  # behind a semicolon one more thing to do
        marks = {","} if reports else {";", ","}
        if part.mark not in marks or part.last - part.first > 16 or start is None:
            return False
        end = name_end(source, start, part.last)
        term = next((t for t in self._terms if self._within(t, part)), None)
        if term is None or (term.recurring and part.mark == ";"):
            return False
        return 0 <= source.words_in(term.start, term.end)[0] - end <= 1

    def _is_resent(self, part: Part, head: Head) -> bool:
        """Whether a term stands alone or with "trình lại" only."""
        if head.verb is None:
            return not self._has_figure(part)
        end = head.verb_end
        if end < part.last and self._source.words[end] == "lại":
            end += 1
        return end >= part.last and self._source.words[head.verb] in {
            "trình",
            "gửi",
            "báo",
        }

    def _is_only_timed(self, part: Part, head: Head) -> bool:
        """Whether a verb has a term and nothing else: ", ban hành trong quý III"."""
        source = self._source
        if part.mark != "," or head.verb is None or head.lead is not None or head.binding:
            return False
        if source.words[head.verb : head.verb_end] in {("sơ", "kết"), ("tổng", "kết")}:
            return False
        if self._share_behind(head.verb_end, part):
            return False
        start = head.verb_end
        for term in self._terms:
            first, last = source.words_in(term.start, term.end)
            if (
                self._within(term, part)
                and head.verb < first <= start + 1
                and last >= part.last - 1
            ):
                return not term.recurring
        return False

    def _only_says_when(self, part: Part, head: Head) -> bool:
        """Whether a part has a term behind words that ask for nothing: "xong trước 10/8"."""
        found = phrases("verbs", "closing").at(self._source, part.first, part.last)
        if head.must or (found is not None and self._must_inside(head)):
            return False
        parts = {"-", ";", ","} | ({":"} if self._is_told_of_term(part) else set())
        only_term = head.term and part.mark in parts and self._is_resent(part, head)
        if (found is None and not only_term) or part.last - part.first > 14:
            return False
        if found is not None and self._share_behind(part.first + found[0], part):
            return False  # "hoàn thành 60% trong quý III"
        told = any(self._within(term, part) for term in self._terms)
        return told or found is None or part.last - part.first <= 4

    def _share_behind(self, place: int, part: Part) -> bool:
        said = self._source.words[place - 1 : min(place + 2, part.last)]
        return any(word.endswith("%") and word != "100%" for word in said)

    def _says_from_when(self, part: Part, head: Head) -> bool:
        """Whether "; thời gian thực hiện từ ngày 12/4" only says when, and asks for nothing."""
        said = self._source.words[part.first : part.first + 2]
        timed = any(self._within(term, part) for term in self._terms)
        return part.mark in {";", ","} and said in _TIMES and timed and not head.must

    def _only_dated(self, part: Part) -> bool:
        """Whether a part is nothing but a term: "Đến hết năm 2027, 90% bệnh viện …"."""
        spans = [self._source.words_in(term.start, term.end) for term in self._terms]
        return any(first <= part.first + 1 and part.last <= last for first, last in spans)

    def _is_told_of_term(self, part: Part) -> bool:
        """Whether "; thời hạn:" stands before a part."""
        before = [one for one in self._parts if one.last <= part.first]
        return bool(before) and self._completes(before[-1])

    def _completes(self, part: Part) -> bool:
        """Whether a part says by when all before it is to be done: "; hoàn thành trước 30/9"."""
        found = phrases("verbs", "completing").at(self._source, part.first, part.last)
        return found is not None and part.mark == ";"

    def _is_limited(self, head: Head) -> bool:
        """Whether a limit opens a duty: "trong vòng 24 giờ phải báo"."""
        source = self._source
        there = head.start < len(source.words)
        return there and _LIMIT.match(source.key, source.starts[head.start]) is not None

    def _only_refuses(self, part: Part, head: Head) -> bool:
        """Whether ", không lùi thêm nữa" only strengthens what was asked."""
        refused = self._first_word(head) == "không" and head.lead is None
        return refused and part.mark == "," and part.last - part.first <= 4

    def _forbids(self, part: Part, head: Head) -> bool:
        """Whether something told in full is not to happen: "không để hồ sơ giấy chạy …"."""
        words = self._source.words[head.start : head.start + 2]
        if words[:1] == ("tránh",):
            return part.mark == ";" and part.last - part.first >= 4
        said = part.last - part.first
        if words[:1] == ("đừng",):
            return part.mark in {"", ";"} and said >= 4
        fewest = 4 if part.mark in {"", "và"} else 14
        return words == ("không", "để") and said >= fewest

    def _forbids_in_list(self, part: Part, head: Head) -> bool:
        """Whether a point of a list says what is no longer to be: "1. Không còn SIM rác"."""
        mood, behind = self._mood, self._source.words[head.start + 1 : head.start + 2]
        listed = mood.kind == "duty" and bool(mood.marker) and mood.genre != "press"
        opens = part.first == self._sentence.first and part.last - head.start >= 4
        refuses = self._first_word(head) == "không" and not UNTOLD.intersection(behind)
        return listed and opens and refuses and head.lead is None

    def _goes_on_counting(self, part: Part) -> bool:
        """Whether "; đến 31/8 còn dưới 1,2 triệu" goes on with numbers to reach."""
        before = self._found.pieces[-1] if self._found.pieces else None
        return before is not None and self._has_figure(part) and self._reaches(before)

    def _reaches(self, held: Piece) -> bool:
        return held.outcome or held.head.striving

    def _must_inside(self, head: Head) -> bool:
        modal = find_modal(self._source, head, self._terms)
        return modal is not None and modal.must

    def _inner_frame(self, part: Part) -> bool:
        """Whether somebody begins to ask in the middle of a condition without a comma."""
        source = self._source
        for place in range(part.first + 1, part.last):
            found = phrases("words", "asking frames").at(source, place, part.last)
            if (
                found
                and not self._sentence.hides(source.starts[place])
                and place + found[0] == part.last
            ):
                self._found.asked = True
                return False
        return False

    def _is_apart_by_modal(self, modal: Head) -> bool:
        said = self._source.words[modal.start : modal.verb or modal.start]
        return modal.topic and (modal.must or "nào" in said or said[:1] == ("quá",))

    def _is_manner(self, number: int, part: Part, head: Head) -> bool:
        """Whether "Bám sát nhiệm vụ chính trị, …" only says how to do what comes next."""
        if part.mark or head.lead is not None or number + 1 >= len(self._parts):
            return False
        found = phrases("words", "manner").at(self._source, head.start, part.last)
        following = self._heads[number + 1]
        acts = following.verb is not None or following.lead is not None
        return found is not None and self._parts[number + 1].mark == "," and acts

    def _says_who_pays(self, part: Part) -> bool:
        """Whether ", chi phí do doanh nghiệp chi trả" only tells who bears what was asked."""
        said = self._source.words[part.first : part.last]
        if part.mark != "," or "do" not in said[1:4] or said[0] not in {"chi", "kinh"}:
            return False
        return begins_name(self._source, part.first + said.index("do") + 1, part.last)

    def _says_never(self, part: Part) -> bool:
        found = phrases("words", "never part").within(self._source, part.first, part.last)
        head = next(head for head in self._heads if head.first == part.first)
        behind = part.last if head.verb is None or head.lead is not None else head.verb_end
        direct = self._source.words[part.first : part.first + 2] == ("trực", "tiếp")
        # "xác định người đứng đầu chịu trách nhiệm về …" asks
        return any(place < behind for place, _, _ in found) and not (
            direct and bool(self._mood.marker)
        )

    def _is_matter(self, number: int, part: Part, head: Head) -> bool:
        """Whether "Riêng đề nghị của X, Sở Y …" only names what somebody is asked about."""
        if head.connective not in {"riêng", "đối với"} or head.lead or head.frame or head.binding:
            return False
        if number + 1 >= len(self._parts) or self._parts[number + 1].mark != ",":
            return False
        following = self._heads[number + 1]
        named = following.lead is not None and self._source.is_capital(following.lead[0])
        return named and following.verb is not None

    def _is_occasion(self, number: int, part: Part, head: Head) -> bool:
        """Whether a part only says what somebody is, or on what occasion he speaks."""
        source = self._source
        is_what = (
            source.words[head.start : head.start + 1] == ("là",)
            and verbs().at(source, head.start, part.last) is None
        )
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

    def _acts_by_itself(self, head: Head) -> bool:
        """Whether one who is named acts, on what must be: "UBND Huế lập danh mục tuyến phải bó"."""
        source = self._source
        if head.lead is None or head.verb is None or head.weak:
            return False
        named = source.is_capital(head.lead[1] - 1) or source.words[head.lead[1] - 1] == "tỉnh"
        return named and not MANY.intersection(source.words[head.lead[0] : head.lead[1]])

    def _modal_place(self, modal: Head) -> int:
        place = modal.verb or modal.start
        while place > modal.start and phrases("words", "modals").at(
            self._source, place - 1, modal.last
        ):
            place -= 1
        return place

    def _is_ground(self, number: int, part: Part) -> bool:
        """Whether "Thực hiện Quyết định số …" only says why somebody asks next."""
        opens = part.mark == "" or (number == 1 and self._heads[0].start >= self._parts[0].last - 2)
        if not opens or self._source.words[part.first] not in _GROUND_VERBS:
            return False
        key = self._source.key[self._source.starts[part.first] : self._source.ends[part.last - 1]]
        if number == 0 and self._mood.opens and _CARRIED_OUT.match(key):
            return True
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
            or self._first_word(head) == "không"
            or behind_span(source, part.first, part.last) is not None
        ):
            return None
        for place in range(part.first + 2, min(part.last, part.first + 12)):
            if (
                not source.tight[place - 1]
                or source.words[place] in UNTOLD
                or source.words[place] in _NOT_BEHIND_NAME
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

    def _handed_in(self, part: Part, head: Head) -> Head | None:
        """Return the head of a thing to be sent: "Kết quả thực hiện gửi về Sở trước ngày 25/6"."""
        source = self._source
        if part.mark not in {"", ";"} or not phrases("words", "handed in").at(
            source, head.start, part.last
        ):
            return None
        for place in range(head.start + 2, min(part.last - 1, head.start + 14)):
            if source.words[place] in {"gửi", "nộp"} and source.words[place + 1] in _TOWARDS:
                acted = verb_group(source, replace(head, lead=None), place, [], opens=False)
                return replace(acted, start=head.start, topic=True)
        return None

    def _follows_on(self, part: Part) -> bool:
        """Whether a part behind a semicolon goes on with a row of duties without a known verb."""
        said = self._source.words[part.first : part.last]
        if self._mood.genre == "press":
            return False
        tells = {"đã", "đang"} if self._has_figure(part) else {"đã", "đang", "còn"}
        told = any(word in UNTOLD or word in tells for word in said[:6])
        aims = self._mood.kind == "aim" and self._has_figure(part)
        return (aims or self._mood.kind == "duty") and len(said) >= 4 and not told

    def _is_fallback(self, part: Part, head: Head) -> bool:
        """Whether the place alone suggests a duty: an item of a list of tasks."""
        if part.mark == ";" and self._found.pieces:
            return self._follows_on(part)
        if self._mood.kind != "duty" or self._mood.genre == "press" or not self._mood.marker:
            return False
        if part.first != self._sentence.first or part.last - part.first < 3 or head.term:
            return False
        if self._source.words[part.first] in {"được", "bị"} or self._begins_now(part):
            return False
        if any(
            self._source.words[place] in _LISTING
            for place in range(part.first, min(part.last, part.first + 12))
        ):
            return False
        return not head.condition and self._mood.marker in {"dash", "plus", "bullet", "letter"}
