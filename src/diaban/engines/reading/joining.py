"""Whether a part of a sentence goes on with the duty before it."""

from __future__ import annotations

from diaban.engines.reading.heads import Head
from diaban.engines.reading.lexicon import phrases, verbs
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.pieces import Piece
from diaban.engines.reading.sentences import Part
from diaban.engines.reading.view import View

_TOGETHER = frozenset({"phối", "cùng", "liên", "hợp"})


class Joining(View):
    """Questions about a duty in the making and the part behind it."""

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
        if words[verb : verb + 2] == ("ưu", "tiên"):
            return head.verb_end <= verb + 2 and head.connective != "trong đó"
        if words[head.verb_end - 1] not in {"gửi", "trình"}:
            return False
        return head.verb_end >= part.last or (
            begins_name(self._source, head.verb_end, part.last)
            and name_end(self._source, head.verb_end, part.last) >= part.last - 4
        )

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
        if self._causes(held, shown):
            return "yes"
        if any(phrases("words", "loose governors").at(self._source, p, held.last) for p in shown):
            return "yes"
        return "yes" if any(self._takes_verb(p, held.last) for p in shown) else ""

    def _causes(self, held: Piece, shown: list[int]) -> bool:
        """Whether somebody is made to act: "bố trí nhân viên nhận hồ sơ, trả kết quả"."""
        verb = held.head.verb
        if verb is None or not phrases("words", "causing").at(self._source, verb, held.last):
            return False
        return any(verbs().at(self._source, p, held.last) for p in shown[1:])

    def _takes_verb(self, place: int, last: int) -> bool:
        """Whether a noun with a verb right behind it stands here: "công tác quản lý"."""
        noun = phrases("words", "governors").at(self._source, place, last)
        if noun is None or not self._source.tight[place + noun[0] - 1]:
            return False
        return verbs().at(self._source, place + noun[0], last) is not None

    def _is_bare(self, held: Piece) -> bool:
        """Whether a piece ends in a verb that still lacks its object."""
        if held.bare:
            return True
        return any(
            self._all_verbs(place, held.last)
            for place in range(max(held.first, held.last - 7), held.last)
        )

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
        if (
            source.is_capital(place)
            and place != self._sentence.first
            and self._heads_start(place) is False
        ):
            return False
        if place and not self._heads_start(place) and self._governs(place):
            return False
        acted = False
        inside = not self._heads_start(place)
        while place < last:
            noun = phrases("words", "verbless").at(source, place, last)
            verb = verbs().at(source, place, last)
            if verb is not None and inside and not acted and verb[0] == 1:
                return False  # the second half of a longer word
            if verb is not None and self._has_object(place, verb[0]):
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

    def _has_object(self, place: int, length: int) -> bool:
        """Whether a verb of several words holds its object: "rút kinh nghiệm"."""
        source, end = self._source, place + length
        if length <= 2 or source.words[place:end] == ("tạo", "điều", "kiện"):
            return False
        last_two = (
            verbs().at(source, end - 2, end),
            phrases("words", "adverbs").at(source, end - 2, end),
            phrases("words", "after verbs").at(source, end - 2, end),
        )
        return not any(found is not None and found[0] == 2 for found in last_two)

    def _heads_start(self, place: int) -> bool:
        return any(
            place == head.start or head.start <= place < head.verb_end for head in self._heads
        )

    def _governs(self, place: int) -> bool:
        before = self._source.words[place - 1]
        return self._source.tight[place - 1] and before in {
            "tác",
            "việc",
            "động",
            "các",
            "những",
            "sự",
            "quy",
            "về",
            "của",
            "kế",
            "nghiệp",
            "vụ",
            "lực",
            "quan",
            "vị",
            "số",
            "tin",
            "cụ",
            "chương",
            "phương",
        }

    def _awaits_verb(self, held: Piece) -> bool:
        """Whether a piece only says with whom: "phối hợp với Sở Nội vụ"."""
        source = self._source
        head = held.head
        verb = head.verb
        if verb is None:
            return False
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
                return start >= held.last or (
                    begins_name(source, start, held.last)
                    and name_end(source, start, held.last) >= held.last
                )
        return False


def _is_times(word: str) -> bool:
    return word[0].isdigit() or word in {"gấp", "đương", "bình"}
