"""How a part of a sentence begins: who asks, who is to act, when, with which verb."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from diaban.engines.reading.dates import Term
from diaban.engines.reading.frames import FILLERS, frame_at
from diaban.engines.reading.lexicon import (
    Phrases,
    opening_verbs,
    phrases,
    refused_verbs,
    sections,
    verbs,
)
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.source import Source
from diaban.engines.reading.spans import behind_span

_BINDING = frozenset(
    ("phải", "cần", "cần phải", "chỉ được", "cũng nên",
     "không được", "tuyệt đối không", "bắt buộc", "nghiêm cấm", "hãy",
     "không để xảy ra", "kiên quyết không để", "tuyệt đối không để", "bắt buộc phải",
     "không để", "nhất thiết phải", "kiên quyết không")
) | frozenset(sections("words")["allowed to nobody"])  # fmt: skip
_PLEDGES = frozenset(("dự kiến", "sẽ", "cam kết", "phấn đấu", "quyết tâm"))
_STRIVING = frozenset(
    ("phấn đấu", "quyết tâm", "tập trung", "nỗ lực", "chủ động", "sẵn sàng", "ưu tiên", "tích cực",
     "nghiêm túc", "tuyệt đối", "không", "không được")
)  # fmt: skip
_LED = tuple(
    (word,)
    for word in ("tỉnh", "thành", "sở", "bộ", "ubnd", "các", "huyện", "đơn", "xã", "cục", "phường")
)
_NAMING_ADVERBS = frozenset(("tập trung", "chủ động", "sẵn sàng"))  # with a thing behind, a verb
_PASSIVES = (("phải", "được"), ("cần", "được"))
_GROUNDS = frozenset(
    (
        "căn cứ",
        "trên cơ sở",
        "theo",
        "thực hiện theo",
        "định kỳ",
        "hằng năm",
        "hàng năm",
        "dựa trên",
    )
)


@dataclass(frozen=True)
class Head:
    """What a part of a sentence begins with; words by their numbers, pairs are first and behind."""

    first: int
    last: int
    start: int  # where a duty would begin
    verb: int | None = None
    verb_end: int = 0
    verb_class: str = "new"
    weak: bool = False
    lead: tuple[int, int] | None = None
    speaker: tuple[int, int] | None = None
    frame: str = ""  # "asking", "telling"
    binding: bool = False
    must: bool = False
    pledge: bool = False
    striving: bool = False  # adverbs of striving without a verb
    past: bool = False
    narrates: bool = False  # what a person of a news report does, without asking anything
    permission: bool = False
    purpose: str = ""  # "hard", "soft"
    condition: str = ""  # "ground", "other"
    connective: str = ""
    term: bool = False
    topic: bool = False  # the subject is a thing, and belongs to the duty


def read_head(source: Source, first: int, last: int, terms: list[Term], *, opens: bool) -> Head:
    """Return how words ``first`` to before ``last`` begin.

    ``opens`` says that a capital is only that of a sentence's beginning.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Đề nghị Hội Nhà báo tỉnh phát động hội viên")
    >>> head = read_head(source, 0, 10, [], opens=True)
    >>> source.slice(*head.lead), source.slice(head.verb, head.verb_end), head.frame
    ('Hội Nhà báo tỉnh', 'phát động', 'asking')
    """
    place, connective = _skip_connectives(source, first, last)
    head = Head(first, last, place, connective=connective)
    if place >= last:
        return head
    purpose = _purpose(source, place, last)
    condition = _condition(source, place, last)
    head = replace(head, purpose=purpose, condition=condition)
    aimed = _behind_aiming(source, place, last)
    if aimed is not None:
        head = replace(head, frame="asking", start=aimed, lead=(place, aimed - 3), condition="")
        return _act(source, replace(head, pledge=True), aimed, terms, opens=True)
    return _frame_or_act(source, head, place, terms, opens=opens)


def _behind_aiming(source: Source, place: int, last: int) -> int | None:
    """Return the word behind "đặt mục tiêu": "Cần Thơ đặt mục tiêu 85% hộ có cáp quang"."""
    for behind in range(place + 1, min(last - 3, place + 8)):
        if source.words[behind : behind + 3] == ("đặt", "mục", "tiêu"):
            return behind + 3
    return None


def _skip_connectives(source: Source, place: int, last: int) -> tuple[int, str]:
    said = ""
    for _ in range(4):
        found = phrases("words", "connectives").at(source, place, last)
        verb = verbs().at(source, place, last)
        if found is None or place + found[0] >= last or (verb and verb[0] > found[0]):
            return place, said
        word = source.slice(place, place + found[0]).lower()
        if word in {"phấn đấu", "ưu tiên", "đối với", "cơ bản", "trong năm"}:
            return place, said
        aimed = source.words[place + found[0]]
        if word == "mục tiêu" and not (aimed in {"đến", "là", "có"} or aimed[0].isdigit()):
            return place, said
        said = said or word
        place += found[0]
    return place, said


def _purpose(source: Source, place: int, last: int) -> str:
    if phrases("words", "hard purpose").at(source, place, last):
        return "hard"
    soft = phrases("words", "purpose").at(source, place, last)
    verb = verbs().at(source, place, last)
    gathers = source.words[place] == "lấy" and verb is not None and verb[0] > 1
    return "soft" if soft and not gathers else ""


def _condition(source: Source, place: int, last: int) -> str:
    found = phrases("words", "conditions").at(source, place, last)
    if found is None:
        return ""
    word = " ".join(source.words[place : place + found[0]])
    if word in {"hằng năm", "hàng năm", "định kỳ"}:
        return ""
    behind = behind_span(source, place, last)
    if behind is not None and verbs().at(source, behind, last):
        return ""  # "trong 24 giờ khắc phục sự cố"
    return "ground" if word in _GROUNDS else "other"


def _frame_or_act(
    source: Source, head: Head, place: int, terms: list[Term], *, opens: bool
) -> Head:
    frame = frame_at(source, place, head.last, spoken=False)
    if frame is not None:
        return _behind_frame(source, head, place + frame[0], frame[1], terms)
    if begins_name(source, place, head.last) and not is_verb_first(source, place, head.last):
        end = name_end(source, place, head.last)
        asked = phrases("words", "asked of").at(source, end, head.last)
        if asked is not None and end + asked[0] < head.last:
            head = replace(head, frame="asking", lead=(place, end), purpose="", condition="")
            return _act(source, head, end + asked[0], terms, opens=False)
        spoken = frame_at(source, _skip_adverbs(source, end, head.last), head.last, spoken=True)
        if spoken is not None:
            start = _skip_adverbs(source, end, head.last) + spoken[0]
            head = replace(head, speaker=(place, end))
            return _behind_frame(source, head, start, spoken[1], terms)
        if source.words[end : end + 2] in _PASSIVES:
            acted = _act(source, head, end, terms, opens=False)
            return replace(acted, start=place, topic=True)  # what must be done to a thing
        end_of_ground = _behind_ground(source, end, head.last)
        return _act(source, replace(head, lead=(place, end)), end_of_ground, terms, opens=False)
    return _act(source, head, place, terms, opens=opens)


def _behind_ground(source: Source, place: int, last: int) -> int:
    """Return the verb behind "căn cứ Chương trình này", which says on what ground one acts."""
    if source.words[place : place + 3] == ("theo", "chức", "năng"):
        behind = place + 3
        for said in (("nhiệm", "vụ"), ("được", "giao"), ("của", "mình")):
            behind += 2 if source.words[behind : behind + 2] == said else 0
        return behind
    if source.words[place : place + 2] != ("căn", "cứ"):
        return place
    for behind in range(place + 3, last):
        verb = verbs().at(source, behind, last)
        if verb and verb[0] > 1 and not verb[1][1] and not source.is_capital(behind):
            return behind
    return place


def is_verb_first(source: Source, place: int, last: int) -> bool:
    """Whether a word that begins names is a verb here: "tổ chức hội nghị"."""
    found = verbs().at(source, place, last)
    noun = phrases("words", "verbless").at(source, place, last)
    if found is None or (noun is not None and noun[0] >= found[0]):
        return False
    behind = place + found[0]
    name = phrases("organs", "heads").at(source, place, last)
    if (
        source.words[place : place + 2] == ("lãnh", "đạo")
        and source.words[place + 2 : place + 3] in _LED
    ):
        return False
    if source.words[place : place + 2] == ("tổ", "chức"):
        sent = source.words[place + 2 : place + 3] == ("đoàn",) and _is_sent(source, place + 3)
        return sent or source.words[place + 2 : place + 3] not in _ORGANISED
    same = name is not None and name[0] >= found[0]
    if same and behind < last and source.tight[behind - 1] and source.is_capital(behind):
        return False
    if source.words[place] in {"báo", "phòng", "đoàn", "trạm"}:
        return found[0] >= 2
    return True


def _is_sent(source: Source, place: int) -> bool:
    """Whether "đoàn" is a party that goes somewhere: "tổ chức đoàn 20 nhà báo"."""
    word = source.words[place] if place < len(source.words) else ""
    return word[:1].isdigit() or word in {"công", "kiểm", "khảo", "liên", "đi", "giám"}


# behind "Tổ chức" a capital begins what is held, "Tổ chức Cuộc thi …", but for these
_ORGANISED = frozenset({("đoàn",), ("đảng",), ("công",), ("hội",), ("y",)})


def _skip_adverbs(source: Source, place: int, last: int) -> int:
    for _ in range(4):
        found = phrases("words", "adverbs").at(source, place, last)
        if found is None or frame_at(source, place, last, spoken=True):
            return place
        place += found[0]
    return place


def _behind_frame(source: Source, head: Head, place: int, frame: str, terms: list[Term]) -> Head:
    while place < head.last and source.words[place] in FILLERS:
        place += 1
    head = replace(head, frame=frame, start=place, purpose="", condition="")
    if place >= head.last:
        return head
    behind = _behind_term(source, place, terms)
    if behind is not None and behind < head.last and begins_name(source, behind, head.last):
        place = behind
    if begins_name(source, place, head.last) or (
        source.is_capital(place) and not verbs().at(source, place, head.last)
    ):
        end = name_end(source, place, head.last)
        return _act(source, replace(head, lead=(place, end)), end, terms, opens=False)
    return _act(source, head, place, terms, opens=True)


def _behind_term(source: Source, place: int, terms: list[Term]) -> int | None:
    for term in terms:
        if term.start == source.starts[place]:
            _, behind = source.words_in(term.start, term.end)
            return behind
    return behind_span(source, place, len(source.words))


def _act(source: Source, head: Head, place: int, terms: list[Term], *, opens: bool) -> Head:
    """Add the verb group that begins at ``place``, behind a term."""
    behind = _behind_term(source, place, terms) if place < head.last else None
    start = place
    if behind is not None:
        head = replace(head, term=True)
        if behind >= head.last:
            return replace(head, start=start)
        if begins_name(source, behind, head.last) and not is_verb_first(source, behind, head.last):
            end = name_end(source, behind, head.last)
            return _act(source, replace(head, lead=(behind, end), term=False), end, [], opens=False)
        place = behind
    return verb_group(source, replace(head, start=start), place, terms, opens=opens)


def verb_group(source: Source, head: Head, place: int, terms: list[Term], *, opens: bool) -> Head:
    """Return the head with the run of adverbs and verbs at ``place``."""
    said: list[str] = []
    verb: int | None = None
    verb_class, weak = "new", False
    begin = place
    while place < head.last:
        behind = _behind_term(source, place, terms)
        if behind is not None and verb is None:
            place = behind
            continue
        word = _verb_or_adverb(source, place, head.last, _due(said, opens=opens, verb=verb))
        if word is None or (source.is_capital(place) and not (opens and place == begin)):
            break
        length, meaning = word
        if meaning is None:
            # "lập mới 10 tổ", "phụ trách từng địa bàn" tell no past
            if verb is None or source.words[place] not in {"mới", "từng"}:
                said.append(" ".join(source.words[place : place + length]))
        else:
            if verb is None:
                verb, weak = place, meaning[1]
                verb_class = meaning[0]
            elif verb_class == "new" and meaning[0] != "new" and not weak:
                verb_class = meaning[0]
            weak = weak and meaning[1]
        place += length
        whole = meaning is not None and holds_object(source, place - length, length)
        if whole or (place < head.last and not source.tight[place - 1]):
            break
    head = _judge(source, head, said, begin, place)
    if (
        verb is None
        and place < head.last
        and (head.binding or (said and said[-1] in _NAMING_ADVERBS))
    ):
        verb, place = (place, place + 1) if head.binding else (place - 2, place)
    weak = weak and not said and source.words[place : min(place + 1, head.last)] != ("việc",)
    return replace(head, verb=verb, verb_end=place, verb_class=verb_class, weak=weak)


def holds_object(source: Source, place: int, length: int) -> bool:
    """Whether a verb of several words holds its object: "rút kinh nghiệm", "xây dựng kế hoạch"."""
    end = place + length
    if length <= 2 or source.words[place:end] == ("tạo", "điều", "kiện"):
        return False
    if phrases("words", "after verbs").at(source, end - 1, end):
        return False
    last_two = (
        verbs().at(source, end - 2, end),
        phrases("words", "adverbs").at(source, end - 2, end),
        phrases("words", "after verbs").at(source, end - 2, end),
    )
    return not any(found is not None and found[0] == 2 for found in last_two)


_BOTH = 12  # words between "vừa" and "vừa"
_REFUSING = ("không", "cấm", "tránh", "đừng")


def _due(said: list[str], *, opens: bool, verb: int | None) -> Phrases[tuple[str, bool]]:
    """Return the verbs that may stand next in a group: the more, the surer one is due."""
    if any(word in adverb for adverb in said for word in _REFUSING):
        return refused_verbs()
    due = opens or any(word in _BINDING or word in _PLEDGES for word in said)
    return opening_verbs() if due and verb is None else verbs()


def _verb_or_adverb(
    source: Source, place: int, last: int, known: Phrases[tuple[str, bool]]
) -> tuple[int, tuple[str, bool] | None] | None:
    verb = known.at(source, place, last)
    adverb = phrases("words", "adverbs").at(source, place, last)
    noun = phrases("words", "verbless").at(source, place, last)
    if source.words[place : place + 2] == ("tổ", "chức") and _is_organisation(source, place + 2):
        return None
    longest = max(found[0] for found in (verb, adverb, noun, (0, None)) if found is not None)
    if longest == 0 or (noun is not None and noun[0] == longest):
        return None
    if verb is not None and verb[0] == longest:
        return verb
    return longest, None


def _is_organisation(source: Source, behind: int) -> bool:
    """Whether "tổ chức" is a noun: "tổ chức, cá nhân"."""
    if source.words[behind : behind + 2] == ("đoàn", "thể"):
        return True
    return behind < len(source.words) and source.words[behind] in {
        "cá",
        "doanh",
        "cơ",
        "đơn",
        "chính",
    }


def _judge(source: Source, head: Head, said: list[str], begin: int, end: int) -> Head:
    past = _is_past(source, begin, min(head.last, end + 1)) or any(
        word in {"vừa", "mới", "chưa", "từng", "vẫn", "đành"} for word in said
    )
    past = past and not _waits(source, begin, head.last) and not _does_both(source, begin)
    allowed = phrases("words", "permission").at(source, begin, head.last) or phrases(
        "words", "permission"
    ).at(source, end, head.last)
    return replace(
        head,
        binding=any(word in _BINDING for word in said),
        must=any(word.endswith("phải") for word in said),
        pledge=any(word in _PLEDGES for word in said),
        striving=any(word in _STRIVING for word in said),
        past=past,
        narrates=_narrates(source, begin, head.last),
        permission=allowed is not None,
    )


def _waits(source: Source, place: int, last: int) -> bool:
    """Whether something must wait for something else: "chưa triển khai khi chưa đánh giá"."""
    inside = source.words[place + 1 : last]
    return source.words[place] == "chưa" and ("khi", "chưa") in pairwise(inside)


def _does_both(source: Source, place: int) -> bool:
    """Whether two things are to be done at once: "vừa chống dịch, vừa sản xuất"."""
    near = source.words[max(0, place - _BOTH) : place + _BOTH]
    return source.words[place] == "vừa" and near.count("vừa") > 1


def _narrates(source: Source, place: int, last: int) -> bool:
    return phrases("words", "narrating").at(source, place, last) is not None


def _is_past(source: Source, begin: int, end: int) -> bool:
    return any(source.words[place] in {"đã", "đang"} for place in range(begin, end))


def find_modal(source: Source, head: Head, terms: list[Term]) -> Head | None:
    """Return the head read from the first binding word inside; what is before is its subject."""
    for place in range(head.start, min(head.last, head.start + 40)):
        found = phrases("words", "modals").at(source, place, head.last)
        if found is None:
            continue
        word = " ".join(source.words[place : place + found[0]])
        if word not in _BINDING and word != "sẽ":
            continue
        if place and source.words[place - 1] in {
            "nhu",
            "nếu",
            "khi",
            "mà",
            "trường",
            "những",
            "việc",
            "vì",
            "do",
            "không",
        }:
            continue
        acted = verb_group(source, replace(head, start=place, lead=None), place, terms, opens=False)
        return _with_subject(source, head, acted, place)
    return None


def _with_subject(source: Source, head: Head, acted: Head, place: int) -> Head | None:
    # "Hệ thống loa đã cũ phải được thay": a thing, whatever has happened to it
    passive = "được" in source.words[place + 1 : place + 3]
    if acted.verb is None or (_is_past(source, head.start, place) and not passive):
        return None
    begin = head.start
    if place == begin:
        return acted
    if passive:
        return replace(acted, start=begin, topic=True)
    named = source.is_capital(begin) and place - begin <= 6 and begin != head.first
    if named or (begins_name(source, begin, place) and name_end(source, begin, place) >= place):
        return replace(acted, lead=(begin, place), start=place)
    return replace(acted, start=begin, topic=True)
