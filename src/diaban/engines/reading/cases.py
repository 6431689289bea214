"""What is done case by case: a limit for it is a measure, and no last day."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import alternatives

BY_CASE = re.compile(
    r"(?<!\w)(?:mọi|những|mỗi|từng|khi|trường\s+hợp|hằng|hàng|sự\s+cố|bưu\s+gửi"
    r"|các\s+(?:kiến\s+nghị|phản\s+ánh|hồ\s+sơ|yêu\s+cầu)|hồ\s+sơ\s+đề\s+nghị"
    r"|phải\s+trả\s+lời|khắc\s+phục\s+trong)(?!\w)"
)
# "cấp phép đào đường": what is done with each application, not once with one product
_EACH_CASE = re.compile(
    rf"(?:^|[,.;:])(?:(?!(?<!\w){alternatives('products')}(?!\w))[^,.;:])*?"
    rf"(?<!\w){alternatives('acts by case')}(?!\w)"
    rf"(?![^.;:]*(?<!\w){alternatives('acts once')}(?!\w))[^.;:]*$"
)
_SINCE = re.compile(r"(?<!\w)(?:kể\s+từ|từ\s+ngày)(?!\w)")
_CLAUSE = 160  # characters before a limit in which its act is sought
# a limit of its own beside a share of what comes in, or of what is answered one by one
_ANSWERED = re.compile(
    r"\d\s?%|(?<!\w)(?:phản ánh|kiến nghị|khiếu nại|hồ sơ|sự cố|tin báo)(?!\w)[^.;]*"
    r"(?<!\w)(?:được|phải)\s+(?:trả lời|xử lý|giải quyết|khắc phục|tiếp nhận|phản hồi)"
)


def recurs_by_case(key: str, start: int, place: int) -> bool:
    """Whether what is to be done within a limit at ``place`` is done case by case.

    >>> said = "sở y tế phúc đáp công dân trong 5 ngày", "lập sổ cấp phép trong 5 ngày"
    >>> [recurs_by_case(one, 0, one.index("trong")) for one in said]
    [True, False]
    """
    if _ANSWERED.search(key, start, place):
        return True
    return _EACH_CASE.search(key[max(start, place - _CLAUSE) : place]) is not None


def is_per_case(key: str, place: int) -> bool:
    """Whether a limit at ``place`` is of something done with each case, or since each case came.

    >>> is_per_case("trả lời trong 3 ngày kể từ khi nhận đơn", 8)
    True
    >>> is_per_case("lập sổ trong 3 ngày", 7)
    False
    """
    told = BY_CASE.search(key) or _SINCE.search(key)
    return told is not None or recurs_by_case(key, 0, place)
