"""Names of organs and people in a text: known by their first word, going on to the next verb."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import Phrases, phrases, verbs
from diaban.engines.reading.source import Source, open_source
from diaban.engines.reading.spans import behind_span

_LONGEST = 30  # words of a name with all that belongs to it
_NOTE = re.compile(
    r"\s*\((?:nếu cần|nếu có|khi cần|đề nghị|kể cả [^()]*|bao gồm [^()]*)\)\s*$", re.IGNORECASE
)
_JOINT = re.compile(r"\s*[,;]\s*|\s+và\s+|\s*\n\s*")
_BRACKETED = re.compile(r"\([^()]*\)")


def begins_name(source: Source, place: int, stop: int) -> bool:
    """Whether the name of an organ or of people begins at a word.

    >>> source = open_source("các nhà mạng VNPT")
    >>> begins_name(source, 0, 4), begins_name(source, 3, 4), begins_name(source, 2, 4)
    (True, True, False)
    """
    if place >= stop:
        return False
    noun = phrases("words", "verbless").at(source, place, stop)
    head = phrases("organs", "heads").at(source, place, stop)
    if noun is not None and (head is None or noun[0] > head[0]):
        return False
    if head is not None:
        return True
    plural = phrases("organs", "plurals").at(source, place, stop)
    if plural is not None:
        return _head(source, place + plural[0], stop) or _is_counted(
            source, place + plural[0], stop
        )
    if source.words[place].isdigit():
        return _head(source, place + 1, stop) and source.words[place + 1] not in {"p", "tt", "tp"}
    return _is_acronym(source, place)


def _head(source: Source, place: int, stop: int) -> bool:
    found = phrases("organs", "heads").at(source, place, stop)
    return found is not None


def _is_counted(source: Source, place: int, stop: int) -> bool:
    return place < stop and source.words[place].isdigit() and _head(source, place + 1, stop)


def _is_acronym(source: Source, place: int) -> bool:
    text = source.text[source.starts[place] : source.ends[place]]
    thing = phrases("organs", "no organs").at(source, place, place + 1)
    return len(text) >= 3 and text.isalpha() and text.isupper() and thing is None


def split_names(written: str) -> tuple[str, ...]:
    """Return the names in a list of them; one name may hold commas of its own.

    >>> split_names("các sở, ban ngành, UBND các huyện, thị xã, thành phố")
    ('các sở, ban ngành', 'UBND các huyện, thị xã, thành phố')
    >>> split_names("Sở Văn hóa, Thể thao và Du lịch; Công an Tỉnh (PA03, PA05)")
    ('Sở Văn hóa, Thể thao và Du lịch', 'Công an Tỉnh (PA03, PA05)')
    """
    hidden = _BRACKETED.sub(lambda found: "\0" * len(found[0]), written)
    cuts = [0]
    for joint in _JOINT.finditer(hidden):
        rest = written[joint.end() :]
        if ";" in joint[0] or "\n" in joint[0] or _begins_apart(rest):
            cuts.extend((joint.start(), joint.end()))
    cuts.append(len(written))
    names = (written[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True))
    return tuple(name for name in map(tidy_name, names) if name)


def _begins_apart(rest: str) -> bool:
    """Whether what follows a comma is a name of its own and no part of the name before."""
    source = open_source(rest[:80])
    stop = len(source.words)
    if not stop or not begins_name(source, 0, stop):
        return False
    if source.is_capital(0) or source.words[0] in {"các", "những", "cả", "mỗi"}:
        return True
    head = phrases("organs", "heads").at(source, 0, stop)
    after = head[0] if head else 1
    if source.words[0] not in _PLACES or after >= stop or not source.tight[after - 1]:
        return False
    return source.is_capital(after)


_PLACES = frozenset({"huyện", "xã", "phường", "quận", "thị", "thành", "tp", "tỉnh", "đặc"})


def tidy_name(name: str) -> str:
    """Return a name without blanks, notes or punctuation at its ends.

    >>> tidy_name(" Trung tâm Tần số khu vực II (nếu cần): ")
    'Trung tâm Tần số khu vực II'
    """
    name = " ".join(name.split()).strip(" ,;:.-–")
    return _NOTE.sub("", name).strip(" ,;:.-–")


def find_partners(source: Source, first: int, last: int) -> tuple[str, ...]:
    """Return who a task is to be done with, as written.

    >>> source = open_source("chủ trì, phối hợp với Sở Nội vụ, Công an tỉnh rà soát hồ sơ")
    >>> find_partners(source, 0, len(source.words))
    ('Sở Nội vụ', 'Công an tỉnh')
    """
    names: list[str] = []
    for place, length, _ in _TOGETHER.within(source, first, last):
        start = place + length
        head = phrases("organs", "heads").at(source, place, last)
        if head is None and begins_name(source, start, last):
            end = name_end(source, start, last)
            names.extend(split_names(slice_name(source, start, end)))
    return tuple(dict.fromkeys(names))


def acts_together(source: Source, first: int, last: int) -> bool:
    """Whether a task begins with whom it is done: "chủ trì, phối hợp với Sở Nội vụ rà soát".

    >>> source = open_source("chủ trì, phối hợp với Sở Nội vụ rà soát hồ sơ")
    >>> acts_together(source, 0, 10), acts_together(source, 8, 10)
    (True, False)
    """
    return any(_TOGETHER.at(source, place, last) for place in range(first, min(last, first + 4)))


def is_whole_name(text: str) -> bool:
    """Whether a text is one name and nothing else.

    >>> is_whole_name("Sở Xây dựng"), is_whole_name("Sở Xây dựng trả lời")
    (True, False)
    """
    source = open_source(text)
    stop = len(source.words)
    return begins_name(source, 0, stop) and name_end(source, 0, stop) == stop


def slice_name(source: Source, first: int, last: int) -> str:
    """Return the words of a name with the bracket that closes it."""
    if first >= last:
        return ""
    start, end = source.starts[first], source.ends[last - 1]
    if source.text[end : end + 1] == ")" and "(" in source.text[start:end]:
        end += 1
    return source.text[start:end]


def name_end(source: Source, start: int, stop: int) -> int:
    """Return the word behind a name: the next verb in small letters, or a full stop of any kind.

    >>> source = open_source("các cơ quan báo chí tuyên truyền")
    >>> name_end(source, 0, 7)
    5
    >>> source = open_source("Sở Xây dựng trả lời")
    >>> name_end(source, 0, 5)
    3
    """
    place = start + _head_length(source, start, stop)
    first = place
    while place < min(stop, start + _LONGEST):
        if _is_end(source, place, stop) and not (
            place > first and _is_second_half(source, place, stop)
        ):
            return _behind_place(source, place, stop)
        place += _step(source, place, stop)
    return min(place, stop)


def _behind_place(source: Source, place: int, stop: int) -> int:
    """Return the verb behind where those named are: "các tỉnh trong vùng xây dựng kế hoạch"."""
    if source.words[place] not in {"trong", "tại"} or not source.tight[place - 1]:
        return place
    if place + 1 >= stop or source.words[place + 1] in _OF_TIME:
        return place
    if behind_span(source, place, stop) is not None:
        return place
    for behind in range(place + 2, min(stop, place + 10)):
        if not source.tight[behind - 1]:
            return place
        verb = verbs().at(source, behind, stop)
        if verb is not None and verb[0] > 1 and not source.is_capital(behind):
            return behind
    return place


def _is_second_half(source: Source, place: int, stop: int) -> bool:
    """Whether a word is the second half of one in a name: "Sở Khoa học", unlike "VNPT mở"."""
    verb = verbs().at(source, place, stop)
    if verb is None or verb[0] > 1 or not source.tight[place - 1]:
        return False
    before = source.text[source.starts[place - 1] : source.ends[place - 1]]
    if not before[0].isupper() or before.isupper():
        return False
    if phrases("organs", "heads").at(source, place - 1, place) is not None:
        return False  # "mỗi đơn vị thuộc Bộ chọn": the name is whole
    return not (
        source.is_capital(place - 2)
        and phrases("organs", "heads").at(source, place - 2, stop) is None
    )


def _head_length(source: Source, start: int, stop: int) -> int:
    plural = phrases("organs", "plurals").at(source, start, stop)
    behind = start + (plural[0] if plural else 0)
    if behind < stop and source.words[behind].isdigit():
        behind += 1
    head = phrases("organs", "heads").at(source, behind, stop)
    whole = phrases("organs", "heads").at(source, start, stop)  # "chủ đầu tư" is no plural
    return max(1, behind - start + (head[0] if head else 0), whole[0] if whole else 0)


def _step(source: Source, place: int, stop: int) -> int:
    """Return how many words belong together: "Xây dựng" with a capital is part of a name."""
    if source.is_capital(place):
        found = verbs().at(source, place, stop)
        head = phrases("organs", "heads").at(source, place, stop)
        noun = phrases("words", "verbless").at(source, place, stop)
        matter = phrases("organs", "matters").at(source, place, stop)
        known = (found, head, noun, matter)
        return max([1, *(one[0] for one in known if one is not None)])
    if _is_charged(source, place):
        return 4 if source.words[place + 2 : place + 4] == ("nhiệm", "vụ") else 2
    head = phrases("organs", "heads").at(source, place, stop)
    noun = phrases("words", "verbless").at(source, place, stop)
    return max(1, head[0] if head else 0, noun[0] if noun else 0)


def _is_end(source: Source, place: int, stop: int) -> bool:
    gap = source.key[source.ends[place - 1] : source.starts[place]]
    if _ENDING.search(gap):
        listed = gap.strip() == ":" and source.words[place - 2] in {"các", "những"}
        return not ((listed or gap.strip() in {"-", "–"}) and source.is_capital(place))
    if source.is_capital(place) or _is_charged(source, place):
        return False
    # "các xã chưa có đường truyền" is a name, "các xã chưa thực hiện" tells how things are
    if source.words[place] in {"chưa", "còn"} and source.words[place + 1 : place + 2] in _LACKING:
        return False
    if behind_span(source, place, stop) is not None:
        return True
    return source.words[place] in _ENDERS or _acts(source, place, stop)


def _is_charged(source: Source, place: int) -> bool:
    """Whether "đơn vị được giao vận hành" is a name, unlike "Huế được giao"."""
    named = source.is_capital(place - 1) or source.words[place - 1] in _PLACES
    return source.words[place : place + 2] in _CHARGED and not named


def _acts(source: Source, place: int, stop: int) -> bool:
    noun = phrases("words", "verbless").at(source, place, stop)
    head = phrases("organs", "heads").at(source, place, stop)
    verb = verbs().at(source, place, stop)
    found = verb or _speaks(source, place, stop)
    if found is None or (noun is not None and noun[0] >= found[0]):
        return False
    if head is not None and (
        head[0] > found[0] or source.words[place] in {"phòng", "tổ", "báo", "đoàn"}
    ):
        return _is_called(source, place, stop, found[0])
    if verb is not None and verb[1][1] and source.words[place - 1] in _NOUNS_BEFORE:
        return not _acts_later(source, place + verb[0], stop)
    return True


def _speaks(source: Source, place: int, stop: int) -> tuple[int, str] | None:
    for section in ("modals", "frames", "permission", "narrating", "adverbs"):
        found = phrases("words", section).at(source, place, stop)
        if found is not None and source.words[place : place + 2] != ("thông", "tin"):
            return found
    return None


def _is_called(source: Source, place: int, stop: int, length: int) -> bool:
    """Whether a word that also begins names is a verb: "tổ chức" alone behind a comma is none."""
    if source.words[place] not in {"tổ", "báo"} or length < 2:
        return False
    behind = place + length
    return (
        behind < stop
        and source.tight[behind - 1]
        and source.words[behind] not in {"cá", "chính", "và", "có", "liên", "đoàn", "xã", "hội"}
    )


def _acts_later(source: Source, place: int, stop: int) -> bool:
    """Whether a clearer verb follows: "đơn vị vận hành hệ thống phải kiểm tra"."""
    for later in range(place, min(stop, place + 10)):
        if not source.tight[later - 1]:
            return False
        if phrases("words", "modals").at(source, later, stop):
            return True
        verb = verbs().at(source, later, stop)
        if verb is not None and (
            verb[1][0] in {"continue", "intensify"}
            or source.words[later] in {"chủ", "khẩn", "rà", "báo", "phối"}
        ):
            return True
    return False


_OF_TIME = frozenset(
    {
        "quá",
        "thời",
        "năm",
        "tháng",
        "quý",
        "vòng",
        "khi",
        "đó",
        "việc",
        "công",
        "giai",
        "ngày",
        "tuần",
    }
    | {"đợt", "dịp", "phạm", "thẩm", "lĩnh", "hoạt", "các", "những", "mọi", "suốt", "trường", "đầu"}
)
_CHARGED = (("được", "giao"), ("được", "phân"))
_LACKING = (("có",), ("đủ",), ("thiếu",))
_ENDING = re.compile(r"[;:.!?“”\"]|\s[-–]\s")
_ENDERS = frozenset(
    {
        "để",
        "nhằm",
        "về",
        "khi",
        "theo",
        "sau",
        "trước",
        "thì",
        "là",
        "đã",
        "đang",
        "kịp",
        "nghiêm",
        "được",
        "bị",
        "căn",
        "trong",
        "tại",
    }
)
_NOUNS_BEFORE = frozenset(
    {"quan", "vị", "nghiệp", "ban", "tâm", "chức", "lực", "nhân", "bộ", "dân", "sở", "hội"}
)
_TOGETHER: Phrases[bool] = Phrases(
    dict.fromkeys(
        [
            f"{verb}{how}{word}"
            for verb in ("phối hợp", "liên kết", "hợp tác", "phối kết hợp", "kết hợp")
            for how in ("", " chặt chẽ", " tốt", " thường xuyên", " hiệu quả", " đồng bộ")
            for word in (" với", " cùng", " cùng với", "")
        ]
        + ["cùng", "cùng với"],
        True,
    )
)
