"""Whether a part of a sentence goes on with the duty before it."""

from __future__ import annotations

from diaban.engines.reading.heads import Head, holds_object
from diaban.engines.reading.lexicon import phrases, sections, verbs
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.pieces import Piece
from diaban.engines.reading.rows import Rows
from diaban.engines.reading.sentences import Part

_GOVERNING = frozenset(sections("words")["governing ends"])
_DIRECTING = (("chỉ", "đạo"), ("đôn", "đốc"), ("yêu", "cầu"), ("giao", "cho"))
_RELATING = frozenset({"do", "khi", "sau", "trước", "đã"})
# "… tại cuộc họp", "… xem xét, quyết định", "… tổng hợp"
_RECEIVED = frozenset({"tại", "xem", "quyết", "định", "phê", "cho", "để", "tổng"})
_ROW_ENDS = (("có", "liên", "quan"), ("liên", "quan"))
_INNER = frozenset({"khi", "việc"})
_TOGETHER = frozenset({"phối", "cùng", "liên", "hợp"})


class Joining(Rows):
    """Questions about a duty in the making and the part behind it."""

    def _goes_on(self, held: Piece, part: Part, head: Head) -> bool:
        """Whether a part with a verb goes on with the duty before it."""
        if self._begins_apart(part, head):
            return False
        return self._waits_for_object(held, part, head) or self._belongs(held, part, head)

    def _belongs(self, held: Piece, part: Part, head: Head) -> bool:
        """Whether a verb is of the duty before it, by what that lacks or holds."""
        if self._is_bare(held) or self._awaits_verb(held):
            alone = head.weak or head.verb_end >= part.last or self._sends_on(part, head)
            return alone or not (self._is_complete(held) or self._ends_within(held))
        if self._has_figures(held) and self._has_figure(part) and head.verb is not None:
            return self._compares(part)  # each with a number of its own
        if held.outcome and self._keeps_outcome(held, part, head):
            return True
        if head.lead is not None:
            return not self._source.is_capital(part.first) or not self._is_apart(part, head)
        return (
            self._sends_on(part, head)
            or self._only_repeats(part, head)
            or self._is_governed(held, head)
            or self._lists_on(held, part, head)
        )

    def _waits_for_object(self, held: Piece, part: Part, head: Head) -> bool:
        """Whether an inner verb shares its object with the next: "khi xây dựng, triển khai …"."""
        words, last = self._source.words, held.last
        if part.mark not in {",", "và"} or head.verb != part.first or head.binding:
            return False
        for place in range(max(held.head.verb_end, last - 5), last - 1):
            verb = verbs().at(self._source, place + 1, last)
            inner = words[place] in _INNER and verb is not None
            if inner and verb is not None and place + 1 + verb[0] == last:
                return True
        return False

    def _opens_with_term(self, part: Part) -> bool:
        """Whether a term behind a semicolon is of what follows: "…; đến hết năm 2027, 85% hộ"."""
        place = self._parts.index(part) + 1
        return part.mark == ";" and place < len(self._parts) and self._parts[place].mark == ","

    def _begins_apart(self, part: Part, head: Head) -> bool:
        """Whether somebody else must act, or a number of its own is to be reached."""
        if head.lead is not None and (
            head.binding or head.pledge or self._is_each_acting(part, head)
        ):
            return True
        if head.purpose and (self._has_share(part) or self._bounds_each(part)):
            return True
        if head.verb_class == "finish" and self._reaches_share(head.verb_end, part):
            return True  # ", hoàn thành 60% trong quý III"
        own = head.connective == "trong đó" or head.term or self._is_bounded(part, head)
        return own and self._counts_in(part) and self._has_figure(part)

    def _bounds_each(self, part: Part) -> bool:
        """Whether each is to reach a number: "bảo đảm mỗi điểm mở cửa tối thiểu 4 giờ/ngày"."""
        said = self._source.words[part.first : part.last]
        each = "mỗi" in said or "từng" in said
        return each and self._has_figure(part) and bool({"thiểu", "nhất", "dưới"} & set(said))

    def _reaches_share(self, place: int, part: Part) -> bool:
        """Whether a share stands right behind a word, and not all there is."""
        said = self._source.words[max(part.first, place) : min(place + 2, part.last)]
        return any(word.endswith("%") and word != "100%" for word in said)

    def _is_each_acting(self, part: Part, head: Head) -> bool:
        """Whether each of many does so much: ", mỗi tỉnh thí điểm từ 5 - 7 xã"."""
        each = head.lead is not None and self._source.words[head.lead[0]] == "mỗi"
        return each and not head.weak and self._has_figure(part)

    def _is_bounded(self, part: Part, head: Head) -> bool:
        """Whether a bound stands right behind the verb: "kết nối thêm ít nhất 06 hệ thống"."""
        said = self._source.words[head.verb_end : min(part.last, head.verb_end + 3)]
        return head.lead is None and part.mark == "," and ("nhất" in said or "thiểu" in said)

    def _keeps_outcome(self, held: Piece, part: Part, head: Head) -> bool:
        """Whether an outcome lacks its number yet, or says one more thing of the same."""
        if not self._has_number(held) or self._compares(part):
            return True
        return part.mark == "và" and not (head.binding or self._counts_in(part))

    def _is_governed(self, held: Piece, head: Head) -> bool:
        governed = self._governed(held)
        if self._source.words[held.first : held.first + 2] == ("không", "để") and head.weak:
            return True
        if self._first_word(head) == "không" and self._is_directed(held):
            return True
        if governed == "strict":
            return not self._commands(head)
        return bool(governed) and (head.weak or self._begins_weakly(head))

    def _begins_weakly(self, head: Head) -> bool:
        """Whether a verb and its object begin like a noun: "khai thác dữ liệu"."""
        length = 0 if head.verb is None else head.verb_end - head.verb
        if head.verb is None or length > 4 or not holds_object(self._source, head.verb, length):
            return False
        first = verbs().at(self._source, head.verb, head.verb + 2)
        return first is not None and first[0] == 2 and first[1][1]

    def _is_noun(self, number: int, part: Part, head: Head) -> bool:
        """Whether a weak verb at the end is the last of a list of things: "báo chí, xuất bản"."""
        if not head.weak or head.verb_end < part.last:
            return False
        return number + 1 == len(self._parts) or self._parts[number + 1].mark == ";"

    def _compares(self, part: Part) -> bool:
        """Whether a part only compares the number before: "tăng 15% so với năm 2021"."""
        words = self._source.words
        return words[part.first] in {"tăng", "giảm", "bằng", "tương"} and _is_times(
            words[min(part.first + 1, part.last - 1)]
        )

    def _has_share(self, part: Part) -> bool:
        return any(w.endswith("%") for w in self._source.words[part.first : part.last])

    def _has_number(self, held: Piece) -> bool:
        return any(word[0].isdigit() for word in self._source.words[held.first : held.last])

    def _sends_on(self, part: Part, head: Head) -> bool:
        """Whether what was just named is only handed on: "gửi Sở trước ngày 12/8"."""
        words = self._source.words
        verb = head.verb or part.first
        if words[verb : verb + 2] == ("chú", "trọng"):
            return part.mark == "," and head.connective != "trong đó"
        if words[verb : verb + 2] == ("ưu", "tiên"):
            return head.verb_end <= verb + 2 and head.connective != "trong đó"
        if not self._hands_over(head):
            return False
        start = self._receiver(head, part)
        if start is None:
            return head.verb_end >= part.last
        return self._ends_with_receiver(name_end(self._source, start, part.last), part)

    def _only_repeats(self, part: Part, head: Head) -> bool:
        """Whether a verb without an object only says when again: ", định kỳ hằng quý tổng hợp"."""
        first, verb = self._source.starts[part.first], self._source.starts[head.verb or part.first]
        again = any(term.recurring and first <= term.start < verb for term in self._terms)
        return again and part.mark == "," and head.verb_end >= part.last

    def _ends_with_receiver(self, end: int, part: Part) -> bool:
        """Whether nothing but a term, a meeting or what the receiver does with it follows."""
        source = self._source
        if end >= part.last or source.words[end] in _RECEIVED:
            return True
        term = next((t for t in self._terms if self._within(t, part)), None)
        return term is not None and 0 <= source.words_in(term.start, term.end)[0] - end <= 1

    def _is_apart(self, part: Part, head: Head) -> bool:
        verb = self._source.words[head.verb or part.first]
        return head.binding or head.pledge or verb in {"chủ", "tăng", "đẩy", "tiếp", "khẩn", "rà"}

    def _commands(self, head: Head) -> bool:
        words = self._source.words
        return (
            words[head.verb or 0] in {"báo", "tổng", "tham", "trình", "chủ", "định"}
            or head.binding
            or head.verb_class in {"continue", "finish"}
            or (head.verb_class == "intensify" and not head.weak)
        )

    def _governed(self, held: Piece) -> str:
        """Return whether a noun in the object takes further verbs: "strict", "yes" or ""."""
        start = max(held.first, held.head.verb_end)
        shown = [p for p in range(start, held.last) if not self._hides(p)]
        if any(phrases("words", "strict governors").at(self._source, p, held.last) for p in shown):
            return "strict"
        if self._keeps_strictly(held, shown):
            return "strict"
        if self._causes(held, shown):
            return "yes"
        if any(phrases("words", "loose governors").at(self._source, p, held.last) for p in shown):
            return "yes"
        return "yes" if any(self._takes_verb(p, held.last) for p in shown) else ""

    def _keeps_strictly(self, held: Piece, shown: list[int]) -> bool:
        """Whether what follows is what somebody named does, or what a policy holds."""
        source, verb = self._source, held.head.verb
        if verb is not None and phrases("words", "having").at(source, verb, held.last):
            return True  # "có chính sách trợ giá máy, đổi máy"
        for place in shown:
            taker = phrases("words", "takers").at(source, place, held.last)
            behind = place + taker[0] if taker else held.last
            if behind < held.last and source.tight[behind - 1]:
                acts = verbs().at(source, behind, held.last)
                noun = phrases("words", "verbless").at(source, behind, held.last)
                if acts is not None and noun is None:
                    return True
        return False

    def _is_directed(self, held: Piece) -> bool:
        """Whether a direction ends a duty: "kiện toàn … theo hướng tinh gọn, không tăng …"."""
        words = self._source.words
        return any(words[p : p + 2] == ("theo", "hướng") for p in range(held.first, held.last))

    def _lists_on(self, held: Piece, part: Part, head: Head) -> bool:
        """Whether a weak verb is one more thing in a row: "đẩy mạnh truy xuất, quảng bá …"."""
        source, verb = self._source, held.head.verb
        if verb is None or not head.weak or head.connective or part.mark != ",":
            return False
        pressing = phrases("words", "pressing").at(source, verb, held.last)
        if pressing is not None:
            behind = verbs().at(source, verb + pressing[0], held.last)
            return behind is not None and held.head.verb_end <= held.last
        announcing = phrases("words", "announcing").at(source, verb, held.last)
        return announcing is not None and held.parts >= 2

    def _causes(self, held: Piece, shown: list[int]) -> bool:
        """Whether somebody is made to act: "bố trí nhân viên nhận hồ sơ, trả kết quả"."""
        verb = held.head.verb
        if verb is None or not phrases("words", "causing").at(self._source, verb, held.last):
            return False
        if self._source.words[verb : verb + 2] in _DIRECTING:
            return False  # each act with an object of its own is one
        return any(verbs().at(self._source, p, held.last) for p in shown[1:])

    def _takes_verb(self, place: int, last: int) -> bool:
        """Whether a noun with a verb right behind it stands here: "công tác quản lý"."""
        noun = phrases("words", "governors").at(self._source, place, last)
        whole = phrases("words", "verbless").at(self._source, place, last)
        if noun is None or not self._source.tight[place + noun[0] - 1]:
            return False
        if whole is not None and whole[0] > noun[0]:
            return False
        return verbs().at(self._source, place + noun[0], last) is not None

    def _is_bare(self, held: Piece) -> bool:
        """Whether a piece ends in a verb that still lacks its object."""
        if held.bare:
            return True
        if self._source.words[held.last - 3 : held.last] == ("nắm", "tình", "hình"):
            return True
        return any(
            self._all_verbs(place, held.last)
            for place in range(max(held.first, held.last - 7), held.last)
        )

    def _ends_within(self, held: Piece) -> bool:
        """Whether the verb at the end only tells of the object: "văn bản do Bộ ban hành"."""
        source, verb = self._source, held.head.verb
        if verb is None or held.parts > 1:
            return False
        behind = held.head.verb_end
        said = source.words[max(behind, held.last - 8) : held.last - 1]
        if "để" in said or "nhằm" in said:
            return False
        if any(word in _RELATING for word in said):
            return True
        acts = any(source.words[p] in _TOGETHER for p in range(verb, min(held.last, behind + 1)))
        causes = phrases("words", "causing").at(source, verb, held.last)
        ends = held.last - behind >= 3 and not self._all_verbs(verb, held.last)
        return ends and not acts and causes is None and not begins_name(source, behind, held.last)

    def _is_complete(self, held: Piece) -> bool:
        """Whether the verb at the end is that of another: "phát động hội viên hưởng ứng"."""
        source = self._source
        for place in range(held.head.verb_end + 1, held.last):
            found = phrases("words", "intransitive").at(source, place, held.last)
            if found is not None and place + found[0] == held.last:
                return True
        return False

    def _all_verbs(self, place: int, last: int) -> bool:
        source = self._source
        if self._is_bracketed(place) or (
            source.is_capital(place)
            and place != self._sentence.first
            and self._heads_start(place) is False
        ):
            return False
        if place and not self._heads_start(place) and self._governs(place):
            return False
        acted = False
        inside, begin = not self._heads_start(place), place
        while place < last:
            noun = phrases("words", "verbless").at(source, place, last)
            verb = verbs().at(source, place, last)
            refused = place > begin and source.words[begin] == "không"
            if verb is not None and inside and not (acted or refused) and verb[0] == 1:
                return False  # the second half of a longer word
            made = acted and phrases("words", "made things").at(source, place, last) is not None
            if made or (verb is not None and holds_object(source, place, verb[0])):
                return False
            if verb is not None and (noun is None or noun[0] < verb[0]):
                place += verb[0]
                acted = True
                continue
            after = phrases("words", "after verbs").at(source, place, last) or (
                None if acted else phrases("words", "adverbs").at(source, place, last)
            )
            if after is None:
                return False
            place += after[0]
        return acted

    def _is_bracketed(self, place: int) -> bool:
        """Whether a word opens a bracket or a quoted name: "dự án Luật Viễn thông (sửa đổi)"."""
        inside = place > 0 and not self._heads_start(place) and self._hides(place)
        return inside and not self._source.tight[place - 1]

    def _heads_start(self, place: int) -> bool:
        return any(
            place == head.start or head.start <= place < head.verb_end for head in self._heads
        )

    def _governs(self, place: int) -> bool:
        source = self._source
        if not source.tight[place - 1] or source.words[place - 1] not in _GOVERNING:
            return False
        if source.words[place - 2 : place] == ("liên", "quan"):
            return False  # "phối hợp với các cơ quan liên quan rà soát"
        # "phối hợp với Sở Giao thông thẩm định": the last word of a name
        return not source.is_capital(place - 2)

    def _are_names(self, place: int, last: int) -> bool:
        """Whether words hold names and nothing else: "UBND các xã, phường và các bên liên quan"."""
        source = self._source
        if not begins_name(source, place, last):
            return False
        while place < last:
            concerned = next((n for n in (3, 2) if source.words[place : place + n] in _ROW_ENDS), 0)
            if begins_name(source, place, last):
                place = max(place + 1, name_end(source, place, last))
            elif concerned or source.words[place] == "và":
                place += concerned or 1
            else:
                return False
        return True

    def _awaits_verb(self, held: Piece) -> bool:
        """Whether a piece only says with whom: "phối hợp với Sở Nội vụ"."""
        source = self._source
        # "chủ trì, phối hợp với Sở Nội vụ": the last part says with whom
        parts = [one for one in self._heads if held.first <= one.first and one.last == held.last]
        head = parts[-1] if parts and parts[-1].verb is not None else held.head
        verb = head.verb
        if verb is None:
            return False
        led = phrases("words", "leading").at(source, verb, held.last)
        if led is not None and begins_name(source, head.verb_end, held.last):
            return name_end(source, head.verb_end, held.last) >= held.last
        for place in range(verb, min(held.last, head.verb_end + 1)):
            if source.words[place] in _TOGETHER:
                start = head.verb_end
                while start < held.last and source.words[start] in {
                    "với",
                    "cùng",
                    "chặt",
                    "chẽ",
                    "tốt",
                }:
                    start += 1
                return start >= held.last or self._are_names(start, held.last)
        return False


def _is_times(word: str) -> bool:
    return word[0].isdigit() or word in {"gấp", "đương", "bình"}
