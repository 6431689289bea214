"""What a share or a whole is counted in: "hộ gia đình" of "100% hộ gia đình có mã địa chỉ"."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import alternatives, phrases, verbs
from diaban.engines.reading.source import Source, open_source

__all__ = ["counted_noun"]

_SHARE = re.compile(r"\d\s?%")
_WHOLE = re.compile(
    rf"(?<!\w)(?<!theo )(?:mọi|mỗi|từng|toàn bộ|toàn thể|tất cả)(?!\w)"
    rf"(?!\s+{alternatives('not each')})"
)
_MOST = 5  # words of a noun that no list knows whole


def counted_noun(text: str) -> str:
    """Return the whole noun that a share, or all of something, is counted in; "" where unsure.

    >>> counted_noun("100% hộ gia đình có mã địa chỉ")
    'hộ gia đình'
    >>> counted_noun("kiện toàn tổ công nghệ số ở mọi thôn, tổ dân phố")
    'thôn, tổ dân phố'
    >>> counted_noun("nâng tỷ lệ hồ sơ nộp trực tuyến lên 75% trở lên")
    'hồ sơ'
    >>> counted_noun("tăng 18% so với năm trước")
    ''
    """
    source = open_source(text)
    share = _SHARE.search(source.key)
    if share is not None:
        noun = _noun_at(source, source.words_in(share.end(), len(source.key))[0], strict=False)
        return noun or _of_rate(source, share.start())
    for whole in _WHOLE.finditer(source.key):
        noun = _noun_at(source, source.words_in(whole.end(), len(source.key))[0], strict=False)
        if noun:
            return noun
    return ""


def _of_rate(source: Source, before: int) -> str:
    """Return of what a rate is that stands before its share: "tỷ lệ hồ sơ … đạt 80%"."""
    last = source.words_in(0, before)[1]
    for place in range(last - 1, -1, -1):
        found = phrases("words", "rates").at(source, place, last)
        if found is not None:
            return _noun_at(source, place + found[0], strict=True)
    return ""


def _noun_at(source: Source, place: int, *, strict: bool) -> str:
    """Return the noun that begins at a word; ``strict``: only one that a list knows."""
    stop = len(source.words)
    while place < stop:
        known = phrases("words", "things counted").at(source, place, stop)
        led = phrases("words", "before things counted").at(source, place, stop)
        if led is None or (known is not None and known[0] > led[0]):
            break
        place += led[0]
    if (
        place >= stop
        or _ends(source, place)
        or (place and not source.tight[place - 1] and not _is_share(source, place))
    ):
        return ""
    row = _row_end(source, place)
    if row:
        return source.slice(place, row)
    length = known[0] if known is not None else 0
    if not strict:
        end = _end_of_unknown(source, place, length)
        if end:
            return source.slice(place, end)
    return source.slice(place, place + length) if _is_whole(source, place, length) else ""


def _is_share(source: Source, place: int) -> bool:
    """Whether only the sign of a share parts a word from its number: "80 % hộ"."""
    gap = source.key[source.ends[place - 1] : source.starts[place]]
    return gap.strip() == "%"


def _row_end(source: Source, place: int) -> int:
    """Return the word behind a row of them: "xã, phường", "cán bộ, công chức"; 0 for none."""
    stop, ends = len(source.words), 0
    while place < stop:
        found = phrases("words", "things in a row").at(source, place, stop)
        if found is None:
            break
        behind = place + found[0]
        if not ends and not _goes_on(source, behind):
            return 0
        ends = behind
        gap = source.key[source.ends[behind - 1] : source.starts[behind]] if behind < stop else ""
        if gap.strip() == ",":
            place = behind
        elif behind + 1 < stop and source.words[behind] == "và" and gap.isspace():
            place = behind + 1
        else:
            return behind if _is_whole(source, place, found[0]) else 0
    return ends


def _goes_on(source: Source, place: int) -> bool:
    """Whether another thing stands behind a comma or "và"."""
    stop = len(source.words)
    if place >= stop:
        return False
    if source.key[source.ends[place - 1] : source.starts[place]].strip() == ",":
        return phrases("words", "things in a row").at(source, place, stop) is not None
    joined = source.words[place] == "và" and source.tight[place - 1]
    return joined and phrases("words", "things in a row").at(source, place + 1, stop) is not None


def _end_of_unknown(source: Source, place: int, known: int) -> int:
    """Return the word behind a noun that goes on to a clear end; 0 where none is clear."""
    stop = len(source.words)
    if not known and _acts(source, place):
        return 0
    inner = max(known, 1)
    for end in range(place + inner, min(stop, place + _MOST) + 1):
        if end == stop or not source.tight[end - 1] or _ends(source, end):
            listed = end < stop and source.key[source.ends[end - 1]] == ","
            return 0 if listed and not known else end
        if _acts(source, end):
            return 0
    return 0


def _acts(source: Source, place: int) -> bool:
    noun = phrases("words", "verbless").at(source, place, len(source.words))
    verb = verbs().at(source, place, len(source.words))
    return verb is not None and (noun is None or noun[0] < verb[0])


def _ends(source: Source, place: int) -> bool:
    """Whether a word ends the noun before it: "có", "của", "từ", a number, "và" before one."""
    ends = phrases("words", "behind things counted").at(source, place, len(source.words))
    if source.words[place] == "và":
        return any(word[0].isdigit() for word in source.words[place + 1 : place + 2])
    return ends is not None or source.words[place][0].isdigit()


def _is_whole(source: Source, place: int, length: int) -> bool:
    """Whether a known noun may stand alone here: of one word only before a clear end."""
    behind = place + length
    if not length or behind >= len(source.words) or not source.tight[behind - 1]:
        return length > 0
    one = source.words[place : place + length]
    acting = phrases("words", "units that act").at(source, place, behind) is not None
    return (
        len(one) > 1
        or _ends(source, behind)
        or (acting and verbs().at(source, behind, len(source.words)) is not None)
    )
