"""What the labels under a heading as bare as “Name” are: KML gives each place nothing else.

A label may be the name of a building or shop, an address, a person of somebody's list, or a mark
such as “Placemark 3”. Only the first is a building.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

PERSONS, ADDRESSES, MARKS = "persons", "addresses", "marks"
BARE_HEADINGS = frozenset({"name", "ten"})

_MOST = 0.8
# a few persons among places are persons still
_MOST_PERSONS = 0.6
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Trịnh|Mai|Đào"
    "|Lương|Tô|Hà|Cao|Lưu|Chu|Tạ|Phùng|Quách|Thái|Lâm|Trương|Tống|Kiều|Nghiêm|Khuất|Vương|La|Doãn"
)
_WORD = r"[A-ZÀ-ỸĐ][a-zà-ỹđ]*"
_CALLED = r"(?:hộ|nhà|gia đình|chủ hộ)?\s*(?:ông|bà|anh|chị|cô|chú|bác)"
# streets bear the names of persons too, most of them of two words: a name of three or more speaks
_PERSON = re.compile(
    rf"^(?:(?i:{_CALLED})\s+{_WORD}(?:\s{_WORD}){{0,4}}|(?:{_SURNAMES})(?:\s{_WORD}){{2,4}})"
    r"\s*(?:$|[-–,:;(/])"
)
_NUMBER = r"\d{1,4}\s?[A-Za-zĐđ]?(?:\s?[/\-]\s?\d{1,4}\s?[A-Za-zĐđ]?){0,4}"
_LANE = r"(?:ngõ|ngách|hẻm|kiệt|ng|phố|đường|thôn|xóm|tổ|khu|ấp)"
_ADDRESS = re.compile(
    rf"^(?:(?:số(?:\s*nhà)?|sn|nhà)\.?\s*)?(?:{_NUMBER}[,\s]+(?:{_LANE}\s|[^\W\d_]{{2,}})|{_LANE}\s+\S)",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"^(?:(?:placemark|waypoint|point|untitled|điểm|vị trí|dấu mốc|địa điểm|mốc|wpt|p|d|đ|no|stt)"
    r"[\s._#-]*)?\d*$",
    re.IGNORECASE,
)


def kind_of_labels(cells: Sequence[str]) -> str:
    """Return what most labels are; "" where they may be names of buildings and places.

    >>> kind_of_labels(["Nguyễn Văn An", "Bà Hoa"]), kind_of_labels(["Highlands", "Chợ Mơ"])
    ('persons', '')
    >>> kind_of_labels(["12 Hàng Bạc", "số 5 ngõ 34 Đội Cấn"]), kind_of_labels(["Điểm 1", "Điểm 2"])
    ('addresses', 'marks')
    """
    told = [" ".join(cell.split()) for cell in cells if cell.strip()]
    if not told:
        return ""
    tests = ((PERSONS, _PERSON, _MOST_PERSONS), (MARKS, _MARK, _MOST), (ADDRESSES, _ADDRESS, _MOST))
    for kind, form, least in tests:
        if sum(form.match(label) is not None for label in told) >= least * len(told):
            return kind
    return ""
